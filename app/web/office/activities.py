"""The pages of walks and of events: the same for both, with another form and another page of what came of it.

A table at the end says which address is which view, and what one must be allowed to do there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ... import agreement
from ...access import HOST, allow, signed_in
from ...activities import arrivals, scheduling
from ...base import clock
from ...definitions import EventFields
from ...http.transport import OWN_MACHINE
from ...store import Code, Event, Walk
from .. import drawn
from . import walk_page
from .activity_forms import EventForm, GatheringForm, WalkForm, facts
from .pages import pages


@dataclass(frozen=True)
class Kind:
    """What differs between walks and events. `title` heads the list, `new` the empty form; `counted`: what an
    agreement calls them; `page` draws one of them
    from what both have in common.
    """

    name: str
    plural: str
    model: Any
    form: type[GatheringForm]
    see: str
    manage: str
    title: Any
    new: Any
    counted: str
    page: Callable[[Any, dict[str, Any]], ResponseReturnValue]


@pages.app_template_filter()
def flagged(flag: str) -> str:
    """The criterion that a flag of an event names: `C1`."""
    return flag.rpartition("/")[2]


def event_page(event: Event, common: dict[str, Any]) -> ResponseReturnValue:
    """The event's own page: facts, and who was counted."""
    what = EventFields.kind.shown(event.kind)
    return render_template("office/event.html", what=what, arrived=arrivals.guests(event.id), **common)


WALK = Kind(
    "walk", "walks", Walk, WalkForm, "walks.manage", "walks.manage", _("Vandringer"), _("Ny vandring"), "walks", walk_page.draw,
)  # fmt: skip
EVENT = Kind(
    "event", "events", Event, EventForm, "events.see_own", "events.manage", _("Arrangementer"), _("Nyt arrangement"), "events", event_page,
)  # fmt: skip

# What is done at once, and said afterwards.
STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "cancel": (partial(scheduling.cancel, cancelled=True), _("»%(title)s« er aflyst. Det, der er modtaget, bliver.")),
    "uncancel": (partial(scheduling.cancel, cancelled=False), _("»%(title)s« er ikke længere aflyst.")),
    "close": (
        partial(scheduling.close, closed=True),
        _("»%(title)s« er lukket. Telefoner kan stadig sende det, de har."),
    ),
    "reopen": (partial(scheduling.close, closed=False), _("»%(title)s« er åben igen.")),
}


def everything(kind: Kind) -> ResponseReturnValue:
    """What comes and what is past; a host sees the own ones."""
    who = signed_in()
    own = who.id if who.role == HOST else None
    return render_template(
        "office/gatherings.html",
        kind=kind,
        coming=scheduling.coming(kind.model, own),
        past=scheduling.past(kind.model, request.args.get("page", 1, int), own),
        kinds=EventFields.kind.labels(),
        manages=who.may(kind.manage),
    )


def write(kind: Kind, id: str | None = None) -> ResponseReturnValue:
    """The form, empty or with what is known; and what the leader has written in it: made with a code, or changed."""
    found = None if id is None else _find(kind, id)
    sent = request.form if request.method == "POST" else None
    form = kind.form(sent, values=kind.form.asks.values(found) if found else _begun())
    if sent is None or not form.validate():
        page = render_template("office/gathering_form.html", kind=kind, form=form, gathering=found)
        return page, 422 if form.errors else 200
    if found is None:
        found = scheduling.create(kind.model, form.values)
        flash(gettext("»%(title)s« er oprettet. Udskriv plakaten, så kan telefoner være med.", title=found.title))
    else:
        scheduling.change(kind.model, found.id, form.values)
        flash(gettext("Ændringerne er gemt."))
    return _to(kind, found.id)


def show(kind: Kind, id: str) -> ResponseReturnValue:
    """The facts, what has arrived, and how phones join."""
    found = _find(kind, id)
    common = {
        "kind": kind,
        "gathering": found,
        "facts": facts(found),
        "manages": signed_in().may(kind.manage),
        "today": clock.today(),
        "unsent": arrivals.unsent(found),
        "plan": (agreed := agreement.of_year(found.date.year)),
        "counted_in": agreed.counting(kind.counted, found.date.year),
        "unusual": arrivals.unusual(found) if signed_in().may("phones.manage") else [],
        "can_be_joined": found.code is not None and found.code.can_be_joined(clock.today()),
        **joining(found.code, found.title),
    }
    return kind.page(found, common)


def poster(kind: Kind, id: str) -> ResponseReturnValue:
    """The A4 page with the code."""
    found = _find(kind, id)
    return render_template(
        "office/poster.html",
        kind=kind,
        gathering=found,
        plan=agreement.current(),
        today=clock.today(),
        **joining(found.code, found.title),
    )


