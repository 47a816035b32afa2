"""What can be told of an adapter from its files, before any server or model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.errors import AdapterError
from gbi.models import adapter_files
from support.adapter_made import LAYER, write_adapter


def test_rank_layers_and_base_are_read(tmp_path: Path) -> None:
    adapter = adapter_files.read(write_adapter(tmp_path / "a", rank=4))
    assert adapter.rank == 4 and adapter.base_model == "made/up" and not adapter.silent and not adapter.sees
    assert adapter.tensors == (f"{LAYER}.lora_A.weight", f"{LAYER}.lora_B.weight")
    assert adapter_files.refusal(adapter, max_rank=16) is None


def test_a_layer_of_a_higher_rank_counts(tmp_path: Path) -> None:
    adapter = adapter_files.read(write_adapter(tmp_path / "a", rank=8, config={"rank_pattern": {"q_proj": 64}}))
    assert adapter.rank == 64
    assert "above the server's limit of 16" in (adapter_files.refusal(adapter, max_rank=16) or "")
    assert adapter_files.refusal(adapter) is None


def test_an_adapter_whose_b_is_zero_is_silent(tmp_path: Path) -> None:
    adapter = adapter_files.read(write_adapter(tmp_path / "a", b=0.0))
    assert adapter.silent and "changes nothing" in (adapter_files.refusal(adapter) or "")


def test_an_adapter_of_the_vision_part_is_seen(tmp_path: Path) -> None:
    assert adapter_files.read(
        write_adapter(tmp_path / "a", layer="base_model.model.model.visual.blocks.0.attn.qkv")
    ).sees


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [("use_dora", True, "DoRA"), ("modules_to_save", ["lm_head"], "whole layers"), ("lora_bias", True, "bias")],
)
def test_features_that_vllm_does_not_serve_are_named(tmp_path: Path, key: str, value: object, word: str) -> None:
    adapter = adapter_files.read(write_adapter(tmp_path / "a", config={key: value}))
    assert word in (adapter_files.refusal(adapter) or "")


def test_a_file_without_lora_matrices_is_refused(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a")
    weights = folder / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes().replace(b"lora_B", b"body_B"))
    assert "no LoRA matrices" in (adapter_files.refusal(adapter_files.read(folder)) or "")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("adapter_config.json", None, "has no adapter_config.json"),
        ("adapter_config.json", b"{not json", "is not JSON"),
        ("adapter_config.json", b'{"peft_type": "IA3", "r": 8}', "does not describe a LoRA"),
        ("adapter_config.json", b'{"peft_type": "LORA"}', "cannot|does not hold"),
        ("adapter_model.safetensors", None, "has no adapter_model.safetensors"),
        ("adapter_model.safetensors", b"", "does not hold a LoRA adapter"),
        ("adapter_model.safetensors", b"\xff" * 200, "cut off"),
        ("adapter_model.safetensors", b"\x10" + b"\0" * 7 + b"[not json either", "does not hold a LoRA adapter"),
    ],
)
def test_broken_folders_are_named(tmp_path: Path, file: str, content: bytes | None, message: str) -> None:
    path = write_adapter(tmp_path / "a") / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(AdapterError, match=message):
        adapter_files.read(tmp_path / "a")


def test_a_missing_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="NAME=DIR"):
        adapter_files.read(tmp_path / "nowhere")
