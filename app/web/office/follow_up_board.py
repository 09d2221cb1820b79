"""The board of follow-up: every point, filtered, and several given to a party at once. A party sees its own list."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ... import agreement, follow_up, records
from ...access import PARTY, allow, signed_in
from ...base import clock
from ...follow_up import BoardFilters, FollowUpError
from .follow_up_forms import BulkForm
from .pages import pages
from .record_filters import read_page

# What the leader and what a party can limit the list to, in this order.
SHOWS = {
    "": _l("Alle"),
    "open": _l("Åbne"),
    "overdue": _l("Over fristen"),
    "silent": _l("Intet svar i 30 dage"),
    "unassigned": _l("Ikke fordelt"),
    "done": _l("Udført, ikke kontrolleret"),
    "checked": _l("Kontrolleret"),
    "not_possible": _l("Kan ikke gennemføres"),
}
GONE = _l("Et af punkterne findes ikke længere. Vælg igen.")
PARTY_SHOWS = ("open", "overdue", "silent", "done", "checked", "not_possible", "")


@pages.get("/follow-up")
@allow("follow_up.see")
def follow_up_board() -> ResponseReturnValue:
    """The points; a party's own."""
    if signed_in().role == PARTY:
        return _own_list()
    return _board(read_filters(), BulkForm(), [])


@pages.post("/follow-up")
@allow("follow_up.manage")
def change_several() -> ResponseReturnValue:
    """Give the chosen points a party, a deadline, a priority; those that somebody changed meanwhile stay as they are."""
    filters, form, chosen = read_filters(), BulkForm(request.form), request.form.getlist("chosen")
    if not form.validate():
        return _board(filters, form, chosen), 422
    changes = form.changes()
    seen = _seen(chosen)
    if not changes or not seen:
        nothing = _("Vælg, hvad de skal have: part, frist eller hastegrad.") if seen else _("Vælg mindst ét punkt.")
        form.form_errors.append(nothing)
        return _board(filters, form, chosen), 422
    try:
        done = follow_up.change_many(seen, changes, signed_in())
    except FollowUpError as refused:
        form.show(refused.errors)
        return _board(filters, form, chosen), 422
    except LookupError:
        form.form_errors.append(GONE)
        return _board(filters, form, []), 422
    _tell(done, changes)
    return redirect(url_for("office.follow_up_board", **address(filters, page=request.args.get("page"))), 303)


@pages.post("/follow-up/group")
@allow("follow_up.manage")
def group_several() -> ResponseReturnValue:
    """Make one point of the chosen ones; it can be split again."""
    filters, chosen = read_filters(), request.form.getlist("chosen")
    form = BulkForm()
    ids = list(_seen(chosen))
    if len(ids) < 2:
        form.form_errors.append(_("Vælg de punkter, der er samme sag. Der skal være mindst to."))
        return _board(filters, form, chosen), 422
    try:
        kept = follow_up.group(ids, signed_in())
    except LookupError:
        form.form_errors.append(GONE)
        return _board(filters, form, []), 422
    flash(_("De er samlet til ét punkt. Er det alligevel en anden sag, så tag observationen ud igen her."))
    return redirect(url_for("office.point", id=kept), 303)


def read_filters() -> BoardFilters:
    """The filters in the address; what is unknown is left out."""
    ask = request.args.get
    known = {
        "show": SHOWS,
        "state": follow_up.STATES,
        "party": {follow_up.NONE, *agreement.current().parties},
        "priority": {follow_up.NONE, *follow_up.PRIORITIES},
    }
    found: dict[str, Any] = {name: value for name, allowed in known.items() if (value := ask(name, "")) in allowed}
    return BoardFilters(**found, walk=ask("walk", "")[:36])


def address(filters: BoardFilters, **changes: Any) -> dict[str, Any]:
    """The arguments of an address that shows the board with these filters."""
    said = {name: getattr(filters, name) for name in ("show", "state", "party", "priority", "walk")} | changes
    return {name: value for name, value in said.items() if value not in ("", None)}


def _board(filters: BoardFilters, form: BulkForm, chosen: list[str]) -> str:
    listed = follow_up.listed(filters, read_page())
    walks = records.gatherings("walk")
    return render_template(
        "office/follow_up_board.html",
        filters=filters,
        listed=listed,
        show_names=SHOWS,
        states=[(option.code, option.label) for option in follow_up.STATES.values()],
        parties=list(agreement.current().parties.items()),
        priorities=[(option.code, option.label) for option in follow_up.PRIORITIES.values()],
        walks=[(walk.id, walk.label) for walk in walks],
        form=form,
        chosen={each.partition(":")[0] for each in chosen},
        address=address,
        year=clock.today().year,
    )


def _own_list() -> str:
    show = request.args.get("show", "open")
    filters = BoardFilters(show="" if show == "all" else show if show in PARTY_SHOWS else "open", person=signed_in())
    return render_template(
        "office/follow_up_own.html",
        filters=filters,
        listed=follow_up.listed(filters, read_page()),
        show_names={show: SHOWS[show] for show in PARTY_SHOWS},
        today=clock.today(),
    )


def _seen(chosen: list[str]) -> dict[str, int]:
    """The points that were chosen, each with the version that was seen."""
    pairs = (each.partition(":")[::2] for each in chosen)
    return {id: int(version) for id, version in pairs if version.isascii() and version.isdigit() and len(version) < 9}


def _tell(done: follow_up.Bulk, changes: dict[str, Any]) -> None:
    """Say what happened, and what did not."""
    if done.changed:
        flash(ngettext("%(num)d punkt er ændret.", "%(num)d punkter er ændret.", len(done.changed)))
    warn_of_nobody(changes.get("party"), changes.get("party_other"))
    if done.clashed:
        names = ", ".join(point.title for point in follow_up.points(ids=done.clashed))
        flash(_("En anden har ændret noget imens, så det er ikke rørt: %(names)s.", names=names), "warning")


def warn_of_nobody(party: str | None, party_other: str | None) -> None:
    """Say clearly that what was given to a party is read by nobody there."""
    if party and not follow_up.has_account(party, party_other):
        name = party_other or agreement.current().parties.get(party, party)
        flash(
            _("%(name)s har ingen bruger, der kan logge ind. Giv besked på en anden måde.", name=name),
            "warning",
        )
