"""The parties of a new agreement: those that are usual, ticked or not, and what each is needed for."""

import copy
from collections.abc import Collection
from typing import Any

from ..agreement import shipped_lists
from . import editing
from .parts import Document

# What names a party, with the member that people know the row by.
NAMING = {"criteria": "text", "figures": "name", "lists": "name"}


def offered(document: Document, ready: Document | None) -> dict[str, str]:
    """The names by code: the agreement's own, its set's, and those that hold where nobody says otherwise."""
    rows = [*document["parties"], *(ready["parties"] if ready else ())]
    return shipped_lists.PARTIES | {row["code"]: row["name"] for row in reversed(rows)}


def needed_for(document: Document, code: str) -> list[str]:
    """What a party delivers or measures, as people read it."""
    return [
        str(row["code"] if part == "criteria" and not row.get("promise") else row[called])
        for part, called in NAMING.items()
        for row in document.get(part, ())
        if row.get("party") == code
    ]


def with_parties(document: Document, ready: Document | None, ticked: Collection[str], more: str = "") -> dict[str, Any]:
    """The draft with those that are ticked, and one more by its name. The first decides where whoever did is gone."""
    made = copy.deepcopy(dict(document))
    made["parties"] = [
        {"code": code, "name": name} for code, name in offered(document, ready).items() if code in ticked
    ]
    if more and more.casefold() not in {row["name"].casefold() for row in made["parties"]}:
        made["parties"].append({"code": editing.code_for(made, "parties", {"name": more}), "name": more})
    if made["parties"] and made["version"]["decided_by"] not in {row["code"] for row in made["parties"]}:
        made["version"]["decided_by"] = made["parties"][0]["code"]
    return made
