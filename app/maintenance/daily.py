"""A server that looks after itself: where nothing else does what is due every day (a timer, somebody's hand), it does so."""

import logging
from datetime import timedelta
from threading import Event, Thread

from flask import Flask

from ..base import clock
from . import notice, tending

# A timer that runs every day is never this late; how soon after the start it is looked for the first time, and how often then.
LATE = timedelta(hours=26)
FIRST, EVERY = timedelta(minutes=5), timedelta(hours=1)
_LOG = logging.getLogger("feltbog.tend")


class DailyCare:
    """A thread beside those that serve."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="daily care", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing any more. What is under way is done in portions, and can end anywhere."""
        self._stopped.set()

    def look(self) -> bool:
        """Do what is due, if nobody has; whether it was done. Whatever goes wrong is noted, and tried again later."""
        with self._app.app_context():
            try:
                if not is_late():
                    return False
                done = tending.tend()
            except Exception:
                _LOG.exception("what is due every day could not be done")
                return False
            _LOG.info("purged %d, announced %d", done.purged.number, done.announced.number)
            if done.faults:
                _LOG.warning("%d things are not as they should be; `check` says which", len(done.faults))
            return True

    def _run(self) -> None:
        wait = FIRST
        while not self._stopped.wait(wait.total_seconds()):
            self.look()
            wait = EVERY


def is_late() -> bool:
    """Whether nobody has done what is due every day for longer than a day."""
    known = notice.announced()
    return known is None or not timedelta() <= clock.now() - known.tended_at < LATE
