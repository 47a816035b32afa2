"""The server's process: started in a group of its own, watched until it is ready, ended with all its children.

The log goes to a file that is also what the start is followed by: no pipe that could fill up, and nothing is lost.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gbi.errors import ServeError
from gbi.models.serving import logs
from gbi.models.serving.adapters import opener

POLL_S = 0.2
GRACE_S = 20.0
"""How long the server may take to end by itself; vLLM needs some seconds to free a GPU."""


class ServerProcess:
    """One vLLM server. `stop` may be called at any time, more than once, and leaves no process behind."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        self._command = tuple(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._read_to = 0
        self._rest = ""
        self._lines: list[str] = []

    @property
    def pid(self) -> int | None:
        """The leader's process id, which is also its group's; None before the start."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Starts the process. Raises `ServeError` where the interpreter cannot be run."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            try:
                self._process = subprocess.Popen(
                    self._command,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C reaches this program alone, which then ends the server in order
                    preexec_fn=_end_with_parent if sys.platform == "linux" else None,
                )
            except OSError as error:
                raise ServeError(f"{self._command[0]} cannot be run ({error}); correct GBI_SERVE_PYTHON") from error

    def wait_ready(self, health: str, seconds: float, say: Callable[[str], None]) -> None:
        """Returns when `health` (a URL) answers; `say` gets the stages of the start in words.

        Raises `ServeError` with the mend when the process ends first or the time is over.
        """
        end = time.monotonic() + seconds
        while True:
            code = self.status()
            for line in self.new_lines():
                if words := logs.stage(line):
                    say(words)
            if code is not None:
                raise ServeError(self._why(f"the server ended before it was ready (exit status {code})"))
            if _answers(health):
                return
            if time.monotonic() > end:
                raise ServeError(self._why(f"the server was not ready after {seconds:.0f} s (GBI_SERVE_READY_SECONDS)"))
            time.sleep(POLL_S)

    def wait(self) -> int:
        """Returns the exit status when the process ends."""
        while (code := self.status()) is None:
            time.sleep(POLL_S)
        return code

    def status(self) -> int | None:
        """The exit status; None while it runs. Raises `ServeError` before the start."""
        if self._process is None:
            raise ServeError("the server was not started")
        return self._process.poll()

    def new_lines(self) -> list[str]:
        """The lines that the log has gained since the last call."""
        with self.log.open("rb") as file:
            file.seek(self._read_to)
            data = file.read()
        self._read_to += len(data)
        *lines, self._rest = (self._rest + data.decode("utf-8", "replace")).split("\n")
        self._lines = [*self._lines, *lines][-400:]
        return lines

    def obituary(self) -> str:
        """Why a server that served has ended, with the mend where the log tells."""
        self.new_lines()
        return self._why(f"the server has ended (exit status {self.status()})")

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Ends the server and its children: asked first, killed after `grace_s` seconds."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace_s)
        _end_group(process.pid, grace_s=2.0)
        process.wait()

    def _why(self, what: str) -> str:
        known = logs.diagnose(self._lines)
        if known:
            return f"{known} ({what}; the whole log: {self.log})"
        return f"{what}; the end of {self.log}:\n{logs.last_words(self._lines)}"


def check_port(host: str, port: int) -> None:
    """Raises `ServeError` when something listens there already: vLLM finds out a minute later."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"port {port} of {host} is taken or not allowed ({error.strerror}); choose another with --port"
            ) from error


def check_python(python: Path) -> None:
    """Raises `ServeError` when the interpreter is missing or has no vLLM; vLLM itself is not loaded."""
    find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('vllm') is None)"
    try:
        missing = subprocess.run([f"{python}", "-c", find], stdin=subprocess.DEVNULL, timeout=60).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServeError(f"{python} cannot be run ({error}); correct GBI_SERVE_PYTHON") from error
    if missing:
        raise ServeError(f"{python} has no vLLM; {logs.NO_VLLM}")


def _answers(health: str) -> bool:
    try:
        with opener(health).open(health, timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end_group(group: int, grace_s: float) -> None:
    """Children that outlive the leader are given a moment, then killed."""
    end = time.monotonic() + grace_s
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGTERM)
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.05)
        os.killpg(group, signal.SIGKILL)


def _end_with_parent() -> None:
    """Linux ends the server when this program is killed without a chance to do it."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
