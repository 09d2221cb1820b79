"""An app under another agreement: its own, with more in some parts."""

import copy
from typing import Any

from flask import Flask

from app.agreement import Agreement


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row.get("list") or row.get("form") or "", row["code"]


def with_more(document: Any, **parts: list[dict[str, Any]]) -> dict[str, Any]:
    """A copy of a document with rows more, or in the place of others of the same codes."""
    found = copy.deepcopy(dict(document))
    for part, rows in parts.items():
        named = {_key(row) for row in rows}
        found[part] = [*(row for row in found.get(part, ()) if _key(row) not in named), *rows]
    return found


def agree(app: Flask, **parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Let the app have such an agreement; → its document."""
    found = with_more(app.extensions["agreement"].document, **parts)
    app.extensions["agreement"] = Agreement(found)
    return found
