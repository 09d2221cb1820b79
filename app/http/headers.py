"""Security headers of every answer."""

from collections.abc import Mapping

from flask import Flask, Response, request

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
    "frame-ancestors": ["'none'"],
}
# What no page asks a phone for.
UNUSED = (
    "accelerometer",
    "display-capture",
    "gyroscope",
    "hid",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
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


def init_app(app: Flask) -> None:
    """Add the headers to every answer that has not set its own."""
    app.after_request(add_headers)


def content_security_policy(inline: Mapping[str, list[str]] | None = None) -> str:
    """The policy; ``inline`` allows inline styles and scripts by hash, as {"style": […], "script": […]}."""
    extra = {f"{tag}-src": hashes for tag, hashes in (inline or {}).items()}
    return "; ".join(" ".join([name, *sources, *extra.get(name, [])]) for name, sources in POLICY.items())


def add_headers(response: Response) -> Response:
    """Set what the view has left to us."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    # Pages about people stay out of every cache, the browser's own included.
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains")
    return response
