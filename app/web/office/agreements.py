"""One agreement: a version as its readers want it, what each version changed, and the draft, which is adopted or thrown away."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import criteria
from ...access import allow
from ...agreement import kept, known
from ...agreement.kept import Document, Version
from ...agreement.known import KnownAgreement
from ...agreement.shape import Fault
from ...base import clock
from ...evaluation import handed_in
from .agreement_editing import Edited
from .pages import pages
from .protocol import allow_style, margins

MIMETYPES = {
    "toml": "application/toml",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# How a version stands: icon, tint and word.
STANDINGS = {
    known.IN_FORCE: ("circle-check", "green", _l("Gælder")),
    known.COMING: ("clock", "blue", _l("Kommer")),
    known.DRAFTED: ("pencil", "amber", _l("Kladde")),
    known.EARLIER: ("history", "outline", _l("Tidligere")),
}
# A revision that no draft has: of a form that does not say which one it shows.
NO_REVISION = -1


@pages.app_template_global()
def standing_shown(standing: str) -> tuple[str, str, Any]:
    """Icon, tint and word of how a version stands."""
    return STANDINGS[standing]


@pages.app_template_filter()
def agreed_day(text: str) -> dt.date:
    """A day of an agreement's document."""
    return dt.date.fromisoformat(text)


@pages.get("/agreements/<id>")
@allow("evaluation.see")
def agreement_now(id: str) -> ResponseReturnValue:
    """The version that is in force, else the newest; the draft where there is no other."""
    found = _find(id)
    version = found.current
    return _version(found, version) if version else redirect(url_for("office.agreement_draft", id=id))


@pages.get("/agreements/<id>/<int:number>")
@allow("evaluation.see")
def agreement_version(id: str, number: int) -> ResponseReturnValue:
    """One version: what was agreed, and what it changed."""
    found = _find(id)
    return _version(found, found.numbered(number) or abort(404))


@pages.get("/agreements/<id>/<int:number>.<any(toml,json,xlsx):suffix>")
@allow("evaluation.see", trace="exported agreement")
def agreement_file(id: str, number: int, suffix: str) -> ResponseReturnValue:
    """A version as a file."""
    version = _find(id).numbered(number) or abort(404)
    return _file(version.document, f"{id}-{number}", suffix)


@pages.get("/agreements/<id>/draft/changes")
@allow("evaluation.see")
def draft_changes(id: str) -> ResponseReturnValue:
    """What the draft would change, what keeps it from being adopted, and the agreement that it is."""
    return _draft_page(_find(id))


@pages.get("/agreements/<id>/draft.<any(toml,json,xlsx):suffix>")
@allow("evaluation.see", trace="exported agreement")
def agreement_draft_file(id: str, suffix: str) -> ResponseReturnValue:
    """The draft as a file; one with faults is no file of any kind but JSON."""
    draft = _find(id).draft or abort(404)
    if suffix != "json" and criteria.check(draft.document):
        abort(404)
    return _file(draft.document, f"{id}-kladde", suffix)


@pages.post("/agreements/<id>/discard")
@allow("agreement.change", trace="deleted agreement_draft")
def discard_agreement(id: str) -> ResponseReturnValue:
    """Throw the draft away that the page showed."""
    found = _find(id)
    try:
        criteria.discard_draft(id, posted_revision())
    except criteria.DraftConflictError as conflict:
        return _conflict(found, str(conflict))
    flash(_("Kladden til »%(name)s« er kasseret.", name=found.document["name"]))
    return redirect(url_for("office.agreements"), 303)


def _find(id: str) -> KnownAgreement:
    return known.find(id) or abort(404)


def posted_revision() -> int:
    """Of the draft that the form showed."""
    return request.form.get("revision", NO_REVISION, type=int)


def faults_in_office(document: Document) -> list[Fault]:
    """All that keeps a document from being adopted in the office."""
    return criteria.faults_of(document, kept.versions(), **adoption_limits(document["code"]))


def adoption_limits(code: str) -> dict[str, Any]:
    """What is handed in of an agreement, and from which day on a new version may be in force."""
    frozen, found = handed_in.frozen(code), known.find(code)
    return {"frozen": frozen, "earliest": found.earliest(frozen) if found else None}


def _conflict(found: KnownAgreement, said: str) -> ResponseReturnValue:
    """The draft as it is by now; where it is gone, the agreements say so."""
    if found.draft is None:
        flash(said, "warning")
        return redirect(url_for("office.agreements"), 303)
    return _draft_page(found, status=HTTPStatus.CONFLICT, conflict=said)


def _version(found: KnownAgreement, version: Version) -> ResponseReturnValue:
    return _printed(
        "office/agreement.html",
        version.document,
        _("Version %(number)d", number=version.number),
        found=found,
        version=version,
        history=[(each, _changes(found, each)) for each in reversed(found.versions)],
    )


def _changes(found: KnownAgreement, version: Version) -> list[str] | None:
    """What a version changed; None for the first."""
    before = found.before(version)
    return criteria.changes(before.document, version.document) if before else None


def _draft_page(found: KnownAgreement, status: int = 200, conflict: str = "") -> Any:
    draft, newest = found.draft or abort(404), found.newest
    is_whole = not criteria.check(draft.document)
    others = [each.document for each in known.every() if each.versions and each.code != found.code]
    page = _printed(
        "office/agreement_changes.html",
        draft.document,
        _("Kladde"),
        found=found,
        draft=draft,
        newest=newest,
        faults=Edited(found, draft).shown_faults,
        conflict=conflict,
        is_whole=is_whole,
        changes=criteria.changes(newest.document, draft.document) if newest and is_whole else None,
        renames=criteria.renames(draft.document, others),
    )
    page.status_code = status
    return page


def _printed(template: str, document: Document, what: str, **context: Any) -> Response:
    """A page with an agreement on it, and what stands in the margins of the paper."""
    style = margins(f"{_('Delaftale')} · {document['name']} · {what}")
    page = render_template(
        template, told=criteria.ToldAgreement(document), today=clock.today().isoformat(), margins=style, **context
    )
    answer: Any = allow_style(page, style)
    return answer


def _file(document: Document, name: str, suffix: str) -> Response:
    answer = Response(criteria.written(document, f".{suffix}"), mimetype=MIMETYPES[suffix])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{suffix}")
    return answer
