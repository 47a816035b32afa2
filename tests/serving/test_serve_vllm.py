"""`gbi serve` with real vLLM: base and adapter side by side, adapters changed while it runs, nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi.errors import AdapterError, ModelError
from gbi.models import parity
from gbi.models.probes import probes
from gbi.models.serving import gate
from gbi.models.serving.adapters import RunningServer
from gbi.models.serving.options import Adapter
from support.command import Command
from support.vllm_server import TinyModel, VllmServer

pytestmark = pytest.mark.vllm

FORM = r'\{"bars": [1-9][0-9]{0,2}, "title": "[a-z]{1,8}"\}'


@pytest.fixture
def changed(vllm_server: VllmServer, monkeypatch: pytest.MonkeyPatch) -> VllmServer:
    """The server, with the settings by which `gbi serve --load` finds it and the Python of the reference."""
    for name, value in vllm_server.environment().items():
        if name.startswith(("GBI_SERVE_", "PYTHONPATH", "HF_")):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("GBI_SERVE_PORT", f"{vllm_server.port}")
    monkeypatch.setenv("GBI_SERVE_DTYPE", "float32")
    return vllm_server


def test_the_start_says_its_stages_and_how_to_use_it(vllm_server: VllmServer) -> None:
    said = vllm_server.out
    assert f"export GBI_VLM_URL={vllm_server.url}\nexport GBI_VLM_MODEL=chart\n" in said
    for stage in ("loading the weights", "tokens in the cache", "the server listens", "accepted chart"):
        assert stage in said
    assert {model.name: model.base for model in vllm_server.running.served()} == {"model": None, "chart": "model"}


def test_a_picture_gets_an_answer_in_the_form_that_was_asked_for(vllm_server: VllmServer) -> None:
    replies = {name: _shaped(vllm_server.running, name) for name in ("model", "chart")}
    for reply in replies.values():
        assert set(reply) == {"bars", "title"} and isinstance(reply["bars"], int)
    assert replies["model"] != replies["chart"]


def _shaped(running: RunningServer, model: str) -> dict[str, object]:
    body = parity.body(model, probes()[2], 60)
    del body["top_logprobs"], body["logprobs"]
    reply = running.complete({**body, "ignore_eos": False, "structured_outputs": {"regex": FORM}})
    loaded: dict[str, object] = json.loads(reply["choices"][0]["message"]["content"])
    return loaded


def test_an_adapter_is_loaded_and_taken_out_while_the_server_runs(changed: VllmServer, gbi_command: Command) -> None:
    loaded = gbi_command("serve", "--load", f"later={changed.tiny.adapter('chart')}")
    assert loaded.status == 0, loaded.err
    assert "accepted later" in loaded.out and "same tokens 100%" in loaded.out
    assert [model.name for model in changed.running.served()] == ["model", "chart", "later"]
    assert gbi_command("serve", "--unload", "later").status == 0
    assert [model.name for model in changed.running.served()] == ["model", "chart"]
    with pytest.raises(ModelError, match="later"):
        changed.running.complete(parity.body("later", probes()[0], 2))
    again = gbi_command("serve", "--unload", "later")
    assert again.status == 1 and "cannot be found" in again.err


@pytest.mark.parametrize(("name", "reason"), [("zero", "changes nothing"), ("renamed", "not those of the model")])
def test_an_adapter_that_does_nothing_is_refused(
    changed: VllmServer, gbi_command: Command, name: str, reason: str
) -> None:
    done = gbi_command("serve", "--load", f"bad={changed.tiny.adapter(name)}")
    assert done.status == 1
    assert "REFUSED bad" in done.out and reason in done.out
    assert [model.name for model in changed.running.served()] == ["model", "chart"]


def test_an_adapter_above_the_servers_rank_is_refused(changed: VllmServer, tmp_path: Path) -> None:
    adapter = tmp_path / "wide"
    adapter.mkdir()
    for file in changed.tiny.adapter("chart").iterdir():
        (adapter / file.name).write_bytes(file.read_bytes())
    config = json.loads((adapter / "adapter_config.json").read_text("utf-8"))
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "r": 64}), encoding="utf-8")
    verdict = gate.admit(changed.running, Adapter(name="wide", path=adapter), python=changed.tiny.python)
    assert not verdict.passed and "rank" in verdict.reason
    assert "wide" not in [model.name for model in changed.running.served()]


def test_a_server_that_ignores_the_adapter_is_found_out(changed: VllmServer) -> None:
    """vLLM #40307: the name is served, and what answers is the base model."""
    verdict = _compare(changed, served="model")
    assert not verdict.passed and "does not use it" in verdict.reason


def test_a_server_with_another_adapter_is_found_out(changed: VllmServer, tiny_model: TinyModel, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in tiny_model.adapter("chart").iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    config = json.loads((other / "adapter_config.json").read_text("utf-8"))
    (other / "adapter_config.json").write_text(json.dumps({**config, "lora_alpha": 6}), encoding="utf-8")
    verdict = _compare(changed, served="chart", adapter=other)
    assert not verdict.passed and "otherwise than peft" in verdict.reason


def _compare(server: VllmServer, served: str, adapter: Path | None = None) -> parity.Verdict:
    return parity.compare(
        server.running,
        "model",
        served,
        model=f"{server.tiny.model}",
        adapter=adapter or server.tiny.adapter("chart"),
        python=server.tiny.python,
        dtype="float32",
    )


def test_a_reference_that_cannot_run_is_an_error_and_not_a_verdict(changed: VllmServer, tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="reference of transformers and peft failed"):
        parity.compare(
            changed.running,
            "model",
            "chart",
            model=f"{tmp_path / 'none'}",
            adapter=changed.tiny.adapter("chart"),
            python=changed.tiny.python,
        )
