"""*Aftaler*: all of them, a row each: its years and which of them are handed in, how it stands, what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ... import criteria
from ...access import allow
from ...agreement import binding, known
from ...agreement.kept import Version
from ...agreement.known import KnownAgreement
from ...base import clock
from ...evaluation import handed_in
from . import first_run_steps
from .agreement_editing import Edited
from .pages import pages

# How a year stands, and what its mark in the strip means, in the order of the legend.
LOCKED, WORKING, LATE, LATER = "locked", "now", "late", "later"
LEGEND: Final = {
    LOCKED: _("afleveret og låst"),
    LATE: _("skal afleveres"),
    WORKING: _("det år, du arbejder i"),
    LATER: _("endnu ikke begyndt"),
}
# How an agreement stands: icon, tint and word.
STANDINGS: Final = {
    known.IN_FORCE: ("circle-check", "green", _("Gælder")),
    known.COMING: ("clock", "blue", _("Kommer")),
    known.DRAFTED: ("pencil", "amber", _("Kladde")),
    known.EARLIER: ("lock", "outline", _("Afsluttet")),
}


@dataclass(frozen=True)
class AgreementRow:
    """An agreement in the list. `years`: each with how it stands. `lacking`: how much keeps its draft from being adopted."""

    found: KnownAgreement
    years: dict[int, str]
    lacking: int

    @property
    def look(self) -> tuple[str, str, Any]:
        """Icon, tint and word of how it stands."""
        return STANDINGS[self.found.standing]

    @property
    def span(self) -> str:
        """Its years: `2017–2020`."""
        return criteria.ToldAgreement(self.found.document).span

    @property
    def coming(self) -> Version | None:
        """The next version, where it is adopted and not yet in force."""
        newest, current = self.found.newest, self.found.current
        return newest if newest is not None and newest != current and newest.valid_from > clock.today() else None


@pages.get("/agreements")
@allow("evaluation.see")
def agreements() -> ResponseReturnValue:
    """All agreements, and the way to a new one."""
    rows = [_row(each) for each in known.every()]
    used = {state for row in rows for state in row.years.values()}
    return render_template(
        "office/agreements.html",
        first_run=first_run_steps.shown() if first_run_steps.is_offered() else None,
        rows=rows,
        legend={state: words for state, words in LEGEND.items() if state in used},
    )


def _row(found: KnownAgreement) -> AgreementRow:
    lacking = len(Edited(found, found.draft).faults) if found.draft else 0
    return AgreementRow(found, dict(_years(found)), lacking)


def _years(found: KnownAgreement) -> Iterator[tuple[int, str]]:
    """The years of its newest version, or of its draft."""
    document = found.newest.document if found.newest else found.document
    frozen = handed_in.frozen(found.code)
    working = found.working_year(frozen) if found.versions else 0
    for year in range(document["first_year"], document["last_year"] + 1):
        if year in frozen:
            yield year, LOCKED
        elif year == working:
            yield year, WORKING
        else:
            yield year, LATE if _is_over(found, year) else LATER


def _is_over(found: KnownAgreement, year: int) -> bool:
    return bool(found.versions) and binding.days_of(found.versions[0], year)[1] < clock.today()
