"""Waits between tries, and what Retry-After may hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gbi.models.retry import Backoff, retry_after_s

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_the_cap_doubles_up_to_its_limit_and_the_draw_spreads_over_all_of_it() -> None:
    full = Backoff(base_s=0.5, cap_s=3.0, draw=lambda: 1.0)
    assert [full.wait_s(n) for n in range(5)] == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert Backoff(draw=lambda: 0.0).wait_s(4) == 0.0
    drawn = [Backoff(base_s=1.0).wait_s(0) or 0.0 for _ in range(200)]
    assert min(drawn) < 0.2 < 0.8 < max(drawn) <= 1.0


def test_what_the_server_asks_for_is_kept_within_our_patience() -> None:
    backoff = Backoff(patience_s=30.0, draw=lambda: 0.5)
    assert backoff.wait_s(0, 10.0) == pytest.approx(10.5)
    assert backoff.wait_s(0, 30.1) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0.25", 0.25),
        (" 7 ", 7.0),
        ("-5", 0.0),
        ("Sun, 22 Nov 2026 12:00:09 GMT", 9.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": value}, NOW) == seconds


def test_without_the_header_there_is_nothing_to_keep() -> None:
    assert retry_after_s({}) is None
