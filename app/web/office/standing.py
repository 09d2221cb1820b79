"""How the agreement stands, for the front page: the criteria of its present year by state, and what is not there yet."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import agreement, evaluation
from ...base import clock
from ...evaluation import Finding, Lacking, Report, State, wording
from ...store import by_year
from .todo import Todo

# The good ones first, then by how much they ask of the reader; what does not apply in the year is left out.
ORDER = (
    State.MET,
    State.ON_TRACK,
    State.BEHIND,
    State.NOT_MET,
    State.UNDOCUMENTED,
    State.MISSING,
    State.NARROWED,
    State.UNCHANGED,
    State.WIDENED,
)
# So many are named; of the rest it is said how many they are.
MOST_NAMED = 4


@dataclass(frozen=True)
class Standing:
    """A report with its criteria by state, in the order of `ORDER`."""

    report: Report
    states: tuple[tuple[State, tuple[Finding, ...]], ...]

    @property
    def count(self) -> int:
        """How many criteria apply."""
        return sum(len(findings) for _state, findings in self.states)


def year() -> int | None:
    """Today's year where the agreement covers it, else the last year of the agreement that holds something; None where
    none does.
    """
    covered, today = agreement.current().years, clock.today().year
    if today in covered:
        return today
    return max(by_year.filled().intersection(covered), default=None)


def standing() -> Standing | None:
    """Of that year; None where there is none."""
    found = year()
    if found is None:
        return None
    report = evaluation.evaluate(found)
    by_state = ((state, tuple(each for each in report.findings if each.state == state)) for state in ORDER)
    return Standing(report, tuple(row for row in by_state if row[1]))


def lacking(found: Standing | None) -> list[Todo]:
    """What is missing for the year before, which is delivered in this one, and for the year itself."""
    if found is None:
        return []
    report, before = found.report, found.report.year - 1
    rows = {report.year: report.lacking}
    if report.period.running and before in report.plan.years:
        rows = {before: evaluation.lacking_in(before)} | rows
    return [_row(report, each, missing) for each, missing in rows.items() if missing]


def _row(report: Report, year: int, missing: tuple[Lacking, ...]) -> Todo:
    criteria = {each.id for each in report.plan.criteria}
    first = sorted(missing, key=lambda each: criteria.isdisjoint(each.criteria))
    named = [_named(each, criteria, number) for number, each in enumerate(first[:MOST_NAMED])]
    if more := len(first) - len(named):
        named.append(ngettext("%(num)d mere", "%(num)d mere", more))
    return Todo(
        "",
        "table-2",
        len(missing),
        ngettext("oplysning mangler for %(year)d", "oplysninger mangler for %(year)d", len(missing), year=year),
        wording.list_of(named) + ".",
        url_for("office.year_figures", year=year),
        _("Indtast"),
    )


def _named(each: Lacking, criteria: set[str], number: int) -> str:
    """`Efterregning for vand (A2a)`, `drejebog (A3b, frist 31.12.2017)`."""
    name = wording.in_a_sentence(each.name) if number else each.name
    facts = [*(id for id in each.criteria if id in criteria), *([each.expected] if each.is_milestone else [])]
    known = ", ".join(filter(None, facts))
    return f"{name} ({known})" if known else name
