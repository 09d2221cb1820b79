"""After a restore: how far phones have brought back what was lost."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime, format_decimal, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from ..base import clock, db
from ..store import Device, generation
from .phone_list import AWAITED


@dataclass(frozen=True)
class RestoreProgress:
    """Up to when the database reached, how many phones are expected and have come, and how many records came again."""

    to: datetime
    awaited: int
    reported: int
    came_again: int

    @property
    def sentence(self) -> str:
        """As the front page says it."""
        begins = _("Gendannet fra %(when)s.", when=format_datetime(self.to, "d.M. 'kl.' HH.mm"))
        phones = ngettext(
            "%(reported)s af %(awaited)s telefon har meldt sig",
            "%(reported)s af %(awaited)s telefoner har meldt sig",
            self.awaited,
            reported=format_decimal(self.reported),
            awaited=format_decimal(self.awaited),
        )
        records = ngettext(
            "%(count)s registrering er kommet igen",
            "%(count)s registreringer er kommet igen",
            self.came_again,
            count=format_decimal(self.came_again),
        )
        return f"{begins} {phones}, {records}."


def lately() -> RestoreProgress | None:
    """What there is to say about the last restore; nothing where that is long ago, or never was."""
    state = generation.state()
    if state.restored_at is None or state.restored_to is None or clock.now() - state.restored_at >= AWAITED:
        return None
    awaited = select(func.count()).where(Device.awaited_since == state.restored_at)
    reported = awaited.where(Device.again_at >= state.restored_at)
    expected, came = (db.session.scalar(query) or 0 for query in (awaited, reported))
    return RestoreProgress(state.restored_to, expected, came, state.came_again)
