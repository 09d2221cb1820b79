"""Keeps codes and tokens out of the logs: whoever reads those must not be able to join or to choose a password."""

import logging
import re

from flask import Flask

SECRET = re.compile(r"(/join/|/account/invitation/)[^\s\"'?#\[\]]+")
# Who writes addresses down: the app about errors, the two servers about requests.
LOGGERS = ("werkzeug", "waitress")


class Redaction(logging.Filter):
    """Shortens addresses that hold a code or a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/join/" in message or "/account/invitation/" in message:
            record.msg, record.args = SECRET.sub(r"\1…", message), None
        return True


def init_app(app: Flask) -> None:
    """Put the filter on every logger that sees addresses; once, however many apps a test makes."""
    for logger in (app.logger, *map(logging.getLogger, LOGGERS)):
        if not any(isinstance(known, Redaction) for known in logger.filters):
            logger.addFilter(Redaction())
