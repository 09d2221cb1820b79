"""The sheets of the three forms: a row a record, all from the form's own definition."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, func, select

from .. import agreement, follow_up
from ..base import clock, db, years
from ..base.dialects import holds_code
from ..base.text import alike
from ..definitions import FollowUpFields, Observation
from ..definitions.areas import names
from ..evaluation.counting import record_areas
from ..follow_up import Point
from ..http import transport
from ..questions import Choices, Fields, Header, Question, Text
from ..questions.form import EXTRA, Form
from ..store import Quarantine, Walk, by_year
from .kinds import DATE, INT, LINK, LONG, MOMENT, NUMBER, TEXT, TIME, YES_NO, CellKind, Getter, Link
from .sheet import FETCHED, Column, Counts, Sheet, attribute, codes_of

KINDS = {
    "text": TEXT, "int": INT, "number": NUMBER, "date": DATE, "yesno": YES_NO, "link": LINK, "time": TIME, "moment": MOMENT,
}  # fmt: skip
WIDTHS = {INT: 11, DATE: 12, NUMBER: 14}


class Spelling(dict[str | None, str]):
    """Of places that differ in spaces, case or composition alone, the one that is written: the first in the order of signs."""

    def learn(self, connection: Connection, place: Any) -> None:
        """Look at every place that stands in a column of the database."""
        groups: dict[str, list[str]] = {}
        for written in connection.scalars(select(place).distinct().where(place.is_not(None))):
            groups.setdefault(alike(written), []).append(written)
        self.update({written: min(group) for group in groups.values() if len(group) > 1 for written in group})

    def reading(self, get: Getter) -> Getter:
        """What makes the cell of a place."""
        return lambda row: self.get(found := get(row), found)


class RecordSheet(Sheet):
    """The records of one form in one year; `own` leaves only those that this person sent."""

    read = itemgetter

    def __init__(self, form: type[Form], year: int, own: str | None = None) -> None:
        self.key = form.name  # type: ignore[misc]
        self.form, self.year, self.own = form, year, own
        self.name = str(form.sheet)
        self.reading = _("Hver række er én registrering. En tom celle betyder, at der ikke er svaret.")
        self.spelling = Spelling()
        page = f"{transport.address()}/office/records/{form.name}/"
        declared = columns_of(form.questions.values(), page, spelling=self.spelling)
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Registreringens eget nummer")),
            *(column for column in declared if not self._is_past(column) or self._is_used(column)),
            *([_area()] if form is Observation else []),
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
        for question in filter(is_place, self.form.questions.values()):
            self.spelling.learn(connection, table.c[question.name])
        with db.reading(connection):
            selected = self._selected()
        query = (
            self._own(by_year.records(self.form, self.year, selected))
            .where(table.c.withdrawn_at.is_(None))
            .order_by(table.c.captured_at, table.c.id)
        )
        # Closed, too, when nobody asks for the rest of the rows.
        with connection.execute(query.execution_options(yield_per=FETCHED)) as result:
            yield from result.mappings()

    def _is_past(self, column: Column) -> bool:
        """Whether nothing of the year asks or offers it."""
        asked = self.form.extras().get(column.field)
        first, last = years.days(self.year)
        is_asked = asked is None or any(start <= last and first < until for start, until in asked.days)
        return not is_asked or (column.is_flag and bool(column.notes))

    def _is_used(self, column: Column) -> bool:
        """Whether a record of the year says what is offered no more."""
        stored = self.form.stored(column.field)
        says = holds_code(stored, column.codes[0][0]) if column.is_flag else stored.is_not(None)
        query = by_year.records(self.form, self.year, [self.form.table.c.id]).where(says)
        return db.session.execute(query.where(self.form.table.c.withdrawn_at.is_(None)).limit(1)).first() is not None

    def _selected(self) -> list[Any]:
        """The record's columns, with the walk's or event's title in the place of its id."""
        table = self.form.table
        extra = self.form.extras()
        own = [column for column in self.form.columns() if column.name != EXTRA and column.name not in extra]
        needed: list[Any] = [table.c.id, *(table.c[column.name] for column in own)]
        needed += [self.form.stored(name).label(name) for name in extra]
        if found := by_year.gathering(self.form):
            name, to = found
            needed = [to.c.title.label(name) if column.name == name else column for column in needed]
        if self.form is Observation:
            needed.append(record_areas.of_observation(agreement.current().document).label("area"))
        return [*needed, table.c.captured_at, table.c.received_at]

    def _own(self, query: Any) -> Any:
        return query if self.own is None else query.where(self.form.table.c.user_id == self.own)


def _area(value: Getter | None = None) -> Column:
    """The area that a walk or a place lies in."""
    return Column(_("Område"), TEXT, 18, "area", "", value, list(names().items()))


def columns_of(
    questions: Iterable[Question], page: str = "", read: Callable[[str], Getter] = itemgetter,
    spelling: Spelling | None = None,
) -> list[Column]:  # fmt: skip
    """The columns that questions declare. `page`: where a link leads, but for the row's id; `read`: see `Sheet`."""
    columns: list[Column] = []
    for question in questions:
        for header in question.headers():
            kind, width = _shape(question, header)
            value = _value(header, page, read)
            if spelling is not None and is_place(question):
                value = spelling.reading(read(header.field))
            columns.append(
                Column(header.title, kind, width, header.field, header.meaning, value, header.codes, notes=header.notes)
            )
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


def is_place(question: Question) -> bool:
    """Whether it asks where something is."""
    return isinstance(question, Text) and question.lasting


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


