"""A walk's page: facts, the plan with its pins, what was seen and what becomes of it, and what may be the same matter."""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from .. import db, follow_up, plan, walks
from ..access import allow, signed_in
from ..forms import Observation
from ..models import Walk
from ..walks import Review
from . import arrivals, pages, tiles
from .filtering import read_page
from .walk_filters import CATEGORIES, FEELINGS, address, read_filters, shown
from .walk_pins import on_plan


def draw(walk: Walk, common: dict[str, Any]) -> ResponseReturnValue:
    """The page; `common` is what a walk's page has in common with an event's."""
    review, filters = walks.review(walk), read_filters()
    listed = shown(review, filters, read_page())
    estate, pins = on_plan(review, listed.noted)
    positions = tiles.positions(listed.noted)
    page = render_template(
        "office/walk.html",
        facts=facts(walk),
        review=review,
        phones=arrivals.phones(walk.id),
        suggestions=walks.suggestions(review.matters, follow_up.refused_on(walk.id)),
        filters=filters,
        listed=listed,
        address=address,
        categories=CATEGORIES,
        feelings=FEELINGS,
        states=[(option.code, option.label) for option in follow_up.STATES.values()],
        estate=estate,
        pins=pins,
        positions=positions,
        **common,
    )
    return tiles.allow(make_response(page)) if positions else page


def facts(walk: Walk) -> dict[str, Any]:
    """What is known of a walk in words: `light`, and the `parties` that took part."""
    known = plan.current().parties
    return {
        "light": Observation.questions["light"].shown(walk.light),
        "parties": [known.get(code, code) for code in walk.parties],
    }


def find(id: str) -> Walk:
    """The walk; 404 where there is none."""
    return db.session.get(Walk, id) or abort(404)


@pages.post("/walks/<id>/same")
@allow("follow_up.manage")
def decide_same(id: str) -> ResponseReturnValue:
    """*Samme sag* or *Ikke samme sag*: what the leader says of the matters that were ticked."""
    review = walks.review(find(id))
    chosen = [matter for each in request.form.getlist("point") if (matter := review.find(each))]
    ids = list(dict.fromkeys(matter.point.id for matter in chosen))
    if len(ids) < 2:
        flash(_("Vælg mindst to, og sig så, om de er samme sag."), "warning")
        return _back(review, "same")
    if request.form.get("answer") == "apart":
        follow_up.keep_apart(ids, signed_in())
        flash(_("Husket: %(numbers)s er ikke samme sag. Du bliver ikke spurgt igen.", numbers=in_words(chosen)))
        return _back(review, "same")
    try:
        follow_up.group(ids, signed_in())
    except LookupError:
        flash(_("En anden har ændret en af dem imens. Se dem igen."), "warning")
        return _back(review, "same")
    flash(_("%(numbers)s er nu én sag.", numbers=in_words(chosen)))
    return _back(review, f"nr-{min(number for matter in chosen for number in matter.numbers)}")


@pages.post("/walks/<id>/split")
@allow("follow_up.manage")
def split_on_walk(id: str) -> ResponseReturnValue:
    """Take one observation out of the matter that it is in: it was another one."""
    review, observation = walks.review(find(id)), request.form.get("observation", "")
    matter = review.find(observation)
    number = next((each.number for each in review.noted if each.seen.id == observation), None)
    if matter is None or number is None:
        abort(404)
    try:
        follow_up.split(observation, signed_in())
    except LookupError:
        flash(_("Nr. %(number)d er allerede en sag for sig.", number=number), "warning")
    else:
        flash(_("Nr. %(number)d er nu en sag for sig.", number=number))
    return _back(review, f"nr-{number}")


def in_words(matters: list[walks.Matter]) -> str:
    """`Nr. 3, 5 og 14`."""
    numbers = sorted({number for matter in matters for number in matter.numbers})
    return _("Nr. %(numbers)s", numbers=enumerated(numbers))


@pages.app_template_filter()
def enumerated(numbers: list[int]) -> str:
    """`3, 5 og 14`."""
    *first, last = map(str, numbers)
    return _("%(some)s og %(last)s", some=", ".join(first), last=last) if first else last


def _back(review: Review, anchor: str) -> ResponseReturnValue:
    """To the page as it was filtered, at what was decided about."""
    arguments = address(read_filters(), page=request.args.get("page", type=int))
    return redirect(url_for("office.walk", id=review.walk.id, **arguments, _anchor=anchor), 303)
