"""The code for a walk's group leader: shown apart from the common one, because it lets a phone end the walk."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...access import allow
from ...activities import scheduling
from ...base import clock
from ...http.transport import OWN_MACHINE
from .. import qr
from .pages import pages
from .walk_page import find


@pages.get("/walks/<id>/leader-code")
@allow("walks.manage")
def leader_code(id: str) -> ResponseReturnValue:
    """The code, or how to make one."""
    walk = find(id)
    code = walk.leader_code
    if code is None or not code.can_be_joined(clock.today()):
        return render_template("office/leader_code.html", walk=walk, code=None)
    host = request.host.rpartition(":")[0] or request.host
    return render_template(
        "office/leader_code.html",
        walk=walk,
        code=code,
        join_address=url_for("account.join", _external=True).partition("//")[2],
        qr=qr.draw(url_for("account.join_code", code=code.code, _external=True), _("QR-kode til gruppelederen")),
        is_local=host.strip("[]") in OWN_MACHINE,
    )


@pages.post("/walks/<id>/leader-code")
@allow("walks.manage", trace="coded walk")
def make_leader_code(id: str) -> ResponseReturnValue:
    """Make one, or a new one in the place of the old."""
    walk = find(id)
    had_one = walk.leader_code is not None
    scheduling.new_leader_code(id)
    flash(
        _("Den nye kode gælder. Telefoner med den gamle leder ikke længere vandringen.")
        if had_one
        else _("Koden er lavet.")
    )
    return redirect(url_for("office.leader_code", id=id), 303)
