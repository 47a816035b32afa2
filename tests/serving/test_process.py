"""The server's process: followed while it starts, ended with its children, however it or this program ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gbi.errors import ServeError
from gbi.models.serving import process
from gbi.models.serving.process import ServerProcess
from support.vllm_server import group

FAKE = Path(__file__).parents[1] / "support" / "fake_vllm.py"
Make = Callable[..., ServerProcess]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def make(tmp_path: Path, port: int) -> Iterator[Make]:
    """Starts the stand-in for vLLM; what a test leaves behind is ended."""
    made = []

    def start(how: str = "good") -> ServerProcess:
        command = (sys.executable, f"{FAKE}", "--port", f"{port}")
        server = ServerProcess(command, {**os.environ, "FAKE": how}, tmp_path / "log" / "serve.log")
        server.start()
        made.append(server)
        return server

    yield start
    for server in made:
        server.stop(grace_s=0.1)


def health(port: int) -> str:
    return f"http://127.0.0.1:{port}/health"


def gone(leader: int) -> bool:
    """Whether a group has no process left, a moment later at most."""
    end = time.monotonic() + 30
    while group(leader) and time.monotonic() < end:
        time.sleep(0.05)
    return not group(leader)


def test_it_is_ready_when_it_answers_and_its_stages_are_told(make: Make, port: int) -> None:
    said: list[str] = []
    server = make()
    server.wait_ready(health(port), 20, said.append)
    assert said[:2] == ["loading the weights", "room for 69,008 tokens in the cache"]
    assert server.status() is None and len(group(server.pid or 0)) == 2


def test_its_end_takes_the_children_with_it(make: Make, port: int) -> None:
    server = make()
    server.wait_ready(health(port), 20, lambda words: None)
    leader = server.pid or 0
    server.stop()
    server.stop()
    assert gone(leader) and server.status() is not None


def test_one_that_does_not_listen_to_the_signal_is_killed(make: Make, port: int) -> None:
    server = make("deaf")
    server.wait_ready(health(port), 20, lambda words: None)
    leader = server.pid or 0
    server.stop(grace_s=0.2)
    assert gone(leader) and server.status() == -signal.SIGKILL


def test_one_that_dies_is_reported_with_the_mend(make: Make, port: int) -> None:
    with pytest.raises(ServeError, match="out of memory; lower --memory-share") as error:
        make("dies").wait_ready(health(port), 20, lambda words: None)
    assert "exit status 1" in f"{error.value}" and "serve.log" in f"{error.value}"


def test_one_that_is_late_is_reported_with_the_end_of_its_log(make: Make, port: int) -> None:
    with pytest.raises(ServeError, match="not ready after 1 s") as error:
        make("late").wait_ready(health(port), 1.0, lambda words: None)
    assert "Application startup complete" in f"{error.value}"


def test_one_that_ends_after_it_served_has_an_obituary(make: Make, port: int) -> None:
    server = make()
    server.wait_ready(health(port), 20, lambda words: None)
    os.kill(server.pid or 0, signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL
    assert "exit status -9" in server.obituary()


def test_lines_are_given_once_and_whole(make: Make, port: int, tmp_path: Path) -> None:
    server = make()
    server.wait_ready(health(port), 20, lambda words: None)
    with server.log.open("ab") as log:
        log.write("half a 行".encode()[:-1])
    assert server.new_lines() == []
    with server.log.open("ab") as log:
        log.write("行".encode()[-1:] + b" and the rest\n")
    assert [line[-12:] for line in server.new_lines()] == ["and the rest"]


def test_an_interpreter_that_is_none_is_named(tmp_path: Path) -> None:
    server = ServerProcess((f"{tmp_path / 'python'}",), {}, tmp_path / "log")
    with pytest.raises(ServeError, match="GBI_SERVE_PYTHON"):
        server.start()
    with pytest.raises(ServeError, match="not started"):
        server.status()
    server.stop()


def test_a_taken_port_is_found_before_the_start(port: int) -> None:
    process.check_port("127.0.0.1", port)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(ServeError, match="choose another with --port"):
            process.check_port("127.0.0.1", port)


def test_an_interpreter_without_vllm_is_told_before_the_start(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="GBI_SERVE_PYTHON"):
        process.check_python(Path(sys.executable))
    with pytest.raises(ServeError, match="cannot be run"):
        process.check_python(tmp_path / "python")


@pytest.mark.skipif(sys.platform != "linux", reason="the signal at the parent's death is Linux's")
def test_it_ends_when_this_program_is_killed(tmp_path: Path, port: int) -> None:
    log = f"{tmp_path / 'log'}"
    code = (
        "import os, sys, time; from pathlib import Path; from gbi.models.serving.process import ServerProcess\n"
        f"server = ServerProcess((sys.executable, {f'{FAKE}'!r}, '--port', '{port}'), os.environ, Path({log!r}))\n"
        "server.start(); print(server.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        leader = int(parent.stdout.readline())
        while len(group(leader)) < 2:
            time.sleep(0.05)
        parent.kill()
    end = time.monotonic() + 30
    while leader in group(leader) and time.monotonic() < end:
        time.sleep(0.05)
    left = group(leader)
    for child in left:
        os.kill(child, signal.SIGKILL)
    assert leader not in left
