"""The whole loop as docs/improve.md tells it: corrections, training data, an adapter, the gate, served, asked.

The document's own commands are run, in their order, against real vLLM; only the server stands there already.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gbi
from gbi.settings import current
from gbi_sft import folder
from gbi_sft.cli import main as sft
from support import loop_world
from support.command import Command
from support.vllm_server import WHOLE_PROMPTS, TinyModel, VllmServer

pytestmark = pytest.mark.vllm

ROOT = Path(__file__).resolve().parents[2]
CONTEXT = 1024


def commands() -> list[list[str]]:
    """The commands of the document's block, as words."""
    (block,) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/improve.md").read_text("utf-8"), flags=re.S)
    return [shlex.split(line) for line in block.splitlines() if line.strip()]


class LoopServer(VllmServer):
    """`gbi serve` with a base model alone and room for adapters; the check of parity shows it two pictures at once."""

    def arguments(self, trusted: bool) -> list[str]:
        """As a person would start it, and what a machine without a GPU needs."""
        options = ["--context", f"{CONTEXT}", "--images", "2", "--dtype", "float32", "--port", f"{self.port}"]
        return ["serve", "--model", f"{self.tiny.model}", *options, "--", "--enforce-eager", *WHOLE_PROMPTS]


def corrected(ws: gbi.Workspace) -> int:
    """Corrects the first value of every chart by one, as a person would who looks again; how many there were."""
    readings = ws.readings()
    for reading in readings:
        value = reading.rows[0][1].value
        assert isinstance(value, int | float)
        infos = {info.reading: info for info in ws.table_infos()}
        info = infos[reading.id]
        (cell,) = ws.cells(info.name, [0], [info.sql_columns[1]])
        ws.correct(cell, value=value + 1, by="the loop's test")
    return len(readings)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the document speaks of: two reports, and what the model reads well already."""
    monkeypatch.chdir(tmp_path)
    loop_world.report(Path("reports.pdf"), loop_world.PAGES, seed=1)
    loop_world.report(Path("new.pdf"), 1, seed=99)
    loop_world.general(Path("data/general"), 8, seed=7)
    return tmp_path


@pytest.fixture
def server(desk: Path, vllm_python: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VllmServer]:
    """Started once there is a model to serve, by `start`."""
    from gbi_sft.gate.server import free_port

    made = LoopServer(TinyModel(desk / "models", vllm_python), desk / "serve", free_port())
    made.folder.mkdir()
    monkeypatch.setattr(TinyModel, "model", property(lambda tiny: tiny.folder / "base"))
    for name, value in made.environment().items():
        if name.startswith(("GBI_SERVE_", "HF_")) or name == "PYTHONPATH":
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("GBI_SERVE_PORT", f"{made.port}")
    monkeypatch.setenv("GBI_SERVE_DTYPE", "float32")
    monkeypatch.setenv("GBI_VLM_TOKENS", "256")
    yield made
    made.stop()


def run_sft(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> int:
    """`gbi-sft` in this process; its exit status."""
    monkeypatch.setattr(sys, "argv", words)
    try:
        sft()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.timeout(1500)
def test_the_loop_of_the_document(
    desk: Path, server: VllmServer, gbi_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, export, convert, split, mix, train, gate, load, read_new, ask = commands()

    assert gbi_command(*read[1:]).status == 0
    with gbi.Workspace("q3.gbi") as ws:
        assert corrected(ws) == loop_world.PAGES
    done = gbi_command(*export[1:])
    assert done.status == 0 and f"{loop_world.PAGES} corrections in corrections.zip" in done.out

    for words in (convert, split, mix):
        assert run_sft(monkeypatch, words) == 0
    house = list(folder.read(Path("data/train")))
    assert house and house[0].gold is not None and house[0].source.licence == "in-house"
    assert not {s.pictures[0].sha256 for s in house} & {s.pictures[0].sha256 for s in folder.read(Path("data/held"))}

    shutil.copytree(loop_world.base_model(desk / "world", house[0].gold), desk / "models" / "base")
    lora = {"rank": 8, "alpha": 16}
    adapter = {"model": "models/base", "out": "runs/style", "data": [{"folder": "data/mix"}], "lora": lora}
    loop_world.training(Path(train[2]), **adapter, lr=0.01, steps=40)
    loop_world.train(Path(train[2]))

    server.start()
    where = [word.replace("http://127.0.0.1:8000/v1", server.url) for word in gate]
    assert run_sft(monkeypatch, where) == 0, Path("runs/gate/verdict.json").read_text("utf-8")
    verdict = json.loads(Path("runs/gate/verdict.json").read_text("utf-8"))
    assert verdict["promoted"] and verdict["sets"][0]["after"]["mean"] > verdict["sets"][0]["before"]["mean"] + 0.2
    assert "| our reports | in-house |" in Path("adapters/style/README.md").read_text("utf-8")

    assert gbi_command(*load[1:]).status == 0
    monkeypatch.setenv("GBI_VLM_URL", server.url)
    monkeypatch.setenv("GBI_VLM_MODEL", "style")
    current.cache_clear()
    assert gbi_command(*read_new[1:]).status == 0
    asked = gbi_command(*ask[1:])
    current.cache_clear()
    answer = json.loads(asked.out)
    assert answer["status"] == "answered" and 40 <= answer["value"] <= 60
    assert answer["citations"] and answer["basis"] == "generated"
