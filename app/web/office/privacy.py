"""*Persondata*: what is too old and would be deleted, and erasing one record because somebody asked for it; and *Logbog*: the
leader's page of the audit trail.
"""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import audit, maintenance, records
from ...access import allow, signed_in
from ...base import clock
from ...definitions import forms
from ...maintenance import retention
from ...store import ROLES
from .pages import pages, read_page

# For so long what was shown can be agreed to.
ASKED = timedelta(hours=12)


@pages.get("/privacy", endpoint="privacy")
@allow("privacy.manage")
def overview() -> ResponseReturnValue:
    """What is announced, and what a purge would take away now."""
    due = retention.due()
    return render_template(
        "office/privacy.html",
        due=due,
        total=_total(due),
        kept=maintenance.periods(),
        announced=maintenance.announced(),
        notice=maintenance.NOTICE.days,
    )


@pages.get("/privacy/purge", endpoint="ask_purge")
@allow("privacy.manage")
def ask_purge() -> ResponseReturnValue:
    """Ask before anything is taken away: what goes, of which years, which for example."""
    as_of = clock.now()
    due = [each for each in retention.due(as_of) if each.number]
    return render_template("office/ask_purge.html", as_of=as_of, due=due, total=_total(due), named=_named)


@pages.post("/privacy/purge")
@allow("privacy.manage")
def purge() -> ResponseReturnValue:
    """Take away exactly what was shown; where that is no longer the same, or nobody was asked, ask again."""
    try:
        as_of, seen = clock.parse(request.form.get("as_of")), int(request.form.get("total", ""))
    except ValueError:
        return redirect(url_for("office.ask_purge"), 303)
    if not timedelta() <= clock.now() - as_of <= ASKED or seen != _total(retention.due(as_of)):
        flash(_("Det, der skal slettes, er blevet et andet siden da. Se det igen."), "warning")
        return redirect(url_for("office.ask_purge"), 303)
    try:
        done = maintenance.purge(signed_in(), as_of)
    except maintenance.ArchiveError:
        flash(
            _("Databasen er beskadiget, så intet er slettet. Bed den, der driver serveren, om at se på det."), "warning"
        )
        return redirect(url_for("office.privacy"), 303)
    flash(_said(done))
    return redirect(url_for("office.privacy"), 303)


def _total(due: list[retention.Due]) -> int:
    return sum(each.number for each in due)


def _named(example: retention.Example) -> tuple[str, str]:
    """What it is in words, without a word of what it says, and where it can be seen."""
    if example.kind in forms.names():
        form = forms.of(example.kind)
        return str(form.title), url_for("office.record", form=form.name, id=example.id)
    if example.kind == "photo":
        return _("Foto"), url_for("office.photo", id=example.id)
    if example.kind == "quarantine":
        return _("Til gennemsyn"), url_for("office.quarantined", id=example.id)
    return _("Punkt i opfølgningen"), url_for("office.point", id=example.id)


def _said(done: maintenance.Purged) -> str:
    if not done.number:
        return _("Intet var for gammelt.")
    gone = ngettext("%(num)d oplysning er slettet.", "%(num)d oplysninger er slettet.", done.number)
    if done.copy:
        return f"{gone} {_('Serveren har en kopi fra lige før. Den bliver slettet om 30 dage.')}"
    return f"{gone} {_('Der var ikke plads til en kopi først, så det kan ikke fortrydes.')}"


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
