"""The year's evaluation: the report, a criterion with what is behind it, the comments; and its numbers as words."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement, evaluation, records
from ...access import allow, signed_in
from ...agreement import Agreement
from ...base import clock, numbers, years
from ...definitions import EventFields
from ...evaluation import Finding, Message, Report, State, behind, handed_in, reported, series
from ...questions import Text
from ...questions.html_form import PageForm
from ...store.listing import Listed
from .charts import Chart, of_activity
from .front import shown_year
from .pages import pages, read_page
from .protocol import allow_style, margins

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
# The form of the records that a criterion counts, where they have a list of their own.
FORMS = {"contacts": "contact", "observations": "observation"}
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


@pages.app_template_global()
def to_look_at(finding: Finding) -> list[behind.Group]:
    """The records that keep a criterion that asks for all of them from being met."""
    if finding.kind not in FORMS or not finding.is_share or finding.target != 100:
        return []
    return [
        group for group in behind.groups(finding) if group.count and group.key.endswith((behind.REST, behind.PENDING))
    ]


@pages.app_template_filter()
def mailto(message: Message) -> str:
    """A link that begins a mail to nobody yet; without its text where that would make it too long."""
    begun = f"mailto:?subject={quote(message.subject)}"
    whole = f"{begun}&body={quote(message.text.replace(chr(10), chr(13) + chr(10)))}"
    return whole if len(whole) <= LONGEST_LINK else begun


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


class NarrativeForm(PageForm):
    """The leader's comment on a criterion; a personal number is taken out of it."""

    masks = True

    text = Text(_l("Din kommentar"), most=2000, default="")


@pages.get("/evaluation", endpoint="evaluation")
@allow("evaluation.see")
def latest() -> ResponseReturnValue:
    """The evaluation of the latest year of the agreement that has something in it."""
    return redirect(
        url_for("office.evaluation_of", year=shown_year() or next(iter(agreement.years()), clock.today().year))
    )


@pages.get("/evaluation/<int(fixed_digits=4):year>")
@allow("evaluation.see")
def evaluation_of(year: int) -> ResponseReturnValue:
    """The ledger: every criterion answered, what else was agreed, hours against budget."""
    report = report_of(year)
    return render_template(
        "office/evaluation.html",
        report=report,
        years=agreement.years() or [year],
        beside=agreement.covering(year),
        meetings=behind.meetings(report.plan, report.period),
        messages=evaluation.messages(report),
    )


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
        meetings=behind.meetings(report.plan, report.period),
    )
    return allow_style(page, style)


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
        form=form or NarrativeForm(values={"text": report.comments.get(finding.id, "")}),
    )


def _records(report: Report, finding: Finding, group: str) -> Listed[records.RecordRow]:
    try:
        found = behind.behind(report.plan, finding, report.period, finding.kind, group)
    except LookupError:
        abort(404)
    return records.listed(records.RecordFilters(form=FORMS[finding.kind], among=found), read_page())


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
