"""The map from elsewhere, where the operator has named one: its address, what may be loaded from it, what is on it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app

from ... import activities
from ...activities import Line
from ...http.transport import content_security_policy


def positions(observations: Iterable[Line]) -> list[dict[str, Any]]:
    """What the map shows: number, kind, where and what; nothing where nobody has named a map."""
    if not current_app.config["FELTBOG_TILES"]:
        return []
    found = ((each, activities.where(each)) for each in observations)
    return [
        {
            "number": each.number,
            "kind": each.kind,
            "latitude": position.latitude,
            "longitude": position.longitude,
            "label": each.title,
        }
        for each, position in found
        if position
    ]


def allow(response: Response) -> Response:
    """Let this page load pictures from the map's host, and no other page."""
    response.headers["Content-Security-Policy"] = content_security_policy({"img": [source()]})
    return response


def source() -> str:
    """The map's host as the policy names it: `{s}` in an address stands for several hosts."""
    parts = urlsplit(current_app.config["FELTBOG_TILES"].replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"
