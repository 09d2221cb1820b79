"""The steps of the first run: what each is about, the form that it shows, and what the draft is to be after it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from flask_babel import lazy_gettext as _

from ...agreement import kept, known
from ...agreement.kept import Document, Draft
from ...base import clock
from ...criteria import chosen_parties, promises, ready_sets
from ...criteria.ready_sets import Beginning, ReadySet
from .decision_form import DecisionForm
from .first_run_forms import PartiesForm, PeriodForm, PlaceForm, PromisesForm


@dataclass(frozen=True)
class Step:
    """One page of it. `on`: the words of the button that leads to it; `lasts`: how long, in words; `about`: the members of the
    draft that it changes.
    """

    name: str
    title: Any
    on: Any
    question: Any
    meaning: Any
    lasts: Any
    about: tuple[str, ...] = ()


STEPS: Final = {
    each.name: each
    for each in (
        Step("place", _("Jeres sted"), _("Begynd"), _("Hvor er I?"), _("Så står jeres eget navn på plakater, telefoner og ark."), _("ca. 1 minut"),
             ("areas", "programme", "privacy")),
        Step("agreement", _("Aftalen"), _("Videre til aftalen"), _("Hvad har I aftalt?"), _("Begynd med et færdigt sæt, der ligner. Alt kan ændres senere."), _("ca. 1 minut"),
             ("code", "name", "first_year", "last_year")),
        Step("promises", _("Det har I lovet"), _("Videre til det, I har lovet"), _("Hvad har I lovet?"), _("Sæt kryds ved det, der står i jeres aftale, og ret tallene. Alt kan ændres senere."), _("ca. 2 minutter"),
             ("criteria",)),
        Step("parties", _("Parterne"), _("Videre til parterne"), _("Hvem er med?"), _("Sæt kryds ved dem, der er med i aftalen. De kan få punkter, levere tal og stå på evalueringen."), _("ca. 1 minut"),
             ("parties",)),
        Step("phone", _("Prøv en telefon"), _("Videre til telefonen"), _("Prøv med din egen telefon"), _("Send én observation, og se den komme. Den tæller ikke med nogen steder."), _("ca. 1 minut")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What the steps are about: the draft, or before there is one what it would begin as; and the set that it is of."""

    draft: Draft | None
    document: Document

    @property
    def ready(self) -> Document | None:
        """The set's document."""
        found = ready_sets.set_of(self.document)
        return found.document if found else None

    @property
    def at_its_beginning(self) -> "Shown":
        """What its set begins as, before anybody has said anything."""
        ready, years = ready_sets.set_of(self.document), (self.document["first_year"], self.document["last_year"])
        return Shown(None, ready_sets.document_of(ready or ready_sets.every()[0], Beginning(*years)))

    def mark(self, step: Step) -> str:
        """What tells whether somebody else has changed what a step is about."""
        said = json.dumps([self.document.get(name) for name in step.about], sort_keys=True)
        return sha256(said.encode()).hexdigest()[:16]


def is_offered() -> bool:
    """Whether there is no agreement yet that was adopted."""
    return not kept.versions()


def shown() -> Shown:
    """The draft of an agreement without any version, of several the one that was changed last; else the first set's."""
    drafts = [each.draft for each in known.every() if each.draft and not each.versions]
    if drafts:
        found = max(drafts, key=lambda each: each.changed_at)
        return Shown(found, found.document)
    year = clock.today().year
    usual = Beginning(year, year + ready_sets.USUAL_YEARS - 1)
    return Shown(None, ready_sets.document_of(ready_sets.every()[0], usual))


# What each step shows, and what the draft is to be after it; None where something is wrong


def _place_form(seen: Shown, posted: Any) -> PlaceForm:
    said, privacy = seen.document, seen.document["privacy"]
    areas = "\n".join(row["name"] for row in said["areas"]) if seen.draft else ""
    return PlaceForm(posted, values={"areas": areas, "programme": said["programme"], "responsible": privacy["responsible"], "contact": privacy["contact"]})  # fmt: skip


def _read_place(form: PlaceForm, seen: Shown) -> dict[str, Any] | None:
    if not form.validate():
        return None
    said = form.values
    return ready_sets.placed(seen.document, form.names, said["programme"], said["responsible"], said["contact"])


def _period_form(seen: Shown, posted: Any) -> PeriodForm:
    ready = ready_sets.set_of(seen.document)
    known = {name: seen.document[name] for name in ("first_year", "last_year", "name")}
    return PeriodForm(posted, values=known | {"ready": ready and ready.code})


def _read_period(form: PeriodForm, seen: Shown) -> dict[str, Any] | None:
    if not form.validate():
        return None
    said = form.values
    ready: ReadySet = ready_sets.find(said["ready"])
    taken = {each.code for each in known.every()} - {seen.document["code"]}
    made = ready_sets.begun_anew(seen.document, ready, said["first_year"], said["last_year"], taken)
    if said["name"] != made["name"]:
        made.pop("short", None)
    return made | {"name": said["name"]}


def _promises_form(seen: Shown, posted: Mapping[str, str] | None) -> PromisesForm:
    rows, figures = promises.offered(seen.document, seen.ready), promises.figures_of(seen.document, seen.ready)
    return PromisesForm(rows, figures, posted)


def _read_promises(form: PromisesForm, seen: Shown) -> dict[str, Any] | None:
    targets = form.targets()
    return None if form.errors else promises.promised(seen.document, seen.ready, form.ticked(), targets)


def _parties_form(seen: Shown, posted: Any) -> PartiesForm:
    return PartiesForm(seen.document, seen.ready, posted)


def _read_parties(form: PartiesForm, seen: Shown) -> dict[str, Any] | None:
    if not form.validate():
        return None
    return chosen_parties.with_parties(seen.document, seen.ready, form.ticked(), form.more)


def decision_form(seen: Shown, posted: Any) -> DecisionForm | None:
    """Who decided and when; from which day and why is the draft's own. None where there is nothing to decide about."""
    if seen.draft is None:
        return None
    by = seen.document["version"]["decided_by"]
    form = DecisionForm(seen.draft, posted, values={"decided_by": by, "decided_on": clock.today()})
    for name in ("valid_from", "note", "minutes"):
        del form[name]
    return form


FORMS: Final[Mapping[str, Callable[[Shown, Any], Any]]] = {
    "place": _place_form, "agreement": _period_form, "promises": _promises_form, "parties": _parties_form,
    "phone": decision_form,
}  # fmt: skip
READERS: Final[Mapping[str, Callable[[Any, Shown], dict[str, Any] | None]]] = {
    "place": _read_place, "agreement": _read_period, "promises": _read_promises, "parties": _read_parties,
}  # fmt: skip
