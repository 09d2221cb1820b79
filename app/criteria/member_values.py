"""What a member of a row can be where it is chosen, and how its value is said: names for codes, months and days in words."""

from datetime import date
from typing import Any, Final

from ..agreement.format import DOCUMENT
from ..agreement.shape import Date, ExactText
from ..base.years import spanned
from . import parts
from .added_questions import TALLIED
from .editing import ABOUT
from .member_words import REFERENCES, VALUES
from .parts import Document, Part
from .sentences import MONTHS, shown

WHOLE_AGREEMENT: Final = "Hele aftalen"


def choices_of(document: Document, part: str, name: str, row: Part) -> dict[str, str]:
    """What a member of a row can be, by code with its words; empty where it is written."""
    last = name.rpartition(".")[2]
    if known := _values(part, name, row):
        return known
    if last in {"months", "year_starts"}:
        return {str(number): month for number, month in enumerate(MONTHS, 1)}
    if last == "years":
        return {str(year): str(year) for year in sorted({*parts.years(document), *row.get("years", ())})}
    if last in REFERENCES:
        return names(document, REFERENCES[last])
    if last == "each_area":
        return names(document, "areas")
    if name == "evaluates":
        return {"agreement": WHOLE_AGREEMENT, **names(document, "activities")}
    if part == "hours" and name in {"role", "task"}:
        return parts.choices(document, f"hours.{name}")
    if name == "groups":
        return parts.groups(document, row.get("list", ""))
    return parts.list_titles(document) if name == "list" and part in {"choices", "groups"} else {}


def _values(part: str, name: str, row: Part) -> dict[str, str]:
    """The few values of a member that has a few; a tally takes what can be added up."""
    known = VALUES.get(f"{part}.{name}", {})
    is_tallied = (part, name) == ("questions", "kind") and row.get("form") == "attendance"
    return {code: words for code, words in known.items() if not is_tallied or code in TALLIED}


def names(document: Document, part: str) -> dict[str, str]:
    """The names of a part's rows by code; an activity is called by its number too."""
    return {
        row["code"]: f"{row['code']} {row['name']}" if part == "activities" else str(row["name"])
        for row in document.get(part, ())
    }


def said(document: Document, part: str, name: str, value: Any, row: Part) -> str:
    """A member's value as people read it; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if name == "years":
        return spanned(value)
    if isinstance(value, list):
        return ", ".join(said(document, part, name, each, row) for each in value)
    if isinstance(value, dict):
        area = names(document, "areas").get(value.get("area", ""), "")
        return f"{value['year']}: {shown(parts.number(value['value']))}{f' ({area})' if area else ''}"
    content = _content(part, name)
    if isinstance(content, Date):
        return f"{date.fromisoformat(value):%d-%m-%Y}"
    if isinstance(content, ExactText) or name == "amount":
        return shown(parts.number(value))
    return choices_of(document, part, name, row).get(str(value), str(value))


def is_words(part: str, name: str, value: Any) -> bool:
    """Whether a value is words, which a sentence puts in quotation marks."""
    return isinstance(value, str) and not isinstance(_content(part, name), Date | ExactText)


def _content(part: str, name: str) -> Any:
    found: Any = DOCUMENT.members[part].of if part not in {"", ABOUT} else DOCUMENT  # type: ignore[attr-defined]
    for step in name.split("."):
        found = found.members[step]
    return found
