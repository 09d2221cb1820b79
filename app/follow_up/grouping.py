"""The same matter seen twice: follow-ups put together, and split again."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock
from ..definitions import FollowUpFields
from ..store import FollowUp, FollowUpEntry, FollowUpObservation
from .kept_apart import refuse
from .rules import complete
from .states import OPEN
from .writing import begin, enter, find, set_values, to_improve, twice


def group(ids: Iterable[str], person: Person) -> str:
    """Make one follow-up of several points, named by observations or follow-ups; its id.

    The one with the lowest number takes all observations (and is reopened where it was closed and another was not);
    the others become its duplicates and keep their history.
    LookupError for what is not there.
    """
    wanted = list(dict.fromkeys(ids))

    def write(session: Session) -> str:
        found = {id: find(session, id) for id in wanted}
        loose = [id for id, row in found.items() if row is None]
        rows = sorted({row.number: row for row in found.values() if row}.values(), key=_rank)
        if not rows:
            return begin(session, loose, person).id
        kept, *others = rows
        before = observations_of(session, kept)
        if kept.state not in OPEN and (loose or any(row.state in OPEN for row in others)):
            # What was closed has been seen again.
            set_values(session, kept, complete(FollowUpFields.values(kept), {"state": "reopened"}), person, "changed")
        for row in others:
            _merge(session, kept, row, person)
        to_improve(session, loose)
        session.add_all(FollowUpObservation(observation_id=id, follow_up_id=kept.id) for id in loose)
        _note(session, kept, person, "grouped", before)
        return kept.id

    return twice(write)


def split(observation_id: str, person: Person) -> str:
    """Take an observation out of the matter that it is in; the id of the follow-up that it is in then.

    It goes back to the follow-up that it came from (reopened), else gets one of its own, and the two are not suggested
    as the same matter again. LookupError where it is in none, or alone in it.
    """

    def write(session: Session) -> str:
        link = session.get(FollowUpObservation, observation_id, with_for_update=True, populate_existing=True)
        if link is None:
            raise LookupError(observation_id)
        left = find(session, link.follow_up_id)
        if left is None or len(before := observations_of(session, left)) < 2:
            raise LookupError(observation_id)
        refuse(session, [[observation_id], [id for id in before if id != observation_id]], person)
        earlier = find(session, link.came_from) if link.came_from else None
        if earlier and earlier.duplicate_of == left.number:
            was = observations_of(session, earlier)
            link.follow_up_id, link.came_from = earlier.id, None
            session.flush()
            set_values(
                session, earlier, complete(FollowUpFields.values(earlier), {"state": "reopened"}), person, "changed"
            )
            _note(session, earlier, person, "split", was)
        else:
            session.delete(link)
            session.flush()
            earlier = begin(session, [observation_id], person)
        _note(session, left, person, "split", before)
        return earlier.id

    return twice(write)


def observations_of(session: Session, row: FollowUp) -> list[str]:
    """The ids of a follow-up's observations, withdrawn ones too, in an order of their own."""
    ids = select(FollowUpObservation.observation_id).where(FollowUpObservation.follow_up_id == row.id)
    return sorted(session.scalars(ids))


def _rank(row: FollowUp) -> tuple[bool, int]:
    """The lowest number first, duplicates last."""
    return row.state == "duplicate", row.number


def _merge(session: Session, kept: FollowUp, row: FollowUp, person: Person) -> None:
    """Move a follow-up's observations, and leave it behind as a duplicate."""
    before = observations_of(session, row)
    link = FollowUpObservation
    session.execute(update(link).where(link.follow_up_id == row.id).values(follow_up_id=kept.id, came_from=row.id))
    after = complete(FollowUpFields.values(row), {"state": "duplicate", "duplicate_of": kept.number})
    set_values(session, row, after, person, "changed")
    _note(session, row, person, "grouped", before)


def _note(session: Session, row: FollowUp, person: Person, action: str, before: list[str]) -> FollowUpEntry | None:
    """Write what became of the observations of a follow-up."""
    session.flush()
    after = observations_of(session, row)
    if before == after:
        return None
    row.version, row.changed_at = row.version + 1, clock.now()
    return enter(session, row, person, action, changes={"observations": [before, after]})
