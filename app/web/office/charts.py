"""The charts of an activity: which ones its measures call for, what each says in its title, and where the lines of a running
total lie in its drawing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from ...base.numbers import shown
from ...criteria import parts
from ...evaluation import Finding, Period, Report, headline, side_by_side, wording
from ...evaluation import series as data
from ...evaluation.series import Months

MOST_NAMED = 3
# How what came of asking is drawn; the rest is light.
TINTS = {"helped": "value", "referred": "second", "asked_before": "second", "open": "bad", "not_asked": "bad"}
# Charts that stand two by two, in this order; the others take the whole width.
HALVES = ("bars", "referred", "stacked", "crossed", "feelings")

# Where a running total lies in its drawing of 640 by 300, and its columns below.
LEFT, RIGHT, TOP, BOTTOM = 44, 540, 24, 196
COLUMNS_TOP, COLUMNS_BOTTOM = 236, 280


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `kind` is its macro in `office/charts.html`; the title is the finding, `about` says what is counted."""

    kind: str
    title: str
    about: str
    data: Any
    more: Any = None


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """A month's column with its number. Several months in one are as wide as they are many, and as high as their mean:
    equal areas are equal numbers.
    """

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything in units of a drawing of 640 by 300. `ticks`: lines across at round numbers, with their labels."""

    points: str
    end: tuple[float, float]
    target_y: float
    target: str
    ticks: tuple[tuple[float, str], ...]
    columns: tuple[MonthColumn, ...]


def of_activity(report: Report, activity: str) -> list[Chart]:
    """The charts of an activity, in the order in which its measures stand in the plan."""
    found: dict[str, Chart] = {}
    for finding in report.findings:
        if finding.criterion.activity == activity:
            for make in _drawn_for(finding):
                found |= {chart.kind + chart.title: chart for chart in make(report, finding)}
    hours = [line for line in report.hours if line.budget.activity == activity]
    if hours:
        spent, budget = (
            Fraction(sum(each)) for each in zip(*((line.spent, line.budget.hours) for line in hours), strict=True)
        )
        title = _("%(spent)s timer er brugt af %(budget)s", spent=shown(spent), budget=shown(budget))
        found["hours"] = Chart("hours", title, _("Timer til og med i dag, mod årets budget."), hours)
    return sorted(found.values(), key=lambda chart: HALVES.index(chart.kind) if chart.kind in HALVES else len(HALVES))


def _contacts(report: Report, finding: Finding) -> Iterator[Chart]:
    target = Fraction(finding.target or 0)
    months = data.by_month(report.period, target)
    if not months or finding.first is None or finding.first.cells:
        return
    total = shown(months[-1].total)
    title = _("%(count)s henvendelser", count=total)
    if finding.pace is not None:
        title = _("%(title)s, %(pace)s", title=title, pace=wording.at_pace(months[-1].total, finding.pace))
    elif finding.target is not None:
        title = _("%(title)s af %(target)s", title=title, target=shown(finding.target))
    drawn = _draw(months, target, report.period)
    yield Chart("contacts", title, _("Lagt sammen måned for måned, mod et jævnt tempo."), months, drawn)
    topics = data.bars(report.period, "topics")
    if topics:
        names = wording.list_of([wording.in_a_sentence(bar.short) for bar in topics[:MOST_NAMED]])
        title = _("%(names)s fylder mest", names=names[:1].upper() + names[1:])
        about = _("Henvendelser med emnet og andel af %(total)s. Der kan være flere emner.", total=total)
        yield Chart("bars", title, about, topics)
    channels = data.channels(report.period)
    if channels.total and channels.says_more:
        most = max(channels.lines, key=lambda line: line.total or 0)
        title = _("%(channel)s: %(count)s af %(total)s", channel=most.label, count=shown(most.total or 0), total=total)
        yield Chart("crossed", title, _("Kontaktform og målgruppe."), channels, _("Kontaktform"))


def _asked(report: Report, _finding: Finding) -> Iterator[Chart]:
    bars = data.digital_help(report.period)
    total = sum(bar.count for bar in bars)
    if total:
        asked = total - bars[-1].count
        title = _("%(asked)s af %(total)s er spurgt om digital hjælp", asked=shown(asked), total=shown(total))
        parts = [{"count": bar.count, "tint": TINTS.get(bar.code, "rest")} for bar in bars]
        yield Chart("stacked", title, _("Hvad der kom ud af at spørge."), bars, parts)


def _referred(report: Report, finding: Finding) -> Iterator[Chart]:
    listed = parts.list_of(report.plan.document, "contacts", "referrals")
    wanted = [code for each in _conditions(finding, "referrals") for code in each.get("is", ())]
    found = data.referred(report.period, parts.chosen(report.plan.document, listed, wanted))
    total = found.narrow + found.broad_only + found.nowhere
    if not total:
        return
    needed = -(-Fraction(finding.target or 0) * total // 100)
    short = int(needed) - found.narrow
    title = _("%(count)s er henvist som aftalt", count=shown(found.narrow))
    if short > 0:
        title = _("%(title)s, %(short)s færre end målet", title=title, short=shown(short))
    about = _(
        "Til ethvert tilbud: %(broad)s af %(total)s.", broad=shown(found.narrow + found.broad_only), total=shown(total)
    )
    yield Chart("referred", title, about, found, int(needed))


def _walks(report: Report, _finding: Finding) -> Iterator[Chart]:
    for kind, title in (
        ("improve", _("%(count)s steder skal forbedres, mest %(name)s")),
        ("good", _("%(count)s gode steder, mest %(name)s")),
    ):
        table = data.observations(report.period, kind)
        if table.total:
            words = title % {"count": shown(table.total), "name": wording.in_a_sentence(table.rows[0].label)}
            yield Chart("feelings", words, _("Observationer efter emne, og hvor tryg man føler sig."), table)
    points = data.follow_ups(report.period)
    if points.total:
        waiting = sum(row.total or 0 for row in points.rows if row.key == "new")
        title = _("%(count)s af %(total)s punkter er ikke begyndt", count=shown(waiting), total=shown(points.total))
        yield Chart("states", title, _("Opfølgning efter tilstand, og hvor længe siden stedet blev set."), points, _("Tilstand"))  # fmt: skip


def _events(report: Report, finding: Finding) -> Iterator[Chart]:
    found = data.attendance(report.period)
    if found.events:
        title = _("Gæster ved %(events)s arrangementer", events=len(found.events))
        if found.table.total is not None:
            title = _("%(guests)s gæster ved %(events)s arrangementer", guests=shown(found.table.total), events=len(found.events))  # fmt: skip
        least = finding.criterion.least_nationalities
        about = str(_("Lagt sammen over alle optællinger."))
        if least:
            about += " " + _("Mindst %(count)s nationaliteter tæller.", count=least)
        yield Chart("attendance", title, about, found, finding)


def _trend(report: Report, finding: Finding) -> Iterator[Chart]:
    years = side_by_side(plan=report.plan)
    rows = [row for row in years.figures if row.figure.id in finding.figures]
    about = finding.criterion.source
    if finding.baseline_year:
        about = _("Fra %(year)s, hvor der måles fra. %(source)s.", year=finding.baseline_year, source=about)
    yield Chart("trend", headline(finding), about, rows, years)


Draws = Callable[[Report, Finding], Iterator[Chart]]


def _conditions(finding: Finding, field: str) -> list[parts.Part]:
    """What the headline asks of a field."""
    terms = finding.measure["of"]
    return [
        each for term in terms for use in ("where", "evidence") for each in term.get(use, ()) if each["field"] == field
    ]


def _drawn_for(finding: Finding) -> Iterator[Draws]:
    """The charts that a criterion calls for, by what its headline looks at."""
    if not finding.readings:
        return
    kinds = [parts.kind_of(term) for term in finding.measure["of"]]
    if "contacts" in kinds:
        if _conditions(finding, "digital_asked"):
            yield _asked
        elif _conditions(finding, "referrals"):
            yield _referred
        elif not finding.is_share and "where" not in finding.measure["of"][0]:
            yield _contacts
    if "walks" in kinds or "observations" in kinds or "follow_ups" in kinds:
        yield _walks
    elif "events" in kinds:
        yield _events
    if finding.figures and finding.baseline_year:
        yield _trend


def _draw(months: Sequence[Months], target: Fraction, period: Period) -> Curve:
    """The drawing of a year's months."""
    most = max(target, Fraction(months[-1].total), Fraction(1))

    def y(value: Fraction | int) -> float:
        return round(BOTTOM - float(Fraction(value) / most) * (BOTTOM - TOP), 1)

    def x(day: int) -> float:
        return round(LEFT + day / period.days * (RIGHT - LEFT), 1)

    ends = [Period(period.year, month.first).gone - 1 for month in months[1:]] + [period.gone]
    points = [(x(0), y(0)), *((x(end), y(month.total)) for end, month in zip(ends, months, strict=True))]
    return Curve(
        points=" ".join(f"{left},{top}" for left, top in points),
        end=points[-1],
        target_y=y(target),
        target=shown(target),
        ticks=tuple((y(value), shown(value)) for value in _round_numbers(most) if value != target),
        columns=_columns(months),
    )


def _round_numbers(most: Fraction) -> list[int]:
    """0 and at most four steps of 1, 2, 5, 10, 25, 50 …"""
    steps = (factor * 10**power for power in range(7) for factor in (1, 2, 5))
    step = next(step for step in steps if most / step <= 5)
    if step in (20, 200) and most >= step * 5:
        step = step * 5 // 4
    return list(range(0, int(most) + 1, step))


def _columns(months: Sequence[Months]) -> tuple[MonthColumn, ...]:
    most = max(Fraction(month.new, month.count) for month in months) or 1
    room = (RIGHT - LEFT) / 12
    made = []
    for month in months:
        height = round(float(Fraction(month.new, month.count) / most) * (COLUMNS_BOTTOM - COLUMNS_TOP), 1)
        left, width = LEFT + room * (month.first.month - 1) + 4, room * month.count - 8
        made.append(
            MonthColumn(
                round(left, 1), round(COLUMNS_BOTTOM - height, 1), round(width, 1), height, round(left + width / 2, 1),
                shown(month.new), month.unfinished,
            )
        )  # fmt: skip
    return tuple(made)
