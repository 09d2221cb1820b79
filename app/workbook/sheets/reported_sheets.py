"""*Nøgletal*, *Timer*, *Milepæle*: what the report is made from besides the records, and who wrote it down."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from ... import agreement
from ...base import clock, db
from ...evaluation import reported
from ..sheet import DATE, FIGURE, LONG, MOMENT, NUMBER, TEXT, Column, Counts, FormattedNumber, Sheet


class EntrySheet(Sheet):
    """A sheet so short that its rows are made at once, and only once."""

    _kept: list[Sequence[Any]] | None = None

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self._made(connection)))

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        yield from self._made(connection)

    def _made(self, connection: Connection) -> list[Sequence[Any]]:
        if self._kept is None:
            with db.reading(connection):
                self._kept = list(self._rows())
        return self._kept

    def _rows(self) -> Iterator[Sequence[Any]]:
        raise NotImplementedError


class FigureSheet(EntrySheet):
    """The figures of others: those of the year, missing ones too, and every other year's that are known."""

    key = "figure"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Nøgletal")
        self.covers = _("Alle år fra %(year)d.", year=agreement.current().baseline_year)
        self.reading = _("Hver række er ét tal for ét år. En tom værdi betyder, at tallet mangler.")
        self.columns = [
            Column(_("Id"), TEXT, 24, "figure", _("Tallets faste navn i aftalen")),
            Column(_("Nøgletal"), LONG, 34, "", _("Hvad tallet er")),
            Column(_("År"), FIGURE, 8, "year", _("Året, tallet gælder")),
            Column(_("Værdi"), NUMBER, 11, "value", _("Tallet i enheden, som det blev oplyst")),
            Column(_("Enhed"), TEXT, 11, "", _("Hvad tallet er målt i")),
            Column(_("Kilde"), LONG, 28, "source", _("Hvor tallet kommer fra")),
            Column(_("Oplyst"), DATE, 12, "on", _("Dagen, tallet blev oplyst")),
            Column(_("Bemærkning"), LONG, 40, "note", _("Hvad der er skrevet om tallet")),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev tallet ind")),
            Column(_("Skrevet"), MOMENT, 17, "entered_at", _("Da det blev skrevet ind; dansk tid")),
        ]  # fmt: skip

    def _rows(self) -> Iterator[Sequence[Any]]:
        agreed, given = agreement.current(), reported.figures.current()
        for figure in agreed.figures.values():
            known = {year for id, year in given if id == figure.id}
            baseline = {agreed.baseline_year} if figure.baseline is not None else set()
            for year in sorted({self.year, *known, *baseline}):
                entry = given.get((figure.id, year))
                start: list[Any] = [figure.id, figure.name, FormattedNumber(year, "0")]
                if year in baseline:
                    start += [float(figure.baseline or 0), figure.unit or None]
                    yield [*start, _("Aftalen: udgangspunktet"), None, figure.about or None, None, None]
                elif entry is None or entry.value is None:
                    yield [*start, None, figure.unit or None, figure.source, None, figure.about or None, None, None]
                else:
                    yield [
                        *start, float(entry.value), figure.unit or None, entry.source, entry.on, entry.note or None,
                        entry.person, _local(entry.entered_at),
                    ]  # fmt: skip


class HoursSheet(EntrySheet):
    """The hours of the year that count."""

    key = "hours"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Timer")
        self.reading = _("Hver række er den tid, en person har brugt på en opgave en dag, i kvarte timer.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "entry", _("Registreringens eget nummer")),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, tiden blev brugt")),
            Column(_("Aktivitet"), TEXT, 10, "activity", _("Den del af aftalen, det hører til")),
            Column(_("Hvem"), TEXT, 28, "role", _("Rollen i aftalens timebudget")),
            Column(_("Opgave"), TEXT, 28, "task", _("Opgaven i aftalens timebudget")),
            Column(_("Timer"), NUMBER, 9, "quarters", _("Timer, i kvarte")),
            Column(_("Bemærkning"), LONG, 40, "note", _("Hvad der er skrevet om tiden")),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev timerne ind")),
        ]

    def _rows(self) -> Iterator[Sequence[Any]]:
        agreed = agreement.current()
        for each in reversed(reported.hours.spent(self.year)):
            role, task = agreed.roles.get(each.role, each.role), agreed.tasks.get(each.task, each.task)
            note = each.note or None
            yield [each.entry, each.date, each.activity, role, task, float(each.hours), note, each.person]


class MilestoneSheet(EntrySheet):
    """Every milestone of the agreement; those that come once a year, as of the year."""

    key = "milestone"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Milepæle")
        self.covers = _("Alle milepæle, de årlige for %(year)d.", year=year)
        self.reading = _("Hver række er én milepæl. En tom dato betyder, at den ikke er nået.")
        self.columns = [
            Column(_("Id"), TEXT, 18, "milestone", _("Milepælens faste navn i aftalen")),
            Column(_("Milepæl"), LONG, 34, "", _("Hvad der skal nås")),
            Column(_("År"), FIGURE, 8, "year", _("Året, den gælder")),
            Column(_("Frist"), DATE, 12, "", _("Senest den dag")),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, den blev nået")),
            Column(_("Beslutning"), TEXT, 14, "decision", _("Hvad der blev besluttet")),
            Column(_("Dokumentation"), LONG, 50, "note", _("Noten, der dokumenterer den")),
            Column(_("Skal dokumentere"), LONG, 34, "", _("Hvad noten skal sige")),
            Column(_("Skrevet af"), TEXT, 22, "person", _("Hvem der skrev den ind")),
            Column(_("Skrevet"), MOMENT, 17, "entered_at", _("Da den blev skrevet ind; dansk tid")),
        ]

    def _rows(self) -> Iterator[Sequence[Any]]:
        reached = reported.milestones.current()
        for asked in agreement.current().milestones.values():
            year = asked.deadline.year if asked.deadline else self.year
            start = [asked.id, asked.name, FormattedNumber(year, "0"), asked.deadline]
            found = reached.get((asked.id, year))
            if found is None:
                yield [*start, None, None, None, asked.documentation or None, None, None]
            else:
                yield [
                    *start, found.date, found.decision or None, found.note or None, asked.documentation or None,
                    found.person, _local(found.entered_at),
                ]  # fmt: skip


def _local(moment: datetime) -> datetime:
    """Danish time without a zone, as Excel knows it, in whole seconds."""
    return clock.local(moment).replace(tzinfo=None, microsecond=0)
