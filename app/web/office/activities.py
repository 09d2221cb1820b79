"""The pages of walks and of events: the same for both, with another form and another page of what came of it.

A table at the end says which address is which view, and what one must be allowed to do there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from ... import agreement
from ...access import HOST, allow, people, signed_in
from ...activities import agenda, arrivals, scheduling
from ...base import clock
from ...http.transport import OWN_MACHINE
from ...store import Event, Walk
from .. import qr
from . import walk_page
from .activity_forms import EventForm, GatheringForm, WalkForm
from .pages import pages


@dataclass(frozen=True)
class Kind:
    """What differs between walks and events. `title` heads the list, `new` the empty form; `page` draws one of them
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
    page: Callable[[Any, dict[str, Any]], ResponseReturnValue]


def event_page(event: Event, common: dict[str, Any]) -> ResponseReturnValue:
    """The event's own page: facts, and who was counted."""
    host = people.find(event.host_id) if event.host_id else None
    what = agreement.current().event_kinds.get(event.kind, event.kind)
    return render_template("office/event.html", host=host, what=what, arrived=arrivals.guests(event.id), **common)


WALK = Kind(
    "walk", "walks", Walk, WalkForm, "walks.manage", "walks.manage",
    lazy_gettext("Vandringer"), lazy_gettext("Ny vandring"), walk_page.draw,
)  # fmt: skip
EVENT = Kind(
    "event", "events", Event, EventForm, "events.see_own", "events.manage",
    lazy_gettext("Arrangementer"), lazy_gettext("Nyt arrangement"), event_page,
)  # fmt: skip


def everything(kind: Kind) -> ResponseReturnValue:
    """What comes and what is past; a host sees the own ones."""
    who = signed_in()
    own = who.id if who.role == HOST else None
    return render_template(
        "office/gatherings.html",
        kind=kind,
        listed=agenda.listed(kind.model, request.args.get("page", 1, int), own),
        kinds=agreement.current().event_kinds,
        today=clock.today(),
        manages=who.may(kind.manage),
    )


def new(kind: Kind) -> ResponseReturnValue:
    """The empty form."""
    return _form(kind, kind.form())


def create(kind: Kind) -> ResponseReturnValue:
    """Make it, with a code."""
    form = kind.form(request.form)
    if not form.validate():
        return _form(kind, form)
    made = scheduling.create(kind.model, form.values)
    flash(gettext("»%(title)s« er oprettet. Udskriv plakaten, så kan telefoner være med.", title=made.title))
    return _to(kind, made.id)


def edit(kind: Kind, id: str) -> ResponseReturnValue:
    """The form with what is known."""
    found = _find(kind, id)
    return _form(kind, kind.form(values=kind.form.asks.values(found)), found)


def change(kind: Kind, id: str) -> ResponseReturnValue:
    """Store what the leader changed."""
    found = _find(kind, id)
    form = kind.form(request.form)
    if not form.validate():
        return _form(kind, form, found)
    scheduling.change(kind.model, id, form.values)
    flash(gettext("Ændringerne er gemt."))
    return _to(kind, id)


def show(kind: Kind, id: str) -> ResponseReturnValue:
    """The facts, what has arrived, and how phones join."""
    found = _find(kind, id)
    common = {
        "kind": kind,
        "gathering": found,
        "manages": signed_in().may(kind.manage),
        "today": clock.today(),
        "unsent": arrivals.unsent(found),
        "can_be_joined": found.code is not None and found.code.can_be_joined(clock.today()),
        **_joining(found),
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
        **_joining(found),
    )


def ask_cancel(kind: Kind, id: str) -> ResponseReturnValue:
    """Ask before it is cancelled."""
    return render_template("office/ask_cancel.html", kind=kind, gathering=_find(kind, id))


def ask_code(kind: Kind, id: str) -> ResponseReturnValue:
    """Ask before the code is replaced."""
    return render_template("office/ask_code.html", kind=kind, gathering=_find(kind, id))


