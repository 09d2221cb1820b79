"""Serves the app with waitress: one process, eight threads.

    python -m app.serve        in a checkout
    feltbog run                where the package is installed

`HOST` and `PORT` (127.0.0.1 and 8000) say where. SIGTERM and Ctrl-C stop it: nobody new is let in, requests that have
begun are answered, for up to half a minute; a phone whose request is cut off then sends it again. A second signal ends it at once.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any

import click
from click import ClickException
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

from . import create_app
from .base import trouble
from .cli import common
from .http import logs
from .maintenance import DailyCare, keys
from .web.phone.shell import current_release

THREADS = 8
STOPS = (signal.SIGINT, signal.SIGTERM)
# Above the largest file that the office takes (a phone's queue with its photos, 32 MB), so that the app itself can say
# what is wrong with one that is a little too large; anything beyond is refused before it is read.
MAX_REQUEST = 33 * 1024 * 1024
# A phone gives a request up after 20 seconds, a photo after 60.
FINISH_SECONDS, ARRIVE_SECONDS = 30, 90
# A connection that only sends takes no thread until all is there, but a file and another for a long body; a process has
# 1,024 of them unless it is told otherwise.
MOST_CONNECTIONS = 450
# So much of a body is kept in memory, what is longer in a file: many that send slowly leave room for everybody else.
IN_MEMORY = 64 * 1024


class Serving:
    """A server that is told to stop by a signal, and then finishes what has begun."""

    def __init__(self, app: Any, options: Mapping[str, Any]) -> None:
        """Raises OSError where the address cannot be had."""
        self._sockets: dict[int, Any] = {}
        self._server = create_server(app, map=self._sockets, **options)
        # What is still arriving, and since when.
        self._begun: dict[HTTPRequestParser, float] = {}
        self._stopping = False
        for number in STOPS:
            signal.signal(number, self._stop)

    def run(self) -> None:
        """Serve until a signal comes."""
        while not self._stopping:
            self._turn(1)
            self._turn_away_slow()
        self._finish()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for number in STOPS:
            signal.signal(number, signal.SIG_DFL)
        for server in self._listening():
            server.pull_trigger()  # ends the wait for something to read

    def _turn(self, seconds: float) -> None:
        """Read and write whatever is ready, or wait for it that long."""
        # `select`, which it would use, knows no file above the 1,024th.
        wasyncore.loop(seconds, use_poll=True, map=self._sockets, count=1)

    def _turn_away_slow(self) -> None:
        """Close the connections whose request has been arriving for longer than any phone waits, byte by byte or not at all."""
        now = time.monotonic()
        arriving = [(each, each.request) for each in self._connections() if each.request]
        self._begun = {request: self._begun.get(request, now) for _each, request in arriving}
        for each, request in arriving:
            each.will_close = each.will_close or now - self._begun[request] > ARRIVE_SECONDS

    def _finish(self) -> None:
        # Whoever has been let in already is still heard.
        self._turn(0)
        for server in self._listening():
            wasyncore.dispatcher.close(server)
        until = time.monotonic() + FINISH_SECONDS
        while (open_ := self._connections()) and time.monotonic() < until:
            for connection in open_:
                busy = connection.requests or connection.request or connection.total_outbufs_len
                connection.will_close = connection.will_close or not busy
            self._turn(0.1)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _listening(self) -> list[BaseWSGIServer]:
        return [socket for socket in self._sockets.values() if isinstance(socket, BaseWSGIServer)]

    def _connections(self) -> list[HTTPChannel]:
        return [socket for socket in self._sockets.values() if isinstance(socket, HTTPChannel)]


def settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """What this environment asks of waitress, as its keyword arguments."""
    return {
        "host": environ.get("HOST", "127.0.0.1"),
        "port": environ.get("PORT", "8000"),
        "threads": THREADS,
        "max_request_body_size": MAX_REQUEST,
        "connection_limit": MOST_CONNECTIONS,
        "inbuf_overflow": IN_MEMORY,
        # The app alone decides whether X-Forwarded headers are believed (FELTBOG_PROXIES, 0 unless set).
        "clear_untrusted_proxy_headers": False,
        "ident": None,
    }


def main() -> None:
    """Serves until it is told to stop."""
    try:
        logs.to_stream()
    except ValueError as error:
        sys.exit(str(error))
    options = settings(os.environ)
    address = f"http://{options['host']}:{options['port']}"
    try:
        app = create_app()
        with app.app_context():
            with trouble.let_go():
                common.begin()
                keys.settle()
            trouble.keep()
            current_release()  # made before anybody waits for it
        serving = Serving(app, options)
    except keys.KeyFileError as error:
        sys.exit(str(error))
    except ClickException as error:
        sys.exit(error.message)
    except DBAPIError as error:
        if (code := trouble.code(error)) is None:
            raise
        sys.exit(f"The database cannot be asked ({code}); mend that, and start again.")
    except OSError as error:
        sys.exit(f"Cannot serve on {address}: {error.strerror}. PORT chooses another port.")
    print(f"Feltbog is at {address} (Ctrl-C stops it)", flush=True)
    care = DailyCare(app)
    care.start()
    serving.run()
    care.stop()


def command() -> None:
    """The command `feltbog` of the installed package: what `flask --app wsgi` is in a checkout, but `run` serves."""
    group = FlaskGroup(create_app=create_app, help="Feltbog: three short forms on phones, and the annual evaluation.")
    group.add_command(click.Command("run", callback=main, help="Serve with the settings of the environment."))
    group.main(prog_name="feltbog")


if __name__ == "__main__":
    main()
