"""The `gbi serve` command as a process, with a stand-in for vLLM: what it prints, and how signals end it."""

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

from support.adapter_made import write_adapter
from support.command import Command
from support.vllm_server import group

FAKE = Path(__file__).parents[1] / "support" / "fake_vllm.py"
Serve = Callable[..., "Serving"]


class Serving:
    """A running `gbi serve`, and the leader of its server's group."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def until_ready(self) -> tuple[list[str], int]:
        """The lines on stdout up to the model's, and the leader."""
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline().strip() for _ in range(2)]
        pid = self.process.pid
        (leader,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return lines, int(leader)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def serve(tmp_path: Path, port: int) -> Iterator[Serve]:
    """Starts `gbi serve` with a package called vllm that is the stand-in."""
    package = tmp_path / "site" / "vllm" / "entrypoints" / "openai"
    package.mkdir(parents=True)
    (package / "api_server.py").write_text(f"import runpy\nrunpy.run_path({f'{FAKE}'!r}, run_name='__main__')\n")
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object, how: str = "good") -> Serving:
        gbi = Path(sys.executable).with_name("gbi")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GBI_SERVE_")}
        environment = {**kept, "PYTHONPATH": f"{tmp_path / 'site'}", "FAKE": how}
        process = subprocess.Popen(
            [f"{gbi}", "serve", "--model", "owner/name", "--port", f"{port}", *(f"{a}" for a in arguments)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return Serving(process)

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_server_and_is_no_failure(serve: Serve, port: int, number: signal.Signals) -> None:
    serving = serve()
    lines, leader = serving.until_ready()
    assert lines == [f"export GBI_VLM_URL=http://127.0.0.1:{port}/v1", "export GBI_VLM_MODEL=owner/name"]
    assert len(group(leader)) == 2
    serving.process.send_signal(number)
    _, said = serving.process.communicate(timeout=20)
    assert serving.process.returncode == 0 and "stopping" in said
    assert group(leader) == []


def test_a_signal_during_the_start_leaves_nothing_behind(serve: Serve) -> None:
    serving = serve(how="late")
    assert serving.process.stderr is not None
    while "tokens in the cache" not in serving.process.stderr.readline():
        pass
    pid = serving.process.pid
    (leader,) = (int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    serving.process.terminate()
    assert serving.process.wait(20) == 0 and group(leader) == []


def test_a_second_signal_does_not_leave_children_behind(serve: Serve) -> None:
    serving = serve(how="good")
    _, leader = serving.until_ready()
    for _ in range(3):
        serving.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    serving.process.wait(30)
    assert group(leader) == []


def test_a_server_that_dies_while_it_serves_is_a_failure(serve: Serve) -> None:
    serving = serve()
    _, leader = serving.until_ready()
    os.kill(leader, signal.SIGKILL)
    _, said = serving.process.communicate(timeout=20)
    assert serving.process.returncode == 1 and "the server has ended (exit status -9)" in said
    assert group(leader) == []


def test_a_failed_start_says_the_mend(serve: Serve) -> None:
    serving = serve(how="dies")
    _, said = serving.process.communicate(timeout=30)
    assert serving.process.returncode == 1
    assert "gbi: out of memory; lower --memory-share" in said and "Traceback" not in said


def test_an_adapter_that_cannot_be_checked_is_not_used(serve: Serve, tmp_path: Path) -> None:
    """The stand-in knows no models: the check fails, and the base model is what is offered."""
    serving = serve("--adapter", f"chart={write_adapter(tmp_path / 'a')}")
    lines, _ = serving.until_ready()
    assert lines[1] == "export GBI_VLM_MODEL=owner/name"
    serving.process.terminate()
    _, said = serving.process.communicate(timeout=20)
    assert "REFUSED chart" in said


def test_a_taken_port_is_told_before_the_start(
    gbi_command: Command, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr("gbi.models.serving.process.check_python", lambda python: None)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = gbi_command("serve", "--port", port)
    assert done.status == 1 and "choose another with --port" in done.err


def test_a_python_without_vllm_is_told_with_the_mend(gbi_command: Command) -> None:
    done = gbi_command("serve")
    assert done.status == 1 and "has no vLLM" in done.err and "GBI_SERVE_PYTHON" in done.err


def test_wrong_values_are_named_by_their_setting(gbi_command: Command) -> None:
    done = gbi_command("serve", "--memory-share", "1.5")
    assert done.status == 1 and "GBI_SERVE_MEMORY_SHARE" in done.err


def test_without_a_server_there_is_nothing_to_change(gbi_command: Command, port: int, tmp_path: Path) -> None:
    done = gbi_command("serve", "--port", port, "--unload", "chart")
    assert done.status == 1 and "start the server with gbi serve" in done.err
    loaded = gbi_command("serve", "--port", port, "--load", f"chart={write_adapter(tmp_path / 'a')}")
    assert loaded.status == 1 and "does not answer" in loaded.err


def test_a_context_that_the_model_has_not_is_shortened_in_words(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "short").mkdir()
    (tmp_path / "short" / "config.json").write_text('{"max_position_embeddings": 4096}', "utf-8")
    serving = serve("--model", f"{tmp_path / 'short'}")
    _, leader = serving.until_ready()
    words = Path(f"/proc/{leader}/cmdline").read_text("utf-8").split("\0")
    assert words[words.index("--max-model-len") + 1] == "4096"
    serving.process.terminate()
    _, said = serving.process.communicate(timeout=20)
    assert "served with those, not 16384" in said
