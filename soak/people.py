"""Who is there in a soak, and what they meet for: made once, before anything goes wrong."""

from dataclasses import dataclass
from pathlib import Path

from app import create_app
from app.access import people
from app.activities import scheduling
from app.base import clock
from app.store import Event, Walk

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


def invite(instance: Path, counsellors: list[str]) -> tuple[Gatherings, dict[str, str]]:
    """Make the gatherings of today, the leader's account, one that will be closed, and those of these e-mails; → their ids."""
    with create_app({"FELTBOG_INSTANCE": str(instance)}).app_context():
        people.create(LEADER, "L", "leader", password=PASSWORD)
        accounts = {
            email: people.create(email, "R", "counsellor", password=PASSWORD).id for email in (LEAVING, *counsellors)
        }
        north, south = (
            scheduling.create(Walk, {"title": title, "date": clock.today()}).id for title in ("Nord", "Syd")
        )
        facts = {"title": "Kulturfest", "date": clock.today(), "kind": "kulturfest"}
        return Gatherings(north, south, scheduling.create(Event, facts).id), accounts
