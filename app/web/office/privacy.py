"""*Persondata*: what is too old and would be deleted, and erasing one record because somebody asked for it; and *Logbog*: the
leader's page of the audit trail.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import agreement, audit, records
from ...access import allow, signed_in
from ...definitions import forms
from ...maintenance import retention
from ...store import ROLES
from .pages import pages, read_page


@pages.get("/privacy", endpoint="privacy")
@allow("privacy.manage")
def overview() -> ResponseReturnValue:
    """What a purge would take away now."""
    due = retention.due()
    return render_template(
        "office/privacy.html", due=due, total=sum(each.number for each in due), kept=agreement.current().retention
    )


@pages.post("/privacy/purge")
@allow("privacy.manage")
def purge() -> ResponseReturnValue:
    """Take it away."""
    total = sum(each.number for each in retention.purge(signed_in()))
    done = ngettext("%(num)d ting er slettet.", "%(num)d ting er slettet.", total)
    flash(done if total else _("Intet var for gammelt."))
    return redirect(url_for("office.privacy"), 303)


@pages.get("/records/<form>/<id>/erase")
@allow("privacy.manage")
def ask_erase(form: str, id: str) -> ResponseReturnValue:
    """Ask before a record is erased."""
    return render_template("office/ask_erase.html", record=_find(form, id))


@pages.post("/records/<form>/<id>/erase")
@allow("privacy.manage")
def erase(form: str, id: str) -> ResponseReturnValue:
    """Erase it."""
    retention.erase(_find(form, id).form, id, signed_in())
    flash(_("Indholdet er slettet for altid."))
    return redirect(url_for("office.record", form=form, id=id), 303)


@pages.get("/log", endpoint="audit_trail")
@allow("audit.see")
def trail() -> ResponseReturnValue:
    """Who saw, changed, fetched and deleted what, the newest first."""
    search = audit.Search.read(request.args)
    return render_template(
        "office/audit.html",
        search=search,
        listed=audit.listed(search, read_page()),
        offered={"person": audit.people()},
        said=audit.said,
        about=audit.about,
        roles=ROLES,
    )


def _find(name: str, id: str) -> records.Record:
    try:
        return records.record(forms.of(name), id)
    except LookupError:
        abort(404)
