"""Who is there in a soak, and what they meet for: made once, before anything goes wrong."""

from dataclasses import dataclass
from pathlib import Path

from app import clock, create_app, gatherings, people
from app.models import Event, Walk

PASSWORD = "lygtepæl-og-havehæk"
LEADER = "leder@example.org"
# Somebody whose account is closed under way.
LEAVING = "holder-op@example.org"


@dataclass(frozen=True)
class Gatherings:
    """The ids of a walk, of one whose code is replaced under way, and of an event."""

    walk: str
    other_walk: str
    event: str


def invite(instance: Path) -> Gatherings:
    """Make the gatherings of today, the leader's account, and one that will be closed."""
    with create_app({"FELTBOG_INSTANCE": str(instance)}).app_context():
        people.create(LEADER, "L", "leader", password=PASSWORD)
        people.create(LEAVING, "H", "counsellor", password=PASSWORD)
        north, south = (
            gatherings.create(Walk, {"title": title, "date": clock.today()}).id for title in ("Nord", "Syd")
        )
        facts = {"title": "Kulturfest", "date": clock.today(), "kind": "kulturfest"}
        return Gatherings(north, south, gatherings.create(Event, facts).id)


def counsellor(instance: Path, email: str) -> str:
    """Make a counsellor's account; → its id."""
    with create_app({"FELTBOG_INSTANCE": str(instance)}).app_context():
        return people.create(email, "R", "counsellor", password=PASSWORD).id
