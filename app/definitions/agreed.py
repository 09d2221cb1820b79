"""The choices that the agreement gives, for questions that offer them; asked anew each time, since an agreement may change."""

from collections.abc import Iterable

from .. import agreement
from ..questions import Option
from .contact import REFERRALS, Contact


def parties() -> Iterable[Option]:
    """The parties of the agreement."""
    return [Option(code, name) for code, name in agreement.current().parties.items()]


def event_kinds() -> Iterable[Option]:
    """What an event can be."""
    kinds = {code: name for each in reversed(agreement.every()) for code, name in each.event_kinds.items()}
    return [Option(code, name) for code, name in kinds.items()]


def counted_criteria() -> Iterable[Option]:
    """The criteria that the leader can let an event count for."""
    return [
        Option(agreed.flag(each.id), f"{each.id}: {each.text}", group=f"{agreed.name} {agreed.span}")
        for agreed in agreement.every()
        for each in (*agreed.criteria, *agreed.promises)
        if each.asks_flags
    ]


def referrals() -> Iterable[Option]:
    """The offers that the agreement has besides those of every estate."""
    known = {option.code for option in REFERRALS}
    added = agreement.current().choices("contacts.referrals").items()
    return [Option(code, label) for code, label in added if code not in known]


Contact.referrals.extend(referrals)
