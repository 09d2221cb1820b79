"""How requests reach Feltbog, and what goes with every answer: host names, cookies that keep to HTTPS where there is
HTTPS, security headers.
"""

import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext
from itsdangerous import BadSignature

from .problems import problem

# On any port: somebody who tries Feltbog on their own machine.
OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
# Asked by whoever watches the server.
WATCHED = frozenset({"/healthz", "/readyz"})
# A name or an IP address, as browsers send it.
HOST = re.compile(r"[0-9a-z_]([0-9a-z_.-]{0,251}[0-9a-z_.])?|[0-9a-f:]*:[0-9a-f:.]*")
# Nothing is allowed that is not named; nothing inline either, but for what a page allows by its hash.
POLICY = {
    "default-src": ["'none'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    # Pages of its own that say themselves that they may be framed (`let_own_pages_frame`).
    "frame-src": ["'self'"],
    "frame-ancestors": ["'none'"],
}
# What no page asks a phone for.
UNUSED = ("accelerometer", "display-capture", "gyroscope", "hid", "microphone", "midi", "payment", "serial", "usb")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": a form that was sent after the session had ended leads back to its page.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), " + ", ".join(f"{name}=()" for name in UNUSED),
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 60 * 60


class Sessions(SecureCookieSessionInterface):
    """Session cookies that keep to HTTPS where the request came over it, and only in answers to one person.

    `then`: called with the answer once the session's own cookie stands in it, for cookies that follow from it.
    """

    def __init__(self) -> None:
        self.then: list[Callable[[Response], None]] = []

    def get_cookie_name(self, app: Flask) -> str:
        return cookie_name(app.config["SESSION_COOKIE_NAME"])

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What a cookie says that we signed, whenever that was by whichever clock: what it names is looked up in any case."""
        signer, cookie = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if signer is None or not cookie:
            return self.session_class()
        try:
            return self.session_class(signer.loads(cookie))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Leave alone what is the same for everybody, even where something has looked at the session (flask-login does)."""
        if not response.cache_control.public:
            super().save_session(app, session, response)
            for follow in self.then:
                follow(response)


def init_app(app: Flask) -> None:
    """Refuse other host names, before anything else looks at a request; add the headers to every answer."""
    app.session_interface = Sessions()
    app.after_request(_add_headers)
    names = frozenset(name for _written, name in hosts(app.config["FELTBOG_HOSTS"])) or OWN_MACHINE

    @app.before_request
    def check_address() -> None:
        # Whoever watches the server asks by whatever name or number they know.
        if request.path in WATCHED:
            return
        if _name(request.host) not in names:
            abort(400, "this host name is not one of Feltbog's")
        # What a WSGI server or a proxy calls the part of the address that it keeps to itself.
        prefix = request.root_path.strip("/") or request.headers.get("X-Forwarded-Prefix", "").strip(" /")
        if prefix:
            abort(_misplaced(prefix))


def hosts(configured: str | None) -> list[tuple[str, str]]:
    """The host names of the setting: each as it was written (with its port, for links), and as browsers ask for it (without,
    letters such as æ, ø, å in Punycode). A whole address gives its host. Raises ValueError for what cannot be one.
    """
    found = []
    for part in filter(None, (part.strip() for part in (configured or "").split(","))):
        address = urlsplit(part)
        written = address.netloc if "://" in part else part
        if "://" in part and address.path.strip("/"):
            raise ValueError(
                f"FELTBOG_HOSTS: {part!r} has a path, and Feltbog cannot live below one: give it a host name of its own. "
                "Write it such as feltbog.example.org, several with commas."
            )
        try:
            name = (_name(written) or "").encode("idna").decode("ascii").lower()
            urlsplit(f"//{written}").port  # noqa: B018 - raises ValueError where it is none
        except ValueError:
            name = ""
        if not HOST.fullmatch(name) or "/" in written or "@" in written:
            raise ValueError(
                f"FELTBOG_HOSTS: {part!r} is no host name. Write it such as feltbog.example.org, several with commas."
            )
        found.append((written.rstrip("."), name.rstrip(".")))
    return found


def _misplaced(prefix: str) -> Response:
    """Said instead of pages whose links and scripts would lead elsewhere. In plain text: no style of ours is found there."""
    words = gettext(
        "Feltbog kan ikke ligge i en undermappe (/%(prefix)s). Giv den sit eget værtsnavn, for eksempel feltbog.example.dk, og lad "
        "proxyen sende hele adressen videre uden at fjerne noget. Det er den, der driver serveren, der kan gøre det.",
        prefix=prefix[:60],
    )
    if request.path.startswith("/api/"):
        return problem(404, words)
    return Response(words + "\n", 404, content_type="text/plain; charset=utf-8")


def content_security_policy(inline: Mapping[str, list[str]] | None = None) -> str:
    """The policy; ``inline`` allows inline styles and scripts by hash, as {"style": […], "script": […]}."""
    extra = {f"{tag}-src": hashes for tag, hashes in (inline or {}).items()}
    return "; ".join(" ".join([name, *sources, *extra.get(name, [])]) for name, sources in POLICY.items())


def let_own_pages_frame(response: Response) -> Response:
    """Let another page of Feltbog's show this one inside it."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    policy = content_security_policy().replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = policy
    return response


def _add_headers(response: Response) -> Response:
    """Set what the view has not set itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    # Pages about people stay out of every cache, the browser's own included.
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains")
    return response


def cookie_name(name: str) -> str:
    """The name of a cookie here: over HTTPS one that browsers take from this very host alone, never from a neighbour."""
    return f"__Host-{name}" if request.is_secure else name


def is_foreign() -> bool:
    """Whether the browser says that a page of another site makes this request (Fetch Metadata), other than by a link.

    A browser that says nothing is believed: older ones do not, and the CSRF token still stands. What is fetched before anybody
    has asked for it is no link: another site's page has that done without a touch, and a browser then says no site at all.
    """
    said = request.headers
    if (site := said.get("Sec-Fetch-Site", "none")) == "same-origin":
        return False
    if "prefetch" in said.get("Sec-Purpose", said.get("Purpose", said.get("X-Moz", ""))).lower():
        return True
    # "empty" where the phone's own service worker passes a link on; it does so with nothing else.
    is_link = said.get("Sec-Fetch-Mode") == "navigate" and said.get("Sec-Fetch-Dest") in {"document", "empty"}
    return site != "none" and not (request.method == "GET" and is_link)


def address() -> str:
    """Where people find Feltbog, as far as the settings say: for links that are printed outside of any request."""
    if named := hosts(current_app.config["FELTBOG_HOSTS"]):
        return f"https://{named[0][0]}"
    host = os.environ.get("HOST", "")
    # A server that listens everywhere is reached from its own machine under the name that is always accepted.
    name = host if _name(host) in OWN_MACHINE else "127.0.0.1"
    return f"http://{name}:{os.environ.get('PORT') or 8000}"


def _name(host: str) -> str | None:
    """The host without its port; None for what is no host."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
