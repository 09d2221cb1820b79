"""How an agreement is laid out in Excel: a sheet a list at any depth, a column a member, as the format declares them.

Row 1 has the names of the format, row 2 the Danish words. `Nr` is a row's place: `9.1.2` is criterion 9, measure 1, term 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..agreement.format import DOCUMENT
from ..agreement.shape import Many, Members
from .member_words import SHEETS

# What stands in A1 of the sheet that has the agreement itself; in the others it is the list's place in the document.
TOP: Final = "agreement"
NUMBER, NUMBER_IN_WORDS = "nr", "Nr"
FIRST_ROW: Final = 3
YES, NO = "ja", "nej"


@dataclass(frozen=True)
class BookSheet:
    """A list of the document: its path there, the sheet's title, and what stands in its columns by their names."""

    path: str
    title: str
    columns: dict[str, Any]
    members: Members

    @property
    def depth(self) -> int:
        """How many numbers a row's place has."""
        return self.path.count("/") + bool(self.path)


def lists(members: Members = DOCUMENT, path: str = "") -> Iterator[tuple[str, Members]]:
    """Every list of rows that the format has, by its path, each after the one that it stands in."""
    yield path, members
    for name, content in _lists_in(members):
        yield from lists(content, f"{path}/{name}".lstrip("/"))


def _lists_in(members: Members, prefix: str = "") -> Iterator[tuple[str, Members]]:
    for name, content in members.members.items():
        if isinstance(content, Members):
            yield from _lists_in(content, f"{prefix}{name}.")
        elif isinstance(content, Many) and isinstance(content.of, Members):
            yield prefix + name, content.of


def _columns(members: Members, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, content in members.members.items():
        if isinstance(content, Members):
            yield from _columns(content, f"{prefix}{name}.")
        elif not (isinstance(content, Many) and isinstance(content.of, Members)):
            yield prefix + name, content


_MEMBERS = dict(lists())
BOOK: Final = {
    path: BookSheet(path, title, dict(_columns(_MEMBERS[path])), _MEMBERS[path])
    for path, (title, _one) in SHEETS.items()
}
