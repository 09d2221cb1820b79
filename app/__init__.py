"""Feltbog: three short forms on phones, offline, and the annual evaluation made of them."""

import sys
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from . import access, agreement, audit, cli, config, definitions
from .access import rate_limit
from .base import db
from .http import headers, log_redaction, logs, problems, transport
from .maintenance import keys
from .web import account, drawn, health, office, phone


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The app, ready to serve. `overrides` go before the environment and the defaults of `app.config`."""
    app = Flask(__name__, static_folder=None)
    config.load(app, overrides)
    if proxies := app.config["FELTBOG_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    Babel(app)
    agreement.init_app(app)
    definitions.init_app(app)
    db.init_app(app)
    keys.init_app(app)
    headers.init_app(app)
    log_redaction.init_app(app)
    logs.init_app(app)
    transport.init_app(app)
    access.init_app(app)
    rate_limit.init_app(app)
    audit.init_app(app)
    problems.init_app(app)
    drawn.init_app(app)
    health.init_app(app)
    account.init_app(app)
    office.init_app(app)
    cli.init_app(app)
    phone.init_app(app)
    return app


def create_or_stop() -> Flask:
    """The app with the settings of the environment; where those name an agreement that cannot be read, one line says so."""
    try:
        return create_app()
    except agreement.PlanError as error:
        sys.exit(str(error))
