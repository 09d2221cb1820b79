"""FormReading a criterion's form: where a value stands, what it says, and what is wrong with it."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from ...agreement.shape import EXACT
from ...base import cpr, messages, numbers
from ...base.text import digits, printable
from . import tree as trees
from .tree import Tree

_MINUS: Final = str.maketrans("−–", "--")


@dataclass
class FormReading:
    """A tree that is read, or a part of it. `at`: the beginning of its names.

    By control, `problems`: what was typed and cannot be used; `lacking`: what is not chosen or typed yet.
    """

    tree: Tree
    at: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The value of a control that has one; empty where it has none."""
        return trees.one(self.tree, name)

    def many(self, name: str) -> list[str]:
        """The values of a control that can have several."""
        return trees.many(self.tree, name)

    def rows(self, name: str) -> list["FormReading"]:
        """The rows of a list."""
        found = enumerate(trees.rows(self.tree, name), 1)
        return [FormReading(row, f"{self.at}{name}{number}-", self.problems, self.lacking) for number, row in found]

    def inside(self, name: str) -> "FormReading":
        """What a name holds besides values."""
        return FormReading(self.tree.get(name, {}), f"{self.at}{name}-", self.problems, self.lacking)

    def wrong(self, name: str, says: str) -> None:
        """What cannot be used at a control; the first that is said stays."""
        self.problems.setdefault(self.at + name, says)

    def lacks(self, name: str, says: str) -> None:
        """What is not there yet at a control; nothing where it may be left out."""
        if says:
            self.lacking.setdefault(self.at + name, says)

    def text(self, name: str, most: int, *, missing: str = "") -> str:
        """A text; empty where there is none, which is said where it must not be `missing`."""
        said = " ".join(printable(self.one(name)).split())
        if not said:
            self.lacks(name, missing)
        if len(said) > most:
            self.wrong(name, messages.TOO_LONG % {"most": most, "length": len(said)})
        if next(cpr.find(said), None):
            self.wrong(name, str(messages.CPR_FOUND))
        return said

    def number(self, name: str, *, missing: str = "") -> str:
        """An exact number as the document has it; empty where there is none or it cannot be read."""
        said = digits(self.one(name)).translate(_MINUS).replace(" ", "")
        if not said:
            self.lacks(name, missing)
            return ""
        if doubt := numbers.doubt(said):
            self.wrong(name, doubt)
            return ""
        exact = said.replace(",", ".")
        if not EXACT.fullmatch(exact):
            self.wrong(name, _("Skriv et tal, for eksempel 41 eller 77,5."))
            return ""
        return exact

    def year(self, name: str) -> int | None:
        """A year; None where there is none or it cannot be read."""
        said = digits(self.one(name))
        if re.fullmatch(r"(19[5-9]|20\d|210)\d", said, re.ASCII) and int(said) <= 2100:
            return int(said)
        say = self.wrong if said else self.lacks
        say(name, _("Skriv et årstal, for eksempel 2025."))
        return None

    def day(self, name: str, *, missing: str = "") -> str:
        """A day as the document has it; empty where there is none or it cannot be read."""
        said = self.one(name)
        if not said:
            self.lacks(name, missing)
            return ""
        try:
            return dt.date.fromisoformat(said).isoformat()
        except ValueError:
            self.wrong(name, str(messages.NOT_A_DATE))
            return ""


def typed(exact: str) -> str:
    """A number of the document as people type it."""
    return exact.replace(".", ",")
