"""How often: sync requests of one session, and failed joins and sign-ins from one address."""

from flask import Flask, current_app, request, session
from flask.wrappers import Response
from flask_limiter import Limiter

FAILED = {401, 404}


def _address() -> str:
    return request.remote_addr or ""


def _session() -> str:
    """One session, told by its CSRF token; the gate has refused whoever has none."""
    return str(session.get("csrf_token") or _address())


def _per_minute() -> str:
    return f"{current_app.config['FELTBOG_SYNC_PER_MINUTE']} per minute"


limiter = Limiter(key_func=_address, strategy="moving-window")

sync_limit = limiter.limit(_per_minute, key_func=_session)


def _has_failed(response: Response) -> bool:
    return response.status_code in FAILED


# 10 failures in 5 minutes: a whole walk behind one address passes, because only failures count.
stranger_limit = limiter.shared_limit("10 per 5 minutes", scope="strangers", deduct_when=_has_failed)


def init_app(app: Flask) -> None:
    """Install the limiter; after the gate of `app.access`, so that 401 and 403 come before 429."""

    @app.after_request
    def say_when_only_to_the_refused(response: Response) -> Response:
        """The limiter says so in every answer; beside a redirect it would ask the browser to wait."""
        if response.status_code != 429:
            response.headers.pop("Retry-After", None)
        return response

    limiter.init_app(app)
