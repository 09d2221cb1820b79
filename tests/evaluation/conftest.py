"""An estate whose records and figures a test writes down, and the report of them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from accounts import LEADER
from flask import Flask
from sending import ANSWERS, new_id

from app import agreement, evaluation, intake
from app.activities import scheduling
from app.evaluation import Finding, Report, reported
from app.store import Event, Walk

SOURCE = "Brev fra parten"
# What makes a contact count in nothing but the number of contacts.
PLAIN = {"digital_asked": False, "digital_outcome": None, "referrals": None}


class Estate:
    """Writes things down through the app's own functions, in 2017 unless told otherwise."""

    def contacts(self, count: int = 1, day: str = "2017-03-01", **answers: Any) -> list[str]:
        """So many alike; → their ids."""
        wanted = {**ANSWERS["contact"], "date": day, **answers}
        return self.send("contact", *[{name: value for name, value in wanted.items() if value is not None}] * count)

    def tally(self, event: Event, *countries: str) -> str:
        """A phone's tally; → its id."""
        (id,) = self.send("attendance", {"event": event.id, "adults": 3, "countries": list(countries)}, day=event.date)
        return id

    def send(self, form: str, *answers: dict[str, Any], day: date = date(2017, 3, 1)) -> list[str]:
        """Records that must be stored; → their ids."""
        at = f"{day}T15:00:00+01:00"
        ids = [new_id() for _each in answers]
        for first in range(0, len(ids), 100):
            batch = [
                intake.Submission(id, form, 1, 1, at, each, sent_id=id)
                for id, each in list(zip(ids, answers, strict=True))[first : first + 100]
            ]
            results = intake.accept(LEADER, batch, device=None, pending=0, sent_at=datetime.fromisoformat(at))
            assert {result["status"] for result in results} == {"stored"}, results
        return ids

    def event(self, day: str = "2017-05-05", *counts_for: str, title: str = "Fest", kind: str = "other") -> Event:
        facts = {"title": title, "date": date.fromisoformat(day), "kind": kind, "counts_for": counts_for}
        return scheduling.create(Event, facts)

    def walk(self, day: str = "2017-05-05", title: str = "Aftenvandring") -> Walk:
        return scheduling.create(Walk, {"title": title, "date": date.fromisoformat(day)})

    def figures(self, year: int = 2017, on: str = "2018-04-01", **values: str) -> None:
        reported.figures.enter(year, values, source=SOURCE, on=date.fromisoformat(on), person=LEADER)

    def milestone(self, id: str, day: str, note: str = "Referat", **more: str) -> None:
        reported.milestones.reach(id, date.fromisoformat(day), note=note, person=LEADER, **more)

    def hours(
        self, hours: str, day: str = "2017-05-05", budget: tuple[str, str, str] = ("A1", "social_worker", "lead")
    ) -> str:
        return reported.hours.spend(date.fromisoformat(day), budget, Fraction(hours), person=LEADER)

    def report(self, as_of: str = "2018-06-01", year: int = 2017, by: agreement.Agreement | None = None) -> Report:
        return evaluation.evaluate(year, date.fromisoformat(as_of), by)

    def find(
        self, id: str, as_of: str = "2018-06-01", year: int = 2017, by: agreement.Agreement | None = None
    ) -> Finding:
        found = self.report(as_of, year, by).finding(id)
        assert found is not None
        return found

    def state(self, id: str, as_of: str = "2018-06-01", year: int = 2017) -> str:
        return self.find(id, as_of, year).state.value


@pytest.fixture
def estate(app: Flask, moment: Any) -> Iterator[Estate]:
    """An estate in June 2018, when 2017 is over."""
    moment.set("2018-06-01T10:00:00+00:00")
    with app.app_context():
        yield Estate()


@pytest.fixture
def shown(estate: Estate) -> Callable[..., str]:
    """What a finding's figure reads."""
    return lambda id, *rest: estate.find(id, *rest).shown
