"""A list of choices as its readers meet it: the standard ones with what an agreement makes of them, then the agreement's own."""

from dataclasses import dataclass
from typing import Any, Final

from . import editing, parts
from .parts import Document, Part

PART: Final = "choices"


@dataclass(frozen=True)
class ListedChoice:
    """A choice of a list. `row`: what the agreement says of it; None for a standard one that it leaves as it is.

    `standard`: its usual words, where it is one of the installation's own.
    """

    listed: str
    code: str
    row: Part | None
    standard: str = ""

    @property
    def key(self) -> str:
        """What its row is known by, whether there is one or not."""
        return f"{self.listed}.{self.code}"

    @property
    def label(self) -> str:
        """Its words."""
        return str(self.row["label"]) if self.row else self.standard

    @property
    def plain(self) -> str:
        """Its words in *let dansk*, where the agreement has some."""
        return str(self.row.get("plain", "")) if self.row else ""

    @property
    def is_renamed(self) -> bool:
        """Whether it is a standard one under other words."""
        return bool(self.standard) and self.label != self.standard


def choices_of(document: Document, listed: str) -> list[ListedChoice]:
    """All choices of a list, in the order in which they are offered, those that are out of use too."""
    rows = {row["code"]: row for row in document.get(PART, ()) if row["list"] == listed}
    standard = parts.choices({}, listed)
    return [ListedChoice(listed, code, rows.get(code), standard.get(code, "")) for code in {**standard, **rows}]


def find(document: Document, key: str) -> ListedChoice | None:
    """The choice that a row's key names, where the row itself may be missing because it says nothing new."""
    listed, _dot, code = key.rpartition(".")
    return next((each for each in choices_of(document, listed) if each.code == code), None)


def said(document: Document, choice: ListedChoice, label: str, plain: str) -> dict[str, Any]:
    """A document in which a choice has these words; a standard one of which nothing is said any more has no row."""
    before = choice.row or {"list": choice.listed, "code": choice.code}
    order = editing.members(PART).members
    row = {**{name: each for name, each in before.items() if name != "plain"}, "label": label}
    row |= {"plain": plain} if plain else {}
    says_nothing = choice.standard == label and row.keys() == {"list", "code", "label"}
    if not says_nothing:
        return editing.put(
            document, PART, {name: row[name] for name in order if name in row}, choice.key if choice.row else ""
        )
    return editing.remove(document, PART, choice.key) if choice.row else dict(document)
