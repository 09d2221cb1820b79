"""The year's evaluation: the report, a criterion with what is behind it, the comments; and its numbers as words."""

from collections import Counter
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement, evaluation, records
from ...access import allow, signed_in
from ...agreement import Agreement
from ...base import clock, years
from ...definitions import EventFields
from ...evaluation import Finding, Report, State, behind, handed_in, meetings, reported, series
from ...evaluation.since import since_of
from ...questions import Text
from ...questions.html_form import PageForm
from ...store.listing import Listed
from .charts import Chart, of_activity
from .every_page import default_year
from .pages import pages, read_page
from .protocol import allow_style, margins

# The form of the records that a criterion counts, where they have a list of their own.
FORMS = {"contacts": "contact", "observations": "observation"}
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


@pages.app_template_global()
def to_look_at(finding: Finding) -> list[behind.Group]:
    """The records that keep a criterion that asks for all of them from being met."""
    if finding.kind not in FORMS or not finding.is_share or finding.target != 100:
        return []
    return [
        group for group in behind.groups(finding) if group.count and group.key.endswith((behind.REST, behind.PENDING))
    ]


NOT_DRAWN = _l(
    "Diagrammerne tegnes af registreringerne, og de er andre i dag end ved afleveringen. Derfor vises de ikke her."
)


class NarrativeForm(PageForm):
    """The leader's comment on a criterion; a personal number is taken out of it."""

    masks = True

    text = Text(_l("Din kommentar"), most=2000, default="")


@pages.get("/evaluation", endpoint="evaluation")
@allow("evaluation.see")
def latest() -> ResponseReturnValue:
    """The evaluation of the latest year of the agreement that has something in it."""
    return redirect(url_for("office.evaluation_of", year=default_year()))


@pages.get("/evaluation/years")
@allow("evaluation.see")
def evaluation_years() -> ResponseReturnValue:
    """The years since the baseline beside each other."""
    agreed = [each for each in reversed(agreement.every()) if each.first_year <= clock.today().year] or [
        agreement.current()
    ]
    years, figures = evaluation.all_figures()
    found = [(each, evaluation.side_by_side(plan=each)) for each in agreed]
    return render_template("office/evaluation_years.html", found=found, years=years, figures=figures)


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
        charts=of_activity(report, activity) if (drawn := _can_be_drawn(report)) else [],
        not_drawn="" if drawn else NOT_DRAWN,
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
    form = NarrativeForm(request.form)
    if not form.validate():
        return _criterion(report, finding, form), 422
    reported.comments.write(finding.id, year, form.values["text"], person=signed_in(), code=report.plan.code)
    flash(_("Kommentaren er gemt."))
    return redirect(url_for("office.criterion", year=year, criterion=finding.id), 303)


@pages.get("/evaluation/<int(fixed_digits=4):year>/report")
@allow("evaluation.see")
def year_report(year: int) -> ResponseReturnValue:
    """Criteria with their readings and the leader's comments, charts, figures of others, hours, follow-up, what is missing."""
    report = report_of(year)
    agreed, drawn = report.plan, _can_be_drawn(report)
    style = margins(_("Årsrapport %(year)d", year=year) + f" · {agreed.name}, {agreed.estate}")
    counted = Counter(finding.state for finding in report.findings)
    page = render_template(
        "office/year_report.html",
        report=report,
        years=agreed.years,
        today=clock.today(),
        margins=style,
        counted=[(state, counted[state]) for state in ORDER if counted[state]],
        charts={id: _charts(report, id) if drawn else [] for id in agreed.activities},
        not_drawn="" if drawn else NOT_DRAWN,
        follow_up=_follow_up(report) if drawn else None,
        hours=_hours(report),
        meetings=meetings.held(report.plan, report.period),
    )
    return allow_style(page, style)


def ledger(report: Report, **more: Any) -> str:
    """The ledger of a year: every criterion answered, what else was agreed, hours against budget; `more`: what stands below."""
    return render_template(
        "office/evaluation.html",
        report=report,
        years=agreement.years() or [report.year],
        meetings=meetings.held(report.plan, report.period),
        messages=[] if report.closed else evaluation.messages(report),
        **more,
    )


@pages.app_template_global()
def agreements_of(year: int) -> list[tuple[Agreement, bool]]:
    """The agreements that judge a year, each with whether it is the one that the page is about."""
    shown = agreement.of_year(year)
    return [(each, each.code == shown.code) for each in agreement.covering(year)]


def report_of(year: int) -> Report:
    """What a year shows: what was handed in, unless the address asks for `live`; a year that cannot be is no page."""
    if not years.is_possible(year):
        abort(404)
    return handed_in.shown(year, live=bool(request.args.get("live")))


def report_today(year: int) -> Report:
    """The report of a year as of today, also of one that is handed in; a year that cannot be is no page."""
    if not years.is_possible(year):
        abort(404)
    return evaluation.evaluate(year)


def _find(report: Report, id: str) -> Finding:
    return report.finding(id) or abort(404)


def _criterion(report: Report, finding: Finding, form: NarrativeForm | None = None) -> str:
    group = request.args.get("group", "")
    is_held = finding.kind in behind.GATHERINGS and bool(finding.readings)
    return render_template(
        "office/criterion.html",
        report=report,
        event_kinds=EventFields.kind.labels(),
        finding=finding,
        group=group,
        groups=behind.groups(finding) if finding.kind in FORMS else [],
        listed=_records(report, finding, group) if finding.kind in FORMS and finding.readings else None,
        held=behind.gatherings(report.plan, finding, report.period) if is_held else None,
        given=[line for line in report.figures if line.figure.id in finding.figures],
        form=form or NarrativeForm(values={"text": _comment(report, finding)}),
    )


def _comment(report: Report, finding: Finding) -> str:
    """The comment as it stands today, to be corrected."""
    said = reported.comments.current(report.year, report.plan.code) if report.closed else report.comments
    return said.get(finding.id, "")


def _records(report: Report, finding: Finding, group: str) -> Listed[records.RecordRow]:
    try:
        found = behind.behind(report.plan, finding, report.period, finding.kind, group)
    except LookupError:
        abort(404)
    return records.listed(records.RecordFilters(form=FORMS[finding.kind], among=found), read_page())


def _can_be_drawn(report: Report) -> bool:
    """Whether its charts, which are drawn from the records, show what it says: not those of another day's records."""
    came = since_of(report)
    return not report.outside and (came is None or (came.is_known and not came.records))


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
