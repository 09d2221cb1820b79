"""What is written down about the agreement itself: milestones, lists received, the leader's comments."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select

from ... import agreement
from ...access import Person
from ...base import clock, cpr, db, years
from ...base.ids import new_id
from ...base.messages import RefusedError
from ...definitions import HoursFields, ListFields, MilestoneFields
from ...store import HoursEntry, ListEntry, MilestoneEntry, Narrative
from ...store.reported_tables import Ledger

UNKNOWN_MILESTONE = _("»%(id)s« er ikke en af aftalens milepæle. Vælg en af: %(known)s.")
WRONG_DECISION = _("Vælg en af beslutningerne: %(known)s.")
WRONG_YEAR = _("Datoens år skal være fra %(first)d til %(last)d.")
WRONG_ABOUT = _("Milepælen er for et af aftalens år, %(span)s, og nås tidligst det år.")
UNKNOWN_LIST = _("»%(id)s« er ikke en af aftalens lister. Vælg en af: %(known)s.")
SEVERAL = _("Flere aftaler har »%(id)s«. Vælg en af dem: %(known)s.")
MORE_THAN_THE_LIST = _("Der står kun %(count)d på listen.")
WRONG_MONTH = _("Listen kommer ikke den måned. Vælg en anden.")


class Milestones(Ledger[MilestoneEntry]):
    """The date on which something was reached, and the note that documents it."""

    def reach(
        self, id: str, date: dt.date, *, note: str, person: Person, decision: str = "", code: str = "",
        about: int | None = None,
    ) -> MilestoneEntry:  # fmt: skip
        """Write down when a milestone of an agreement was reached; `code` is the agreement's, where several have it.

        about: the year that one of every year is for (the date's). Raises RefusedError.
        """
        agreed = _having("milestones", id, code, UNKNOWN_MILESTONE)
        milestone = agreed.milestones[id]
        values, errors, _masked = MilestoneFields.clean({"date": date, "note": note, "decision": decision})
        first, last = agreed.earliest, max(agreed.last_year, clock.today().year) + 1
        if not first <= date.year <= last:
            errors["date"] = str(WRONG_YEAR % {"first": first, "last": last})
        if decision and decision not in milestone.decisions:
            errors["decision"] = str(WRONG_DECISION % {"known": ", ".join(milestone.decisions) or "–"})
        if about is not None and not (about in agreed.years and about <= date.year):
            errors["about"] = str(WRONG_ABOUT % {"span": agreed.span})
        if errors:
            raise RefusedError(errors)
        year = milestone.deadline.year if milestone.deadline else about or date.year
        return self.put(person, agreement=agreed.code, milestone=id, year=year, **MilestoneFields.store(values))

    def take_back(self, id: str, year: int, *, person: Person, code: str = "") -> MilestoneEntry:
        """Say that it was not reached after all."""
        agreed = _having("milestones", id, code, UNKNOWN_MILESTONE)
        return self.put(person, agreement=agreed.code, milestone=id, year=year, **MilestoneFields.store({}))

    def current(self, code: str = "") -> dict[tuple[str, int], MilestoneEntry]:
        """What counts now of an agreement (today's), by milestone and year; what was taken back is left out."""
        own = MilestoneEntry.agreement == (code or agreement.current().code)
        return {(each.milestone, each.year): each for each in self.newest(own, MilestoneEntry.date.is_not(None))}


@dataclass(frozen=True, slots=True)
class DueList:
    """A list that the agreement promises for a month (0: once a year), and what was written when it came."""

    list: agreement.Arrival
    month: int
    arrived: ListEntry | None


class Lists(Ledger[ListEntry]):
    """*Liste modtaget*: that a list arrived, when, how many stood on it, and what came of them. The lists themselves stay
    out.
    """

    def receive(
        self, id: str, year: int, month: int, date: dt.date, count: int, *, person: Person,
        contacted: int | None = None, solved: int | None = None, code: str = "",
    ) -> None:  # fmt: skip
        """Write down that a list of an agreement came, and what came of those on it, where somebody knows.

        `code` is the agreement's, where several have the list. Raises RefusedError.
        """
        agreed = _having("lists", id, code, UNKNOWN_LIST)
        arrival = agreed.lists[id]
        said = {"date": date, "count": count, "contacted": contacted, "solved": solved}
        values, errors, _masked = ListFields.clean(said)
        errors |= too_many(values)
        if month not in _months(arrival):
            errors["month"] = str(WRONG_MONTH)
        if errors:
            raise RefusedError(errors)
        self.put(person, agreement=agreed.code, list=id, year=year, month=month, **values)

    def take_back(self, id: str, year: int, month: int, *, person: Person, code: str = "") -> None:
        """Say that it did not come after all."""
        agreed = _having("lists", id, code, UNKNOWN_LIST)
        self.put(person, agreement=agreed.code, list=id, year=year, month=month)

    def due(self, agreed: agreement.Agreement, year: int) -> list[DueList]:
        """Every list that an agreement has for a year, in its order, with what came."""
        within = ListEntry.year == year, ListEntry.agreement == agreed.code
        came = self.newest(ListEntry.date.is_not(None), within=within)
        found = {(each.list, each.month): each for each in came}
        return [
            DueList(arrival, month, found.get((arrival.id, month)))
            for arrival in agreed.lists_of(year)
            for month in _months(arrival)
        ]


def too_many(values: Mapping[str, Any]) -> dict[str, str]:
    """What is larger than the number on the list, by question."""
    count = values.get("count")
    return {
        name: str(MORE_THAN_THE_LIST % {"count": count})
        for name in ("contacted", "solved")
        if count is not None and (values.get(name) or 0) > count
    }


def _months(arrival: agreement.Arrival) -> tuple[int, ...]:
    return (0,) if arrival.once else arrival.months


class Comments(Ledger[Narrative]):
    """The leader's own comment on a criterion in a year."""

    def write(self, criterion: str, year: int, text: str, *, person: Person, code: str = "") -> None:
        """Keep the comment; an empty one takes back what was there. The same again is not written twice."""
        text, code = cpr.mask(text.strip()), code or agreement.of_year(year).code
        if self.current(year, code).get(criterion, "") != text:
            self.put(person, agreement=code, criterion=criterion, year=year, text=text)

    def current(self, year: int, code: str = "") -> dict[str, str]:
        """The comments of a year of an agreement by criterion."""
        within = Narrative.year == year, Narrative.agreement == (code or agreement.of_year(year).code)
        return {each.criterion: each.text for each in self.newest(Narrative.text != "", within=within)}


def _having(part: str, id: str, code: str, unknown: Any) -> agreement.Agreement:
    """The agreement that a milestone or a list belongs to; RefusedError where none has it, or several."""
    found = [each for each in agreement.every() if id in getattr(each, part) and code in {"", each.code}]
    if not found:
        known = dict.fromkeys(name for each in agreement.every() for name in getattr(each, part))
        raise RefusedError({part[:-1]: unknown % {"id": id[:40], "known": ", ".join(known)}})
    if len(found) > 1:
        raise RefusedError({"agreement": SEVERAL % {"id": id, "known": ", ".join(each.code for each in found)}})
    return found[0]


milestones = Milestones(MilestoneEntry, "agreement", "milestone", "year")
lists = Lists(ListEntry, "agreement", "list", "year", "month")
comments = Comments(Narrative, "agreement", "criterion", "year")


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
        note: str = "", entry: str | None = None, is_new: bool = False, code: str = "",
    ) -> str:  # fmt: skip
        """Write hours down under a budget (activity, role, task), or correct an `entry`; its id. Raises RefusedError.

        `is_new`: nothing is corrected, `entry` is the UUID that the new hours shall have.
        """
        activity, role, task = budget
        said = {"date": date, "activity": activity, "role": role, "task": task, "note": note}
        values, errors, _masked = HoursFields.clean({name: value for name, value in said.items() if value != ""})
        agreed = agreement.of_year(date.year, code=code)
        if budget not in {(each.activity, each.role, each.task) for each in agreed.budgets(date.year)}:
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
        row = {"agreement": agreed.code, "entry": entry or new_id(), "quarters": int(hours * 4)}
        return self.put(person, **row, **HoursFields.store(values)).entry

    def take_back(self, entry: str, *, person: Person) -> None:
        """Take an entry out of the sums; it stays in the history. Raises RefusedError when there is none."""
        found = self.one(entry)
        if found is None:
            raise RefusedError({"entry": NOT_FOUND})
        self.put(person, agreement=found.agreement, entry=entry, quarters=0, **HoursFields.values(found))

    def one(self, entry: str) -> HoursEntry | None:
        """An entry as it counts now."""
        return next(iter(self.newest(HoursEntry.entry == entry, HoursEntry.quarters > 0)), None)

    def spent(self, year: int, owner: str | None = None, code: str = "") -> list[HoursEntry]:
        """The entries of a year that count, the newest date first; of whoever wrote them down and of an agreement where given."""
        return self._of(year, owner, HoursEntry.quarters > 0, *self._within(code))

    def taken_back(self, year: int, owner: str | None = None, code: str = "") -> list[HoursEntry]:
        """The entries of a year that were taken out of the sums."""
        return self._of(year, owner, HoursEntry.quarters == 0, *self._within(code))

    def last_budget(self, person_id: str) -> Key | None:
        """The budget that somebody used last."""
        last = select(HoursEntry).where(HoursEntry.person_id == person_id).order_by(HoursEntry.id.desc()).limit(1)
        row = db.session.scalar(last)
        return (row.activity, row.role, row.task) if row else None

    def totals(self, year: int, until: dt.date, code: str = "") -> dict[Key, Decimal]:
        """The hours of a year up to and including a date, by budget (activity, role, task); of one agreement where given."""
        key = (HoursEntry.activity, HoursEntry.role, HoursEntry.task)
        first, last = years.days(year)
        query = select(*key, func.sum(HoursEntry.quarters)).where(
            self.counts(), HoursEntry.date.between(first, min(last, until)), *self._within(code)
        )
        found = db.session.execute(query.group_by(*key))
        return {(activity, role, task): Decimal(quarters) / 4 for activity, role, task, quarters in found if quarters}

    def _within(self, code: str) -> list[ColumnElement[bool]]:
        return [HoursEntry.agreement == code] if code else []

    def _of(self, year: int, owner: str | None, *conditions: ColumnElement[bool]) -> list[HoursEntry]:
        if owner is not None:
            conditions += (HoursEntry.entry.in_(self._owned(owner)),)
        found = self.newest(HoursEntry.date.between(*years.days(year)), *conditions)
        return sorted(found, key=lambda each: (each.date, each.id), reverse=True)

    def _owned(self, owner: str) -> Any:
        """The ids of what somebody wrote down first."""
        return select(HoursEntry.entry).where(self.begins(), HoursEntry.person_id == owner)


hours = Hours(HoursEntry, "entry")
