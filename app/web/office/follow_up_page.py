"""The page of one point, for the leader and for a party; what its views share."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import follow_up, photos
from ...access import PARTY, signed_in
from ...base import clock
from ...base.ids import new_id
from ...follow_up import Done, FollowUpError, Point, PointChangedError
from ...photos import site_plan
from ...questions import Difference
from ...store import EstatePlan
from .follow_up_board import address, read_filters
from .follow_up_forms import AnswerForm, AssignForm, CommentForm, FollowUpForm, PhotoForm, StateForm, WordsForm
from .site_plan_pins import Pin

# No list is longer; an address may say anything.
MOST_POINTS = 10_000_000
# What the leader can change, each part with a form of its own.
PARTS: dict[str, type[StateForm | AssignForm | WordsForm]] = {
    "state": StateForm,
    "assign": AssignForm,
    "words": WordsForm,
}


def find(id: str) -> Point:
    """The point; 404 where there is none that this person may see."""
    who = signed_in()
    try:
        return follow_up.theirs(id, who) if who.role == PARTY else follow_up.get(id)
    except LookupError:
        abort(404)


def here(id: str) -> str:
    """The point's own address, with the place in the list that it was opened from."""
    return url_for("office.point", id=id, **address(read_filters(), at=request.args.get("at", type=int)))


def go_on(done: Done, words: str) -> ResponseReturnValue:
    """Say what was done, and show the point as it is now."""
    if done.masked:
        flash(_("Et CPR-nummer er fjernet fra teksten."), "warning")
    flash(words)
    return redirect(here(done.id), 303)


def change(found: Point, name: str, form: FollowUpForm) -> Done | ResponseReturnValue:
    """Store what a form says, or show what is wrong, or what somebody else has changed meanwhile."""
    form.seen = seen = request.form.get("seen", type=int, default=-1)
    if not form.validate():
        return page(found, {name: form}), 422
    try:
        return follow_up.change(found.id, form.changes(), signed_in(), seen, form.data.get("note") or "")
    except FollowUpError as refused:
        form.show(refused.errors)
        return page(found, {name: form}), 422
    except PointChangedError as meanwhile:
        form.seen = meanwhile.version
        return page(find(found.id), {name: form}, meanwhile.clash), 409
    except LookupError:
        abort(404)


def posted_photo() -> bytes:
    """The photo that was posted, empty where there is none."""
    file = request.files.get("photo")
    return file.stream.read() if file else b""


def keep_photo(id: str, body: bytes) -> Done:
    """Keep a photo of the finished work; raises PhotoError."""
    who = signed_in()
    kept = photos.keep(new_id(), body, who)
    return follow_up.photograph(id, [kept.id], who)


def page(found: Point, posted: Mapping[str, FollowUpForm] | None = None, clash: list[Difference] | None = None) -> str:
    """The page; `posted` forms are shown with what is wrong in them, the others with what is known.

    clash: what somebody else has changed meanwhile, and what the posted form says about it.
    """
    who, is_party = signed_in(), signed_in().role == PARTY
    forms: dict[str, FollowUpForm] = {"comment": CommentForm(), "photo": PhotoForm()}
    forms |= (
        {"answer": AnswerForm()} if is_party else {name: kind(values=_known(found)) for name, kind in PARTS.items()}
    )
    forms |= posted or {}
    for form in forms.values():
        form.offer(found)
    plan, pins = _on_plan(found)
    return render_template(
        "office/follow_up_answer.html" if is_party else "office/follow_up_point.html",
        point=found,
        forms=forms,
        faulty=[form for form in (posted or {}).values() if form.errors],
        clash=clash,
        history=follow_up.own_history(found.id, who) if is_party else follow_up.history(found.id),
        has_account=follow_up.has_account(found.party, found.party_other),
        plan=plan,
        pins=pins,
        original=follow_up.id_of(found.duplicate_of) if found.duplicate_of else None,
        address=address(read_filters()),
        **_neighbours(found),
    )


def _known(found: Point) -> dict[str, Any]:
    """What the forms begin with: what is known, and that it was seen today."""
    known = {name: getattr(found, name) for name in ("party", "party_other", "deadline", "priority")}
    return known | {"problem": found.problem, "proposal": found.proposal, "checked_on": clock.today()}


def _neighbours(found: Point) -> dict[str, Any]:
    """The points before and after it in the list that it was opened from."""
    at = request.args.get("at", type=int)
    if at is None or not 0 <= at < MOST_POINTS or signed_in().role == PARTY:
        return {"before": None, "after": None, "at": at}
    before, after = follow_up.beside(read_filters(), at, found.id)
    return {"before": before, "after": after, "at": at}


def _on_plan(found: Point) -> tuple[EstatePlan | None, list[Pin]]:
    """The plan of the estate with a pin for each observation that lies on it."""
    seen = found.counted
    plan = site_plan.plan_for(seen, _place)
    if plan is None:
        return None, []
    spots = site_plan.pins_for(plan, seen, _place)
    return plan, [Pin(number, each.kind, x, y, each.title) for number, (each, x, y) in enumerate(spots, 1)]


def _place(seen: follow_up.Seen) -> dict[str, Any]:
    return {"plan": seen.plan, "position": seen.position}
