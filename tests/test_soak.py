"""A short run of the soak: phones, a faulty network, a server that is killed, starved, restored and set to another time."""

import pytest

from soak import troubles
from soak.life import COOKIE, COUNTED
from soak.proxy import UNWELL
from soak.quiet import LOOKED
from soak.run import Soak, table, timed
from soak.size import SHORT

TROUBLES = (
    troubles.KILL, troubles.FULL, troubles.REFUSING, troubles.BACKUP, troubles.RESTORE, troubles.PUT_BACK,
    troubles.CLOCK, troubles.SECRET, troubles.TAKEN, COOKIE, COUNTED, UNWELL, LOOKED,
    "reset after the request, answer lost",
)  # fmt: skip
TAKEN_AWAY = (
    "erased: records", "withdrawn: records", "removed: photos", "blackened: photos", "discarded: what waited for review",
    "replaced: the code of a walk", "closed: an account", "shut out: a phone",
)  # fmt: skip


@pytest.mark.long
def test_nothing_is_lost_or_untrue_and_nothing_comes_back_when_everything_goes_wrong(tmp_path):
    soak = Soak(tmp_path, 2, SHORT)
    verdict, seconds = timed(soak)
    shown = table(soak, verdict, seconds)
    assert verdict.is_good, shown + "".join(f"\n{what}: {found[:10]}" for what, found in verdict.wrong.items() if found)
    assert verdict.counts["records made"] >= SHORT.records
    assert verdict.counts["photos made"] >= SHORT.photos
    hostile = [f"hostile: {what}" for what in soak.hostile.acts]
    assert not [what for what in (*TROUBLES, *TAKEN_AWAY, *hostile) if not soak.tally[what]], shown
