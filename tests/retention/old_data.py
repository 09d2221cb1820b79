"""What became too old, and what a purge makes of it."""

from accounts import LEADER

from app.maintenance import retention

SAID = "Hegnet ved nummer fyrre er væltet igen"
LATER = "Nu er det rejst"
PHONE = "d0000000-0000-4000-8000-00000000000a"
PHOTO = "a7000000-0000-4000-8000-00000000000a"
# All texts of that spring are too old.
TOO_OLD = "2019-05-13T12:40:00+00:00"


def numbers(app):
    """How many things are too old, by kind."""
    with app.test_request_context():
        return {each.code: each.number for each in retention.due() if each.number}


def purge(app):
    """How many things went, by kind."""
    with app.test_request_context():
        return {each.code: each.number for each in retention.purge(LEADER) if each.number}
