"""When a process has rested long enough to be ended: one thread waits; whoever owns the process may go meanwhile."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable


class Rest:
    """Calls `ended` (a weak method) once `seconds` have gone by since the last `begin`. Use it under the owner's lock.

    What is called asks `is_over` first, since the rest may have begun anew while it waited for the owner's lock, and
    says `go_on` where it has.
    """

    def __init__(self, seconds: float, ended: weakref.WeakMethod[Callable[[], None]]) -> None:
        self._seconds = seconds
        self._ended = ended
        self._since = time.monotonic()
        self._timer: threading.Timer | None = None
        self._owner = os.getpid()

    def begin(self) -> None:
        """The rest begins now, and anew where it had begun."""
        self._since = time.monotonic()
        if self._timer is None or self._owner != os.getpid():  # a fork has no threads but its own
            self.go_on()

    def is_over(self) -> bool:
        """Whether the seconds have gone by. Asked by what was called: nobody waits any more."""
        self._timer = None
        return time.monotonic() - self._since >= self._seconds

    def go_on(self) -> None:
        """Waits for what is left of the rest."""
        left = max(0.0, self._since + self._seconds - time.monotonic())
        self._owner = os.getpid()
        self._timer = threading.Timer(left, _tell, (self._ended,))
        self._timer.daemon = True
        self._timer.start()


def _tell(ended: weakref.WeakMethod[Callable[[], None]]) -> None:
    method = ended()
    if method is not None:
        method()
