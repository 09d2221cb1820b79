"""Reads the filters of a list of records from an address, and puts them back into one."""

from typing import Any

from flask import abort, request

from ... import records
from ...base import years
from ...definitions import listed_forms

STATES = ("", "amended", "withdrawn", "all")


def read_filters(**fixed: Any) -> records.RecordFilters:
    """The filters in the address; `fixed` ones are not for the visitor to choose. What is unknown is left out."""
    ask = request.args.get
    found: dict[str, Any] = {
        "form": form if (form := ask("form", "")) in listed_forms() else "",
        "walk": ask("walk", ""),
        "event": ask("event", ""),
        "year": read_year(),
        "person": ask("person", ""),
        "text": ask("q", "").strip()[:100],
        "state": state if (state := ask("state", "")) in STATES else "",
    }
    return records.RecordFilters(**found | fixed)


def read_year() -> int | None:
    """The year in the address, None where there is none; one that cannot be is no page."""
    text = request.args.get("year", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not years.is_possible(int(text[:6])):
        abort(404)
    return int(text)


def read_page() -> int:
    """The page in the address, 1 where it cannot be read."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def address(filters: records.RecordFilters, **changes: Any) -> dict[str, Any]:
    """The arguments of an address that shows a list with these filters."""
    said = {
        "form": filters.form,
        "walk": filters.walk,
        "event": filters.event,
        "year": filters.year,
        "person": filters.person,
        "q": filters.text,
        "state": filters.state,
    } | changes
    return {name: value for name, value in said.items() if value not in ("", None)}
