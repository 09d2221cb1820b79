"""What is written down about the agreement itself: milestones, lists received, the leader's comments."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from ... import agreement
from ...access import Person
from ...base import clock, cpr
from ...base.refused import RefusedError
from ...definitions import ListFields, MilestoneFields
from ...store import ListEntry, MilestoneEntry, Narrative
from ...store.ledger import Ledger

UNKNOWN_MILESTONE = _("»%(id)s« er ikke en af aftalens milepæle. Vælg en af: %(known)s.")
WRONG_DECISION = _("Vælg en af beslutningerne: %(known)s.")
WRONG_YEAR = _("Datoens år skal være fra %(first)d til %(last)d.")
UNKNOWN_LIST = _("»%(id)s« er ikke en af aftalens lister. Vælg en af: %(known)s.")
WRONG_MONTH = _("Listen kommer ikke den måned. Vælg en anden.")


class Milestones(Ledger[MilestoneEntry]):
    """The date on which something was reached, and the note that documents it."""

    def reach(self, id: str, date: dt.date, *, note: str, person: Person, decision: str = "") -> MilestoneEntry:
        """Write down when a milestone was reached; raises RefusedError."""
        agreed = agreement.current()
        milestone = agreed.milestones.get(id)
        if milestone is None:
            raise RefusedError(
                {"milestone": UNKNOWN_MILESTONE % {"id": id[:40], "known": ", ".join(agreed.milestones)}}
            )
        values, errors, _masked = MilestoneFields.clean({"date": date, "note": note, "decision": decision})
        first, last = agreed.baseline_year, max(agreed.years[-1], clock.today().year) + 1
        if not first <= date.year <= last:
            errors["date"] = str(WRONG_YEAR % {"first": first, "last": last})
        if decision and decision not in milestone.decisions:
            errors["decision"] = str(WRONG_DECISION % {"known": ", ".join(milestone.decisions) or "–"})
        if errors:
            raise RefusedError(errors)
        year = milestone.deadline.year if milestone.deadline else date.year
        return self.put(person, milestone=id, year=year, **MilestoneFields.store(values))

    def take_back(self, id: str, year: int, *, person: Person) -> MilestoneEntry:
        """Say that it was not reached after all."""
        return self.put(person, milestone=id, year=year, **MilestoneFields.store({}))

    def current(self) -> dict[tuple[str, int], MilestoneEntry]:
        """What counts now, by milestone and year; what was taken back is left out."""
        return {(each.milestone, each.year): each for each in self.newest(MilestoneEntry.date.is_not(None))}


@dataclass(frozen=True, slots=True)
class DueList:
    """A list that the agreement promises for a month (0: once a year), and what was written when it came."""

    list: agreement.Arrival
    month: int
    arrived: ListEntry | None


class Lists(Ledger[ListEntry]):
    """*Liste modtaget*: that a list arrived, when, and how many stood on it. The lists themselves stay out."""

    def receive(self, id: str, year: int, month: int, date: dt.date, count: int, *, person: Person) -> None:
        """Write down that a list came; raises RefusedError."""
        known = agreement.current().lists
        arrival = known.get(id)
        if arrival is None:
            raise RefusedError({"list": UNKNOWN_LIST % {"id": id[:40], "known": ", ".join(known)}})
        values, errors, _masked = ListFields.clean({"date": date, "count": count})
        if month not in _months(arrival):
            errors["month"] = str(WRONG_MONTH)
        if errors:
            raise RefusedError(errors)
        self.put(person, list=id, year=year, month=month, **values)

    def take_back(self, id: str, year: int, month: int, *, person: Person) -> None:
        """Say that it did not come after all."""
        self.put(person, list=id, year=year, month=month)

    def due(self, year: int) -> list[DueList]:
        """Every list of a year in the order of the plan, with what came."""
        came = self.newest(ListEntry.date.is_not(None), within=(ListEntry.year == year,))
        found = {(each.list, each.month): each for each in came}
        return [
            DueList(arrival, month, found.get((arrival.id, month)))
            for arrival in agreement.current().lists.values()
            for month in _months(arrival)
        ]


def _months(arrival: agreement.Arrival) -> tuple[int, ...]:
    return (0,) if arrival.once else arrival.months


class Comments(Ledger[Narrative]):
    """The leader's own comment on a criterion in a year."""

    def write(self, criterion: str, year: int, text: str, *, person: Person) -> None:
        """Keep the comment; an empty one takes back what was there. The same again is not written twice."""
        text = cpr.mask(text.strip())
        if self.current(year).get(criterion, "") != text:
            self.put(person, criterion=criterion, year=year, text=text)

    def current(self, year: int) -> dict[str, str]:
        """The comments of a year by criterion."""
        return {
            each.criterion: each.text for each in self.newest(Narrative.text != "", within=(Narrative.year == year,))
        }


milestones = Milestones(MilestoneEntry, "milestone", "year")
lists = Lists(ListEntry, "list", "year", "month")
comments = Comments(Narrative, "criterion", "year")
