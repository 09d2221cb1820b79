"""The choices that an estate's agreement adds to the forms' own."""

from flask import Flask

from .. import agreement
from ..questions import Option
from .contact import REFERRALS, Contact


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
