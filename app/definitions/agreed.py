"""The choices that the agreement gives, for questions that offer them; asked anew each time, since an agreement may change."""

from collections.abc import Iterable

from flask import Flask

from .. import agreement
from ..questions import Option
from .contact import Contact


def parties() -> Iterable[Option]:
    """The parties of the agreement."""
    return [Option(code, name) for code, name in agreement.current().parties.items()]


def event_kinds() -> Iterable[Option]:
    """What an event can be."""
    return [Option(code, name) for code, name in agreement.current().event_kinds.items()]


def counted_criteria() -> Iterable[Option]:
    """The criteria that the leader can let an event count for."""
    agreed = agreement.current()
    return [
        Option(each.id, f"{each.id}: {each.text}")
        for each in (*agreed.criteria, *agreed.promises)
        if each.id in agreed.counts_for
    ]


def init_app(app: Flask) -> None:
    """Offer what the app's agreement adds. A process serves one estate: the app that is made last decides."""
    agreed: agreement.Agreement = app.extensions["agreement"]
    known = {option.code for option in Contact.referrals.own_options}
    added = agreed.choices("contacts.referrals").items()
    Contact.referrals.extend(tuple(Option(code, label) for code, label in added if code not in known))
