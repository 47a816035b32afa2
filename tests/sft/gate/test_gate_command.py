"""`gbi-sft gate` and `gbi-sft rollback` as a shell would call them: exit status, files, links."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from gbi.errors import ModelUnavailable, ServeError
from gbi.models.serving.options import Adapter
from gbi.settings import load
from gbi_sft.cli import main
from gbi_sft.gate import gate, server
from gbi_sft.gate.measure import GateError
from gbi_sft.gate.recipe import name_of
from support import gate_case
from support.adapter_made import write_adapter
from support.gate_case import FakeServer, made, right, wrong

FAKE = Path(__file__).parents[2] / "support" / "fake_vllm.py"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with held-out data, training data and the adapter `style`; the server and parity are stood in for."""
    monkeypatch.chdir(tmp_path)
    made(Path("held"), 16)
    made(Path("trained"), 16, seed=5)
    write_adapter(Path("runs/style/final"))
    record = {"seed": 3, "data": [{"folder": f"{tmp_path / 'trained'}", "ratio": 1.0}]}
    Path("runs/style/final/training.json").write_text(json.dumps(record), "utf-8")
    running = FakeServer(url="http://127.0.0.1:9/v1")
    monkeypatch.setattr(
        server, "attached", lambda url, settings, base: lambda adapter: gate_case.entered(running, adapter)
    )
    monkeypatch.setattr(gate, "admitted", lambda python, dtype: gate_case.check())
    return tmp_path


def command(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["gbi-sft", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def gated(monkeypatch: pytest.MonkeyPatch, *more: object, base: gate_case.Say = wrong) -> int:
    held = Path("held")
    gate_case.serve(monkeypatch, list(gate_case.folder.read(held)), held, base=base, adapted=right)
    given = ("--data", held, "--server", "http://127.0.0.1:9/v1", "--out", "out")
    return command(monkeypatch, "gate", "base", "runs/style/final", *given, *more)


def test_a_better_adapter_is_promoted_with_card_and_verdict(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gated(monkeypatch) == 0
    said = capsys.readouterr()
    assert "PROMOTED: style" in said.out
    assert "gbi serve --model base --adapter style=adapters/style" in said.out
    assert "measuring samples-held: 32 items" in said.err
    home = Path("adapters/style")
    verdict = json.loads((home / "verdict.json").read_text("utf-8"))
    assert verdict["promoted"] and verdict["sets"][0]["after"]["mean"] == 1.0
    card = (home / "README.md").read_text("utf-8")
    assert "| seed | 3 |" in card and "32 samples of 16 pictures" in card
    assert (home / "adapter_model.safetensors").is_file() and not (home / "training.json").exists()


def test_a_refused_adapter_leaves_the_one_that_serves(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gated(monkeypatch) == 0
    before = Path("adapters/style").resolve()
    write_adapter(Path("runs/style/final"), b=0.9)
    assert gated(monkeypatch, "--out", "second", base=right) == 1
    assert "REFUSED: it is not shown to be better" in capsys.readouterr().out
    assert Path("adapters/style").resolve() == before
    verdict = json.loads(Path("second/verdict.json").read_text("utf-8"))
    assert verdict["promoted"] is False and verdict["test"]
    assert "REFUSED it" in Path("second/README.md").read_text("utf-8")


def test_the_way_back_by_command(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gated(monkeypatch) == 0
    first = Path("adapters/style").resolve()
    write_adapter(Path("runs/style/final"), b=0.9)
    assert gated(monkeypatch, "--out", "second") == 0
    assert Path("adapters/style").resolve() != first
    assert command(monkeypatch, "rollback", "style") == 0
    assert Path("adapters/style").resolve() == first
    assert f"is version {first.name} again" in capsys.readouterr().out
    assert command(monkeypatch, "rollback", "style") == 1
    assert "no version before" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--benchmark", "chartqa"), "write NAME=DIR"),
        (("--benchmark", "chartqb=held"), "no benchmark 'chartqb'"),
        (("--trained-on", "nowhere"), "holds no samples.jsonl"),
        (("--name", "a/b"), "cannot be an adapter's name"),
    ],
)
def test_wrong_calls_are_one_line(
    more: tuple[str, str], said: str, room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gated(monkeypatch, *more) == 1
    assert said in capsys.readouterr().err
    assert not Path("adapters").exists()


def test_the_name_is_the_trainings(tmp_path: Path) -> None:
    assert name_of(tmp_path / "house style" / "final") == "house style"
    assert name_of(tmp_path / "chart") == "chart"


def test_a_server_of_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = Adapter(name="style", path=tmp_path)
    monkeypatch.setattr(server, "RunningServer", FakeServer)
    with (
        pytest.raises(GateError, match="serves base, not other"),
        server.attached("http://x/v1", load(), "other")(adapter),
    ):
        pass
    with server.attached("http://x/v1", load(serve_key="k"), "base")(adapter) as running:
        assert running.key == "k"


def test_nothing_answers(tmp_path: Path) -> None:
    at = f"http://127.0.0.1:{server.free_port()}/v1"
    with (
        pytest.raises(ModelUnavailable, match="does not answer"),
        server.attached(at, load(), "base")(Adapter(name="style", path=tmp_path)),
    ):
        pass


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package called vllm that is the stand-in."""
    package = tmp_path / "site" / "vllm" / "entrypoints" / "openai"
    package.mkdir(parents=True)
    (package / "api_server.py").write_text(f"import runpy\nrunpy.run_path({f'{FAKE}'!r}, run_name='__main__')\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}")
    return tmp_path


def test_a_server_of_its_own_is_ended_with_its_children(site: Path) -> None:
    said: list[str] = []
    adapter = Adapter(name="style", path=write_adapter(site / "style"))
    with server.starting("owner/name", load(serve_ready_seconds=30.0), site, said.append)(adapter) as running:
        child = int((site / "serve.log").read_text("utf-8").split()[1])
        os.kill(child, 0)
        assert running.url.startswith("http://127.0.0.1:")
    assert "loading the weights" in said and said[0].startswith("starting owner/name")
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_server_that_cannot_start_says_why(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE", "dies")
    adapter = Adapter(name="style", path=write_adapter(site / "style"))
    entered = server.starting("owner/name", load(serve_ready_seconds=30.0), site, print)(adapter)
    with pytest.raises(ServeError, match="memory"), entered:
        pass


def test_a_base_of_a_folder_is_started_with_the_context_that_it_has(site: Path) -> None:
    (site / "short").mkdir()
    (site / "short" / "config.json").write_text('{"max_position_embeddings": 4096}', "utf-8")
    adapter = Adapter(name="style", path=write_adapter(site / "style"))
    entered = server.starting(f"{site / 'short'}", load(serve_ready_seconds=30.0), site, lambda words: None)(adapter)
    with entered:
        child = int((site / "serve.log").read_text("utf-8").split()[1])
        parent = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1]
        words = Path(f"/proc/{parent}/cmdline").read_text("utf-8").split("\0")
    assert words[words.index("--max-model-len") + 1] == "4096"
