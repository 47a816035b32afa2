"""The private loop: inside a caller's own loop, in forked children, on Ctrl-C, and at the end of the program."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gbi.models import Request, Turn
from gbi.models.endpoint import Endpoint
from gbi.models.loop import pieces_of, private_loop, wait_for
from gbi.models.openai import ServedModel
from support.chat_server import ChatServer, Said

ASKED = Request(turns=(Turn(parts=("2 + 2?",)),))
TESTS = Path(__file__).resolve().parents[1]


async def number() -> int:
    await asyncio.sleep(0)
    return 4


async def count(ended: threading.Event) -> AsyncIterator[int]:
    try:
        for n in range(1000):
            yield n
            await asyncio.sleep(0.01)
    finally:
        ended.set()


async def fail() -> AsyncIterator[int]:
    yield 1
    raise KeyError("late")


def test_work_is_waited_for_and_its_errors_are_raised() -> None:
    assert wait_for(number()) == 4
    with pytest.raises(ZeroDivisionError):
        wait_for(broken())


async def broken() -> float:
    return 1 / 0


def test_there_is_one_loop_for_all_threads() -> None:
    loops = set()
    threads = [threading.Thread(target=lambda: loops.add(private_loop())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loops == {private_loop()}


def test_it_works_where_a_loop_runs_already() -> None:
    """As in a notebook: the caller's thread has a running loop."""

    async def notebook() -> int:
        return wait_for(number())

    assert asyncio.run(notebook()) == 4


def test_pieces_come_and_leaving_off_ends_the_work() -> None:
    ended = threading.Event()
    pieces = pieces_of(count(ended))
    assert [next(pieces), next(pieces)] == [0, 1]
    pieces.close()  # type: ignore[attr-defined]
    assert ended.wait(2)


def test_an_error_between_pieces_is_raised_after_them() -> None:
    pieces = pieces_of(fail())
    assert next(pieces) == 1
    with pytest.raises(KeyError, match="late"):
        next(pieces)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_has_a_loop_and_connections_of_its_own() -> None:
    with ChatServer(Said("four")) as server:
        model = ServedModel(Endpoint(server.url, "tiny"))
        assert model.ask(ASKED).text == "four"
        child = os.fork()
        if child == 0:
            os._exit(0 if model.ask(ASKED).text == "four" and model.usage().calls == 1 else 1)
        status = waited(child)
        assert os.waitstatus_to_exitcode(status) == 0
        assert model.ask(ASKED).text == "four"
        assert model.usage().calls == 2
        model.close()


def waited(child: int, seconds: float = 20) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    pytest.fail("the forked child hung")


ASK = """
import sys
from gbi.models import Request, Turn
from gbi.models.endpoint import Endpoint
from gbi.models.openai import ServedModel
model = ServedModel(Endpoint(sys.argv[1], "tiny"))
asked = Request(turns=(Turn(parts=("2 + 2?",)),))
"""
INTERRUPTED = """
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
    model.close()
"""


@pytest.mark.parametrize("call", ["model.ask(asked)", "model.ask_all([asked] * 3)", "list(model.stream(asked))"])
def test_ctrl_c_ends_a_call_at_once(call: str) -> None:
    with ChatServer(Said(delay_s=30)) as server:
        code = ASK + INTERRUPTED.format(call=call)
        run = subprocess.Popen([sys.executable, "-c", code, server.url], stdout=subprocess.PIPE, text=True)
        until(lambda: bool(server.bodies))
        run.send_signal(signal.SIGINT)
        started = time.monotonic()
        out, _ = run.communicate(timeout=60)
        assert "interrupted" in out
        assert run.returncode == 0
        assert time.monotonic() - started < 20


def until(true: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_a_program_ends_though_a_call_is_in_flight() -> None:
    code = ASK + "import threading, time\nthreading.Thread(target=model.ask, args=(asked,), daemon=True).start()\n"
    with ChatServer(Said(delay_s=60)) as server:
        code += "time.sleep(0.5)\n"
        run = subprocess.run(
            [sys.executable, "-c", code, server.url], capture_output=True, text=True, timeout=50, check=False
        )
    assert (run.returncode, run.stderr) == (0, "")
