"""*Arrangementer*: a row an event, with the sums over the phones that counted there."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, func, select

from ... import agreement
from ...activities import arrivals
from ...base import years
from ...definitions import Attendance
from ...questions import Count
from ...store import Event, by_year
from ..sheet import DATE, FETCHED, INT, TEXT, TIME, CodebookLine, Column, Counts, Sheet

SUMMED = [name for name, question in Attendance.questions.items() if isinstance(question, Count)]


class EventSheet(Sheet):
    """The events of a year. Countries are counted, as the union over an event's tallies, never named."""

    key = "event"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Arrangementer")
        self.reading = _("Hver række er ét arrangement. Gæsterne er lagt sammen over alle optællinger.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Arrangementets eget nummer")),
            Column(_("Arrangement"), TEXT, 30, "title", _("Arrangementets navn")),
            Column(_("Slags"), TEXT, 20, "kind"),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, det holdes")),
            Column(_("Start"), TIME, 8, "start", _("Klokkeslæt")),
            Column(_("Slut"), TIME, 8, "end", _("Klokkeslæt")),
            Column(_("Sted"), TEXT, 22, "place", _("Hvor det holdes")),
            Column(_("Aflyst"), TEXT, 8, "cancelled_at", _("Ja: det blev ikke til noget og tæller ikke med")),
            Column(_("Lukket"), TEXT, 8, "closed_at", _("Ja: det kan ikke længere vælges på telefonerne")),
            Column(_("Tæller for"), TEXT, 12, "counts_for", _("Kriterier, som projektlederen lader det tælle for")),
            *(
                Column(_("Tæller for: %(criterion)s", criterion=criterion), INT, 11, "counts_for")
                for criterion in agreement.current().counts_for
            ),
            *(
                Column(str(Attendance.questions[name].label), INT, 12, name, _("Lagt sammen over alle optællinger"))
                for name in SUMMED
            ),
            Column(_("Optællinger"), INT, 12, "", _("Hvor mange optællinger der er lagt sammen")),
            Column(_("Telefoner"), INT, 12, "", _("Hvor mange telefoner der har talt")),
            Column(
                _("Antal lande"), INT, 12, "",
                _("Forskellige lande i alle optællinger under ét; hvilke står kun i Fremmøde"),
            ),
        ]  # fmt: skip

    def counts(self, connection: Connection) -> Counts:
        found = connection.scalar(select(func.count()).where(Event.date.between(*years.days(self.year))))
        return Counts(found or 0)

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        tallies = self._tallies(connection)
        countries = self._countries(connection)
        kinds = agreement.current().event_kinds
        event = Event.__table__
        query = (
            select(event)
            .where(event.c.date.between(*years.days(self.year)))
            .order_by(event.c.date, event.c.start, event.c.title, event.c.id)
        )
        nothing = [*(None for _name in SUMMED), 0, 0]
        for row in connection.execute(query).mappings().all():
            yield [
                row["id"],
                row["title"],
                kinds.get(row["kind"], row["kind"]),
                row["date"],
                row["start"],
                row["end"],
                row["place"],
                _yes_no(row["cancelled_at"]),
                _yes_no(row["closed_at"]),
                ", ".join(row["counts_for"]) or None,
                *(1 if criterion in row["counts_for"] else 0 for criterion in agreement.current().counts_for),
                *tallies.get(row["id"], nothing),
                len(countries.get(row["id"], ())),
            ]

    def codebook(self) -> list[CodebookLine]:
        lines: list[CodebookLine] = []
        for line in super().codebook():
            if line.field == "kind":
                kinds = agreement.current().event_kinds.items()
                lines += [CodebookLine(line.column, line.field, code, label) for code, label in kinds]
            elif line.column.startswith(_("Tæller for") + ":"):
                code = line.column.rpartition(" ")[2]
                lines.append(
                    CodebookLine(line.column, line.field, code, _("1 = tæller for kriteriet, 0 = tæller ikke"))
                )
            else:
                lines.append(line)
        return lines

    def _tallies(self, connection: Connection) -> dict[str, list[Any]]:
        """For each event: the sums (empty where no tally has an answer), tallies, phones."""
        table = Attendance.table
        sums = [func.sum(table.c[name]) for name in SUMMED]
        columns = [table.c.event, *sums, func.count(), arrivals.sending_phones(table)]
        query = by_year.records(Attendance, self.year, columns).where(table.c.withdrawn_at.is_(None))
        return {event: list(counted) for event, *counted in connection.execute(query.group_by(table.c.event))}

    def _countries(self, connection: Connection) -> dict[str, set[str]]:
        table = Attendance.table
        query = by_year.records(Attendance, self.year, [table.c.event, table.c.countries]).where(
            table.c.withdrawn_at.is_(None), table.c.countries.is_not(None)
        )
        found: dict[str, set[str]] = {}
        for event, codes in connection.execute(query.execution_options(yield_per=FETCHED)):
            found.setdefault(event, set()).update(codes)
        return found


def _yes_no(moment: Any) -> str:
    return _("Nej") if moment is None else _("Ja")
