"""Who may do what: one table, role × action, enforced in one place.

Every view names its action with `@allow(...)`; `init_app` installs the one gate that asks. A view that names none
is refused to everybody, so that a forgotten line shows at once.

Order of the gate: who are you (401, or the sign-in page), may you (403), is it still you (the password again, in the
office), is it another site's page that asks (403), is it your form's token (403).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Conflict, Forbidden, Unauthorized

from ..base import clock
from ..definitions import forms
from ..http import transport
from . import sessions

LEADER, COUNSELLOR, HOST, PARTY = "leader", "counsellor", "host", "party"
# Somebody who joined with a code, whatever it is for; and with a code that makes them a walk's group leader.
CODE, GUIDE = "code", "guide"
ANYBODY = frozenset({"anybody"})
SIGNED_IN = frozenset({LEADER, COUNSELLOR, HOST, PARTY})

ACTIONS: dict[str, frozenset[str]] = {
    "public": ANYBODY,
    "api.sync": SIGNED_IN | {CODE},
    "api.reference": SIGNED_IN | {CODE},
    "plan.see": SIGNED_IN | {CODE},
    "plan.manage": frozenset({LEADER}),
    "account.own": SIGNED_IN,
    "account.second_step": frozenset({LEADER, COUNSELLOR}),
    "send.observation": frozenset({LEADER}),
    "send.attendance": frozenset({LEADER, HOST}),
    "send.contact": frozenset({LEADER, COUNSELLOR}),
    "office.front": SIGNED_IN,
    "paper.fill": frozenset({LEADER, COUNSELLOR, HOST}),
    "walks.manage": frozenset({LEADER}),
    # A party what was given to it.
    "follow_up.see": frozenset({LEADER, PARTY}),
    "follow_up.manage": frozenset({LEADER}),
    "follow_up.answer": frozenset({PARTY}),
    # On the phone: a group leader the walk of the code alone.
    "walk.lead": frozenset({LEADER, GUIDE}),
    "events.manage": frozenset({LEADER}),
    "events.see_own": frozenset({LEADER, HOST}),
    "records.see": frozenset({LEADER}),
    "photos.see": frozenset({LEADER, PARTY}),
    # A counsellor only what they may see: their own contacts.
    "records.amend": frozenset({LEADER, COUNSELLOR}),
    "contacts.see_own": frozenset({LEADER, COUNSELLOR}),
    "quarantine.resolve": frozenset({LEADER}),
    "phones.manage": frozenset({LEADER}),
    "people.manage": frozenset({LEADER}),
    "queue.import": frozenset({LEADER}),
    "audit.see": frozenset({LEADER}),
    "privacy.manage": frozenset({LEADER}),
    "evaluation.see": frozenset({LEADER}),
    "figures.enter": frozenset({LEADER}),
    "agreement.change": frozenset({LEADER}),
    # The leader everybody's, the others their own.
    "hours.enter": SIGNED_IN,
    "workbook.download": frozenset({LEADER, COUNSELLOR}),
}

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# What lies below asks for the password again after a while (`app.access.sessions`).
OFFICE = "/office/"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Person:
    """Whoever makes a request or sends submissions.

    `role` is the account's, or what a code makes of somebody (walker, host). `has_account` tells them apart.
    `joined`: form → id of walk or event → when that code was revoked, or None; only codes that may still send.
    `stands_in`: a leader takes in what this person's phone could not send. `party`: whose follow-ups are theirs.
    `leads`: the walks that a code makes this person the group leader of. `shut_out_at`: since when a guest is shut out.
    """

    id: str
    name: str
    role: str
    has_account: bool = True
    joined: Mapping[str, Mapping[str, datetime | None]] = field(default_factory=dict)
    stands_in: bool = False
    party: str | None = None
    leads: frozenset[str] = frozenset()
    shut_out_at: datetime | None = None

    def may(self, action: str) -> bool:
        """Whether the table allows the action."""
        allowed = ACTIONS[action]
        return (
            allowed is ANYBODY
            or (self.has_account and self.role in allowed)
            or (bool(self.joined) and CODE in allowed)
            or (bool(self.leads) and GUIDE in allowed)
        )

    @property
    def may_lead_any(self) -> bool:
        """Whether the account may lead any walk."""
        return self.has_account and self.role in ACTIONS["walk.lead"]

    def may_lead(self, walk_id: str) -> bool:
        """Whether this person may lead that walk: by account, or by its code for group leaders."""
        return self.may_lead_any or walk_id in self.leads

    def may_send_any(self, form: str) -> bool:
        """Whether the account may send the form for any walk or event."""
        return self.has_account and self.role in ACTIONS.get(f"send.{_right(form)}", ())

    def may_send(self, form: str) -> bool:
        """Whether this person may send the form at all: by account, or by a code for its one walk or event."""
        return _right(form) in self.joined or self.may_send_any(form)

    def joined_for(self, form: str) -> Mapping[str, datetime | None]:
        """The walks or events for which a code lets this person send the form, and when each was revoked."""
        return self.joined.get(_right(form), {})

    def forms(self, names: list[str]) -> list[str]:
        """Which of the forms this person may fill in, in the given order."""
        return [name for name in names if self.may_send(name)]

    def own_forms(self, names: list[str]) -> list[str]:
        """Which of the forms this person may fill in, in the given order, without what an account may send by a code alone."""
        return [name for name in names if self.may_send_any(name)] if self.has_account else self.forms(names)


# Whoever stands where nobody does: for what the server does by itself, and in the place of an erased sender.
NOBODY = Person("00000000-0000-4000-8000-000000000001", "Feltbog", "", has_account=False)


def _right(form: str) -> str:
    """The form that the right to send this one comes with."""
    found = forms.get(form)
    return found.goes_with or form if found else form


def allow(action: str, trace: str | None = None) -> Callable[[View], View]:
    """Names the action that a view is, and the line that it leaves in the audit trail: what is done, to what kind of thing.

    trace: such as `changed walk`; `<form>` stands for the form in the address. It only marks: `app.audit` reads it after the answer.
    """
    if action not in ACTIONS:
        raise KeyError(action)

    def mark(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        view.trace = trace  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True)
class Here:
    """Who is in this session: an account that signed in, and the guest that joined with codes; both, one or neither."""

    account: Person | None
    guest: Person | None


def here() -> Here:
    """Who is in this session; worked out once a request."""
    if "here" not in g:
        g.here = _find_here()
    found: Here = g.here
    return found


def person() -> Person | None:
    """Who makes this request, unless it says so itself: the account that is signed in, else the guest."""
    return here().account or here().guest


def signed_in() -> Person:
    """Who makes this request, where the gate has already seen to it that there is somebody."""
    found = person()
    if found is None:
        raise Unauthorized
    return found


def acting(named: str | None) -> Person:
    """The one of those here whose id a request names (`as`), with that one's rights alone; without it `signed_in`.

    Raises Conflict where it names neither.
    """
    who = signed_in()
    if named is None:
        return who
    for one in filter(None, (here().account, here().guest)):
        if named.lower() == one.id:
            return one
    raise Conflict("somebody else is here now than the one whom `as` names")


def forget_person() -> None:
    """Work out anew who this is: after signing in or out, or joining."""
    g.pop("here", None)


def _find_here() -> Here:
    guest_id, today = session.get("guest") or "", clock.today()
    codes = [code for code in sessions.memberships(guest_id) if code.may_send(today)] if guest_id else []
    joined: dict[str, dict[str, datetime | None]] = {}
    for code in codes:
        of_form = joined.setdefault(code.form, {})
        # One code that still works is enough, whatever became of another for the same walk.
        if code.closed_at is None or code.gathering_id not in of_form:
            of_form[code.gathering_id] = code.closed_at
    leads = frozenset(code.gathering_id for code in codes if code.may_lead(today))
    shut_out_at = codes[0].shut_out_at if codes else None
    guest = None
    if codes:
        guest = Person(guest_id, codes[0].title, codes[0].role, False, joined, leads=leads, shut_out_at=shut_out_at)
    if not current_user.is_authenticated:
        return Here(None, guest)
    about = (current_user.id, current_user.name, current_user.role)
    # Phones of earlier releases send for the account what its codes allow.
    also = ({}, frozenset()) if shut_out_at else (joined, leads)
    return Here(Person(*about, True, also[0], party=current_user.party, leads=also[1]), guest)


class Tokens(CSRFProtect):
    """The session's token on everything that writes: in the API by header alone, which no other site's form can send."""

    def _get_csrf_token(self) -> str | None:
        return request.headers.get("X-CSRFToken") if request.path.startswith("/api/") else super()._get_csrf_token()


tokens = Tokens()


def init_app(app: Flask) -> None:
    """Install the gate, and give templates the token that it asks for."""
    app.before_request(_gate)
    tokens.init_app(app)


def _gate() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None  # no such page: the 404 that follows says so
    action = getattr(view, "action", None)
    if action is None:
        raise Forbidden
    if ACTIONS[action] is not ANYBODY:
        who = person()
        if who is None:
            if request.path.startswith("/api/"):
                raise Unauthorized("not signed in: POST to /join or /account/sign-in first")
            return redirect(url_for("account.sign_in", next=_page_to_return_to()))
        if not who.may(action):
            raise Forbidden("this person may not do that")
        if asked_again := _note_use():
            return asked_again
    if transport.is_foreign():
        raise Forbidden("this is nothing for other sites' pages to take parts from, or to send")
    if request.method in UNSAFE:
        tokens.protect()
    return None


def _note_use() -> Any:
    """Note that the session is used; where the office was left alone for too long, ask for the password first."""
    if not current_user.is_authenticated:
        return None
    is_office = request.path.startswith(OFFICE)
    if is_office and current_user.session.office_seconds < sessions.NOTICE:
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            raise Unauthorized("the office asks for the password again")
        return redirect(url_for("account.confirm", next=_page_to_return_to()))
    sessions.note_use(current_user.session, office=is_office)
    return None


def _page_to_return_to() -> str:
    """This page; where something was sent, the page that it was sent from, because only that can be opened again."""
    if request.method not in UNSAFE:
        return request.full_path.rstrip("?")
    return urlsplit(request.referrer or "").path or "/"
