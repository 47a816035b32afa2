"""The tests' model server: real vLLM on the CPU, started by `gbi serve` itself, once for all tests.

A test that kills it starts it again before it ends. What this machine needs and the product does not (a torchvision
that can be imported, the CPU's cache size, float32, no compilation) stands here alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gbi.models.serving.adapters import RunningServer
from support import vllm_environment

SUPPORT = Path(__file__).parent
CONTEXT = 4096
WHOLE_PROMPTS = ("--no-enable-chunked-prefill",)
"""A request with a seed whose prompt is read in chunks ends vLLM's engine on the CPU: its generator has no offset."""
READY_S = 480.0


@dataclass(frozen=True)
class TinyModel:
    """The folder with `model` and the adapters `chart` (true), `zero` and `renamed`, and the Python that loads them."""

    folder: Path
    python: Path

    @property
    def model(self) -> Path:
        """The base model's folder; the server calls it by the folder's name."""
        return self.folder / "model"

    def adapter(self, name: str) -> Path:
        """The folder of an adapter."""
        return self.folder / name


@dataclass
class VllmServer:
    """`gbi serve` as a process of its own, with the base model "model" and the adapter "chart"."""

    tiny: TinyModel
    folder: Path
    port: int
    out: str = ""
    ready_s: float = 0.0
    leader: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The API's address."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def running(self) -> RunningServer:
        """The server, asked without gbi's model back ends."""
        return RunningServer(url=self.url)

    @property
    def log(self) -> Path:
        """vLLM's log."""
        return self.folder / "cache" / f"serve-{self.port}.log"

    @property
    def pid(self) -> int:
        """The process of `gbi serve`."""
        assert self._process is not None
        return self._process.pid

    def settings(self, model: str = "chart") -> dict[str, str]:
        """The environment variables with which gbi uses the server."""
        return {"GBI_VLM_URL": self.url, "GBI_VLM_MODEL": model}

    def start(self, *, trusted: bool = False) -> None:
        """Starts `gbi serve` and returns when it says how to use it; raises AssertionError with its log otherwise.

        `trusted` leaves out the check of the adapter, which passed before.
        """
        started = time.monotonic()
        said = self.folder / "serve.out"
        errors = self.folder / "serve.err"
        command = [f"{Path(sys.executable).with_name('gbi')}", *self.arguments(trusted)]
        with said.open("wb") as out, errors.open("wb") as err:
            self._process = subprocess.Popen(command, env=self.environment(), stdout=out, stderr=err)
        while "GBI_VLM_MODEL" not in said.read_text("utf-8"):
            over = time.monotonic() - started > READY_S
            if over or self._process.poll() is not None:
                self.stop()
                raise AssertionError(f"gbi serve did not get ready:\n{errors.read_text('utf-8', 'replace')[-3000:]}")
            time.sleep(0.2)
        self.out = said.read_text("utf-8") + errors.read_text("utf-8")
        self.ready_s = time.monotonic() - started
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        (self.leader,) = (int(child) for child in children)

    def arguments(self, trusted: bool) -> list[str]:
        """The arguments of `gbi`."""
        tiny = self.tiny
        options = ["--context", f"{CONTEXT}", "--images", "4", "--dtype", "float32", "--port", f"{self.port}"]
        adapter = ["--adapter", f"chart={tiny.adapter('chart')}"]
        trust = ["--trust-adapters"] if trusted else []
        return [
            "serve",
            "--model",
            f"{tiny.model}",
            *adapter,
            *options,
            *trust,
            "--",
            "--enforce-eager",
            *WHOLE_PROMPTS,
        ]

    def environment(self) -> dict[str, str]:
        """The caller's environment without its model settings, with what vLLM needs on a machine without a GPU."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GBI_VLM_", "GBI_LLM_"))}
        return {
            **kept,
            "PYTHONPATH": f"{SUPPORT / 'site'}",
            "GBI_SERVE_PYTHON": f"{self.tiny.python}",
            "GBI_SERVE_ADAPTERS": "2",
            "GBI_CACHE_DIR": f"{self.folder / 'cache'}",
            "HF_HUB_OFFLINE": "1",
            "VLLM_CPU_KVCACHE_SPACE": "1",
            "OMP_NUM_THREADS": "1",
            "VLLM_CPU_OMP_THREADS_BIND": "nobind",  # else it takes one core for itself and starves what shares it
        }

    def group(self) -> list[int]:
        """The processes of vLLM that live: the leader that gbi started, and its children."""
        return group(self.leader)

    def alive(self) -> bool:
        """Whether it runs: a test that killed it and then failed has not started it again."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Ends vLLM without a chance to say good-bye, as a lost machine would; `gbi serve` sees it and ends too."""
        os.killpg(self.leader, signal.SIGKILL)
        assert self._process is not None
        self._process.wait(60)

    def stop(self) -> None:
        """Ends the server as Ctrl-C does, and waits for it."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.wait(60)


def group(leader: int) -> list[int]:
    """The processes of a group that live, by Linux's /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            state, _, of = stat.read_text().rpartition(")")[2].split()[:3]
            if int(of) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return found


@pytest.fixture(scope="session")
def vllm_python() -> Path:
    """The interpreter of .venv-vllm; skips with the reason where there is none."""
    if (reason := vllm_environment.missing()) is not None:
        pytest.skip(reason)
    return vllm_environment.PYTHON


@pytest.fixture(scope="session")
def tiny_model(vllm_python: Path, tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    """The tiny vision-language model and its adapters, made by the environment that serves them."""
    folder = tmp_path_factory.mktemp("tiny")
    environment = {**os.environ, "PYTHONPATH": f"{SUPPORT / 'site'}", "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [f"{vllm_python}", f"{SUPPORT / 'tiny_vlm.py'}", f"{folder}"], env=environment, check=True, capture_output=True
    )
    return TinyModel(folder, vllm_python)


@pytest.fixture(scope="session")
def one_vllm_server(tiny_model: TinyModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """One server for all tests of the session; tests ask for `vllm_server`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = VllmServer(tiny_model, tmp_path_factory.mktemp("serve"), port)
    server.start()
    yield server
    server.stop()
    assert server.group() == []  # nothing stays behind


@pytest.fixture
def vllm_server(one_vllm_server: VllmServer) -> VllmServer:
    """The server, ready, also after a test that killed it."""
    if not one_vllm_server.alive():
        one_vllm_server.start(trusted=True)
    return one_vllm_server