class FollowUpSheet(Sheet):
    """The points of which an observation was made in the year."""

    key = "follow_up"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Opfølgning")
        self.reading = _("Hver række er ét punkt. Udført er det, parten melder; kontrolleret er det, nogen har set.")
        self.spelling = Spelling()
        self.areas: dict[str, str] = {}
        categories = list(Observation.category.labels().items())
        parties = list(agreement.parties().items())
        columns = [
            Column(_("Id"), TEXT, 10, "id", _("Punktets id; observationens, hvis ingen har gjort noget ved det endnu")),
            Column(_("Nr."), INT, 8, "number", _("Punktets nummer; tomt, til nogen gør noget ved det")),
            Column(_("Vandring"), TEXT, 28, "walk", _("Vandringen, hvor det først blev set"), "walk.title"),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, det først blev set: vandringens dato, ellers da det blev skrevet"), _day),
            Column(
                _("Observationer"), INT, 13, "observations", _("Hvor mange observationer af samme sag der er"),
                lambda point: len(point.counted),
            ),
            Column(
                _("Observationernes id"), LONG, 20, "observation_ids",
                _("De samme id'er som i arket Observationer, med komma imellem"),
                lambda point: ", ".join(seen.id for seen in point.counted),
            ),
            Column(_("Kategori"), TEXT, 26, "category", "", _first("category"), categories),
            Column(_("Sted"), TEXT, 26, "place", _("Stedet, som den første observation siger det"), self.spelling.reading(_first("place"))),
            _area(self._area),
            Column(_("Problem"), LONG, 46, "problem", _("Projektlederens ord; ellers deltagernes beskrivelser"), "said"),
            Column(_("Forslag"), LONG, 36, "proposal", _("Projektlederens ord; ellers deltagernes forslag"), "proposed"),
            Column(_("Part"), TEXT, 30, "party", "", "party_words", parties),
            Column(_("Hastegrad"), TEXT, 11, "priority", codes=codes_of(follow_up.PRIORITIES.values())),
            Column(_("Frist"), DATE, 12, "deadline", _("Hvornår det skal være gjort")),
            Column(
                _("Dage over fristen"), INT, 11, "overdue",
                _("Regnet til den dag, arket er hentet; 0 = ikke over; tomt, når der ingen frist er, eller det er afsluttet"),
                lambda point: point.overdue if point.is_open and point.deadline is not None else None,
            ),
            Column(_("Tilstand"), TEXT, 22, "state", codes=codes_of(follow_up.STATES.values())),
            Column(_("Begrundelse"), LONG, 36, "reason", _("Hvorfor det ikke kan gennemføres")),
            Column(_("Sendt videre til"), TEXT, 22, "passed_to", _("Hvem det er sendt videre til")),
            Column(_("Dublet af nr."), INT, 10, "duplicate_of", _("Nummeret på det punkt, som det er en dublet af")),
            Column(_("Set af"), TEXT, 18, "checked_by", _("Hvem der har set på stedet, at det er gjort")),
            Column(_("Set den"), DATE, 12, "checked_on", _("Hvornår nogen så, at det er gjort")),
            Column(_("Gensyn"), TEXT, 11, "outcome", "", "rechecked.words", codes_of(follow_up.OUTCOMES.values())),
            Column(
                _("Gensyn den"), DATE, 12, "rechecked_at", _("Hvornår det sidst blev set igen på en vandring"),
                lambda point: clock.local(point.rechecked.at).date() if point.rechecked else None,
            ),
            Column(
                _("Begyndt"), MOMENT, 17, "created_at", _("Da nogen først gjorde noget ved det; dansk tid"),
                lambda point: point.created_at if point.follow_up_id else None,
            ),
            Column(_("Givet til parten"), MOMENT, 17, "assigned_at", _("Siden hvornår parten har skullet svare")),
            Column(_("Seneste svar"), MOMENT, 17, "answered_at", _("Da parten sidst svarede; tomt, til det sker")),
            Column(
                _("Senest ændret"), MOMENT, 17, "changed_at", _("Da noget sidst blev ændret; dansk tid"),
                lambda point: point.changed_at if point.follow_up_id else None,
            ),
            Column(_("Intet svar i 30 dage"), YES_NO, 11, "is_silent", _("Ja: parten har haft det i 30 dage uden at svare")),
            Column(_("Trukket tilbage"), YES_NO, 11, "is_withdrawn", _("Ja: alle dets observationer er trukket tilbage")),
        ]  # fmt: skip
        self.columns = with_declared(columns, FollowUpFields, attribute, ["party_other"])

    def counts(self, connection: Connection) -> Counts:
        return Counts(follow_up.count_of_year(connection, self.year))

    def rows(self, connection: Connection) -> Iterator[Point]:
        self.spelling.learn(connection, Observation.table.c.place)
        table, document = Observation.table, agreement.current().document
        with db.reading(connection):
            area = record_areas.of_observation(document)
        joined = table.outerjoin(Walk, table.c.walk == Walk.id)
        query = select(table.c.id, area).select_from(joined).where(area.is_not(None))
        known = names()
        self.areas = {id: known.get(code, code) for id, code in connection.execute(query)}
        yield from follow_up.points_of_year(connection, self.year)

    def _area(self, point: Point) -> str | None:
        """Its first observation's."""
        return self.areas.get(point.counted[0].id) if point.counted else None


def _first(name: str) -> Getter:
    """What the first observation of a point has by that name."""
    return lambda point: getattr(point.observations[0], name) if point.observations else None


def _day(point: Point) -> dt.date | None:
    if not point.observations:
        return None
    first = point.observations[0]
    return first.walk.date if first.walk else clock.local(first.captured_at).date()
