"""The rest of a process: it begins anew, it calls once, it holds nobody."""

from __future__ import annotations

import threading
import time
import weakref

from gbi.sql.idle import Rest


class Owner:
    """Counts how often it was called, as an engine is: under its lock."""

    def __init__(self, seconds: float) -> None:
        self.called: list[bool] = []
        self.lock = threading.Lock()
        self.rest = Rest(seconds, weakref.WeakMethod(self.ended))

    def ended(self) -> None:
        with self.lock:
            over = self.rest.is_over()
            self.called.append(over)
            if not over:
                self.rest.go_on()


def waited_for(owner: Owner, calls: int) -> list[bool]:
    end = time.monotonic() + 30
    while len(owner.called) < calls and time.monotonic() < end:
        time.sleep(0.01)
    return owner.called


def test_nothing_is_called_before_a_rest_begins() -> None:
    owner = Owner(0.01)
    time.sleep(0.1)
    assert owner.called == []


def test_a_rest_that_was_not_disturbed_is_over_once() -> None:
    owner = Owner(0.05)
    with owner.lock:
        owner.rest.begin()
    assert waited_for(owner, 1) == [True]
    time.sleep(0.2)
    assert owner.called == [True], "one call a rest"
    with owner.lock:
        owner.rest.begin()
    assert waited_for(owner, 2) == [True, True]


def test_work_that_outlasts_the_rest_begins_it_anew() -> None:
    owner = Owner(0.1)
    with owner.lock:  # as while a query runs: whoever is called waits
        owner.rest.begin()
        time.sleep(0.3)
        owner.rest.begin()
    assert waited_for(owner, 2) == [False, True]


def test_many_beginnings_wait_with_one_thread() -> None:
    owner = Owner(30.0)
    before = threading.active_count()
    for _ in range(50):
        owner.rest.begin()
    assert threading.active_count() <= before + 1


def test_whoever_is_gone_is_not_called() -> None:
    owner = Owner(0.05)
    owner.rest.begin()
    gone = weakref.ref(owner)
    del owner
    assert gone() is None
    time.sleep(0.2)  # the thread finds nobody, and ends
    assert not any(isinstance(thread, threading.Timer) and thread.interval == 0.05 for thread in threading.enumerate())
