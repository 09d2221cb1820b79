"""What was taken away for good during a soak, and where it came back from the dead."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

TEXTS = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type NOT LIKE '%BLOB%'"


@dataclass
class Planted:
    """All of it, by what was done: serial numbers of erased records by id; ids of the others.

    `removed` and `blackened` are photos, `codes`, `closed` (accounts) and `shut_out` (guests) what they say.
    """

    erased: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    discarded: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    blackened: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    shut_out: set[str] = field(default_factory=set)

    @property
    def taken_away(self) -> set[str]:
        """Records that need not be there any more."""
        return self.erased.keys() | self.withdrawn | self.discarded

    @property
    def total(self) -> int:
        """How many acts."""
        return sum(len(getattr(self, name)) for name in self.__dataclass_fields__)

    def back(self, database: sqlite3.Connection) -> list[str]:
        """What is there again."""
        return [f"{what} {id}" for what, id in self._back(database)]

    def _back(self, database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
        for text in _words(database) & set(self.erased.values()):
            yield "erased", text
        for what, (ids, query) in self._questions().items():
            found = {row[0] for row in database.execute(query)}
            yield from ((what, id) for id in ids & found)
        shut_out = {row[0] for row in database.execute("SELECT id FROM gone WHERE what = 'guest_shut_out'")}
        yield from (("shut out", id) for id in self.shut_out - shut_out)

    def _questions(self) -> dict[str, tuple[set[str], str]]:
        """What must not be among the rows of which query."""
        counting = " UNION ALL ".join(
            f"SELECT id FROM {form} WHERE withdrawn_at IS NULL" for form in ("observation", "attendance", "contact")
        )
        return {
            "withdrawn": (self.withdrawn, counting),
            "discarded": (self.discarded, "SELECT submission_id FROM quarantine WHERE resolved_at IS NULL"),
            "removed photo": (self.removed, "SELECT id FROM photo WHERE removed_at IS NULL"),
            "blackened photo": (
                self.blackened,
                "SELECT id FROM photo WHERE changed_at IS NULL AND hidden_at IS NULL AND removed_at IS NULL",
            ),
            "code": (self.codes, "SELECT id FROM code WHERE revoked_at IS NULL"),
            "account": (self.closed, "SELECT id FROM user WHERE active"),
        }


def _words(database: sqlite3.Connection) -> set[str]:
    """Every word that stands in any row of any table."""
    found: set[str] = set()
    for table, column in database.execute(TEXTS).fetchall():
        for (value,) in database.execute(f'SELECT "{column}" FROM "{table}" WHERE typeof("{column}") = \'text\''):
            found.update(re.findall(r"[\w-]+", value))
    return found
