"""What a document can be made of: texts, codes, numbers, days, lists and tables.

Each kind of content tells its faults in Danish, describes itself as JSON Schema, and turns what TOML has (numbers,
dates) into what the database has: exact numbers and days as text.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ..base.text import printable

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
LISTED = re.compile(r"[a-z_]{1,40}\.[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
EXACT = re.compile(r"-?[0-9]{1,12}([.][0-9]{1,6})?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Fault(NamedTuple):
    """What is wrong at a place of the document (`criteria.C4.measures.1.aim`), and what is allowed there."""

    path: str
    says: str

    def __str__(self) -> str:
        return f"»{self.path}« {self.says}" if self.path else self.says


class Content:
    """The base of all kinds. `words`: what it must be, as a fault says it."""

    words = ""

    def is_right(self, value: Any) -> bool:
        """Whether the value itself can stand there; what lies below it tells its own faults."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """JSON Schema, draft 2020-12."""
        raise NotImplementedError

    def faults(self, value: Any, path: str) -> Iterator[Fault]:
        """Every fault of the value, from the outside in."""
        if not self.is_right(value):
            yield Fault(path, f"skal være {self.words}")

    def canonical(self, value: Any) -> Any:
        """As the database has it; what is wrong stays as it is."""
        return value

    def plain(self, value: Any) -> Any:
        """The other way: as TOML has it."""
        return value


@dataclass(frozen=True)
class Words(Content):
    """A text that says something."""

    most: int = 500

    @property
    def words(self) -> str:  # type: ignore[override]
        return f"en tekst på højst {self.most} tegn"

    def is_right(self, value: Any) -> bool:
        return isinstance(value, str) and bool(value.strip()) and len(value) <= self.most and printable(value) == value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"\S", "maxLength": self.most}


@dataclass(frozen=True)
class Pattern(Content):
    """A text of a certain form."""

    pattern: re.Pattern[str]
    words: str = ""

    def is_right(self, value: Any) -> bool:
        return isinstance(value, str) and bool(self.pattern.fullmatch(value))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern.pattern}$"}


class ExactText(Pattern):
    """A number that is never rounded: text with a dot in the document, a bare number in TOML."""

    def __init__(self) -> None:
        super().__init__(EXACT, "et tal uden tusindtalstegn, for eksempel 41 eller 77.5")

    def canonical(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value:f}" if value.is_finite() else value
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def plain(self, value: Any) -> Any:
        return Decimal(value) if "." in value else int(value)


class Date(Pattern):
    """A day."""

    def __init__(self) -> None:
        super().__init__(DAY, "en dato, for eksempel 2017-12-31")

    def is_right(self, value: Any) -> bool:
        if not super().is_right(value):
            return False
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return False
        return True

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "format": "date"}

    def canonical(self, value: Any) -> Any:
        return value.isoformat() if type(value) is dt.date else value

    def plain(self, value: Any) -> Any:
        return dt.date.fromisoformat(value)


class Bound(Content):
    """A number or a day, as what is compared is one or the other."""

    words = "et tal uden tusindtalstegn, for eksempel 41 eller 77.5, eller en dato, for eksempel 2017-12-31"
    _kinds = (ExactText(), Date())

    def _kind(self, value: Any) -> Content:
        return next((kind for kind in self._kinds if kind.is_right(kind.canonical(value))), self._kinds[0])

    def is_right(self, value: Any) -> bool:
        return self._kind(value).is_right(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [kind.schema() for kind in self._kinds]}

    def canonical(self, value: Any) -> Any:
        return self._kind(value).canonical(value)

    def plain(self, value: Any) -> Any:
        return self._kind(value).plain(value)


@dataclass(frozen=True)
class Whole(Content):
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 10**12

    @property
    def words(self) -> str:  # type: ignore[override]
        return f"et helt tal fra {self.least} til {self.most}"

    def is_right(self, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Flag(Content):
    """Yes or no; what is not there is no."""

    words = "true eller false"

    def is_right(self, value: Any) -> bool:
        return isinstance(value, bool)

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class OneOf(Content):
    """One of a few values."""

    def __init__(self, *allowed: Any) -> None:
        self.allowed = allowed
        said = [{True: "true", False: "false"}.get(each, each) if isinstance(each, bool) else each for each in allowed]
        self.words = f"en af: {', '.join(map(str, said))}" if len(said) > 1 else str(said[0])

    def is_right(self, value: Any) -> bool:
        return any(value == each and type(value) is type(each) for each in self.allowed)

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.allowed)}


@dataclass(frozen=True)
class Many(Content):
    """A list of at least `least` and at most `most` of the same; of single values none twice."""

    of: Content
    least: int = 0
    most: int = 1000

    @property
    def words(self) -> str:  # type: ignore[override]
        return f"en liste med {self.least} til {self.most}"

    def is_right(self, value: Any) -> bool:
        return isinstance(value, list) and self.least <= len(value) <= self.most

    def schema(self) -> dict[str, Any]:
        found = {"type": "array", "items": self.of.schema(), "minItems": self.least, "maxItems": self.most}
        return found if isinstance(self.of, Members) else {**found, "uniqueItems": True}

    def faults(self, value: Any, path: str) -> Iterator[Fault]:
        yield from super().faults(value, path)
        if not isinstance(value, list):
            return
        for number, each in enumerate(value, 1):
            yield from self.of.faults(each, f"{path}.{place(each, number)}")
            if not isinstance(self.of, Members) and each in value[: number - 1]:
                yield Fault(path, f"har »{each}« to gange")

    def canonical(self, value: Any) -> Any:
        return [self.of.canonical(each) for each in value] if isinstance(value, list) else value

    def plain(self, value: Any) -> Any:
        return [self.of.plain(each) for each in value]


def place(row: Any, number: int) -> str:
    """What a row of a list is called in a path: its code where it has one, else its number from 1."""
    code = row.get("code") if isinstance(row, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else str(number)


class Members(Content):
    """A table: `needed` must be there, `besides` can be.

    one_of: exactly one of each of these groups. not_both: names that never stand together.
    """

    words = "en tabel"

    def __init__(
        self, needed: Mapping[str, Content], besides: Mapping[str, Content] | None = None, *,
        one_of: Iterable[Sequence[str]] = (), not_both: Iterable[tuple[str, str]] = (),
    ) -> None:  # fmt: skip
        self.needed, self.members = tuple(needed), {**needed, **(besides or {})}
        self.one_of, self.not_both = tuple(one_of), tuple(not_both)

    def is_right(self, value: Any) -> bool:
        return isinstance(value, dict)

    def schema(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "type": "object",
            "properties": {name: each.schema() for name, each in self.members.items()},
            "required": list(self.needed),
            "additionalProperties": False,
        }
        rules: list[dict[str, Any]] = [{"oneOf": [{"required": [name]} for name in names]} for names in self.one_of]
        rules += [{"not": {"required": list(pair)}} for pair in self.not_both]
        return {**found, "allOf": rules} if rules else found

    def faults(self, value: Any, path: str) -> Iterator[Fault]:
        yield from super().faults(value, path)
        if not isinstance(value, dict):
            return
        under = f"{path}." if path else ""
        for name in self.needed:
            if name not in value:
                yield Fault(f"{under}{name}", f"mangler; skal være {self.members[name].words}")
        for name, each in value.items():
            if content := self.members.get(name):
                yield from content.faults(each, f"{under}{name}")
            else:
                yield Fault(
                    f"{under}{printable(str(name))[:80]}", f"kendes ikke; her kan stå: {', '.join(self.members)}"
                )
        for names in self.one_of:
            if sum(name in value for name in names) != 1:
                yield Fault(path, f"skal have netop én af: {', '.join(names)}")
        for one, other in self.not_both:
            if one in value and other in value:
                yield Fault(path, f"kan ikke have både »{one}« og »{other}«")

    def canonical(self, value: Any) -> Any:
        return self._each(value, lambda content, each: content.canonical(each)) if isinstance(value, dict) else value

    def plain(self, value: Any) -> Any:
        return self._each(value, lambda content, each: content.plain(each))

    def _each(self, value: Mapping[str, Any], turn: Any) -> dict[str, Any]:
        """In the order of the declaration; what is not known comes last."""
        known = self.members
        order = dict.fromkeys([name for name in known if name in value] + list(value))
        return {name: turn(known[name], value[name]) if name in known else value[name] for name in order}
