"""Hours of staff and partners, in quarters, against the budget of the plan."""

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select

from ... import agreement
from ...access import Person
from ...base import db, years
from ...base.ids import new_id
from ...base.refused import RefusedError
from ...definitions import HoursFields
from ...store import HoursEntry
from ...store.ledger import Ledger

MOST_HOURS = 24
UNKNOWN_BUDGET = _("Aftalen har ingen timer til det i %(year)d. Vælg aktivitet, hvem og opgave fra listen.")
NOT_QUARTERS = _("Skriv timer i kvarte, for eksempel 1,25 eller 0,5.")
WRONG_HOURS = _("Skriv mindst et kvarter og højst 24 timer på en dag.")
NOT_FOUND = _("Timerne findes ikke mere. Åbn listen igen.")

Key = tuple[str, str, str]


class Hours(Ledger[HoursEntry]):
    """Hours that were spent, 0 where they were taken back; `entry` is their id through all corrections.

    They belong to whoever wrote them down first, whoever corrects them.
    """

    def spend(
        self, date: dt.date, budget: Key, hours: Decimal, *, person: Person,
        note: str = "", entry: str | None = None, is_new: bool = False,
    ) -> str:  # fmt: skip
        """Write hours down under a budget (activity, role, task), or correct an `entry`; its id. Raises RefusedError.

        `is_new`: nothing is corrected, `entry` is the UUID that the new hours shall have.
        """
        activity, role, task = budget
        said = {"date": date, "activity": activity, "role": role, "task": task, "note": note}
        values, errors, _masked = HoursFields.clean({name: value for name, value in said.items() if value != ""})
        if budget not in {(each.activity, each.role, each.task) for each in agreement.current().budgets(date.year)}:
            errors = {name: message for name, message in errors.items() if name not in {"activity", "role"}}
            errors["task"] = str(UNKNOWN_BUDGET % {"year": date.year})
        if hours * 4 != int(hours * 4):
            errors["hours"] = str(NOT_QUARTERS)
        elif not 0 < hours <= MOST_HOURS:
            errors["hours"] = str(WRONG_HOURS)
        if entry is not None and not is_new and self.one(entry) is None:
            errors["entry"] = str(NOT_FOUND)
        if errors:
            raise RefusedError(errors)
        return self.put(person, entry=entry or new_id(), quarters=int(hours * 4), **HoursFields.store(values)).entry

    def take_back(self, entry: str, *, person: Person) -> None:
        """Take an entry out of the sums; it stays in the history. Raises RefusedError when there is none."""
        found = self.one(entry)
        if found is None:
            raise RefusedError({"entry": NOT_FOUND})
        self.put(person, entry=entry, quarters=0, **HoursFields.values(found))

    def one(self, entry: str) -> HoursEntry | None:
        """An entry as it counts now."""
        return next(iter(self.newest(HoursEntry.entry == entry, HoursEntry.quarters > 0)), None)

    def spent(self, year: int, owner: str | None = None) -> list[HoursEntry]:
        """The entries of a year that count, the newest date first; of whoever wrote them down where given."""
        return self._of(year, owner, HoursEntry.quarters > 0)

    def taken_back(self, year: int, owner: str | None = None) -> list[HoursEntry]:
        """The entries of a year that were taken out of the sums."""
        return self._of(year, owner, HoursEntry.quarters == 0)

    def last_budget(self, person_id: str) -> Key | None:
        """The budget that somebody used last."""
        last = select(HoursEntry).where(HoursEntry.person_id == person_id).order_by(HoursEntry.id.desc()).limit(1)
        row = db.session.scalar(last)
        return (row.activity, row.role, row.task) if row else None

    def totals(self, year: int, until: dt.date) -> dict[Key, Decimal]:
        """The hours of a year up to and including a date, by budget (activity, role, task)."""
        key = (HoursEntry.activity, HoursEntry.role, HoursEntry.task)
        first, last = years.days(year)
        query = select(*key, func.sum(HoursEntry.quarters)).where(
            self.counts(), HoursEntry.date.between(first, min(last, until))
        )
        found = db.session.execute(query.group_by(*key))
        return {(activity, role, task): Decimal(quarters) / 4 for activity, role, task, quarters in found if quarters}

    def _of(self, year: int, owner: str | None, *conditions: ColumnElement[bool]) -> list[HoursEntry]:
        if owner is not None:
            conditions += (HoursEntry.entry.in_(self._owned(owner)),)
        found = self.newest(HoursEntry.date.between(*years.days(year)), *conditions)
        return sorted(found, key=lambda each: (each.date, each.id), reverse=True)

    def _owned(self, owner: str) -> Any:
        """The ids of what somebody wrote down first."""
        return select(HoursEntry.entry).where(self.begins(), HoursEntry.person_id == owner)


hours = Hours(HoursEntry, "entry")
