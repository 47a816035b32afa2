"""What `gbi-sft embed` leaves is a model as it stands: real vLLM serves it, this process reads with it, and both say
the same."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gbi.settings import current
from gbi_eval.cli import app
from gbi_eval.same import sameness
from support import parts_made
from support.command import Command
from support.vllm_server import WHOLE_PROMPTS, TinyModel, VllmServer

pytestmark = [pytest.mark.vllm, pytest.mark.long, pytest.mark.timeout(900)]
CHARTS = 6


class PartsServer(VllmServer):
    """`gbi serve` of a folder alone, as the document says it; and what a machine without a GPU needs."""

    def arguments(self, trusted: bool) -> list[str]:
        """Of `gbi`."""
        options = ["--dtype", "float32", "--port", f"{self.port}"]
        return ["serve", "--model", f"{self.tiny.folder}", *options, "--", "--enforce-eager", *WHOLE_PROMPTS]


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """Of a model that reads."""
    return parts_made.parts(tmp_path)


@pytest.fixture
def server(parts: Path, vllm_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """Serves the parts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = PartsServer(TinyModel(parts, vllm_python), tmp_path_factory.mktemp("serve"), port)
    made.start()
    yield made
    made.stop()


def chosen(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """The model as a user names it, by settings alone."""
    for name in ("URL", "BACKEND", "MODEL"):
        monkeypatch.delenv(f"GBI_VLM_{name}", raising=False)
    for name, value in {"hints": "true", "tokens": "300", "seconds": "120", **settings}.items():
        monkeypatch.setenv(f"GBI_VLM_{name.upper()}", value)
    current.cache_clear()


def read_charts(data: Path, out: Path) -> Path:
    """`gbi-eval chart2table` with the model alone; the run."""
    words = ["chart2table", "--reader", "vlm", "--data", f"{data}", "--out", f"{out}", "--workers", "1"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    return out


def test_parts_are_served_by_vllm_and_read_in_process_alike(
    server: VllmServer, parts: Path, tmp_path: Path, gbi_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = parts_made.charts(tmp_path / "charts", CHARTS)
    chosen(monkeypatch, url=server.url, model=parts.name)
    served = read_charts(data, tmp_path / "served")
    doctor = gbi_command("doctor")
    assert f"{server.url} serves parts; parts answered a picture" in doctor.out

    chosen(monkeypatch, backend="transformers", model=f"{parts}")
    here = read_charts(data, tmp_path / "here")
    assert "parts answered a picture" in gbi_command("doctor").out

    found = sameness(here, served)
    assert found.items == CHARTS and not found.differing and found.unread == 0
    assert CliRunner().invoke(app, ["same", f"{here}", f"{served}"]).exit_code == 0
    current.cache_clear()
