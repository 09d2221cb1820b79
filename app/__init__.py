"""Feltbog: three short forms on phones, offline, and the annual evaluation made of them."""

import sys
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from . import access, agreement, audit, cli, config, criteria
from .access import rate_limit
from .base import db
from .http import logs, problems, transport
from .maintenance import keys
from .web import account, drawn, health, office, phone

# In the order in which they look at a request; what they do to an answer, they do the other way round.
PARTS = (
    criteria, db, keys, logs, transport, access, rate_limit, audit, problems, drawn, health, account, office,
    cli, phone,
)  # fmt: skip


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The app, ready to serve. `overrides` go before the environment and the defaults of `app.config`."""
    app = Flask(__name__, static_folder=None)
    config.load(app, overrides)
    if proxies := app.config["FELTBOG_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    Babel(app)
    for part in PARTS:
        part.init_app(app)
    return app


def create_or_stop() -> Flask:
    """The app with the settings of the environment; where those name an agreement that cannot be read, one line says so."""
    try:
        return create_app()
    except agreement.PlanError as error:
        sys.exit(str(error))
