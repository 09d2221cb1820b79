"""A list of choices as its readers meet it: the standard ones with what an agreement makes of them, then the agreement's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ..definitions.countable import KIND_OF_FORM
from . import editing, parts
from .adoption import CHANGED_MEANWHILE, DraftConflictError
from .parts import Document, Part

CHOICES: Final = "choices"
GROUPS: Final = "groups"
# What is written of several choices at once.
WRITTEN: Final = ("label", "plain", "retired_on")


class ChoicesConflictError(DraftConflictError):
    """Somebody else has changed the same choices meanwhile: those with these codes."""

    def __init__(self, codes: Collection[str]) -> None:
        self.codes = codes
        super().__init__(CHANGED_MEANWHILE)


@dataclass(frozen=True)
class ListedChoice:
    """A choice of a list. `row`: what the agreement says of it; None for a standard one that it leaves as it is.

    `standard`: its usual words, where it is one of those that every installation has; `standard_plain`: those in *let dansk*,
    which it keeps while it has its usual ones.
    """

    listed: str
    code: str
    row: Part | None
    standard: str = ""
    standard_plain: str = ""

    @property
    def key(self) -> str:
        """What its row is known by, whether there is one or not."""
        return f"{self.listed}.{self.code}"

    @property
    def said(self) -> Part:
        """What the agreement says of it, or would without changing anything."""
        return self.row or {"list": self.listed, "code": self.code, "label": self.standard}

    @property
    def seen(self) -> str:
        """What tells whether its words or its day are still those that somebody was shown."""
        return editing.mark({name: self.said[name] for name in WRITTEN if name in self.said})

    @property
    def is_renamed(self) -> bool:
        """Whether it is a standard one under other words."""
        return bool(self.standard) and self.said["label"] != self.standard


class WrittenChoice(NamedTuple):
    """A choice as somebody wrote it. `code`: empty for a new one; `seen`: of the choice that was shown.

    Without a label it is to go; a standard one gets its usual words again.
    """

    code: str
    seen: str
    label: str
    plain: str
    retired_on: str

    def members(self, standard: str = "") -> dict[str, str]:
        """What it says, as members of a row."""
        found = dict(zip(WRITTEN, (self.label or standard, self.plain, self.retired_on), strict=True))
        return {name: value for name, value in found.items() if value}


def is_of_question(listed: str) -> bool:
    """Whether a list is that of an extra question, not one that every installation has."""
    return listed.partition(".")[0] in KIND_OF_FORM


def choices_of(document: Document, listed: str) -> list[ListedChoice]:
    """All choices of a list, in the order in which they are offered, those that are out of use too."""
    rows = {row["code"]: row for row in document.get(CHOICES, ()) if row["list"] == listed}
    standard = parts.choices({}, listed)
    plain = parts.plain_words(listed)
    return [
        ListedChoice(listed, code, rows.get(code), standard.get(code, ""), plain.get(code, ""))
        for code in {**standard, **rows}
    ]


def find(document: Document, key: str) -> ListedChoice | None:
    """The choice that a row's key names, where the row itself may be missing because it would say nothing new."""
    listed, _dot, code = key.rpartition(".")
    return next((each for each in choices_of(document, listed) if each.code == code), None)


def put(
    document: Document, listed: str, written: Sequence[WrittenChoice], others: Sequence[Document] = ()
) -> tuple[dict[str, Any], list[str]]:
    """With the choices as they were written, and the code of each, empty where it is none. others: the other agreements.

    Raises ChoicesConflictError where one that was changed is by now another than the one that was shown.
    """
    found, codes, known = dict(document), [], {each.code: each for each in choices_of(document, listed)}
    if other := [each.code for each in written if each.code and _is_other(known.get(each.code), each)]:
        raise ChoicesConflictError(other)
    for each in written:
        found, code = _with(found, listed, known.get(each.code), each, others)
        codes.append(code)
    return found, codes


def group_of(document: Document, listed: str, group: str, name: str, members: Collection[str]) -> dict[str, Any]:
    """With a group of that name (a new one where `group` is empty), which these choices and no others are in."""
    row = {"list": listed, "code": group, "name": name}
    if not group:
        row["code"] = editing.code_for(document, GROUPS, row)
    found = editing.put(document, GROUPS, row, f"{listed}.{group}" if group else "")
    for choice in choices_of(document, listed):
        groups = [each for each in choice.said.get("groups", ()) if each != row["code"]]
        groups += [row["code"]] if choice.code in members else []
        if groups != list(choice.said.get("groups", ())):
            found = _said(found, choice, {**choice.said, "groups": groups})
    return found


def ungrouped(document: Document, listed: str, group: str) -> dict[str, Any]:
    """Without a group."""
    row = next(each for each in document[GROUPS] if (each["list"], each["code"]) == (listed, group))
    found = group_of(document, listed, group, row["name"], ())
    return editing.remove(found, GROUPS, f"{listed}.{group}")


def _is_changed(written: WrittenChoice, standard: str) -> bool:
    """Whether what was written is not what was shown."""
    return editing.mark(written.members(standard)) != written.seen


def _is_other(before: ListedChoice | None, written: WrittenChoice) -> bool:
    """Whether it is changed, and by now neither what was shown nor what was written."""
    if not _is_changed(written, before.standard if before else ""):
        return False
    return before is None or before.seen not in {written.seen, editing.mark(written.members(before.standard))}


def _with(
    document: dict[str, Any],
    listed: str,
    before: ListedChoice | None,
    written: WrittenChoice,
    others: Sequence[Document],
) -> tuple[dict[str, Any], str]:
    if before is None:
        if written.code or not written.label:
            return document, ""
        row = {"list": listed, **written.members()}
        code = editing.code_for(document, CHOICES, row, others)
        return _said(document, ListedChoice(listed, code, None), {"code": code, **row}), code
    if not _is_changed(written, before.standard):
        return document, before.code
    if not written.label and not before.standard:
        return editing.remove(document, CHOICES, before.key), ""
    kept = {name: value for name, value in before.said.items() if name not in WRITTEN}
    return _said(document, before, {**kept, **written.members(before.standard)}), before.code


def _said(document: Document, choice: ListedChoice, row: Part) -> dict[str, Any]:
    """With that row for a choice; a standard one of which nothing is said any more has none."""
    said = {name: row[name] for name in editing.members(CHOICES).members if row.get(name)}
    if said.keys() != {"list", "code", "label"} or said["label"] != choice.standard:
        return editing.put(document, CHOICES, said, choice.key if choice.row else "")
    return editing.remove(document, CHOICES, choice.key) if choice.row else dict(document)
