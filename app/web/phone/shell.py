"""The offline shell: the same pages for everybody, rendered once, and the files that they need.

Nothing here touches the session: a late answer to the worker's precache could overwrite a newer one.
"""

import json
from contextvars import Context
from threading import Lock
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request
from flask_babel import gettext as _

from ... import agreement
from ...access import allow
from ...base import messages
from ...definitions import Observation, Recheck, WalkFields, forms
from ...http.transport import content_security_policy
from ...questions.form import Form
from . import form_data, release
from .release import Release

bp = Blueprint("shell", __name__)
OFFLINE_PAGE = "/offline"
IMMUTABLE = "public, max-age=31536000, immutable"
# Public: the session stays out of the answer (see app.http.transport).
ASK_FIRST = "public, no-cache"
_making = Lock()


def init_app(app: Flask) -> None:
    """Serve the shell, and give templates ``static(name)`` and ``modules(*entries)``."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(static=static, modules=modules)


@bp.get("/", endpoint="home")
@bp.get("/form/<name>", endpoint="form")
@bp.get("/queue", endpoint="queue")
@bp.get("/walk", endpoint="walk")
@bp.get("/points", endpoint="points")
@bp.get(OFFLINE_PAGE, endpoint="offline")
@bp.get("/sw.js", endpoint="worker")
@bp.get("/manifest.webmanifest", endpoint="manifest")
@bp.get("/static/<digest>/<path:name>", endpoint="static")
@allow("public")
def answer(**_parts: str) -> Response:
    """Answer from the release; an address that it does not have is a 404, another release's file too."""
    current = current_release()
    asset = current.assets.get(request.path)
    if asset is None:
        abort(404)
    response = Response(asset.body, content_type=asset.content_type)
    if asset.compressed is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip"):
            response.set_data(asset.compressed)
            response.content_encoding = "gzip"
    # Weak: the same words, compressed or not.
    response.set_etag(asset.etag, weak=True)
    response.headers["Cache-Control"] = IMMUTABLE if asset.is_immutable else ASK_FIRST
    response.headers["X-Feltbog-Release"] = current.digest
    response.headers["Content-Security-Policy"] = content_security_policy(current.inline)
    response.make_conditional(request)
    return response


def static(name: str) -> str:
    """The address of a static file, good for as long as this code is the current one."""
    return f"/static/{release.of_code()}/{name}"


def modules(*entries: str) -> list[str]:
    """The addresses of modules and of all that they import: fetched at once they cost one round trip."""
    return [static(name) for name in release.module_names(*entries)]


def current_release() -> Release:
    """What this app serves: made at the first call, and anew once other agreements are in force.

    It is made outside of any request, so that no page can come to hold something of a person. Every server asks the
    database, so that each notices by itself.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    now = agreement.spans()
    with _making:
        known: tuple[Any, Release] | None = app.extensions.get("release")
        if known is None or known[0] != now:
            known = app.extensions["release"] = (now, Context().run(_make, app))
    return known[1]


def _make(app: Flask) -> Release:
    with app.app_context():
        digest = release.of(form_data.told())
        pages = {path: _page(digest, *parts, path=path) for path, parts in _addresses().items()}

        def worker(files: list[str]) -> str:
            addresses = [static(name) for name in files]
            kept = {"pages": list(pages), "files": addresses, "offline_page": OFFLINE_PAGE}
            return render_template("phone/sw.js", release=digest, **kept)

        manifest = json.dumps(_manifest(), ensure_ascii=False)
        documents = {"/manifest.webmanifest": ("application/manifest+json", manifest)}
        return release.make(digest, pages | {OFFLINE_PAGE: _page(digest, "offline")}, worker, documents)


def _addresses() -> dict[str, tuple[str, str, type[Form] | None]]:
    """Address → template, the page's own module, form."""
    filled_in = {
        f"/form/{form.name}": (*(("tally", "tally") if form.name == "attendance" else ("form", "capture")), form)
        for form in forms.every()
    }
    return {
        "/": ("home", "home", None),
        "/queue": ("queue", "queue", None),
        "/walk": ("walk", "walk", None),
        "/points": ("points", "points", Recheck),
        **filled_in,
    }


def _page(digest: str, template: str, script: str | None = None, form: type[Form] | None = None, path: str = "") -> str:
    """path: where the page lives, by which it notices that it is somewhere else; empty where it stands in for others."""
    # The browser says the same words as the server about an answer; it gets those that it ever says.
    words = {name: str(getattr(messages, name)) for name in release.words_said()}
    camera = "photo-question" if script == "capture" and form and "photos" in form.questions else None
    return render_template(
        f"phone/{template}.html",
        release=digest,
        digest=release.of_code(),
        path=path,
        scripts=[f"phone/{name}.js" for name in ("main", script, camera) if name],
        forms=forms.every(),
        listed=forms.listed(),
        form=form,
        wtform=form.wtform() if form else None,
        messages=words,
        light=Observation.wtform()["light"],
        facts=WalkFields.questions,
    )


def _manifest() -> dict[str, object]:
    """What a phone that installs the app must know."""
    return {
        "id": "/",
        "name": "Feltbog",
        "short_name": "Feltbog",
        "description": _("Observationer, fremmøde og henvendelser, også uden net"),
        "lang": "da",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#FBFAF6",
        "theme_color": "#FBFAF6",
        "icons": [
            {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("icons/maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
