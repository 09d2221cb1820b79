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
from ...base.messages import RefusedError
from ...follow_up import BoardFilters
from .follow_up_forms import BulkForm
from .pages import pages, read_page

# What the leader and what a party can limit the list to, in this order.
SHOWS = {"": BoardFilters.show.nothing} | {option.code: option.label for option in BoardFilters.show.options}
PARTY_SHOWS = ("open", "overdue", "silent", "done", "checked", "not_possible", "")
GONE = _l("Et af punkterne findes ikke længere. Vælg igen.")


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
    changes, seen = form.changes(), _seen(chosen)
    if not changes or not seen:
        nothing = _("Vælg, hvad de skal have: part, frist eller hastegrad.") if seen else _("Vælg mindst ét punkt.")
        return _refuse(filters, form, chosen, nothing)
    try:
        done = follow_up.change_many(seen, changes, signed_in())
    except RefusedError as refused:
        form.show(refused.errors)
        return _board(filters, form, chosen), 422
    except LookupError:
        return _refuse(filters, form, [], GONE)
    if done.changed:
        flash(ngettext("%(num)d punkt er ændret.", "%(num)d punkter er ændret.", len(done.changed)))
    warn_of_nobody(changes.get("party"), changes.get("party_other"))
    if done.clashed:
        names = ", ".join(point.title for point in follow_up.points(ids=done.clashed))
        flash(_("En anden har ændret noget imens, så det er ikke rørt: %(names)s.", names=names), "warning")
    return redirect(url_for("office.follow_up_board", **filters.address(page=request.args.get("page"))), 303)


@pages.post("/follow-up/group")
@allow("follow_up.manage")
def group_several() -> ResponseReturnValue:
    """Make one point of the chosen ones; it can be split again."""
    filters, form, chosen = read_filters(), BulkForm(), request.form.getlist("chosen")
    ids = list(_seen(chosen))
    if len(ids) < 2:
        return _refuse(filters, form, chosen, _("Vælg de punkter, der er samme sag. Der skal være mindst to."))
    try:
        kept = follow_up.group(ids, signed_in())
    except LookupError:
        return _refuse(filters, form, [], GONE)
    flash(_("De er samlet til ét punkt. Er det alligevel en anden sag, så tag observationen ud igen her."))
    return redirect(url_for("office.point", id=kept), 303)


def read_filters() -> BoardFilters:
    """The filters in the address; what is unknown is left out."""
    return BoardFilters.read(request.args)


def _board(filters: BoardFilters, form: BulkForm, chosen: list[str]) -> str:
    return render_template(
        "office/follow_up_board.html",
        filters=filters,
        listed=follow_up.listed(filters, read_page()),
        show_names=SHOWS,
        walks=records.gatherings("walk"),
        form=form,
        chosen={each.partition(":")[0] for each in chosen},
        year=clock.today().year,
    )


def _refuse(filters: BoardFilters, form: BulkForm, chosen: list[str], why: Any) -> ResponseReturnValue:
    """The board, with what is wrong above it."""
    form.form_errors.append(why)
    return _board(filters, form, chosen), 422


def _own_list() -> str:
    show = request.args.get("show", "open")
    filters = BoardFilters(show="" if show == "all" else show if show in PARTY_SHOWS else "open", person=signed_in())
    return render_template(
        "office/follow_up_own.html",
        filters=filters,
        listed=follow_up.listed(filters, read_page()),
        show_names={show: SHOWS[show] for show in PARTY_SHOWS},
    )


def _seen(chosen: list[str]) -> dict[str, int]:
    """The points that were chosen, each with the version that was seen."""
    pairs = (each.partition(":")[::2] for each in chosen)
    return {id: int(version) for id, version in pairs if version.isascii() and version.isdigit() and len(version) < 9}


def warn_of_nobody(party: str | None, party_other: str | None) -> None:
    """Say clearly that what was given to a party is read by nobody there."""
    if party and not follow_up.has_account(party, party_other):
        name = party_other or agreement.parties().get(party, party)
        flash(_("%(name)s har ingen bruger, der kan logge ind. Giv besked på en anden måde.", name=name), "warning")
