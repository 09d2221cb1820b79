"""Reads a plan's file key by key and notes every fault, with the key's whole path and what is allowed."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

Made = TypeVar("Made")
NEEDED: Any = object()


class Table:
    """One table of the file. Each method reads a key; a fault is noted and something harmless given back instead.

    `path` is what stands before the keys in messages.
    """

    def __init__(self, data: Mapping[str, Any], faults: list[str], path: str = "") -> None:
        self.data, self.faults, self.path = data, faults, path
        self.read: list[str] = []

    def fault(self, key: str, says: str) -> None:
        """Note that something is wrong with a key."""
        self.faults.append(f"»{self.path}{key}« {says}")

    def take(self, key: str, right: Callable[[Any], bool], allowed: str, default: Any = NEEDED) -> Any:
        """The key's value where it is `right`; without a default it must be there."""
        self.read.append(key)
        if key not in self.data:
            if default is NEEDED:
                self.fault(key, f"skal være {allowed}; nøglen mangler")
                return None
            return default
        value = self.data[key]
        if not right(value):
            self.fault(key, f"skal være {allowed}")
            return None if default is NEEDED else default
        return value

    def text(self, key: str, default: Any = NEEDED, *, empty: bool = False) -> str:
        """A text; an `empty` one only where that means something."""
        value = self.take(
            key, lambda value: isinstance(value, str) and bool(empty or value.strip()), "en tekst", default
        )
        return value or ""

    def flag(self, key: str) -> bool:
        """Yes or no; no where the key is not there."""
        return bool(self.take(key, lambda value: isinstance(value, bool), "true eller false", default=False))

    def day(self, key: str, default: Any = NEEDED) -> dt.date | None:
        """A date such as 2017-12-31, without quotation marks."""
        return self.take(key, _is_day, "en dato uden anførselstegn, for eksempel 2017-12-31", default)

    def number(self, key: str, least: int = 0, most: int | None = None, default: Any = NEEDED) -> Decimal | None:
        """A number that is not below `least` or above `most`."""
        allowed = f"et tal fra {least} til {most}" if most is not None else f"et tal, mindst {least}"
        value = self.take(key, lambda value: _is_number(value) and _within(value, least, most), allowed, default)
        return None if value is None else Decimal(value)

    def whole(self, key: str, least: int = 0, default: Any = NEEDED) -> int:
        """A whole number that is not below `least`."""
        return (
            self.take(key, lambda value: _is_whole(value) and value >= least, f"et helt tal, mindst {least}", default)
            or 0
        )

    def choice(self, key: str, allowed: Iterable[str], default: Any = NEEDED) -> Any:
        """The text under the key, which must be one of the codes."""
        codes = list(allowed)
        if not codes and self.faults:  # the table that they stand in is the fault
            self.read.append(key)
            return None
        return self.take(key, lambda value: value in codes, f"en af: {', '.join(codes)}", default)

    def list(self, key: str, right: Callable[[Any], bool], words: str, default: Any = NEEDED) -> tuple[Any, ...]:
        """A list with something in it, each of it `right`, none of it twice."""
        return tuple(self.take(key, lambda value: _is_list(value, right), f"en liste af {words}", default) or ())

    def texts(self, key: str, default: Any = NEEDED) -> tuple[str, ...]:
        """A list of texts."""
        return self.list(key, _is_text, "tekster", default)

    def years(self, key: str, of: Iterable[int] | None = None) -> tuple[int, ...]:
        """A list of years in their order; of `of` where it is given, and all of those where the key is not there."""
        if of is None:
            return tuple(sorted(self.list(key, _is_year, "årstal")))
        known = tuple(of)
        words = f"årstal fra aftalen: {', '.join(map(str, known))}"
        return tuple(sorted(self.list(key, lambda value: _is_whole(value) and value in known, words, known)))

    def months(self, key: str, default: Any = NEEDED) -> tuple[int, ...]:
        """A list of months, 1 to 12."""
        return self.list(key, lambda value: _is_whole(value) and 1 <= value <= 12, "måneder, 1 til 12", default)

    def words(self, key: str, default: Any = NEEDED) -> dict[str, str]:
        """A table from code to text."""
        right = partial(_is_table, of=_is_text)
        return dict(self.take(key, right, "en tabel fra kode til tekst", default) or {})

    def table(self, key: str, make: Callable[["Table"], Made]) -> Made:
        """What `make` makes of a table of its own."""
        value = self.take(key, _is_table, "en tabel")
        return Table(value or {}, self.faults, f"{self.path}{key}.").made(make)

    def tables(self, key: str, make: Callable[[str, "Table"], Made]) -> dict[str, Made]:
        """What `make` makes of each table below a table, by its name there."""
        right = partial(_is_table, of=_is_table)
        found = self.take(key, right, f"tabeller, hver med sit navn: [{self.path}{key}.navn]", {})
        parts = {id: Table(each, self.faults, f"{self.path}{key}.{id}.") for id, each in found.items()}
        return {id: part.made(partial(make, id)) for id, part in parts.items()}

    def rows(self, key: str, make: Callable[["Table"], Made]) -> tuple[Made, ...]:
        """What `make` makes of each table of a list of tables; in messages by its id, else by its number."""
        right = partial(_is_list, right=_is_table)
        found = self.take(key, right, f"tabeller efter hinanden: [[{self.path}{key}]]", [])
        return tuple(
            Table(each, self.faults, f"{self.path}{key}.{each.get('id') or number}.").made(make)
            for number, each in enumerate(found, 1)
        )

    def made(self, make: Callable[["Table"], Made]) -> Made:
        """What `make` makes of it; keys that it does not read mean nothing here, most often they are misspelt."""
        found = make(self)
        for key in self.data.keys() - set(self.read):
            self.fault(key, f"kendes ikke; her kan stå: {', '.join(self.read)}")
        return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_year(value: Any) -> bool:
    return _is_whole(value) and 1950 <= value <= 2999


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, Decimal) and value.is_finite())


def _within(value: Any, least: int, most: int | None) -> bool:
    return bool(least <= value and (most is None or value <= most))


def _is_list(value: Any, right: Callable[[Any], bool]) -> bool:
    """Whether it is a list of such things, with something in it and nothing twice."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(map(right, value))
        and all(each not in value[:number] for number, each in enumerate(value))
    )


def _is_table(value: Any, of: Callable[[Any], bool] | None = None) -> bool:
    """Whether it is a table with something in it, and every value of it such a thing."""
    return isinstance(value, dict) and bool(value) and (of is None or all(map(of, value.values())))
