"""A circuit breaker: a server that failed often in a row is left alone for a while, then tried with a single call.

Without it every question would wait for its own time-outs against a server that is down. It is used from one thread
alone (the loop's), hence without locks.
"""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 5
COOL_DOWN_S = 15.0


class Breaker:
    """Closed until `failures` calls failed in a row; then open for `cool_down_s`; then half open: one trial decides.

    `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        failures: int = FAILURES,
        cool_down_s: float = COOL_DOWN_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._cool_down_s = cool_down_s
        self._clock = clock
        self._in_a_row = 0
        self._opened: float | None = None
        self._on_trial = False

    def wait_s(self) -> float:
        """Seconds until a call is let through: 0 when it may go now."""
        if self._opened is None:
            return 0.0
        left = self._opened + self._cool_down_s - self._clock()
        if left > 0:
            return left
        return self._cool_down_s if self._on_trial else 0.0

    def admit(self) -> bool:
        """Whether a call may go now. Whoever is let through must tell `succeeded`, `failed` or `abandoned`."""
        if self.wait_s() > 0:
            return False
        self._on_trial = self._opened is not None
        return True

    def succeeded(self) -> None:
        """The server replied, if only to refuse: it is up."""
        self._in_a_row, self._opened, self._on_trial = 0, None, False

    def failed(self) -> None:
        """The server could not be reached, took too long, or broke."""
        self._in_a_row += 1
        if self._on_trial or self._in_a_row >= self._limit:
            self._opened = self._clock()
        self._on_trial = False

    def abandoned(self) -> None:
        """The call was cancelled and says nothing about the server: the next one may be the trial."""
        self._on_trial = False
