"""The annual report on A4: the evaluation of a year as it is handed in."""

from collections import Counter

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...access import allow
from ...base import clock
from ...evaluation import Report, State, series
from ...evaluation.series import Crossed
from .charts import Chart, of_activity
from .evaluation import report_of
from .pages import pages
from .protocol import allow_style, margins

# What has a section of its own in the report.
ELSEWHERE = frozenset({"hours", "states"})
# In which order the states are counted up; one that nobody has is left out.
ORDER = (
    State.MET,
    State.NARROWED,
    State.ON_TRACK,
    State.UNCHANGED,
    State.BEHIND,
    State.WIDENED,
    State.NOT_MET,
    State.UNDOCUMENTED,
    State.MISSING,
)


@pages.get("/evaluation/<int(fixed_digits=4):year>/report")
@allow("evaluation.see")
def year_report(year: int) -> ResponseReturnValue:
    """Criteria with their readings and the leader's comments, charts, figures of others, hours, follow-up, what is missing."""
    report = report_of(year)
    agreement = report.plan
    style = margins(_("Årsrapport %(year)d", year=year) + f" · {agreement.name}, {agreement.estate}")
    counted = Counter(finding.state for finding in report.findings)
    page = render_template(
        "office/year_report.html",
        report=report,
        years=agreement.years,
        today=clock.today(),
        margins=style,
        counted=[(state, counted[state]) for state in ORDER if counted[state]],
        charts={id: _charts(report, id) for id in agreement.activities} if not report.outside else {},
        follow_up=_follow_up(report),
        hours=_hours(report),
    )
    return allow_style(page, style)


def _charts(report: Report, activity: str) -> list[Chart]:
    """What the report draws of an activity; the running total of its contacts comes first."""
    found = [chart for chart in of_activity(report, activity) if chart.kind not in ELSEWHERE]
    return sorted(found, key=lambda chart: chart.kind != "contacts")


def _follow_up(report: Report) -> Chart | None:
    """The year's points by state and age; None where nobody saw anything to improve."""
    points: Crossed = series.follow_ups(report.period)
    about = _(
        "Punkter fra årets vandringer efter tilstand, og hvor længe siden stedet blev set. Udført er det, parten melder."
    )
    return Chart("states", _("Opfølgning"), about, points, _("Tilstand")) if points.total else None


def _hours(report: Report) -> Chart | None:
    """Every budget with what was spent of it."""
    if not report.hours:
        return None
    return Chart(
        "hours", _("Timer mod budget"), _("Timer til og med den dag, rapporten er set fra."), list(report.hours)
    )
