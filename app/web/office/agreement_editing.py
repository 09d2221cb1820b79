"""What the pages of a draft share: the agreement and its draft, the index of its parts, and where a fault stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import abort, render_template, request, url_for
from flask_babel import lazy_gettext as _

from ... import criteria
from ...access import signed_in
from ...agreement import kept, known
from ...agreement.kept import Document, Draft
from ...agreement.known import KnownAgreement
from ...agreement.shape import Fault
from ...base import clock
from ...criteria import choice_lists, choosing, draft_faults, draft_rows, editing, parts
from ...evaluation import handed_in

# The parts in the order of the index, with their titles; *Aktiviteter og kriterier* is the front.
FRONT = "criteria"
TITLES: dict[str, Any] = {
    editing.ABOUT: _("Om aftalen"),
    FRONT: _("Aktiviteter og kriterier"),
    "figures": _("Tal fra andre"),
    "milestones": _("Møder og frister"),
    "lists": _("Lister, der modtages"),
    "parties": _("Parter"),
    "areas": _("Områder og steder"),
    "hours": _("Timer"),
    "money": _("Økonomi"),
    "questions": _("Ekstra spørgsmål"),
    "choices": _("Valglister"),
}
# What a new row of each is called.
NEW_ROWS: dict[str, Any] = {
    "activities": _("Ny aktivitet"), "figures": _("Nyt tal fra andre"), "milestones": _("Nyt møde eller ny frist"),
    "lists": _("Ny liste"), "parties": _("Ny part"), "areas": _("Nyt område"), "hours": _("Nye timer"), "money": _("Nyt beløb"),
    "questions": _("Nyt spørgsmål"), "choices": _("Nyt valg"), "groups": _("Ny gruppe"),
}  # fmt: skip
# In the address of a new row's form: the id of whoever began it and did not finish.
WHOSE = "of"
# Parts whose rows stand on another's page.
WITHIN = {"activities": FRONT, "groups": "choices"}


class IndexLine(NamedTuple):
    """A line of the index: the part, its title and address, how many rows it has, and how many of its faults."""

    part: str
    title: Any
    url: str
    rows: int
    faults: int


class ShownFault(NamedTuple):
    """A fault as a reader meets it: where it is put right, and what it says."""

    url: str
    says: str


@dataclass(frozen=True)
class Edited:
    """An agreement whose draft is changed."""

    found: KnownAgreement
    draft: Draft

    @property
    def code(self) -> str:
        """The agreement's."""
        return self.found.code

    @property
    def document(self) -> Document:
        """The draft's."""
        return self.draft.document

    @property
    def number(self) -> int:
        """Which version the draft would be."""
        return len(self.found.versions) + 1

    @property
    def is_correction(self) -> bool:
        """Whether the draft corrects the words of the newest version."""
        newest = self.found.newest
        return newest is not None and criteria.is_correction(newest.document, self.document)

    @cached_property
    def faults(self) -> list[Fault]:
        """All that keeps it from being adopted."""
        frozen = handed_in.frozen(self.code)
        return criteria.faults_of_draft(self.draft, frozen, self.found.earliest(frozen))

    @cached_property
    def shown_faults(self) -> list[ShownFault]:
        """The faults, each with the address of its control."""
        return self.shown(self.faults)

    def shown(self, faults: Iterable[Fault]) -> list[ShownFault]:
        """Faults, each with the address of its control."""
        return [ShownFault(self.url_of(each), criteria.told_fault(self.document, each)) for each in faults]

    @cached_property
    def changes(self) -> int | None:
        """How much it changes but for what is asked when it is adopted; None for a first version, and while it cannot be read."""
        newest = self.found.newest
        if newest is None or criteria.check(self.document):
            return None
        found = criteria.alterations(newest.document, self.document)
        return sum(bool(each.part) or not each.member.startswith(f"{draft_faults.VERSION}.") for each in found)

    @property
    def index(self) -> list[IndexLine]:
        """The parts with what there is in each."""
        wrong = Counter(self._part_of(each) for each in self.faults)
        return [IndexLine(part, title, self.url(part), self._rows(part), wrong[part]) for part, title in TITLES.items()]

    @property
    def front(self) -> str:
        """The address of the draft."""
        return url_for("office.agreement_draft", id=self.code)

    def url(self, part: str, key: str = "") -> str:
        """The address of a part, or of a row of it."""
        if key and part == "groups":
            return self.list_url(key.rpartition(".")[0])
        if key and part != editing.ABOUT:
            return url_for("office.draft_row", id=self.code, part=part, row=key)
        part = WITHIN.get(part, part)
        if part == FRONT:
            return self.front
        return url_for("office.draft_part", id=self.code, part=part)

    def list_url(self, listed: str) -> str:
        """The address of a list of choices: of a question's own, that of the question."""
        if choice_lists.is_of_question(listed):
            return url_for("office.draft_row", id=self.code, part="questions", row=listed, _anchor="choices")
        return url_for("office.choice_list", id=self.code, listed=listed)

    def url_above(self, part: str, key: str) -> str:
        """The address of what a row stands on, where one goes on once it is saved."""
        if part == "choices" and key != editing.NEW:
            return self.list_url(key.rpartition(".")[0])
        return self.url(part)

    def url_to_save(self, part: str, key: str, **below: Any) -> str:
        """Where the form of a row is sent to. below: the list or the form that a new one is for."""
        return url_for("office.save_draft_row", id=self.code, part=part, row=key, **below)

    def url_new(self, part: str, **below: Any) -> str:
        """The form of a new row, for that list or form."""
        return url_for("office.draft_row", id=self.code, part=part, row=editing.NEW, **below)

    def url_of(self, fault: Fault) -> str:
        """The address of the control that a fault is put right at."""
        part, key, member = criteria.place_of_fault(self.document, fault.path)
        if key == editing.NEW:
            return self.url_new(part, **{WHOSE: member})
        if part not in editing.PARTS:
            return url_for("office.decide_agreement", id=self.code, _anchor=member or None)
        if not key and (listed := fault.path.removeprefix("choices.")) in parts.list_titles(self.document):
            return self.list_url(listed)
        anchor = choosing.control_of(member) if part == FRONT and key else member
        return self.url(part, key) + (f"#{anchor}" if anchor else "")

    def faults_of_row(self, part: str, key: str) -> list[tuple[str, str]]:
        """(member, what it says) of the faults of one row."""
        places = [(criteria.place_of_fault(self.document, each.path), each.says) for each in self.faults]
        return [
            (place.member, f"{says[:1].upper()}{says[1:].rstrip('.')}.")
            for place, says in places
            if (place.part, place.key) == (part, key)
        ]

    @cached_property
    def others(self) -> list[Document]:
        """What the other agreements say."""
        return [each.document for each in known.every() if each.code != self.code]

    @cached_property
    def beside(self) -> list[Document]:
        """What those say that are ever in force together with it."""
        return criteria.beside(self.document, kept.versions())

    def may_remove(self, part: str, key: str) -> bool:
        """Whether a row can go: no version has it."""
        return editing.can_remove((each.document for each in self.found.versions), part, key)

    def _rows(self, part: str) -> int:
        return 0 if part == editing.ABOUT else len(self.document.get(part, ()))

    def _part_of(self, fault: Fault) -> str:
        part = criteria.place_of_fault(self.document, fault.path).part
        return WITHIN.get(part, part)


def edited(id: str) -> Edited:
    """The agreement with that code, which has a draft; else there is no page."""
    found = known.find(id) or abort(404)
    return Edited(found, found.draft or abort(404))


def form_address(part: str, key: str) -> str:
    """Where what is not finished in the form of this request is kept: one's own, or somebody else's that one goes on with."""
    return draft_rows.address_of(part, key, request.args.get(WHOSE) or signed_in().id)


def page(template: str, of: Edited, status: int = HTTPStatus.OK, **context: Any) -> Any:
    """A page of the draft, with the index beside."""
    return render_template(template, edited=of, titles=TITLES, today=clock.today().isoformat(), **context), status
