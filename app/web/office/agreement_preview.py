"""What a file or a copy would become, before anything is stored: all that it changes, and then *Gør til kladde*.

Between the two pages the document stands in the form, signed for whoever sees it, so that nobody can put another in its place.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer

from ... import audit, criteria
from ...access import allow, signed_in
from ...agreement import known
from ...agreement.kept import Document, Draft, Version
from .agreements import adoption_limits, posted_revision
from .pages import pages

# What a form says of a draft that is not there.
NO_DRAFT = 0


@dataclass(frozen=True)
class Preview:
    """What is to become a draft. `source`: where it comes from, in words; `notes`: what somebody must look at in it."""

    document: Document
    source: str
    notes: tuple[str, ...] = ()

    @property
    def signed(self) -> str:
        """It, for a form of this page."""
        said = {"by": signed_in().id, "document": self.document, "source": self.source, "notes": self.notes}
        return _signer().dumps(said)

    @property
    def newest(self) -> Version | None:
        """The version that it changes; None for a new agreement."""
        found = known.find(self.document["code"])
        return found.newest if found else None

    @property
    def is_unchanged(self) -> bool:
        """Whether it is the newest version again."""
        return self.newest is not None and self.document == self.newest.document

    @property
    def draft(self) -> Draft | None:
        """The draft in whose place it would come."""
        return criteria.find_draft(self.document["code"])

    @property
    def is_whole(self) -> bool:
        """Whether it can be read: what it changes can be told."""
        return not criteria.check(self.document)

    @property
    def is_correction(self) -> bool:
        """Whether it corrects the words of the newest version."""
        return self.newest is not None and criteria.is_correction(self.newest.document, self.document)

    @property
    def lacking(self) -> list[str]:
        """What keeps it from being adopted as it is."""
        return [criteria.told_fault(self.document, each) for each in criteria.check(self.document)]

    def changes_to(self, other: Version | Draft | None) -> list[str]:
        """What it changes, the decision left out, which is asked when it is adopted."""
        if other is None or not self.is_whole or criteria.check(other.document):
            return []
        same = {**self.document, "version": other.document["version"]}
        return criteria.changes(other.document, same)


def preview(shown: Preview, status: int = HTTPStatus.OK, conflict: str = "") -> ResponseReturnValue:
    """The page. conflict: why nothing was done."""
    page = render_template(
        "office/agreement_preview.html",
        shown=shown,
        told=criteria.ToldAgreement(shown.document),
        conflict=conflict,
        seen=shown.draft.revision if shown.draft else NO_DRAFT,
    )
    return page, status


@pages.post("/agreements/new/take")
@allow("agreement.change")
def take_agreement() -> ResponseReturnValue:
    """Make what the preview showed the draft of its agreement; one that is there is replaced only on purpose."""
    shown = _signed(request.form.get("document", ""))
    if shown is None:
        flash(_("Siden var for gammel. Vælg filen eller aftalen igen."), "warning")
        return redirect(url_for("office.new_agreement"), 303)
    draft = shown.draft
    if draft and "replace" not in request.form:
        return preview(shown, HTTPStatus.CONFLICT, _("Der er en kladde allerede. Sæt kryds, hvis den skal afløses."))
    try:
        criteria.draft(shown.document, signed_in(), over=posted_revision())
    except criteria.DraftConflictError as conflict:
        return preview(shown, HTTPStatus.CONFLICT, str(conflict))
    audit.note("changed", signed_in(), "agreement", shown.document["code"])
    flash(_("»%(name)s« er nu en kladde. Den gælder ikke, før den er vedtaget.", name=shown.document["name"]))
    return redirect(url_for("office.agreement_draft", id=shown.document["code"]), 303)


def as_draft(document: Document) -> Document:
    """A document as the draft of its agreement: from which day it is valid is left to adoption, where it cannot be that day."""
    found = known.find(document["code"])
    newest = found.newest if found else None
    return criteria.as_next(document, newest, adoption_limits(document["code"])["earliest"])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="an agreement that is looked at")


def _signed(text: str) -> Preview | None:
    """What the form of that person's page holds; None where it is no such thing."""
    try:
        said: dict[str, Any] = _signer().loads(text)
    except BadData:
        return None
    if said["by"] != signed_in().id:
        return None
    return Preview(said["document"], said["source"], tuple(said["notes"]))
