"""Sign in, join with a code, choose a password, people."""

from flask import Flask
from flask_login import LoginManager, current_user

from ...access import sessions
from . import browser_session, joining, own_account, pages, people, sign_in

login = LoginManager()
# A phone changes its address all day long; the session must not notice.
login.session_protection = None


login.user_loader(sessions.account)


def init_app(app: Flask) -> None:
    """Register the pages and the account of each request."""
    login.init_app(app, add_context_processor=False)
    # Looked up where a template names it only: an error page must not need the database.
    app.jinja_env.globals["current_user"] = current_user
    app.register_blueprint(pages.pages)
    browser_session.init_app(app)
