"""The walk on paper: the protocol for those who take part, and a version for everybody without what is internal."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import activities, agreement, follow_up
from ...access import allow, signed_in
from ...activities import Review
from ...base import clock
from ...base.messages import RefusedError
from ...base.text import alike
from ...follow_up import PointChangedError, Seen
from ...http.transport import content_security_policy
from .pages import pages
from .site_plan_pins import pins_of
from .walk_page import facts, find

# What the public version says of a matter, by the state that it is in.
PARTS = {
    "done": (_l("Det er gjort"), ("done", "checked")),
    "ahead": (
        _l("Det er der taget hånd om"),
        ("planned", "in_progress", "partly_done", "clarifying", "passed_on", "reopened"),
    ),
    "new": (_l("Det er ikke besluttet endnu"), ("new",)),
    "not_possible": (_l("Det kan ikke lade sig gøre"), ("not_possible",)),
}
# What stands unescaped in the style sheet.
PLAIN = frozenset(" .,·")


@pages.get("/walks/<id>/protocol")
@allow("walks.manage")
def protocol(id: str) -> ResponseReturnValue:
    """Facts, plan with pins, good places, who does what by when, what cannot be done and why."""
    review = activities.review(find(id))
    by_state = [matter.point.state for matter in review.matters]
    return _printed(
        "office/protocol.html",
        review,
        facts=facts(review.walk),
        to_do=[matter for matter in review.matters if matter.point.state not in ("not_possible", "duplicate")],
        impossible=[matter for matter in review.matters if matter.point.state == "not_possible"],
        has_new="new" in by_state,
    )


@pages.get("/walks/<id>/public")
@allow("walks.manage")
def public_protocol(id: str) -> ResponseReturnValue:
    """What was done, what is planned, what cannot be done and why; nothing of who saw it or what anybody remarked."""
    review = activities.review(find(id))
    # None of the words that a walker wrote, unless the leader has made them theirs; a place where it is the estate's own.
    told = [(matter, known_place(matter.noted)) for matter in review.matters]
    parts = [
        (name, title, [each for each in told if each[0].point.state in states])
        for name, (title, states) in PARTS.items()
    ]
    words = [(matter.point, matter) for matter in review.matters if matter.point.state != "duplicate"]
    return _printed(
        "office/public.html",
        review,
        facts=facts(review.walk),
        parts=[part for part in parts if part[2]],
        wordless=[matter for point, matter in words if point.said and not point.problem],
        good=[(each, known_place([each])) for each in review.good],
    )


@pages.post("/walks/<id>/public/<point>")
@allow("follow_up.manage")
def approve_words(id: str, point: str) -> ResponseReturnValue:
    """Take what the walkers wrote as the follow-up's own words, which everybody may read from then on."""
    review = activities.review(find(id))
    matter = review.find(point)
    if matter is None:
        abort(404)
    words = {"problem": matter.point.said[:1000], "proposal": matter.point.proposed[:1000]}
    try:
        follow_up.change(matter.point.id, words, signed_in(), request.form.get("seen", type=int, default=-1))
    except PointChangedError:
        flash(_("En anden har ændret punktet imens. Se teksten igen."), "warning")
    except RefusedError as refused:
        flash(str(refused), "warning")
    else:
        flash(_("Teksten til nr. %(number)d er med i den offentlige udgave.", number=matter.numbers[0]))
    return redirect(url_for("office.public_protocol", id=id), 303)


def known_place(observations: Iterable[Seen]) -> str:
    """The place, where it is one of the estate's own: what else people write there may name somebody."""
    known = {alike(place): place for place in agreement.current().places}
    return next((known[place] for each in observations if (place := alike(each.place)) in known), "")


def _printed(template: str, review: Review, **context: Any) -> ResponseReturnValue:
    """The page, with what stands in the margins of the paper."""
    estate, pins = pins_of(review.noted)
    agreed = agreement.current()
    by_number = {each.point.number: each for each in review.matters}
    style = margins(f"{review.walk.title} {review.walk.date:%d.%m.%Y} · {agreed.estate}, {agreed.section}")
    page = render_template(
        template,
        walk=review.walk,
        review=review,
        # Each with what it is a duplicate of, where that is on the same walk.
        duplicates=[
            (each, by_number.get(each.point.duplicate_of)) for each in review.matters if each.point.state == "duplicate"
        ],
        estate=estate,
        pins=pins,
        agreement=agreed,
        today=clock.today(),
        margins=style,
        **context,
    )
    return allow_style(page, style)


def allow_style(html: str, style: str) -> ResponseReturnValue:
    """The page, whose style for the margins of the paper is allowed by its hash."""
    page = make_response(html)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    page.headers["Content-Security-Policy"] = content_security_policy({"style": [f"'sha256-{digest}'"]})
    return page


def margins(what: str) -> str:
    """What stands below every page: `what` it is of at the left, which page of how many at the right."""
    page, of = quoted(_("Side") + " "), quoted(" " + _("af") + " ")
    look = "font: 9pt system-ui, sans-serif; color: #3F504D;"
    return (
        f"@page {{ @bottom-left {{ content: {quoted(what)}; {look} }} "
        f"@bottom-right {{ content: {page} counter(page) {of} counter(pages); {look} }} }}"
    )


def quoted(words: str) -> str:
    """Any words as a string of a style sheet: what is neither a letter nor a digit is escaped."""
    return '"' + "".join(c if c.isalnum() or c in PLAIN else f"\\{ord(c):06x}" for c in words) + '"'