def leader_code(kind: Kind, id: str) -> ResponseReturnValue:
    """The code for a walk's group leader, or how to make one: apart from the common one, because it lets a phone end the walk."""
    walk = _find(kind, id)
    code = walk.leader_code
    shown = code if code and code.can_be_joined(clock.today()) else None
    return render_template("office/leader_code.html", walk=walk, **joining(shown, gettext("gruppelederen")))


def make_leader_code(kind: Kind, id: str) -> ResponseReturnValue:
    """Make one, or a new one in the place of the old."""
    had_one = _find(kind, id).leader_code is not None
    scheduling.new_leader_code(id)
    replaced = gettext("Den nye kode gælder. Telefoner med den gamle leder ikke længere vandringen.")
    flash(replaced if had_one else gettext("Koden er lavet."))
    return redirect(url_for("office.leader_code", id=id), 303)


def ask(kind: Kind, id: str, about: str) -> ResponseReturnValue:
    """Ask before it is cancelled, or its code replaced."""
    return render_template("office/ask_gathering.html", about=about, kind=kind, gathering=_find(kind, id))


def take_step(kind: Kind, id: str, step: str) -> ResponseReturnValue:
    """Cancel (*aflys*) or close it, or take that back."""
    found = _find(kind, id)
    do, said = STEPS[step]
    do(kind.model, id)
    flash(said % {"title": found.title})
    return _to(kind, id)


def replace_code(kind: Kind, id: str) -> ResponseReturnValue:
    """A new code; the old one is revoked."""
    _find(kind, id)
    code = scheduling.replace_code(kind.model, id)
    flash(gettext("Den nye kode er %(code)s. Udskriv plakaten igen, og tag den gamle ned.", code=code.shown))
    return _to(kind, id)


def _find(kind: Kind, id: str) -> Any:
    """The walk or event, if there is one and this person may see it: a host the own ones; else 404 or 403."""
    found = scheduling.find(kind.model, id)
    if found is None:
        abort(404)
    who = signed_in()
    if not who.may(kind.manage) and found.host_id != who.id:
        abort(403)
    return found


def _begun() -> dict[str, Any]:
    """What an address says of a new one already: what kind of event it is."""
    asked = request.args.get("kind")
    return {"kind": asked} if asked in EventFields.kind.labels() else {}


def _to(kind: Kind, id: str) -> ResponseReturnValue:
    return redirect(url_for(f"office.{kind.name}", id=id), 303)


def joining(code: Code | None, to: str) -> dict[str, Any]:
    """A code with its address and picture; `is_local`: an address that no phone can reach."""
    if code is None:
        return {"code": None}
    address = url_for("account.join_code", code=code.code, _external=True)
    host = request.host.rpartition(":")[0] or request.host
    return {
        "code": code,
        "join_address": url_for("account.join", _external=True).partition("//")[2],
        "about_address": url_for("account.about", _external=True).partition("//")[2],
        "qr": drawn.qr_code(address, gettext("QR-kode til %(title)s", title=to)),
        "is_local": host.strip("[]") in OWN_MACHINE,
    }


# Address below the list's, endpoint ({name} is walk or event, {plural} walks or events), method, may, trace, view.
VIEWS: list[tuple[str, str, str, str, str | None, Callable[..., ResponseReturnValue]]] = [
    ("", "{plural}", "GET", "see", None, everything),
    ("/new", "new_{name}", "GET", "manage", None, write),
    ("/new", "create_{name}", "POST", "manage", "made {name}", write),
    ("/<id>", "{name}", "GET", "see", None, show),
    ("/<id>/edit", "edit_{name}", "GET", "manage", None, write),
    ("/<id>/edit", "change_{name}", "POST", "manage", "changed {name}", write),
    ("/<id>/poster", "poster_{name}", "GET", "see", None, poster),
    ("/<id>/cancel", "ask_cancel_{name}", "GET", "manage", None, partial(ask, about="cancel")),
    *(
        (f"/<id>/{step}", f"{step}_{{name}}", "POST", "manage", "changed {name}", partial(take_step, step=step))
        for step in STEPS
    ),
    ("/<id>/code", "ask_code_{name}", "GET", "manage", None, partial(ask, about="code")),
    ("/<id>/code", "replace_code_{name}", "POST", "manage", "coded {name}", replace_code),
]
# A walk alone has a code for its leader.
OF_WALKS = [
    ("/<id>/leader-code", "leader_code", "GET", "manage", None, leader_code),
    ("/<id>/leader-code", "make_leader_code", "POST", "manage", "coded walk", make_leader_code),
]

for each, views in ((WALK, VIEWS + OF_WALKS), (EVENT, VIEWS)):
    for below, endpoint, method, may, trace, view in views:
        pages.add_url_rule(
            f"/{each.plural}{below}",
            endpoint.format(name=each.name, plural=each.plural),
            allow(getattr(each, may), trace and trace.format(name=each.name))(partial(view, each)),
            methods=[method],
        )
