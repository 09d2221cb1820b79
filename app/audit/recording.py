"""Leaves the trace that a view names beside its right (`@allow("…", trace="…")`), after every answer.

A file that cannot be noted is not handed out: the entry is committed before the first byte leaves.
"""

import logging
import re

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DBAPIError

from ..access import person
from ..base import trouble
from ..base.ids import UUID
from .trail import note

# What may stand in an entry of what the address says.
FACTS = ("year", "key", "form")
CODE = re.compile(r"[a-z0-9_]{1,20}")


RECORD = "<form>"


def init_app(app: Flask) -> None:
    """Look after every answer that was no refusal."""
    app.after_request(leave_trace)


def trace_of(endpoint: str | None) -> tuple[str, str] | None:
    """What is done there, and to what kind of thing; None for what leaves no trace."""
    named: str | None = getattr(current_app.view_functions.get(endpoint or ""), "trace", None)
    if named is None:
        return None
    action, _, kind = named.partition(" ")
    return action, kind


def leave_trace(response: Response) -> Response:
    """Note what the page did, where it says that this leaves a trace."""
    trace = trace_of(request.endpoint)
    who = person() if trace and response.status_code < 400 else None
    if trace is None or who is None:
        return response
    action, kind = trace
    values = {**request.args, **(request.view_args or {})}
    if kind == RECORD:
        kind = str(values.get("form", ""))
    if action == "saw" and not _is_telling(kind, str(values.get("form", ""))):
        return response
    subject = str(values["id"]) if "id" in (request.view_args or {}) else _made(response)
    facts = {name: str(values[name]) for name in FACTS if CODE.fullmatch(str(values.get(name, "")))}
    try:
        note(action, who, kind, subject, **facts)
    except DBAPIError as error:
        if trouble.code(error) is None or action == "exported":
            raise
        # On a full disk people must still be able to read.
        logging.getLogger(__name__).warning("an entry of the audit trail could not be written")
    return response


def _is_telling(kind: str, form: str) -> bool:
    """Whether reading it is worth a line: what was said to the counsellor, not what stands on the walk's page."""
    return kind not in {"observation", "attendance", "recheck"} and (kind != "records" or form in {"", "contact"})


def _made(response: Response) -> str | None:
    """The id of what was just made, in the address that the answer leads to."""
    ids = [part for part in (response.location or "").split("/") if UUID.fullmatch(part)]
    return ids[-1] if ids else None
