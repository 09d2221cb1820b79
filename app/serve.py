"""Serves the app with waitress: one process, eight threads.

    python -m app.serve

`HOST` and `PORT` (127.0.0.1 and 8000) say where. SIGTERM and Ctrl-C let requests under way
finish, for up to five seconds; a phone whose request was cut off sends it again.
"""

import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from waitress.server import create_server

from app import create_app
from app.phone.shell import current_release
from app.plan import PlanError

THREADS = 8
# Above the largest file that the office takes (a phone's queue with its photos, 32 MB), so that the app itself can say
# what is wrong with one that is a little too large; anything beyond is refused before it is read.
MAX_REQUEST = 33 * 1024 * 1024


def settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """What this environment asks of waitress, as its keyword arguments."""
    return {
        "host": environ.get("HOST", "127.0.0.1"),
        "port": environ.get("PORT", "8000"),
        "threads": THREADS,
        "max_request_body_size": MAX_REQUEST,
        # The app alone decides whether X-Forwarded headers are believed (FELTBOG_PROXIES, 0 unless set).
        "clear_untrusted_proxy_headers": False,
        "ident": None,
    }


def main() -> None:
    """Serves until it is told to stop."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: sys.exit())
    options = settings(os.environ)
    address = f"http://{options['host']}:{options['port']}"
    try:
        app = create_app()
        with app.app_context():
            current_release()  # made before anybody waits for it
        server = create_server(app, **options)
    except PlanError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Cannot serve on {address}: {error.strerror}. PORT chooses another port.")
    print(f"Feltbog is at {address} (Ctrl-C stops it)", flush=True)
    server.run()


if __name__ == "__main__":
    main()