def cancel(kind: Kind, id: str) -> ResponseReturnValue:
    """*Aflys*."""
    found = _find(kind, id)
    scheduling.cancel(kind.model, id, cancelled=True)
    flash(gettext("»%(title)s« er aflyst. Det, der er modtaget, bliver.", title=found.title))
    return _to(kind, id)


def uncancel(kind: Kind, id: str) -> ResponseReturnValue:
    """Take the cancelling back."""
    found = _find(kind, id)
    scheduling.cancel(kind.model, id, cancelled=False)
    flash(gettext("»%(title)s« er ikke længere aflyst.", title=found.title))
    return _to(kind, id)


def close(kind: Kind, id: str) -> ResponseReturnValue:
    """Close it: it can no longer be chosen."""
    found = _find(kind, id)
    scheduling.close(kind.model, id, closed=True)
    flash(gettext("»%(title)s« er lukket. Telefoner kan stadig sende det, de har.", title=found.title))
    return _to(kind, id)


def reopen(kind: Kind, id: str) -> ResponseReturnValue:
    """Open it again."""
    found = _find(kind, id)
    scheduling.close(kind.model, id, closed=False)
    flash(gettext("»%(title)s« er åben igen.", title=found.title))
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


def _form(kind: Kind, form: GatheringForm, found: Any = None) -> ResponseReturnValue:
    page = render_template(f"office/{kind.name}_form.html", kind=kind, form=form, gathering=found)
    return page, 422 if form.errors else 200


def _to(kind: Kind, id: str) -> ResponseReturnValue:
    return redirect(url_for(f"office.{kind.name}", id=id), 303)


def _joining(found: Any) -> dict[str, Any]:
    """The current code with its address and picture; `is_local`: an address that no phone can reach."""
    if found.code is None:
        return {"code": None}
    address = url_for("account.join_code", code=found.code.code, _external=True)
    host = request.host.rpartition(":")[0] or request.host
    return {
        "code": found.code,
        "join_address": url_for("account.join", _external=True).partition("//")[2],
        "about_address": url_for("account.about", _external=True).partition("//")[2],
        "qr": qr.draw(address, gettext("QR-kode til %(title)s", title=found.title)),
        "is_local": host.strip("[]") in OWN_MACHINE,
    }


# Address below the list's, endpoint ({name} is walk or event, {plural} walks or events), method, may, trace, view.
VIEWS: list[tuple[str, str, str, str, str | None, Callable[..., ResponseReturnValue]]] = [
    ("", "{plural}", "GET", "see", None, everything),
    ("/new", "new_{name}", "GET", "manage", None, new),
    ("/new", "create_{name}", "POST", "manage", "made {name}", create),
    ("/<id>", "{name}", "GET", "see", None, show),
    ("/<id>/edit", "edit_{name}", "GET", "manage", None, edit),
    ("/<id>/edit", "change_{name}", "POST", "manage", "changed {name}", change),
    ("/<id>/poster", "poster_{name}", "GET", "see", None, poster),
    ("/<id>/cancel", "ask_cancel_{name}", "GET", "manage", None, ask_cancel),
    ("/<id>/cancel", "cancel_{name}", "POST", "manage", "changed {name}", cancel),
    ("/<id>/uncancel", "uncancel_{name}", "POST", "manage", "changed {name}", uncancel),
    ("/<id>/close", "close_{name}", "POST", "manage", "changed {name}", close),
    ("/<id>/reopen", "reopen_{name}", "POST", "manage", "changed {name}", reopen),
    ("/<id>/code", "ask_code_{name}", "GET", "manage", None, ask_code),
    ("/<id>/code", "replace_code_{name}", "POST", "manage", "coded {name}", replace_code),
]

for each in (WALK, EVENT):
    for below, endpoint, method, may, trace, view in VIEWS:
        pages.add_url_rule(
            f"/{each.plural}{below}",
            endpoint.format(name=each.name, plural=each.plural),
            allow(getattr(each, may), trace and trace.format(name=each.name))(partial(view, each)),
            methods=[method],
        )
