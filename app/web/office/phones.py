"""The leader's page of phones."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ... import audit
from ...access import allow, signed_in
from ...activities import scheduling
from ...records import phone_list
from ...store import Code
from .pages import pages

# The others are there for whoever asks.
MOST = 100


@pages.get("/phones")
@allow("phones.manage")
def phones() -> ResponseReturnValue:
    """Every phone, and what to do about one that does not send."""
    found = phone_list.everyone()
    shown = found if request.args.get("all") else found[:MOST]
    return render_template("office/phones.html", phones=shown, more=len(found) - len(shown))


@pages.get("/phones/<id>/revoke")
@allow("phones.manage")
def ask_revoke(id: str) -> ResponseReturnValue:
    """Ask before a phone is shut out."""
    return render_template("office/ask_phone.html", phone=_find(id), codes=phone_list.codes(id))


@pages.post("/phones/<id>/revoke")
@allow("phones.manage", trace="shut_out phone")
def revoke_phone(id: str) -> ResponseReturnValue:
    """Shut the phone out; and where that was chosen, replace the codes that it could come back with."""
    phone = _find(id)
    wanted = request.form.getlist("new_code")
    chosen = [code for code in phone_list.codes(id) if code.id in wanted]
    phone_list.shut_out(id, out=True)
    said = gettext(
        "Telefon %(short)s er lukket ude. Det, den registrerer fra nu af, venter til gennemsyn.", short=phone.short
    )
    flash(said)
    for code in chosen:
        _replace(code)
    return redirect(url_for("office.phones"), 303)


@pages.get("/phones/<id>/allow")
@allow("phones.manage")
def ask_allow(id: str) -> ResponseReturnValue:
    """Ask before a phone is let in again."""
    return render_template("office/ask_phone.html", phone=_find(id))


@pages.post("/phones/<id>/allow")
@allow("phones.manage", trace="let_in phone")
def allow_phone(id: str) -> ResponseReturnValue:
    """Let the phone in again."""
    phone = _find(id)
    phone_list.shut_out(id, out=False)
    flash(gettext("Telefon %(short)s er med igen.", short=phone.short))
    return redirect(url_for("office.phones"), 303)


def _replace(code: Code) -> None:
    """A new code for everybody else, which a group leader's does not touch."""
    gathering: Any = code.gathering
    made = (
        scheduling.new_leader_code(gathering.id)
        if code.leads
        else scheduling.replace_code(type(gathering), gathering.id)
    )
    audit.note("coded", signed_in(), gathering.__tablename__, gathering.id)
    title = gathering.title
    flash(gettext("Ny kode til %(title)s: %(code)s. Hæng den nye plakat op.", title=title, code=made.shown))


def _find(id: str) -> phone_list.Phone:
    return phone_list.find(id) or abort(404)
