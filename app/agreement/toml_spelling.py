"""An agreement's document as TOML, read and written."""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .format import DOCUMENT, MOST_BYTES
from .shape import Fault

# What people write who do not know TOML: 71,5 and 1.1.2017, and names with æ, ø and å.
_COMMA = re.compile(r"=\s*-?\d+,\d+\b")
_DANISH_DAY = re.compile(r"=\s*\d{1,2}[./-]\d{1,2}[./-]\d{4}\b")
_FOREIGN_NAME = re.compile(r"^[^\"'=#]*[^\x00-\x7f][^\"'=#]*=")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class UnreadableError(ValueError):
    """A text that is no TOML; the fault says where, and what to write."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def parsed(text: str) -> dict[str, Any]:
    """The tables of a TOML text, numbers exact; raises UnreadableError."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise UnreadableError(Fault("", f"filen fylder mere end {MOST_BYTES // 1024} KiB"))
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(_fault(text, str(error))) from None
    except RecursionError:
        raise UnreadableError(Fault("", "filen er ikke rigtig TOML: for mange parenteser i hinanden")) from None


def _fault(text: str, says: str) -> Fault:
    """The parser's words, or better ones where the line shows what was meant."""
    found = _LINE.search(says)
    lines = text.splitlines()
    number = int(found[1]) if found else len(lines)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    place = f"linje {number}"
    if _COMMA.search(line):
        return Fault(place, "har et tal med komma; skriv et punktum, for eksempel 71.5")
    if _DANISH_DAY.search(line):
        return Fault(place, "har en dato, der ikke kan læses; skriv år-måned-dag, for eksempel 2017-01-31")
    if _FOREIGN_NAME.search(line):
        return Fault(place, "har et navn før lighedstegnet med andet end a–z, cifre og _; skriv ae, oe og aa")
    return Fault(place, f"er ikke rigtig TOML ({says})")


def from_toml(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The document that TOML's tables spell; what is wrong in them stays, for the faults to tell."""
    found: dict[str, Any] = DOCUMENT.canonical(dict(tables))
    return found


def to_toml(document: Mapping[str, Any]) -> str:
    """A document without faults as TOML, its members in their order, the criteria last: a row a line."""
    return "\n".join(_lines(DOCUMENT.plain(document)))


def _lines(tables: Mapping[str, Any]) -> Iterator[str]:
    for name, value in tables.items():
        if name == "criteria":
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from (f"{name} = [", *(f"  {_inline(each)}," for each in value), "]")
        else:
            yield f"{name} = {_inline(value)}"
    if not tables["criteria"]:
        yield "criteria = []"
    for criterion in tables["criteria"]:
        yield from ("", "[[criteria]]")
        for name, value in criterion.items():
            yield f"{name} = {_inline(value)}"
    yield ""


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_inline(each)}' for name, each in value.items())} }}"
    return value.isoformat() if isinstance(value, dt.date) else f"{value}"
