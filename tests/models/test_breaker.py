"""The breaker's states, on a clock that the test moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.models.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=3, cool_down_s=10.0, clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        assert breaker.admit()
        breaker.failed()


def test_it_opens_after_failures_in_a_row_only(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.admit()
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.wait_s() == 0
    fail(breaker, 1)
    assert not breaker.admit()
    assert breaker.wait_s() == 10


def test_after_the_cool_down_one_trial_goes_alone_and_closes_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 9.9
    assert not breaker.admit()
    clock.now += 0.2
    assert breaker.admit()
    assert not breaker.admit()
    assert breaker.wait_s() > 0
    breaker.succeeded()
    assert breaker.admit()
    assert breaker.admit()


def test_a_trial_that_fails_opens_it_again_for_as_long(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 10
    fail(breaker, 1)
    clock.now += 9
    assert not breaker.admit()
    clock.now += 1
    assert breaker.admit()


def test_a_trial_that_was_cancelled_lets_another_one_go(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 10
    assert breaker.admit()
    breaker.abandoned()
    assert breaker.admit()


def test_a_call_from_before_that_works_closes_it(breaker: Breaker) -> None:
    assert breaker.admit()
    fail(breaker, 3)
    breaker.succeeded()
    assert breaker.wait_s() == 0


@given(st.lists(st.sampled_from(["failed", "succeeded", "abandoned", "wait"]), max_size=60))
def test_whatever_happens_it_lets_a_call_through_after_the_cool_down(events: list[str]) -> None:
    clock = Clock()
    breaker = Breaker(failures=2, cool_down_s=5.0, clock=clock)
    for event in events:
        if event == "wait":
            clock.now += 3
        elif breaker.admit():
            getattr(breaker, event)()
    clock.now += 5
    assert breaker.admit()
