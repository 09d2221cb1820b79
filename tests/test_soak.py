"""A short run of the soak: phones, a faulty network, a server that is killed, backed up and whose disk is full."""

from soak.run import SHORT, Soak, table, timed
from soak.troubles import BACKUP, FULL, KILL, REFUSING


def test_nothing_is_lost_when_everything_goes_wrong(tmp_path):
    soak = Soak(tmp_path, 2, SHORT)
    verdict, seconds = timed(soak)
    assert verdict.is_good, table(soak, verdict, seconds)
    assert verdict.counts["records made"] >= SHORT.records
    assert verdict.counts["photos made"] >= SHORT.photos
    assert all(soak.tally[trouble] for trouble in (KILL, FULL, REFUSING, BACKUP))
    assert soak.tally["reset after the request, answer lost"] > 0
