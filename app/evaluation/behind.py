"""The very records behind a figure, looked up when somebody asks for them."""

from typing import Any

from sqlalchemy import Select, and_, not_

from ..plan import Criterion, Plan
from .facts import CONTACT, GROUPS, TARGET_GROUPS, Held, contacts_query, held
from .measures import counts
from .period import Period

# Measure → name of a group → what a contact must be to be in it. "" is what the figure counts.
CONTACTS: dict[str, dict[str, Any]] = {
    "contacts": {"": True, **{code: CONTACT.target_group == code for code in TARGET_GROUPS}},
    "share_asked": {
        "": GROUPS["settled"],
        "not_asked": GROUPS["not_asked"],
        "open": GROUPS["open"],
    },
    "share_referred": {
        "": GROUPS["narrow"],
        "narrow": GROUPS["narrow"],
        "broad": GROUPS["broad"],
        "broad_only": and_(GROUPS["broad"], not_(GROUPS["narrow"])),
        "nowhere": not_(GROUPS["broad"]),
    },
}
GATHERINGS = frozenset({"initiatives", "qualifying_events", "meetings"})


def contacts(criterion: Criterion, period: Period, group: str = "") -> Select[Any]:
    """A query for the ids of the contacts that a figure counts, or of one `group` beside it.

    Raises LookupError where the criterion has no such contacts.
    """
    condition = CONTACTS[criterion.measure][group]
    query = contacts_query(period, [CONTACT.id])
    return query if condition is True else query.where(condition)


def gatherings(plan: Plan, criterion: Criterion, period: Period) -> list[Held]:
    """The walks and events that a figure counts, and the flagged events that have too few nationalities."""
    if criterion.measure not in GATHERINGS:
        raise LookupError(criterion.id)
    return counts.chosen(criterion, held(plan, period), period)
