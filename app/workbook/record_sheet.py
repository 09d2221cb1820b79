"""The sheets of the three forms: a row a record, all from the form's own definition."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, func, select

from ..http import transport
from ..questions import Choices, Fields, Header, Question, Text
from ..questions.form import Form
from ..store import Quarantine, by_year
from .kinds import DATE, INT, LINK, LONG, MOMENT, NUMBER, TEXT, TIME, YES_NO, CellKind, Getter, Link
from .sheet import FETCHED, Column, Counts, Sheet

KINDS = {
    "text": TEXT, "int": INT, "number": NUMBER, "date": DATE, "yesno": YES_NO, "link": LINK, "time": TIME, "moment": MOMENT,
}  # fmt: skip
WIDTHS = {INT: 11, DATE: 12, NUMBER: 14}


class RecordSheet(Sheet):
    """The records of one form in one year; `own` leaves only those that this person sent."""

    read = itemgetter

    def __init__(self, form: type[Form], year: int, own: str | None = None) -> None:
        self.key = form.name  # type: ignore[misc]
        self.form, self.year, self.own = form, year, own
        self.name = str(form.sheet)
        self.reading = _("Hver række er én registrering. En tom celle betyder, at der ikke er svaret.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Registreringens eget nummer")),
            *columns_of(form.questions.values(), f"{transport.address()}/office/records/{form.name}/"),
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

    def rows(self, connection: Connection) -> Iterator[Any]:
        table = self.form.table
        query = (
            self._own(by_year.records(self.form, self.year, self._selected()))
            .where(table.c.withdrawn_at.is_(None))
            .order_by(table.c.captured_at, table.c.id)
        )
        # Closed, too, when nobody asks for the rest of the rows.
        with connection.execute(query.execution_options(yield_per=FETCHED)) as result:
            yield from result.mappings()

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


def columns_of(
    questions: Iterable[Question], page: str = "", read: Callable[[str], Getter] = itemgetter
) -> list[Column]:
    """The columns that questions declare. `page`: where a link leads, but for the row's id; `read`: see `Sheet`."""
    columns: list[Column] = []
    for question in questions:
        for header in question.headers():
            kind, width = _shape(question, header)
            value = _value(header, page, read)
            columns.append(Column(header.title, kind, width, header.field, header.meaning, value, header.codes))
    return columns


def with_declared(
    columns: Iterable[Column], fields: type[Fields], read: Callable[[str], Getter], leaving_out: Iterable[str] = ()
) -> list[Column]:
    """The columns, and those of declared questions that none of them shows, each behind the question before it."""
    found = list(columns)
    place = 0
    for name, question in fields.questions.items():
        shown = [number for number, column in enumerate(found) if column.field == name]
        if shown:
            place = shown[-1] + 1
        elif name not in leaving_out:
            more = columns_of([question], read=read)
            found[place:place] = more
            place += len(more)
    return found


def _shape(question: Question, header: Header) -> tuple[CellKind, int]:
    """What the cells hold, and how wide they are."""
    kind = KINDS[header.kind]
    if isinstance(question, Text) and (question.most or 0) > 200:
        return LONG, 50
    if isinstance(question, Choices) and kind is not INT:
        return LONG, 40
    longest = max((len(str(option.label)) for option in question.options), default=22)
    return kind, WIDTHS.get(kind, min(max(longest + 2, 12), 30))


def _value(header: Header, page: str, read: Callable[[str], Getter]) -> Getter | None:
    """What makes the cell where a question says how; a link leads to the row's page."""
    if header.cell is None:
        return None
    cell, stored, id_of = header.cell, read(header.field), read("id")
    if header.kind != "link":
        return lambda row: cell(stored(row))

    def link(row: Any) -> Link | None:
        words = cell(stored(row))
        return Link(words, page + id_of(row)) if words else None

    return link
