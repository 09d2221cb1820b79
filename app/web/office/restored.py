"""After a restore: how far phones have brought back what was lost, and the photos that wait for somebody to look."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, format_decimal, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from ... import photos
from ...access import allow
from ...base import clock, db
from ...photos import photo_redaction
from ...records.phone_list import AWAITED
from ...store import Device, generation
from .pages import pages
from .photo_editing import find_photo


@dataclass(frozen=True)
class Restored:
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


def lately() -> Restored | None:
    """What there is to say about the last restore; nothing where that is long ago, or never was."""
    state = generation.state()
    if state.restored_at is None or state.restored_to is None or clock.now() - state.restored_at >= AWAITED:
        return None
    awaited = select(func.count()).where(Device.awaited_since == state.restored_at)
    reported = awaited.where(Device.again_at >= state.restored_at)
    expected, came = (db.session.scalar(query) or 0 for query in (awaited, reported))
    return Restored(state.restored_to, expected, came, state.came_again)


@pages.get("/photos/hidden")
@allow("privacy.manage")
def hidden_photos() -> ResponseReturnValue:
    """The photos that nobody else sees before the leader has looked."""
    return render_template("office/hidden_photos.html", ids=photos.hidden())


@pages.post("/photos/<id>/show")
@allow("privacy.manage")
def show_photo(id: str) -> ResponseReturnValue:
    """Let everybody see it as it is."""
    photo_redaction.show(find_photo(id).id)
    flash(_("Fotoet bliver vist, som det er."))
    return redirect(url_for("office.hidden_photos"), 303)
