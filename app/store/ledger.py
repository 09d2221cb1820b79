"""Rows that are only ever added: a correction is a new row, and the newest one for its key is what counts."""

from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, func, select

from ..base import clock, db
from .reported_tables import ReportedEntry

Entry = TypeVar("Entry", bound=ReportedEntry)


class Writer(Protocol):
    """Whoever writes a row."""

    @property
    def id(self) -> str:
        """Whose id it is."""

    @property
    def name(self) -> str:
        """As the row says it."""


class Ledger(Generic[Entry]):
    """The rows of one table; those that agree in `key` correct each other."""

    def __init__(self, model: type[Entry], *key: str) -> None:
        self.model = model
        self.key = key

    def new(self, person: Writer, **said: Any) -> Entry:
        """A row that says so, not written down yet."""
        model: Any = self.model
        made: Entry = model(person_id=person.id, person_name=person.name, entered_at=clock.now(), **said)
        return made

    def add(self, *entries: Entry) -> None:
        """Write rows down, all or none."""
        with db.writing() as session:
            session.add_all(entries)

    def put(self, person: Writer, **said: Any) -> Entry:
        """Write down a row that says so."""
        made = self.new(person, **said)
        self.add(made)
        return made

    def counts(self, *within: ColumnElement[bool]) -> ColumnElement[bool]:
        """That a row is the newest of its key, among those `within`."""
        return self._is(func.max(self._id), *within)

    def begins(self, *within: ColumnElement[bool]) -> ColumnElement[bool]:
        """That a row is the first of its key, among those `within`."""
        return self._is(func.min(self._id), *within)

    def newest(self, *conditions: ColumnElement[bool], within: tuple[ColumnElement[bool], ...] = ()) -> list[Entry]:
        """What counts now, in the order in which it was written; those of the newest that meet the conditions."""
        query = select(self.model).where(self.counts(*within), *conditions).order_by(self._id)
        return list(db.session.scalars(query))

    def history(self, *key: Any) -> list[Entry]:
        """Everything that was ever written for a key, the newest first."""
        query = select(self.model).filter_by(**dict(zip(self.key, key, strict=True))).order_by(self._id.desc())
        return list(db.session.scalars(query))

    def _is(self, chosen: Any, *within: ColumnElement[bool]) -> ColumnElement[bool]:
        key = [getattr(self.model, name) for name in self.key]
        found: ColumnElement[bool] = self._id.in_(select(chosen).where(*within).group_by(*key))
        return found

    @property
    def _id(self) -> Any:
        return self.model.id
