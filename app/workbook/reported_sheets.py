"""*Nøgletal*, *Timer*, *Milepæle*: what the report is made from besides the records, and who wrote it down."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import or_

from .. import agreement
from ..base import years
from ..definitions import ListFields
from ..definitions.areas import names
from ..evaluation import reported
from ..store import FigureEntry, HoursEntry, ListEntry, MilestoneEntry
from .kinds import DATE, FIGURE, INT, LONG, MOMENT, NUMBER, TEXT, FormattedNumber
from .record_sheets import with_declared
from .sheet import Column, ShortSheet, attribute


class ReportedFigure(NamedTuple):
    """A figure of a year: as it was given, as the agreement says it, or missing."""

    asked: agreement.Figure
    area: str
    year: int
    value: Decimal | None
    source: str
    note: str
    on: dt.date | None = None
    person: str = ""
    entered_at: dt.datetime | None = None


class FigureSheet(ShortSheet):
    """The figures of others: those of the year, missing ones too, and every other year's that are known."""

    key = "figure"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Nøgletal")
        self.covers = _("Alle år fra %(year)d.", year=agreement.of_year(year).earliest)
        self.reading = _("Hver række er ét tal for ét år. En tom værdi betyder, at tallet mangler.")
        self.columns = [
            Column(_("Id"), TEXT, 24, "figure", _("Tallets faste navn i aftalen"), "asked.id"),
            Column(_("Nøgletal"), LONG, 34, "", _("Hvad tallet er"), "asked.name"),
            Column(_("Område"), TEXT, 18, "area", codes=list(names().items())),
            Column(_("År"), FIGURE, 8, "year", _("Året, tallet gælder"), _year),
            Column(
                _("Værdi"), NUMBER, 11, "value", _("Tallet i enheden, som det blev oplyst"),
                lambda row: None if row.value is None else float(row.value),
            ),
            Column(_("Enhed"), TEXT, 11, "", _("Hvad tallet er målt i"), "asked.unit"),
            Column(_("Kilde"), LONG, 28, "source", _("Hvor tallet kommer fra")),
            Column(_("Oplyst"), DATE, 12, "on", _("Dagen, tallet blev oplyst")),
            Column(_("Bemærkning"), LONG, 40, "note", _("Hvad der er skrevet om tallet")),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev tallet ind")),
            Column(_("Skrevet"), MOMENT, 17, "entered_at", _("Da det blev skrevet ind; dansk tid")),
        ]  # fmt: skip

    def make_rows(self) -> Iterator[ReportedFigure]:
        agreed, given = agreement.of_year(self.year), reported.figures.current()
        for figure in agreed.figures.values():
            known = {year for id, year, _area in given if id == figure.id}
            baseline = {figure.baseline_year} if figure.baseline_year is not None else set()
            for year in sorted({self.year, *known, *baseline}):
                others = (area for id, of, area in given if (id, of) == (figure.id, year))
                for area in dict.fromkeys((*agreed.areas_of(figure, year), *others)):
                    yield _figure(figure, area, year, given.get((figure.id, year, area)))


def _figure(figure: agreement.Figure, area: str, year: int, entry: FigureEntry | None) -> ReportedFigure:
    """A figure in a year; in the baseline's what the agreement says."""
    if year == figure.baseline_year:
        value, source = figure.baseline_of(area), _("Aftalen: udgangspunktet")
        return ReportedFigure(figure, area, year, value, source, figure.about)
    if entry is None:
        return ReportedFigure(figure, area, year, None, figure.source, figure.about)
    said = entry.source, entry.note, entry.on, entry.person, entry.entered_at
    return ReportedFigure(figure, area, year, entry.value, *said)


class HoursSheet(ShortSheet):
    """The hours of the year that count."""

    key = "hours"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Timer")
        self.reading = _("Hver række er den tid, en person har brugt på en opgave en dag, i kvarte timer.")
        agreed = agreement.of_year(year)
        roles, tasks = agreed.roles, agreed.tasks
        self.columns = [
            Column(_("Id"), TEXT, 10, "entry", _("Registreringens eget nummer")),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, tiden blev brugt")),
            Column(_("Aktivitet"), TEXT, 10, "activity", _("Den del af aftalen, det hører til")),
            Column(_("Hvem"), TEXT, 28, "role", codes=list(roles.items())),
            Column(_("Opgave"), TEXT, 28, "task", codes=list(tasks.items())),
            Column(_("Timer"), NUMBER, 9, "hours", _("Timer, i kvarte"), lambda spent: float(spent.hours)),
            Column(_("Bemærkning"), LONG, 40, "note", _("Hvad der er skrevet om tiden")),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev timerne ind")),
        ]  # fmt: skip

    def make_rows(self) -> Iterator[HoursEntry]:
        return reversed(reported.hours.spent(self.year, code=agreement.of_year(self.year).code))


