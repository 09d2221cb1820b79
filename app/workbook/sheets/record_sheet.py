"""The sheets of the three forms: a row a record, all from the form's own definition."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, func, select

from ...base import clock
from ...http import transport
from ...questions import Choices, Header, Question, Text
from ...questions.form import Form
from ...store import Quarantine, by_year
from ..sheet import DATE, FETCHED, INT, LINK, LONG, MOMENT, NUMBER, TEXT, CodebookLine, Column, Counts, Link, Sheet

WIDTHS = {INT: 11, DATE: 12, NUMBER: 14}


class RecordSheet(Sheet):
    """The records of one form in one year; `own` leaves only those that this person sent."""

    def __init__(self, form: type[Form], year: int, own: str | None = None) -> None:
        self.key = form.name  # type: ignore[misc]
        self.form, self.year, self.own = form, year, own
        self.name = str(form.sheet)
        self.reading = _("Hver række er én registrering. En tom celle betyder, at der ikke er svaret.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Registreringens eget nummer")),
            *(_column(question, header) for question in form.questions.values() for header in question.headers()),
            Column(_("Registreret"), MOMENT, 17, "captured_at", _("Da det blev skrevet; dansk tid")),
            Column(_("Modtaget"), MOMENT, 17, "received_at", _("Da det kom til Feltbog; dansk tid")),
        ]

    def counts(self, connection: Connection) -> Counts:
        table = self.form.table
        query = self._own(by_year.records(self.form, self.year, [func.count(), func.count(table.c.withdrawn_at)]))
        found, gone = connection.execute(query).one()
        waiting = select(func.count()).where(Quarantine.form == self.form.name, Quarantine.resolved_at.is_(None))
        if self.own is not None:
            waiting = waiting.where(Quarantine.person_id == self.own)
        return Counts(found - gone, gone, connection.scalar(waiting) or 0)

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        table, cells = self.form.table, self.form.cells
        query = (
            self._own(by_year.records(self.form, self.year, self._selected()))
            .where(table.c.withdrawn_at.is_(None))
            .order_by(table.c.captured_at, table.c.id)
        )
        links = [number for number, column in enumerate(self.columns) if column.kind == LINK]
        page = f"{transport.address()}/office/records/{self.form.name}/"
        row: Any
        # Closed, too, when nobody asks for the rest of the rows.
        with connection.execute(query.execution_options(yield_per=FETCHED)) as result:
            for row in result.mappings():
                values = [row["id"], *cells(row), _local(row["captured_at"]), _local(row["received_at"])]
                for number in links:
                    values[number] = values[number] and Link(values[number], page + row["id"])
                yield values

    def codebook(self) -> list[CodebookLine]:
        first, *_questions, captured, received = super().codebook()
        lines = [CodebookLine(*line) for line in self.form.codebook()]
        if found := by_year.gathering(self.form):
            name, _table = found
            lines = [
                line._replace(meaning=_("Navnet på den, som registreringen hører til")) if line.field == name else line
                for line in lines
            ]
        return [first, *lines, captured, received]

    def _selected(self) -> list[Any]:
        """The record's columns, with the walk's or event's title in the place of its id."""
        table = self.form.table
        needed: list[Any] = [table.c.id, *(table.c[column.name] for column in self.form.columns())]
        if found := by_year.gathering(self.form):
            name, to = found
            needed = [to.c.title.label(name) if column.name == name else column for column in needed]
        return [*needed, table.c.captured_at, table.c.received_at]

    def _own(self, query: Any) -> Any:
        return query if self.own is None else query.where(self.form.table.c.user_id == self.own)


def _column(question: Question, header: Header) -> Column:
    is_flag = isinstance(question, Choices) and header.kind == INT
    if isinstance(question, Text) and (question.most or 0) > 200:
        return Column(header.title, LONG, 50)
    if isinstance(question, Choices) and not is_flag:
        return Column(header.title, LONG, 40)
    longest = max((len(str(option.label)) for option in question.options), default=22)
    return Column(header.title, header.kind, WIDTHS.get(header.kind, min(max(longest + 2, 12), 30)))


def _local(moment: datetime) -> datetime:
    """Danish time without a zone, as Excel knows it, in whole seconds."""
    return clock.local(moment).replace(tzinfo=None, microsecond=0)
