"""The evaluation: the ledger of a year's criteria, one criterion with the records behind it, an activity with its
charts, the years beside each other; and the annual report on A4, as it is handed in.
"""

from collections import Counter
from contextlib import suppress
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement, evaluation, records
from ...access import allow, signed_in
from ...base import clock, years
from ...evaluation import Finding, Report, State, measures, reported, series
from ...questions import Text
from ...questions.html_form import PageForm
from ...store.listing import Listed
from .charts import Chart, of_activity
from .front import shown_year
from .pages import pages
from .protocol import allow_style, margins
from .record_filters import read_page

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


class CommentForm(PageForm):
    """The leader's comment on a criterion; a personal number is taken out of it."""

    masks = True

    text = Text(_l("Din kommentar"), most=2000, default="")


@pages.get("/evaluation", endpoint="evaluation")
@allow("evaluation.see")
def latest() -> ResponseReturnValue:
    """The evaluation of the latest year of the agreement that has something in it."""
    return redirect(url_for("office.evaluation_of", year=shown_year() or agreement.current().years[0]))


@pages.get("/evaluation/<int(fixed_digits=4):year>")
@allow("evaluation.see")
def evaluation_of(year: int) -> ResponseReturnValue:
    """The ledger: every criterion answered, what else was agreed, hours against budget."""
    report = report_of(year)
    return render_template(
        "office/evaluation.html", report=report, years=agreement.current().years, messages=evaluation.messages(report)
    )


@pages.get("/evaluation/years")
@allow("evaluation.see")
def evaluation_years() -> ResponseReturnValue:
    """The years since the baseline beside each other."""
    return render_template("office/evaluation_years.html", found=evaluation.side_by_side(), plan=agreement.current())


@pages.get("/evaluation/<int(fixed_digits=4):year>/<activity>")
@allow("evaluation.see")
def evaluation_activity(year: int, activity: str) -> ResponseReturnValue:
    """An activity: its criteria, and the charts that its measures call for."""
    report = report_of(year)
    if activity not in report.plan.activities:
        abort(404)
    return render_template(
        "office/evaluation_activity.html",
        report=report,
        activity=report.plan.activities[activity],
        findings=report.of_activity(activity),
        years=report.plan.years,
        charts=of_activity(report, activity),
    )


@pages.get("/evaluation/<int(fixed_digits=4):year>/criterion/<criterion>")
@allow("evaluation.see")
def criterion(year: int, criterion: str) -> ResponseReturnValue:
    """One criterion: how it was worked out, the very records behind it, and the leader's comment."""
    report = report_of(year)
    return _criterion(report, _find(report, criterion))


@pages.post("/evaluation/<int(fixed_digits=4):year>/criterion/<criterion>")
@allow("figures.enter")
def comment(year: int, criterion: str) -> ResponseReturnValue:
    """Keep the leader's comment."""
    report = report_of(year)
    finding = _find(report, criterion)
    form = CommentForm(request.form)
    if not form.validate():
        return _criterion(report, finding, form), 422
    reported.comments.write(finding.id, year, form.values["text"], person=signed_in())
    flash(_("Kommentaren er gemt."))
    return redirect(url_for("office.criterion", year=year, criterion=finding.id), 303)


@pages.get("/evaluation/<int(fixed_digits=4):year>/report")
@allow("evaluation.see")
def year_report(year: int) -> ResponseReturnValue:
    """Criteria with their readings and the leader's comments, charts, figures of others, hours, follow-up, what is missing."""
    report = report_of(year)
    agreed = report.plan
    style = margins(_("Årsrapport %(year)d", year=year) + f" · {agreed.name}, {agreed.estate}")
    counted = Counter(finding.state for finding in report.findings)
    page = render_template(
        "office/year_report.html",
        report=report,
        years=agreed.years,
        today=clock.today(),
        margins=style,
        counted=[(state, counted[state]) for state in ORDER if counted[state]],
        charts={} if report.outside else {id: _charts(report, id) for id in agreed.activities},
        follow_up=_follow_up(report),
        hours=_hours(report),
    )
    return allow_style(page, style)


def report_of(year: int) -> Report:
    """The report of a year as of today; a year that cannot be is no page."""
    if not years.is_possible(year):
        abort(404)
    return evaluation.evaluate(year)


def _find(report: Report, id: str) -> Finding:
    return report.finding(id) or abort(404)


def _criterion(report: Report, finding: Finding, form: CommentForm | None = None) -> str:
    group = request.args.get("group", "")
    counted, held = None, None
    with suppress(LookupError):
        counted = measures.contacts_behind(finding.criterion, report.period, group)
    with suppress(LookupError):
        held = measures.gatherings_behind(report.plan, finding.criterion, report.period)
    return render_template(
        "office/criterion.html",
        report=report,
        finding=finding,
        group=group,
        listed=None if counted is None else _contacts(counted),
        held=held,
        given=[line for line in report.figures if line.figure.id in finding.criterion.settings.values()],
        form=form or CommentForm(values={"text": report.comments.get(finding.id, "")}),
    )


def _contacts(counted: Any) -> Listed[records.RecordRow]:
    return records.listed(records.RecordFilters(form="contact", among=counted), read_page())


def _charts(report: Report, activity: str) -> list[Chart]:
    """What the report draws of an activity; the running total of its contacts comes first."""
    found = [chart for chart in of_activity(report, activity) if chart.kind not in ELSEWHERE]
    return sorted(found, key=lambda chart: chart.kind != "contacts")


def _follow_up(report: Report) -> Chart | None:
    """The year's points by state and age; None where nobody saw anything to improve."""
    points = series.follow_ups(report.period)
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
