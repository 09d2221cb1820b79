"""Where phones wait while somebody looks at all of them at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Gate:
    """Open unless somebody has shut it; whoever shuts it goes on when everybody inside has stopped."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_open = True
        self._going = 0

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be one of those who are waited for."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def stop_if_shut(self, before: Callable[[], None] = lambda: None) -> None:
        """Stop for as long as it is shut, if it is; `before` that, do something."""
        if not self._is_open:
            before()
            self._leave()
            self._enter()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Within the block nobody goes on."""
        with self._changed:
            self._is_open = False
            self._changed.wait_for(lambda: self._going == 0)
        try:
            yield
        finally:
            with self._changed:
                self._is_open = True
                self._changed.notify_all()

    def _enter(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_open)
            self._going += 1

    def _leave(self) -> None:
        with self._changed:
            self._going -= 1
            self._changed.notify_all()
