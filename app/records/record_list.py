"""Lists of records, newest first, filtered and in pages.

Two steps, so that the list stays quick at 100,000 records: first the ids of the page, from indexes where no text
is searched for; then the rows of those ids alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, Subquery, func, literal, or_, select, union_all

from ..base import db
from ..base.ids import UUID
from ..definitions import FORMS, listed_forms
from ..questions import Text
from ..questions.form import Form
from ..store import User, by_year
from .activity_titles import ActivityTitle, titles
from .answer_texts import summary

PAGE = 50

# Which records: those that count, those that the office corrected, those that were withdrawn, or all.
COUNTED, AMENDED, WITHDRAWN, ALL = "", "amended", "withdrawn", "all"


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """What a list is limited to; empty means not limited. `person` is the id of whoever sent it; `among`: a query
    for the ids that may be in it.
    """

    form: str = ""
    walk: str = ""
    event: str = ""
    year: int | None = None
    person: str = ""
    text: str = ""
    state: str = COUNTED
    among: Any = None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list. `sender` is the account's name, or the title of the walk or event of the code used."""

    form: type[Form]
    id: str
    summary: str
    captured_at: datetime
    received_at: datetime
    sender: str
    by_code: bool
    gathering: ActivityTitle | None
    amended: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a list: its rows, how many there are in all, and how many of each form the filters find."""

    rows: list[RecordRow]
    total: int
    page: int
    counts: dict[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the first row in the whole list."""
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def listed(filters: RecordFilters, page: int = 1, size: int = PAGE) -> RecordPage:
    """One page of the records that the filters find; a page past the end is the last one."""
    queries = {name: _found(form, filters) for name, form in listed_forms().items() if _may_match(form, filters)}
    counts = {name: _count(query) for name, query in queries.items()}
    chosen = [name for name in queries if filters.form in ("", name)]
    total = sum(counts[name] for name in chosen)
    page = max(1, min(page, -(-total // size)))
    return RecordPage(_rows(_page([queries[name] for name in chosen], page, size)), total, page, counts)


def senders(form: str = "") -> list[tuple[str, str]]:
    """(id, name) of the accounts that have sent records, by name."""
    forms = [FORMS[form]] if form in FORMS else listed_forms().values()
    sent = union_all(*(select(each.table.c.user_id).distinct() for each in forms)).subquery()
    query = select(User.id, User.name).where(User.id.in_(select(sent.c.user_id))).order_by(func.lower(User.name))
    return [(id, name) for id, name in db.session.execute(query)]


def sender_names(ids: set[str]) -> dict[str, str]:
    """The names of the accounts among these ids; who joined with a code has none."""
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


def sender_of(user_id: str, names: dict[str, str], gathering: ActivityTitle | None) -> tuple[str, bool]:
    """Whom a record is from, in words, and whether by code."""
    if user_id in names:
        return names[user_id], False
    return (gathering.title, True) if gathering else (_("ukendt"), False)


def _may_match(form: type[Form], filters: RecordFilters) -> bool:
    """A form without walks has none of a walk's records."""
    reference = form.reference()
    to = reference.to if reference else None  # type: ignore[attr-defined]
    return (not filters.walk or to == "walk") and (not filters.event or to == "event")


def _found(form: type[Form], filters: RecordFilters) -> Select[Any]:
    table = form.table
    columns: list[Any] = [literal(form.name).label("form"), table.c.id, table.c.received_at]
    query = by_year.records(form, filters.year, columns) if filters.year else select(*columns)
    reference = form.reference()
    if reference and (id := filters.walk or filters.event):
        query = query.where(table.c[reference.name] == id)
    if filters.person:
        query = query.where(table.c.user_id == filters.person)
    if filters.among is not None:
        query = query.where(table.c.id.in_(filters.among))
    if filters.text:
        query = query.where(_says(form, filters.text))
    if filters.state == COUNTED:
        query = query.where(table.c.withdrawn_at.is_(None))
    elif filters.state == AMENDED:
        query = query.where(table.c.withdrawn_at.is_(None), table.c.amended)
    elif filters.state == WITHDRAWN:
        query = query.where(table.c.withdrawn_at.is_not(None))
    return query


def _says(form: type[Form], text: str) -> Any:
    """That one of the form's texts contains it, or that it is the record's id."""
    if UUID.fullmatch(text):
        return form.table.c.id == text.lower()
    # SQLite knows upper and lower case of A to Z only: these are the ways in which people write the other letters.
    ways = {way.translate(ASCII_LOWER) for way in (text.lower(), text.upper(), text.capitalize(), text.title())}
    columns = [form.table.c[name] for name, question in form.questions.items() if isinstance(question, Text)]
    return or_(*(column.icontains(way, autoescape=True) for column in columns for way in sorted(ways)))


ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _count(query: Select[Any]) -> int:
    return db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _page(queries: list[Select[Any]], page: int, size: int) -> list[tuple[str, str]]:
    """(form, id) of a page's records, newest first."""
    if not queries:
        return []
    # Each form's own newest first, straight from its index; only those are then put in order together.
    newest = [_newest_first(query.subquery(), page * size) for query in queries]
    found = union_all(*(select(each.subquery()) for each in newest)).subquery()
    query = _newest_first(found, size).offset((page - 1) * size)
    return [(form, id) for form, id, _received_at in db.session.execute(query)]


def _newest_first(found: Subquery, most: int) -> Select[Any]:
    return select(found).order_by(found.c.received_at.desc(), found.c.id.desc()).limit(most)


def _rows(keys: list[tuple[str, str]]) -> list[RecordRow]:
    found: dict[tuple[str, str], RecordRow] = {}
    for name in {form for form, _id in keys}:
        form = FORMS[name]
        query = select(form.table).where(form.table.c.id.in_([id for each, id in keys if each == name]))
        rows: Any = db.session.execute(query).mappings().all()
        found |= {(name, row.id): row for row in _of_form(form, rows)}
    return [found[key] for key in keys if key in found]


def _of_form(form: type[Form], rows: list[Any]) -> list[RecordRow]:
    reference = form.reference()
    names = sender_names({row["user_id"] for row in rows})
    known = titles(form, (row[reference.name] for row in rows)) if reference else {}
    made = []
    for row in rows:
        gathering = known.get(row[reference.name]) if reference else None
        sender, by_code = sender_of(row["user_id"], names, gathering)
        line = summary(form, form.load(row), gathering)
        made.append(
            RecordRow(
                form, row["id"], line, row["captured_at"], row["received_at"], sender, by_code, gathering,
                row["amended"], row["withdrawn_at"] is not None,
            )
        )  # fmt: skip
    return made
