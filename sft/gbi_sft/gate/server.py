"""A vLLM server for the gate alone: started with room for the adapter, ended with all its children."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gbi.models.serving import RunningServer, options, process
from gbi.models.serving.options import Adapter
from gbi.models.serving.run import interpreter
from gbi.settings import Settings
from gbi_sft.gate.gate import Server, Tell
from gbi_sft.gate.measure import GateError


def attached(url: str, settings: Settings, base: str) -> Server:
    """The server that runs at the address, ending in /v1; its key is GBI_VLM_KEY or GBI_SERVE_KEY.

    Entered, it raises `GateError` where another model than `base` stands there, and `ModelError` as the server does.
    """

    @contextmanager
    def enter(_: Adapter) -> Iterator[RunningServer]:
        running = RunningServer(url=url, key=settings.vlm_key or settings.serve_key)
        served = running.base()
        same = Path(base).exists() and Path(served.source).exists() and Path(base).samefile(served.source)
        if not same and base not in (served.source, served.name):
            raise GateError(f"{url} serves {served.source or served.name}, not {base}; give the model that it serves")
        yield running

    return enter


def starting(base: str, settings: Settings, out: Path, tell: Tell, extra: tuple[str, ...] = ()) -> Server:
    """A server of the base model for the gate alone, by the settings of `gbi serve`, on a free port of this machine.

    `tell` gets the stages in words; the log is `out/serve.log`. Entered, it raises `ServeError` where it cannot start.
    """

    @contextmanager
    def enter(adapter: Adapter) -> Iterator[RunningServer]:
        given = {"serve_model": base, "serve_host": "127.0.0.1", "serve_port": free_port(), "serve_adapters": 1}
        wanted = options.fitted(options.from_settings(settings.model_copy(update=given), (adapter,), extra))
        python = interpreter(settings.serve_python)
        options.check(wanted)
        process.check_python(python)
        log = out / "serve.log"
        server = process.ServerProcess(options.command(wanted, python), options.environment(wanted, os.environ), log)
        try:
            tell(f"starting {base}; log: {log}")
            server.start()
            server.wait_ready(wanted.url.removesuffix("/v1") + "/health", settings.serve_ready_seconds, tell)
            yield RunningServer(url=wanted.url, key=wanted.key)
        finally:
            server.stop()

    return enter


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