class MoneySheet(ShortSheet):
    """The agreement's budget of money in the year. What was spent is kept elsewhere."""

    key = "money"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Penge")
        self.reading = _("Hver række er ét beløb i aftalens budget. Feltbog fører intet regnskab.")
        activities = agreement.of_year(year).activities
        self.columns = [
            Column(_("Hvem betaler"), LONG, 34, "source", _("Hvor pengene kommer fra")),
            Column(
                _("Aktivitet"), LONG, 34, "activity", _("Den del af aftalen, de er til; tom: hele aftalen"),
                lambda row: f"{row.activity} {activities[row.activity].name}" if row.activity else None,
            ),
            Column(_("Beløb i kr."), NUMBER, 14, "amount", _("Kroner"), lambda row: float(row.amount)),
        ]  # fmt: skip

    def make_rows(self) -> Iterator[agreement.Money]:
        return iter(agreement.of_year(self.year).money_of(self.year))


class ListSheet(ShortSheet):
    """The lists that came in the year, or for it."""

    key = "list"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Lister")
        self.reading = _("Hver række er én liste, der er modtaget. Selve listerne er ikke i Feltbog.")
        lists = [(each.id, each.name) for each in agreement.of_year(year).lists.values()]
        columns = [
            Column(_("Dato"), DATE, 12, "date", _("Dagen, listen kom")),
            Column(_("Liste"), TEXT, 30, "list", codes=lists),
            Column(_("År"), FIGURE, 8, "year", _("Året, listen er for"), _year),
            Column(_("Måned"), INT, 9, "month", _("Måneden, listen er for; tom, hvis den kommer én gang om året"), lambda row: row.month or None),
            Column(_("Antal på listen"), INT, 11, "number", _("Hvor mange der stod på listen"), "count"),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev det ned")),
        ]  # fmt: skip
        self.columns = with_declared(columns, ListFields, attribute, ["count"])

    def make_rows(self) -> Iterator[ListEntry]:
        first, last = years.days(self.year)
        came = or_(ListEntry.date.between(first, last), ListEntry.year == self.year)
        own = ListEntry.agreement == agreement.of_year(self.year).code
        found = reported.lists.newest(ListEntry.date.is_not(None), own, came)
        return iter(sorted(found, key=lambda each: (each.date, each.list, each.month)))


class ReportedMilestone(NamedTuple):
    """A milestone, and what was written down of it for a year, if anything was."""

    asked: agreement.Milestone
    year: int
    reached: MilestoneEntry | None


class MilestoneSheet(ShortSheet):
    """Every milestone of the agreement; those that come once a year, as of the year."""

    key = "milestone"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Milepæle")
        self.covers = _("Alle milepæle, de årlige for %(year)d.", year=year)
        self.reading = _("Hver række er én milepæl. En tom dato betyder, at den ikke er nået.")
        self.columns = [
            Column(_("Id"), TEXT, 18, "milestone", _("Milepælens faste navn i aftalen"), "asked.id"),
            Column(_("Milepæl"), LONG, 34, "", _("Hvad der skal nås"), "asked.name"),
            Column(_("År"), FIGURE, 8, "year", _("Året, den gælder"), _year),
            Column(_("Frist"), DATE, 12, "", _("Senest den dag"), "asked.deadline"),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, den blev nået"), "reached.date"),
            Column(_("Beslutning"), TEXT, 14, "decision", _("Hvad der blev besluttet"), "reached.decision"),
            Column(_("Dokumentation"), LONG, 50, "note", _("Noten, der dokumenterer den"), "reached.note"),
            Column(_("Skal dokumentere"), LONG, 34, "", _("Hvad noten skal sige"), "asked.documentation"),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev den ind"), "reached.person"),
            Column(
                _("Skrevet"), MOMENT, 17, "entered_at", _("Da den blev skrevet ind; dansk tid"), "reached.entered_at"
            ),
        ]

    def make_rows(self) -> Iterator[ReportedMilestone]:
        agreed = agreement.of_year(self.year)
        reached = reported.milestones.current(agreed.code)
        for asked in agreed.milestones.values():
            year = asked.deadline.year if asked.deadline else self.year
            yield ReportedMilestone(asked, year, reached.get((asked.id, year)))


def _year(row: Any) -> FormattedNumber:
    return FormattedNumber(row.year, "0")
