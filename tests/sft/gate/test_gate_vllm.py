"""The gate against real vLLM and real peft: an adapter without effect on reading, and one that no server can use."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.settings import load
from gbi_sft.gate.gate import Case, admitted, pass_through
from gbi_sft.gate.measure import HeldOut
from gbi_sft.gate.server import attached
from gbi_sft.gate.verdict import GateVerdict
from support.gate_case import made
from support.vllm_server import VllmServer

pytestmark = pytest.mark.vllm


def verdict(server: VllmServer, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> GateVerdict:
    """Of one of the tiny model's adapters, on three held-out pictures."""
    for variable, value in server.environment().items():
        if variable.startswith("HF_") or variable == "PYTHONPATH":
            monkeypatch.setenv(variable, value)
    monkeypatch.setenv("GBI_VLM_TOKENS", "96")
    made(folder / "held", 3)
    made(folder / "trained", 3, seed=8)
    case = Case(
        name="measured",
        base=f"{server.tiny.model}",
        adapter=server.tiny.adapter(name),
        held=(HeldOut(benchmark="samples", data=folder / "held"),),
        trained_on=(folder / "trained",),
    )
    said: list[str] = []
    running = attached(server.url, load(), case.base)
    return pass_through(case, running, folder / "out", said.append, admitted(server.tiny.python, "float32"))


def test_a_true_adapter_that_reads_no_better_is_served_measured_and_refused(
    vllm_server: VllmServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = verdict(vllm_server, "chart", tmp_path, monkeypatch)
    assert found.parity is not None and found.parity.passed
    (result,) = found.sets
    assert result.items == 6 and not found.promoted
    assert "not shown to be better" in found.reasons[-1]
    assert [model.name for model in vllm_server.running.served()] == ["model", "chart"]


def test_an_adapter_whose_layers_the_server_does_not_know_is_not_measured(
    vllm_server: VllmServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = verdict(vllm_server, "renamed", tmp_path, monkeypatch)
    assert not found.promoted and found.sets == () and not (tmp_path / "out").exists()
    assert "not those of the model" in found.reasons[0]
    assert [model.name for model in vllm_server.running.served()] == ["model", "chart"]
