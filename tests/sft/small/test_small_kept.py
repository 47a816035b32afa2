"""The kept model does what its card says: it reads charts that it never saw, as the product asks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi.settings import Settings
from gbi_sft.small import tokenizer as words
from gbi_sft.small.architecture import build
from support import kept_model
from support.kept_model import ADAPTER, KEPT, MODEL

LARGEST = 16_000_000


def settings(model: Path, adapter: Path | None = None, tokens: int = 300) -> Settings:
    return Settings(
        vlm_backend="transformers", vlm_model=str(model), vlm_adapter=adapter, vlm_hints=True, vlm_tokens=tokens
    )


def test_it_is_small_and_holds_weights_alone() -> None:
    files = [path for path in KEPT.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < LARGEST
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".jinja", ".md", ".png"}
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.suffix in (".json", ".md"))
    assert "/tmp" not in text and "/home" not in text and "/work" not in text


def test_its_tokens_are_those_that_the_code_makes(tmp_path: Path) -> None:
    words.tokenizer().save_pretrained(tmp_path)
    made = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    kept = json.loads((MODEL / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert made == kept  # else the reader's words have changed: they cost it a byte each, and it must be taught anew


def test_its_card_tells_the_results() -> None:
    card = (KEPT / "README.md").read_text(encoding="utf-8")
    results = json.loads((KEPT / "results.json").read_text(encoding="utf-8"))
    for name in ("first", "second", "second with adapter"):
        low, high = results[name]["interval_95"]
        assert f"| {results[name]['relaxed_accuracy']} | {low} to {high} |" in card
    assert results["gain on the second style"]["interval_95"][0] > 0


def test_it_reads_printed_numbers_of_charts_that_it_never_saw(tmp_path: Path) -> None:
    charts = kept_model.unseen(kept_model.recipe().first, tmp_path, 8)
    untaught = build(tmp_path / "untaught", kept_model.recipe().shape, seed=1)
    assert kept_model.share_right(charts, settings(MODEL)) > 0.6
    assert kept_model.share_right(charts[:2], settings(untaught, tokens=64)) < 0.1


def test_the_adapter_reads_the_second_style_and_the_base_does_not(tmp_path: Path) -> None:
    charts = kept_model.unseen(kept_model.recipe().second, tmp_path, 8)
    before = kept_model.share_right(charts, settings(MODEL))
    assert kept_model.share_right(charts, settings(MODEL, ADAPTER)) > before + 0.2


@pytest.mark.vllm
def test_vllm_serves_base_and_adapter_together(
    vllm_python: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import socket

    from support.vllm_server import TinyModel, VllmServer

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    charts = kept_model.unseen(kept_model.recipe().second, tmp_path, 6)
    server = VllmServer(TinyModel(KEPT, vllm_python), tmp_path_factory.mktemp("serve"), port)
    server.start()  # the gate that admits an adapter compares the server's replies with peft's
    try:
        before, after = (
            kept_model.share_right(charts, Settings(vlm_url=server.url, vlm_model=name, vlm_hints=True, vlm_tokens=300))
            for name in ("model", "chart")
        )
    finally:
        server.stop()
    assert after > before + 0.2
