"""What the server writes about itself: one line of JSON an event, without bodies, names, codes, addresses or ids.

A request is told by its route (`/office/records/<form>/<id>`), a fault by the kind of exception and where it came from,
never by its message: that may hold what somebody wrote. Who did what stands in the audit trail, which only leaders read.
"""

import json
import logging
import os
import re
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from flask import Flask, Response, g, request

from ..base import cpr

ROOT = Path(__file__).parents[2]
LEVELS = ("info", "warning", "error")
REQUESTS = logging.getLogger("feltbog.requests")
FAULTS = logging.getLogger("feltbog.faults")
# Whoever reads the logs must not be able to join or to choose a password.
SECRET = re.compile(r"(/join/|/account/invitation/)[^\s\"'?#\[\]]+")
# Who writes addresses down beside the app: the two servers about requests.
SERVERS = ("werkzeug", "waitress")
# What flask's own handler asks of a logger's exception.
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Redaction(logging.Filter):
    """Shortens addresses that hold a code or a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (told := SECRET.sub(r"\1…", message)) != message:
            record.msg, record.args = told, None
        return True


class JsonFormatter(logging.Formatter):
    """A record as a line of JSON: when, how grave, which part, what; what belongs to it; the fault, where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "what": cpr.mask(record.getMessage()),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1]:
            told["fault"] = list(faults(record.exc_info[1]))
        return json.dumps(told)


def faults(error: BaseException | None) -> Any:
    """The kinds of an exception and its causes, each with the places that it went through; no messages."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        yield {"kind": type(error).__name__, "through": [_place(frame) for frame in frames]}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def init_app(app: Flask) -> None:
    """Time every request, tell of faults in our own words, and keep secrets out of whatever log sees addresses."""
    for logger in (app.logger, *map(logging.getLogger, SERVERS)):
        if not any(isinstance(known, Redaction) for known in logger.filters):  # the servers' are the same for every app
            logger.addFilter(Redaction())
    app.before_request(_begin)
    app.after_request(_end)
    app.log_exception = _tell  # type: ignore[method-assign,assignment]


def to_stream(stream: TextIO = sys.stderr) -> logging.Handler:
    """Send everything from FELTBOG_LOG's level on to the stream, and nothing anywhere else; the handler that does so."""
    level = os.environ.get("FELTBOG_LOG") or "warning"
    if level not in LEVELS:
        raise ValueError(f"FELTBOG_LOG is one of {', '.join(LEVELS)}")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(Redaction())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    return handler


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    if REQUESTS.isEnabledFor(logging.INFO):
        spent = round((time.perf_counter() - g.get("begun", time.perf_counter())) * 1000, 1)
        REQUESTS.info("request", extra={"facts": {**route(), "status": response.status_code, "ms": spent}})
    return response


def _tell(error: ExcInfo) -> None:
    FAULTS.error("a request failed", exc_info=error, extra={"facts": route()})


def route() -> dict[str, str]:
    """How a request is told."""
    return {"method": request.method, "route": request.url_rule.rule if request.url_rule else "-"}


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    within = path.relative_to(ROOT) if path.is_relative_to(ROOT) and ".venv" not in path.parts else Path(path.name)
    return f"{within}:{frame.lineno} {frame.name}"
