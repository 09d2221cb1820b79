"""*Vedtag*: what a draft changes, what that means for each year, and the decision. *Ret en skrivefejl* begins one of words."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import criteria
from ...access import allow, signed_in
from ...agreement import binding, known
from ...agreement.kept import Document, Draft, Version
from ...agreement.known import KnownAgreement
from ...agreement.shape import Fault
from ...criteria import Alteration
from ...evaluation import next_version
from ...evaluation.next_version import YearEffect
from .agreement_editing import Edited, ShownFault
from .agreements import adoption_limits, posted_revision
from .decision_form import DecisionForm
from .pages import pages

FACTS: Final = "version."
# How a year stands: icon, tint and word.
STANDINGS: Final = {
    next_version.HANDED_IN: ("lock", "outline", _l("Afleveret")),
    next_version.OVER: ("clock", "amber", _l("Skal afleveres")),
    next_version.RUNNING: ("circle", "blue", _l("I gang")),
    next_version.TO_COME: ("circle-dashed", "outline", _l("Ikke begyndt")),
}
NOTHING_CHANGED: Final = _l("Der er ikke ændret noget endnu.")
MORE_THAN_WORDS: Final = _l("Det her er mere end ord, og kræver en ny version: %(what)s")


@dataclass(frozen=True)
class Adoption:
    """A draft and what is decided of it: what the page shows. `lacking`: what keeps it from being adopted, but for the form."""

    found: KnownAgreement
    draft: Draft
    form: DecisionForm
    document: Document
    faults: list[Fault]

    @property
    def newest(self) -> Version | None:
        """The version that it changes; none where the agreement is new."""
        return self.found.newest

    @property
    def number(self) -> int:
        """Of the version that it becomes."""
        return len(self.found.versions) + 1

    @property
    def is_whole(self) -> bool:
        """Whether it can be read: what it changes can be told."""
        return not criteria.check(self.document)

    @property
    def is_correction(self) -> bool:
        """Whether it may change words only."""
        return Edited(self.found, self.draft).is_correction

    @property
    def changes(self) -> list[Alteration]:
        """What it changes, the facts of the version itself left out."""
        if self.newest is None or not self.is_whole:
            return []
        found = criteria.alterations(self.newest.document, self.document)
        return [each for each in found if not each.member.startswith(FACTS)]

    @property
    def unchanged(self) -> dict[str, int]:
        """How many rows of each part stay as they are."""
        return criteria.unchanged(self.newest.document, self.document) if self.newest and self.is_whole else {}

    @property
    def lacking(self) -> list[ShownFault]:
        """What keeps it from being adopted, each with where it is put right, but for what the decision's own controls say."""
        of = Edited(self.found, self.draft)
        if self.newest and self.is_whole and not self.changes:
            return [ShownFault(of.front, str(NOTHING_CHANGED))]
        if self.is_correction and (beyond := [each for each in self.changes if not each.is_words]):
            return [ShownFault(of.front, str(MORE_THAN_WORDS % {"what": each})) for each in beyond]
        return of.shown(each for each in self.faults if not each.path.startswith(FACTS))

    @property
    def years(self) -> list[tuple[str, YearEffect]]:
        """What it means for each year; those that are alike together: `2027–2029`."""
        if not self.is_whole:
            return []
        found = next_version.effects(self.document, self.found.versions)
        alike = groupby(found, key=lambda each: (each.stands, each.version, each.says, each.is_twice))
        groups = [list(group) for _key, group in alike]
        return [(_years(group), group[0]) for group in groups]

    @property
    def since(self) -> str:
        """From when its changes hold: the year, or the day where that does not begin one."""
        day = dt.date.fromisoformat(self.document["version"]["valid_from"])
        year = day.year if day.month >= self.document.get("year_starts", 1) else day.year - 1
        begins = dt.date(year, self.document.get("year_starts", 1), 1)
        return str(year) if day == begins else format_date(day, "d. MMMM y")

    @property
    def earliest(self) -> dt.date | None:
        """The first day that it can be valid from."""
        earliest: dt.date | None = adoption_limits(self.found.code)["earliest"]
        after = self.newest.valid_from + dt.timedelta(days=1) if self.newest else None
        return max(filter(None, (earliest, after)), default=None)

    @property
    def handed_in(self) -> int | None:
        """The last year that is handed in, into which it does not reach."""
        return max(adoption_limits(self.found.code)["frozen"], default=None)


def _years(group: list[YearEffect]) -> str:
    first, last = group[0].year, group[-1].year
    return str(first) if first == last else f"{first}–{last}"


@pages.app_template_global()
def year_standing(stands: str) -> tuple[str, str, Any]:
    """Icon, tint and word of how a year stands."""
    return STANDINGS[stands]


