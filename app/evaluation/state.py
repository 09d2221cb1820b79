"""How a criterion can stand, and what people read."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _


class State(StrEnum):
    """How a criterion stands. The values are names that other programs rely on."""

    MET = "met"
    NOT_MET = "not_met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSING = "missing"
    UNDOCUMENTED = "undocumented"
    NARROWED = "narrowed"
    UNCHANGED = "unchanged"
    WIDENED = "widened"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """As people read it."""
        return str(WORDS[self])


WORDS: dict[State, Any] = {
    State.MET: _("Opfyldt"),
    State.NOT_MET: _("Ikke opfyldt"),
    State.ON_TRACK: _("På vej"),
    State.BEHIND: _("Bagud"),
    State.MISSING: _("Mangler"),
    State.UNDOCUMENTED: _("Ikke dokumenteret"),
    State.NARROWED: _("Mindsket"),
    State.UNCHANGED: _("Uændret"),
    State.WIDENED: _("Øget"),
    State.NOT_APPLICABLE: _("Gælder ikke"),
}
