"""Lists of records, newest first, filtered and in pages.

Two steps, so that the list stays quick at 100,000 records: first the ids of the page, from indexes where no text
is searched for; then the rows of those ids alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, Subquery, func, literal, or_, select, union_all

from ..base import db
from ..base.ids import UUID
from ..definitions import Attendance, Observation, forms
from ..questions import Choice, Option, Reference, Text
from ..questions.fields import Filters, SearchWords
from ..questions.form import Form
from ..store import User, by_year, listing
from ..store.listing import PAGE, Listed
from ..store.trial import is_real
from .doubts import bounds, doubtful, doubts
from .record_words import ActivityTitle, summary, titles

# Which records besides those that count: those with something to look at, those that the office corrected, those that were
# withdrawn, or all.
DOUBTFUL, AMENDED, WITHDRAWN, ALL = "doubtful", "amended", "withdrawn", "all"
ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _forms() -> Iterable[Option]:
    return [Option(name, form.sheet) for name, form in forms.listed().items()]


def _years() -> Iterable[Option]:
    return [Option(str(year), str(year)) for year in reversed(by_year.used())]


class RecordFilters(Filters):
    """What a list of records is limited to. `person` is whoever sent it; `among`: a query for the ids that may be in it."""

    form = Choice(_("Slags"), _forms, look="hidden")
    q = SearchWords(_("Ord i teksten"), most=100)
    year = Choice(_("År"), _years, nothing=_("Alle år"))
    walk = Reference(Observation.questions["walk"].label, to="walk")
    event = Reference(Attendance.questions["event"].label, to="event")
    person = Reference(_("Fra"), to="user")
    state = Choice(
        _("Tilstand"),
        [
            Option(DOUBTFUL, _("Se efter")),
            Option(AMENDED, _("Rettet")),
            Option(WITHDRAWN, _("Trukket tilbage")),
            Option(ALL, _("Alle")),
        ],
        nothing=_("De, der tæller med"),
    )
    among: Any = None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list. `sender` is the account's name, or the title of the walk or event of the code used.

    `doubts`: what is hardly true of it, in words.
    """

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
    doubts: list[str]


def listed(filters: RecordFilters, page: int = 1, size: int = PAGE) -> Listed[RecordRow]:
    """One page of the records that the filters find, and by form how many there would be of each."""
    queries = {name: _found(form, filters) for name, form in forms.listed().items() if _may_match(form, filters)}
    counts = {name: _count(query) for name, query in queries.items()}
    chosen = [name for name in queries if filters["form"] in ("", name)]

    def fetch(start: int, size: int) -> list[RecordRow]:
        return _rows(_keys([queries[name] for name in chosen], start, size))

    return listing.listed(sum(counts[name] for name in chosen), page, fetch, size=size, counts=counts)


def senders() -> list[Option]:
    """The accounts that have sent records, by name."""
    sent = union_all(*(select(form.table.c.user_id).distinct() for form in forms.listed().values())).subquery()
    query = select(User.id, User.name).where(User.id.in_(select(sent.c.user_id))).order_by(func.lower(User.name))
    return [Option(id, name) for id, name in db.session.execute(query)]


def sender_names(ids: set[str]) -> dict[str, str]:
    """The names of the accounts among these ids; who joined with a code has none."""
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


def sender_of(user_id: str, names: dict[str, str], gathering: ActivityTitle | None) -> tuple[str, bool]:
    """Whom a record is from, in words, and whether by code."""
    if user_id in names:
        return names[user_id], False
    return (gathering.title, True) if gathering else (gettext("ukendt"), False)


def _may_match(form: type[Form], filters: RecordFilters) -> bool:
    """A form without walks has none of a walk's records."""
    reference = form.reference()
    to = reference.to if reference else None  # type: ignore[attr-defined]
    return (not filters["walk"] or to == "walk") and (not filters["event"] or to == "event")


def _found(form: type[Form], filters: RecordFilters) -> Select[Any]:
    table, reference, state = form.table, form.reference(), filters["state"]
    columns: list[Any] = [literal(form.name).label("form"), table.c.id, table.c.received_at]
    query = (
        by_year.records(form, int(filters["year"]), columns)
        if filters["year"]
        else select(*columns).where(is_real(table))
    )
    if reference and (id := filters["walk"] or filters["event"]):
        query = query.where(table.c[reference.name] == id)
    if filters["person"]:
        query = query.where(table.c.user_id == filters["person"])
    if filters.among is not None:
        query = query.where(table.c.id.in_(filters.among))
    if filters["q"]:
        query = query.where(_says(form, filters["q"]))
    if state == DOUBTFUL:
        query = query.where(doubtful(form, bounds()))
    if state == AMENDED:
        query = query.where(table.c.amended)
    if state != ALL:
        query = query.where(table.c.withdrawn_at.is_not(None) if state == WITHDRAWN else table.c.withdrawn_at.is_(None))
    return query


def _says(form: type[Form], text: str) -> Any:
    """That one of the form's texts contains it, or that it is the record's id."""
    if UUID.fullmatch(text):
        return form.table.c.id == text.lower()
    # SQLite knows upper and lower case of A to Z only: these are the ways in which people write the other letters.
    ways = {way.translate(ASCII_LOWER) for way in (text.lower(), text.upper(), text.capitalize(), text.title())}
    columns = [form.stored(name) for name, question in form.questions.items() if isinstance(question, Text)]
    return or_(*(column.icontains(way, autoescape=True) for column in columns for way in sorted(ways)))


def _count(query: Select[Any]) -> int:
    return db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _keys(queries: list[Select[Any]], start: int, size: int) -> list[tuple[str, str]]:
    """(form, id) of a page's records, newest first."""
    if not queries:
        return []
    # Each form's own newest first, straight from its index; only those are then put in order together.
    newest = [_newest_first(query.subquery(), start + size) for query in queries]
    found = union_all(*(select(each.subquery()) for each in newest)).subquery()
    query = _newest_first(found, size).offset(start)
    return [(form, id) for form, id, _received_at in db.session.execute(query)]


def _newest_first(found: Subquery, most: int) -> Select[Any]:
    return select(found).order_by(found.c.received_at.desc(), found.c.id.desc()).limit(most)


def _rows(keys: list[tuple[str, str]]) -> list[RecordRow]:
    found: dict[tuple[str, str], RecordRow] = {}
    for name in {form for form, _id in keys}:
        form = forms.of(name)
        query = select(form.table).where(form.table.c.id.in_([id for each, id in keys if each == name]))
        rows: Any = db.session.execute(query).mappings().all()
        found |= {(name, row.id): row for row in _of_form(form, rows)}
    return [found[key] for key in keys if key in found]


def _of_form(form: type[Form], rows: list[Any]) -> Iterable[RecordRow]:
    reference = form.reference()
    names = sender_names({row["user_id"] for row in rows})
    known = titles(form, (row[reference.name] for row in rows)) if reference else {}
    within = bounds()
    for row in rows:
        values, captured_at, received_at = form.load(row), row["captured_at"], row["received_at"]
        gathering = known.get(row[reference.name]) if reference else None
        sender, by_code = sender_of(row["user_id"], names, gathering)
        yield RecordRow(
            form, row["id"], summary(form, values, gathering), captured_at, received_at, sender, by_code, gathering,
            row["amended"], row["withdrawn_at"] is not None, doubts(form, values, captured_at, received_at, within),
        )  # fmt: skip
