"""The choices that the agreement gives, for questions that offer them; asked anew each time, since an agreement may change."""

from collections.abc import Iterable

from flask import Flask

from .. import agreement
from ..questions import Option
from .contact import REFERRALS, Contact


def parties() -> Iterable[Option]:
    """The parties of the agreement."""
    return [Option(code, name) for code, name in agreement.current().parties.items()]


def event_kinds() -> Iterable[Option]:
    """What an event can be."""
    return [Option(code, name) for code, name in agreement.current().event_kinds.items()]


def counted_criteria() -> Iterable[Option]:
    """The criteria that the leader can let an event count for."""
    agreed = agreement.current()
    return [Option(each.id, f"{each.id}: {each.text}") for each in agreed.criteria if each.id in agreed.counts_for]


def init_app(app: Flask) -> None:
    """Offer what the app's plan adds. A process serves one estate: the app that is made last decides."""
    agreed: agreement.Plan = app.extensions["plan"]
    check(agreed)
    added = (Option(each.code, each.name, starred=each.narrow) for each in agreed.referrals.values())
    Contact.referrals.extend(tuple(added))


def check(agreed: agreement.Plan) -> None:
    """Raise PlanError where the plan adds a choice with a code that is there already."""
    if taken := agreed.referrals.keys() & {option.code for option in REFERRALS}:
        codes = ", ".join(option.code for option in REFERRALS)
        raise agreement.PlanError(f"»referrals.{min(taken)}« findes i forvejen; vælg en anden kode end {codes}")