@pages.get("/agreements/<id>/draft/adopt")
@allow("agreement.change")
def decide_agreement(id: str) -> ResponseReturnValue:
    """What the draft changes, what that means, and the decision to be written."""
    found, draft = _find(id)
    return _page(_of(found, draft, _form(found, draft)))


@pages.post("/agreements/<id>/draft/adopt")
@allow("agreement.change", trace="adopted agreement")
def adopt_agreement(id: str) -> ResponseReturnValue:
    """Make the draft that the page showed the agreement's next version; `look`: only show what the day that is written means."""
    found, draft = _find(id)
    form = _form(found, draft, request.form)
    is_right = form.validate()
    adoption = _of(found, draft, form)
    if "look" in request.form:
        return _page(adoption)
    if draft.revision != posted_revision():
        return _page(adoption, 409, conflict=criteria.CHANGED_MEANWHILE)
    form.show({each.path.removeprefix(FACTS): _at_its_control(each) for each in _of_facts(adoption, is_right=is_right)})
    if form.errors or form.form_errors or adoption.lacking:
        return _page(adoption, 422)
    try:
        version = criteria.adopt(
            id, signed_in(), revision=draft.revision, facts=form.facts,
            minutes=form.values.get("minutes") or "", **adoption_limits(id),
        )  # fmt: skip
    except criteria.DraftConflictError as conflict:
        return _page(adoption, 409, conflict=str(conflict))
    except criteria.AgreementFaultsError as refused:
        return _page(_of(found, draft, form, list(refused.faults)), 422)
    day = format_date(version.valid_from, "d. MMMM y")
    flash(_("Version %(number)d er vedtaget. Den gælder fra %(day)s.", number=version.number, day=day))
    return redirect(url_for("office.agreement_version", id=id, number=version.number), 303)


@pages.post("/agreements/<id>/correct")
@allow("agreement.change", trace="changed agreement")
def correct_agreement(id: str) -> ResponseReturnValue:
    """Begin a draft that takes the newest version's place and may change its words; one that is there already stays."""
    found = known.find(id) or abort(404)
    newest = found.newest or abort(404)
    try:
        criteria.draft(newest.document, signed_in())
    except criteria.DraftConflictError as conflict:
        flash(str(conflict), "warning")
    return redirect(url_for("office.agreement_draft", id=id), 303)


@pages.post("/agreements/<id>/draft/next-version")
@allow("agreement.change", trace="changed agreement")
def widen_correction(id: str) -> ResponseReturnValue:
    """Let a draft that was to correct words be one of the next version, so that it may change anything."""
    found, draft = _find(id)
    newest = found.newest or abort(404)
    try:
        criteria.save_draft(id, criteria.draft_rows.widened(draft.document, newest), posted_revision(), signed_in())
    except criteria.DraftConflictError as conflict:
        flash(str(conflict), "warning")
    return redirect(url_for("office.decide_agreement", id=id), 303)


def _find(id: str) -> tuple[KnownAgreement, Draft]:
    found = known.find(id) or abort(404)
    return found, found.draft or abort(404)


def _form(found: KnownAgreement, draft: Draft, posted: Any = None) -> DecisionForm:
    """The decision of a correction is the one that was made: only why it is corrected is asked."""
    said, newest = dict(draft.document["version"]), found.newest
    days = {name: dt.date.fromisoformat(said[name]) for name in ("valid_from", "decided_on")}
    if newest and said["note"] == newest.document["version"]["note"]:
        said["note"] = ""
    form = DecisionForm(draft, posted, said | days)
    if Edited(found, draft).is_correction:
        for name in ("valid_from", "decided_by", "decided_on", "minutes"):
            del form[name]
    return form


def _of(found: KnownAgreement, draft: Draft, form: DecisionForm, faults: list[Fault] | None = None) -> Adoption:
    document = criteria.decided(draft.document, form.facts)
    if faults is None:
        faults = criteria.faults_of_draft(replace(draft, document=document), **adoption_limits(found.code))
    return Adoption(found, draft, form, document, faults)


def _of_facts(adoption: Adoption, *, is_right: bool) -> list[Fault]:
    """What is wrong with the facts, where they could be read at all."""
    return [each for each in adoption.faults if is_right and each.path.startswith(FACTS)]


def _at_its_control(fault: Fault) -> str:
    return _("Datoen %(says)s.", says=fault.says) if fault.path == f"{FACTS}valid_from" else f"{fault.says}."


def _page(adoption: Adoption, status: int = 200, conflict: str = "") -> ResponseReturnValue:
    others = [each for each in known.every() if each.versions and each.code != adoption.found.code]
    page = render_template(
        "office/agreement_adopt.html",
        adoption=adoption,
        form=adoption.form,
        told=criteria.ToldAgreement(adoption.document),
        renames=criteria.renames(adoption.document, [binding.newest(each.versions).document for each in others]),
        conflict=conflict,
    )
    return page, status
