"""The evaluation: the ledger of a year's criteria, one criterion with the records behind it, an activity with its
charts, and the years beside each other.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import agreement, evaluation, records
from ...access import allow, signed_in
from ...base import years
from ...evaluation import Finding, Report, evidence, reported
from .charts import of_activity
from .front import shown_year
from .pages import pages
from .record_filters import read_page

LONGEST_COMMENT = 2000


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
    text = request.form.get("text", "").replace("\r\n", "\n")
    if len(text) > LONGEST_COMMENT:
        problem = _("Skriv højst %(most)d tegn. Der er %(length)d.", most=LONGEST_COMMENT, length=len(text))
        return _criterion(report, finding, problem=problem, text=text), 422
    reported.comments.write(finding.id, year, text, person=signed_in())
    flash(_("Kommentaren er gemt."))
    return redirect(url_for("office.criterion", year=year, criterion=finding.id), 303)


def report_of(year: int) -> Report:
    """The report of a year as of today; a year that cannot be is no page."""
    if not years.is_possible(year):
        abort(404)
    return evaluation.evaluate(year)


def _find(report: Report, id: str) -> Finding:
    found = report.finding(id)
    if found is None:
        abort(404)
    return found


def _criterion(report: Report, finding: Finding, problem: str = "", text: str | None = None) -> str:
    group = request.args.get("group", "")
    counted, held = None, None
    try:
        counted = evidence.contacts(finding.criterion, report.period, group)
    except LookupError:
        if finding.criterion.measure in evidence.GATHERINGS:
            held = evidence.gatherings(report.plan, finding.criterion, report.period)
    listed = None
    if counted is not None:
        listed = records.listed(records.RecordFilters(form="contact", among=counted), read_page())
    said = report.comments.get(finding.id, "")
    return render_template(
        "office/criterion.html",
        report=report,
        finding=finding,
        group=group,
        listed=listed,
        held=held,
        given=[line for line in report.figures if line.figure.id in finding.criterion.settings.values()],
        text=said if text is None else text,
        problem=problem,
        most=LONGEST_COMMENT,
    )
