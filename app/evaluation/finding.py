"""What a report says of one criterion."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _

from ..agreement import Criterion


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

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Part:
    """A count that stands beside the figure: the other reading, a share of the whole, an event.

    `group` names the records behind it for `app.evaluation.measures`; empty where there are none.
    """

    label: str
    count: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a report says of one criterion. Numbers are exact and unrounded, in the criterion's unit.

    `aim`: the target in words. `shown`: the figure as people read it, never rounded onto its target; `was`: the
    baseline so. `how`: the way it was worked out, in words. `remarks`: the rest, and what a careful reader must know of how the agreement was read.
    `pace`: what an even pace would have reached. `lacking`: ids of the figures and milestones that are not there.
    """

    criterion: Criterion
    state: State
    aim: str
    how: str = ""
    shown: str = NOTHING
    was: str = NOTHING
    provisional: bool = False
    figure: Fraction | None = None
    numerator: Fraction | Decimal | int | None = None
    denominator: Fraction | Decimal | int | None = None
    target: Fraction | Decimal | None = None
    baseline: Fraction | None = None
    pace: Fraction | None = None
    change: str = ""
    remarks: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The criterion's."""
        return self.criterion.id

    @property
    def reading(self) -> str:
        """How the figure was worked out and the agreement read, in one paragraph."""
        return " ".join((self.how, *self.remarks)).strip()
