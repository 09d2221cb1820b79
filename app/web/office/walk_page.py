"""A walk's page: facts, the plan with its pins, what was seen and what becomes of it, and what may be the same matter."""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import activities, agreement, follow_up
from ...access import allow, signed_in
from ...activities import Group, Matter, Outline, arrivals, scheduling
from ...definitions import Observation
from ...store import Walk
from . import map_tiles
from .pages import pages
from .record_filters import read_page
from .walk_filters import CATEGORIES, FEELINGS, address, read_filters, shown
from .walk_pins import on_plan


def draw(walk: Walk, common: dict[str, Any]) -> ResponseReturnValue:
    """The page; `common` is what a walk's page has in common with an event's."""
    outline, filters = activities.outline(walk), read_filters()
    listed = shown(outline, filters, read_page())
    estate, pins = on_plan(outline, listed.lines)
    positions = map_tiles.positions(listed.lines)
    page = render_template(
        "office/walk.html",
        outline=outline,
        phones=arrivals.phones_of_walk(walk.id),
        suggestions=_suggestions(outline),
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
    return map_tiles.allow(make_response(page)) if positions else page


def _suggestions(outline: Outline) -> list[tuple[tuple[Matter, ...], int | None]]:
    """What may be the same matter, in full, and how far from each other in metres."""
    found = activities.suggestions(outline.groups, follow_up.refused_on(outline.walk.id))
    read = {
        matter.point.id: matter for matter in activities.matters([group for each in found for group in each.groups])
    }
    return [(tuple(read[group.id] for group in each.groups if group.id in read), each.metres) for each in found]


def facts(walk: Walk) -> dict[str, Any]:
    """What is known of a walk in words: `light`, and the `parties` that took part."""
    known = agreement.current().parties
    return {
        "light": Observation.questions["light"].shown(walk.light),
        "parties": [known.get(code, code) for code in walk.parties],
    }


def find(id: str) -> Walk:
    """The walk; 404 where there is none."""
    return scheduling.find(Walk, id) or abort(404)


@pages.post("/walks/<id>/same")
@allow("follow_up.manage")
def decide_same(id: str) -> ResponseReturnValue:
    """*Samme sag* or *Ikke samme sag*: what the leader says of the matters that were ticked."""
    outline = activities.outline(find(id))
    chosen = [group for each in request.form.getlist("point") if (group := outline.find(each))]
    ids = list(dict.fromkeys(group.id for group in chosen))
    if len(ids) < 2:
        flash(_("Vælg mindst to, og sig så, om de er samme sag."), "warning")
        return _back(outline, "same")
    if request.form.get("answer") == "apart":
        follow_up.keep_apart(ids, signed_in())
        flash(_("Husket: %(numbers)s er ikke samme sag. Du bliver ikke spurgt igen.", numbers=in_words(chosen)))
        return _back(outline, "same")
    try:
        follow_up.group(ids, signed_in())
    except LookupError:
        flash(_("En anden har ændret en af dem imens. Se dem igen."), "warning")
        return _back(outline, "same")
    flash(_("%(numbers)s er nu én sag.", numbers=in_words(chosen)))
    return _back(outline, f"nr-{min(line.number for group in chosen for line in group.lines)}")


@pages.post("/walks/<id>/split")
@allow("follow_up.manage")
def split_on_walk(id: str) -> ResponseReturnValue:
    """Take one observation out of the matter that it is in: it was another one."""
    outline, observation = activities.outline(find(id)), request.form.get("observation", "")
    group = outline.find(observation)
    number = next((line.number for line in group.lines if line.id == observation), None) if group else None
    if number is None:
        abort(404)
    try:
        follow_up.split(observation, signed_in())
    except LookupError:
        flash(_("Nr. %(number)d er allerede en sag for sig.", number=number), "warning")
    else:
        flash(_("Nr. %(number)d er nu en sag for sig.", number=number))
    return _back(outline, f"nr-{number}")


def in_words(groups: list[Group]) -> str:
    """`Nr. 3, 5 og 14`."""
    numbers = sorted({line.number for group in groups for line in group.lines})
    return _("Nr. %(numbers)s", numbers=enumerated(numbers))


@pages.app_template_filter()
def enumerated(numbers: list[int]) -> str:
    """`3, 5 og 14`."""
    *first, last = map(str, numbers)
    return _("%(some)s og %(last)s", some=", ".join(first), last=last) if first else last


def _back(outline: Outline, anchor: str) -> ResponseReturnValue:
    """To the page as it was filtered, at what was decided about."""
    arguments = address(read_filters(), page=request.args.get("page", type=int))
    return redirect(url_for("office.walk", id=outline.walk.id, **arguments, _anchor=anchor), 303)
