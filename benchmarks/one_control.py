"""The floor for pages on phones: one control, one script that attaches one handler, a worker that keeps both."""

import os

from flask import Flask, Response
from waitress import serve

FILES = {
    "/": (
        "text/html",
        '<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Én knap</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        '<script type="module" src="/one.js"></script></head><body><button>0</button></body></html>',
    ),
    "/one.js": (
        "text/javascript",
        'const button = document.querySelector("button");'
        'button.addEventListener("click", () => (button.textContent = Number(button.textContent) + 1));'
        'document.body.dataset.ready = "";'
        'navigator.serviceWorker.register("/sw.js");',
    ),
    "/sw.js": (
        "text/javascript",
        'const keep = async () => (await caches.open("one")).addAll(["/", "/one.js"]);'
        "const kept = async (request) => (await caches.match(request)) ?? fetch(request);"
        'addEventListener("install", (event) => event.waitUntil(keep()));'
        'addEventListener("activate", (event) => event.waitUntil(clients.claim()));'
        'addEventListener("fetch", (event) => event.respondWith(kept(event.request)));',
    ),
    "/healthz": ("text/plain", "ok"),
}


def one_control() -> Flask:
    """Flask serves the page from memory."""
    app = Flask(__name__, static_folder=None)

    def answer(path: str = "") -> Response:
        content_type, text = FILES[f"/{path}"]
        return Response(text, content_type=f"{content_type}; charset=utf-8", headers={"Cache-Control": "no-cache"})

    app.add_url_rule("/", view_func=answer)
    app.add_url_rule("/<path:path>", view_func=answer)
    return app


if __name__ == "__main__":
    serve(one_control(), host="127.0.0.1", port=int(os.environ["PORT"]), threads=8, _quiet=True)
