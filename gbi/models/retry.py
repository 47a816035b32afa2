"""How long to wait before a call is made again: full jitter under a doubling cap, or what the server asks for.

Full jitter (a uniform draw from zero to the cap) spreads the retries of many clients best: M. Brooker, "Exponential
Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Backoff:
    """Waits in seconds: the n-th retry within `base_s` * 2**n, at most `cap_s`; a server may ask for `patience_s`."""

    base_s: float = 0.5
    cap_s: float = 8.0
    patience_s: float = 30.0
    draw: Callable[[], float] = random.random

    def wait_s(self, retry: int, asked_s: float | None = None) -> float | None:
        """Seconds before retry number `retry` (from 0); None when the server asks for more than our patience.

        `asked_s` is what the server's Retry-After says; a little jitter on top keeps clients from coming back as one.
        """
        if asked_s is not None:
            return asked_s * (1 + 0.1 * self.draw()) if asked_s <= self.patience_s else None
        return self.draw() * min(self.cap_s, self.base_s * 2.0**retry)


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or an HTTP date; None where there is none to read."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())
