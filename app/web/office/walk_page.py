"""A walk's page: facts, the plan with its pins, what was seen and what becomes of it, and what may be the same matter.

What of it is shown, the address filters, in pages. Beside the plan there may be a map from elsewhere, where the operator
has named one; for a municipality's own map there is a file.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import activities, agreement, follow_up
from ...access import allow, signed_in
from ...activities import Matter, Review, arrivals, scheduling
from ...base import clock
from ...definitions import FollowUpFields, Observation
from ...follow_up import Seen
from ...http.transport import content_security_policy
from ...questions import Choice, Option
from ...questions.fields import Filters
from ...store import Walk
from ...store.listing import Listed
from ...store.listing import listed as page_of
from .pages import pages, read_page, read_year
from .site_plan_pins import pins_of

PAGE = 60
GEOJSON = "application/geo+json"


class WalkFilters(Filters):
    """What of a walk is shown. A matter is shown where one of its observations is meant."""

    kind = Choice(
        _l("Hvilke steder"),
        (
            Option("improve", _l("Skal forbedres"), icon="triangle-alert"),
            Option("good", _l("Gode steder"), icon="heart"),
        ),
        nothing=_l("Alle"),
    )
    category = Choice(_l("Kategori: alle"), lambda: Observation.category.options)
    feeling = Choice(_l("Følelse: alle"), lambda: Observation.feeling.options)
    state = Choice(_l("Tilstand: alle"), FollowUpFields.state.options)


def draw(walk: Walk, common: dict[str, Any]) -> ResponseReturnValue:
    """The page; `common` is what a walk's page has in common with an event's."""
    outline, filters = activities.outline(walk), WalkFilters.read(request.args)
    listed = _listed(outline, filters, read_page())
    matters = [each for each in listed.rows if isinstance(each, Matter)]
    good = [each for each in listed.rows if isinstance(each, Seen)]
    seen = [*(each for matter in matters for each in matter.noted), *good]
    estate, pins = pins_of(seen, links=True)
    positions = _positions(seen)
    page = render_template(
        "office/walk.html",
        outline=outline,
        phones=arrivals.phones_of_walk(walk.id),
        suggestions=_suggestions(outline),
        filters=filters,
        offered=_offered(outline),
        listed=listed,
        seen=seen,
        matters=activities.matters(matters),
        good=activities.noted(good),
        estate=estate,
        pins=pins,
        positions=positions,
        **common,
    )
    if not positions:
        return page
    # This page may load pictures from the map's host, and no other page; `{s}` in its address stands for several hosts.
    parts = urlsplit(current_app.config["FELTBOG_TILES"].replace("{s}", "*"))
    response = make_response(page)
    allowed = content_security_policy({"img": [f"{parts.scheme}://{parts.netloc}"]})
    response.headers["Content-Security-Policy"] = allowed
    return response


def _offered(outline: Review) -> dict[str, list[Option]]:
    """What the observations can be narrowed to."""
    noted = [*outline.good, *(each for matter in outline.matters for each in matter.noted)]
    return {
        name: question.filtering(outline.walk.date, (seen.row[name] for seen in noted))
        for name, question in (("category", Observation.category), ("feeling", Observation.feeling))
    }


def _listed(outline: Review, filters: WalkFilters, page: int) -> Listed[Matter | Seen]:
    """One page of what the filters find, matters first; `counts` are of observations, by kind."""

    def is_meant(seen: Seen) -> bool:
        row = seen.row
        return filters["category"] in ("", row["category"]) and filters["feeling"] in ("", row["feeling"])

    good = [] if filters["state"] else [seen for seen in outline.good if is_meant(seen)]
    matters = [
        matter
        for matter in outline.matters
        if filters["state"] in ("", matter.point.state) and any(is_meant(seen) for seen in matter.noted)
    ]
    improve = sum(is_meant(seen) for matter in matters for seen in matter.noted)
    found = [*(matters if filters["kind"] != "good" else ()), *(good if filters["kind"] != "improve" else ())]
    counts = {"": improve + len(good), "improve": improve, "good": len(good)}
    return page_of(len(found), page, lambda start, size: found[start : start + size], size=PAGE, counts=counts)


def _suggestions(outline: Review) -> list[tuple[tuple[Matter, ...], int | None]]:
    """What may be the same matter, in full, and how far from each other in metres."""
    found = activities.suggestions(outline.matters, follow_up.refused_on(outline.walk.id))
    read = {
        matter.point.id: matter for matter in activities.matters([matter for each in found for matter in each.matters])
    }
    return [
        (tuple(read[matter.point.id] for matter in each.matters if matter.point.id in read), each.metres)
        for each in found
    ]


def _positions(observations: Iterable[Seen]) -> list[dict[str, Any]]:
    """What the map shows: number, kind, where and what; nothing where nobody has named a map."""
    if not current_app.config["FELTBOG_TILES"]:
        return []
    return [
        {
            "number": each.number,
            "kind": each.kind,
            "latitude": position.latitude,
            "longitude": position.longitude,
            "label": each.title_in_full,
        }
        for each in observations
        if (position := activities.where(each))
    ]


def facts(walk: Walk) -> dict[str, Any]:
    """What is known of a walk in words: `light`, and the `parties` that took part."""
    known = agreement.parties()
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
    chosen = [matter for each in request.form.getlist("point") if (matter := outline.find(each))]
    ids = list(dict.fromkeys(matter.point.id for matter in chosen))
    if len(ids) < 2:
        flash(_("Vælg mindst to, og sig så, om de er samme sag."), "warning")
        return _back(outline, "same")
    numbers = sorted({seen.number for matter in chosen for seen in matter.noted})
    named = _("Nr. %(numbers)s", numbers=enumerated(numbers))
    if request.form.get("answer") == "apart":
        follow_up.keep_apart(ids, signed_in())
        flash(_("Husket: %(numbers)s er ikke samme sag. Du bliver ikke spurgt igen.", numbers=named))
        return _back(outline, "same")
    try:
        follow_up.group(ids, signed_in())
    except LookupError:
        flash(_("En anden har ændret en af dem imens. Se dem igen."), "warning")
        return _back(outline, "same")
    flash(_("%(numbers)s er nu én sag.", numbers=named))
    return _back(outline, f"nr-{numbers[0]}")


@pages.post("/walks/<id>/split")
@allow("follow_up.manage")
def split_on_walk(id: str) -> ResponseReturnValue:
    """Take one observation out of the matter that it is in: it was another one."""
    outline, observation = activities.outline(find(id)), request.form.get("observation", "")
    numbers = {seen.id: seen.number for matter in outline.matters for seen in matter.noted}
    number = numbers.get(observation) or abort(404)
    try:
        follow_up.split(observation, signed_in())
    except LookupError:
        flash(_("Nr. %(number)d er allerede en sag for sig.", number=number), "warning")
    else:
        flash(_("Nr. %(number)d er nu en sag for sig.", number=number))
    return _back(outline, f"nr-{number}")


@pages.app_template_filter()
def enumerated(numbers: list[int]) -> str:
    """`3, 5 og 14`."""
    *first, last = map(str, numbers)
    return _("%(some)s og %(last)s", some=", ".join(first), last=last) if first else last


def _back(outline: Review, anchor: str) -> ResponseReturnValue:
    """To the page as it was filtered, at what was decided about."""
    arguments = WalkFilters.read(request.args).address(page=request.args.get("page", type=int))
    return redirect(url_for("office.walk", id=outline.walk.id, **arguments, _anchor=anchor), 303)


@pages.get("/observations.geojson")
@allow("records.see", trace="exported geojson")
def observations_geojson() -> ResponseReturnValue:
    """The observations of a year (?year=, else this one) that have a position, for a map program; without anybody's words."""
    year = read_year() or clock.today().year
    response = Response(stream_with_context(_features(year)), mimetype=GEOJSON)
    response.headers.set("Content-Disposition", "attachment", filename=f"feltbog-{year}.geojson")
    return response


def _features(year: int) -> Iterator[str]:
    from ... import workbook

    with workbook.snapshot() as connection:
        yield from activities.collection(connection, year)
