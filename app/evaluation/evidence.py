"""The very records behind a figure, looked up when somebody asks for them."""

from typing import Any

from sqlalchemy import Select, and_, not_, true

from ..agreement import Criterion, Plan
from .facts import CONTACT, TARGET_GROUPS, Held, contacts_query, groups, held
from .measures import counts
from .period import Period

GATHERINGS = frozenset({"initiatives", "qualifying_events", "meetings"})


def contacts(criterion: Criterion, period: Period, group: str = "") -> Select[Any]:
    """A query for the ids of the contacts that a figure counts, or of one `group` beside it.

    Raises LookupError where the criterion has no such contacts.
    """
    return contacts_query(period, [CONTACT.id]).where(_conditions(criterion.measure)[group])


def gatherings(plan: Plan, criterion: Criterion, period: Period) -> list[Held]:
    """The walks and events that a figure counts, and the flagged events that have too few nationalities."""
    if criterion.measure not in GATHERINGS:
        raise LookupError(criterion.id)
    return counts.chosen(criterion, held(plan, period), period)


def _conditions(measure: str) -> dict[str, Any]:
    """By name of a group, what a contact must be to be in it; "" is what the figure counts."""
    known = groups()
    if measure == "contacts":
        return {"": true(), **{code: CONTACT.target_group == code for code in TARGET_GROUPS}}
    if measure == "share_asked":
        return {"": known["settled"], "not_asked": known["not_asked"], "open": known["open"]}
    if measure == "share_referred":
        broad_only = and_(known["broad"], not_(known["narrow"]))
        rest = {"narrow": known["narrow"], "broad": known["broad"], "broad_only": broad_only}
        return {"": known["narrow"], **rest, "nowhere": not_(known["broad"])}
    raise LookupError(measure)
