"""What the pages of the evaluation draw beside their words: the badges of the states, numbers, bars."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from flask_babel import gettext as _

from ...agreement import Agreement
from ...base import numbers
from ...evaluation import Finding, Message, State
from .pages import pages

# Icon and tint. Missing and undocumented are outlined, never coloured; a trend is blue, since green says met.
BADGES = {
    State.MET: ("circle-check", "green"),
    State.NOT_MET: ("circle-x", "red"),
    State.ON_TRACK: ("trending-up", "blue"),
    State.BEHIND: ("triangle-alert", "amber"),
    State.MISSING: ("circle-dashed", "outline"),
    State.UNDOCUMENTED: ("circle-dashed", "outline"),
    State.NARROWED: ("arrow-down", "blue"),
    State.UNCHANGED: ("minus", "outline"),
    State.WIDENED: ("arrow-up", "amber"),
    State.NOT_APPLICABLE: ("minus", "plain"),
}
# A bar is worth drawing from this target on.
LEAST_TARGET = 10
# Some mail programs open nothing at all by a longer link.
LONGEST_LINK = 2000
BESIDE_A_NUMBER = re.compile(r"(?<=\d) (?=%|kr\.)")


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A bar in percent of its width: how far it is filled, where the target and an even pace lie."""

    value: float
    target: float
    pace: float | None


@pages.app_template_global()
def state_icon(state: State) -> str:
    """The icon beside a state's word."""
    return BADGES[state][0]


@pages.app_template_global()
def state_tint(state: State) -> str:
    """The colour of its badge."""
    return BADGES[state][1]


@pages.app_template_filter()
def number(value: numbers.Number | None, decimals: int | None = None) -> str:
    """`1.824`, `−16,3`; a dash where there is none."""
    return "–" if value is None else numbers.shown(value, decimals)


@pages.app_template_filter()
def added(values: Iterable[numbers.Number]) -> Fraction:
    """All of them together, exactly."""
    return sum((Fraction(value) for value in values), Fraction(0))


@pages.app_template_filter()
def together(text: str) -> str:
    """The text with each number and its % or kr. on one line."""
    return BESIDE_A_NUMBER.sub("\u00a0", text)


@pages.app_template_global()
def target_bar(value: numbers.Number, target: numbers.Number, pace: Fraction | None = None) -> ProgressBar:
    """A bar that ends a little after the larger of value and target."""
    whole = max(Fraction(value), Fraction(target)) * Fraction(108, 100) or Fraction(1)

    def place(number: numbers.Number) -> float:
        return round(float(Fraction(number) * 100 / whole), 2)

    return ProgressBar(place(value), place(target), None if pace is None else place(pace))


@pages.app_template_test()
def worth_a_bar(finding: Finding) -> bool:
    """Whether a criterion counts towards a target that is large enough to see how far it is."""
    is_count = not (finding.is_share or finding.is_gap or finding.is_milestone or finding.is_trend)
    return is_count and finding.counts_up and finding.figure is not None and (finding.target or 0) >= LEAST_TARGET


@pages.app_template_filter()
def percent_of(value: int, whole: int) -> float:
    """A width in percent for a bar; 0 where the whole is nothing."""
    return round(100 * value / whole, 2) if whole else 0.0


@pages.app_template_global()
def baseline_title(plan: Agreement) -> str:
    """What stands above the baselines: their year, where they have one."""
    years = plan.baseline_years
    return str(years[0]) if len(years) == 1 else _("Udgangspunkt")


@pages.app_template_filter()
def mailto(message: Message) -> str:
    """A link that begins a mail to nobody yet; without its text where that would make it too long."""
    begun = f"mailto:?subject={quote(message.subject)}"
    whole = f"{begun}&body={quote(message.text.replace(chr(10), chr(13) + chr(10)))}"
    return whole if len(whole) <= LONGEST_LINK else begun
