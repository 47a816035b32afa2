"""The small model: Qwen3-VL's architecture with few and narrow layers, random weights, written as a model's folder.

Numbers of places start as what they mean: a random projection of sines and cosines, so that near places are near from
the first step on. All other weights start as transformers starts them.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from gbi.readers.vlm.hints import STEPS
from gbi.types import Frozen
from gbi_sft.small import tokenizer as words

PATCH, MERGE = 16, 2
WAVES = 12
"""Sines and cosines of a place; the shortest wave is 1000 / 2^(WAVES / 2) steps."""


class Shape(Frozen):
    """How large the model is, and how many pixels it sees of a picture (multiples of 32 x 32)."""

    width: int = 192
    layers: int = 6
    heads: int = 6
    key_heads: int = 3
    head_width: int = 32
    inner: int = 512
    sight_width: int = 128
    sight_layers: int = 3
    sight_heads: int = 4
    sight_inner: int = 384
    pixels: int = 256 * 160


def build(folder: Path, shape: Shape | None = None, seed: int = 0) -> Path:
    """Writes weights (float32), tokenizer and processor to the folder, which it returns; the same seed, the same bytes.

    Takes torch and transformers.
    """
    import torch
    from transformers import Qwen3VLForConditionalGeneration

    shape = shape or Shape()
    folder.mkdir(parents=True, exist_ok=True)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = Qwen3VLForConditionalGeneration(config(shape))
        _place(model.get_input_embeddings().weight.data)
    model.generation_config.eos_token_id = words.number_of(words.STOP)
    model.generation_config.pad_token_id = words.number_of(words.END)
    model.save_pretrained(folder)
    return dress(folder, shape)


def dress(folder: Path, shape: Shape) -> Path:
    """Writes what the model's folder holds beside weights: tokenizer, template, settings of the processor."""
    folder.mkdir(parents=True, exist_ok=True)
    words.tokenizer().save_pretrained(folder)
    _processor(folder, shape)
    return folder


def config(shape: Shape) -> Any:
    """The `Qwen3VLConfig` of a shape."""
    from transformers import Qwen3VLConfig

    third = shape.head_width // 6
    text = {
        "vocab_size": math.ceil(len(words.vocabulary()) / 16) * 16,
        "hidden_size": shape.width,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.key_heads,
        "head_dim": shape.head_width,
        "max_position_embeddings": words.CONTEXT,
        "tie_word_embeddings": True,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10000.0,
            "mrope_section": [shape.head_width // 2 - 2 * third, third, third],
            "mrope_interleaved": True,
        },
        "bos_token_id": None,
        "eos_token_id": words.number_of(words.STOP),
        "pad_token_id": words.number_of(words.END),
    }
    sight = {
        "depth": shape.sight_layers,
        "hidden_size": shape.sight_width,
        "intermediate_size": shape.sight_inner,
        "num_heads": shape.sight_heads,
        "patch_size": PATCH,
        "spatial_merge_size": MERGE,
        "temporal_patch_size": 2,
        "out_hidden_size": shape.width,
        "num_position_embeddings": 256,
        "deepstack_visual_indexes": [0, 1],
    }
    return Qwen3VLConfig(
        text_config=text,
        vision_config=sight,
        image_token_id=words.number_of("<|image_pad|>"),
        video_token_id=words.number_of("<|video_pad|>"),
        vision_start_token_id=words.number_of("<|vision_start|>"),
        vision_end_token_id=words.number_of("<|vision_end|>"),
        tie_word_embeddings=True,
    )


def _place(table: Any) -> None:
    """Sets the rows of the places' tokens in the V x D table of embeddings, as long as the others are."""
    import torch

    steps = torch.arange(STEPS + 1) / STEPS
    rates = 2.0 ** (torch.arange(WAVES) / 2)
    angles = math.pi * steps[:, None] * rates[None, :]
    waves = torch.cat([angles.sin(), angles.cos()], dim=1)  # 1001 x 2 WAVES, each row as long as the next
    spread = float(table.std())
    projection = torch.randn(waves.shape[1], table.shape[1]) * spread / math.sqrt(WAVES)
    first, other = torch.randn(2, table.shape[1]) * spread * 0.5
    for step, (leading, following) in words.place_numbers().items():
        table[leading] = waves[step] @ projection + first
        table[following] = waves[step] @ projection + other


def _processor(folder: Path, shape: Shape) -> None:
    image = {
        "image_processor_type": "Qwen2VLImageProcessorFast",
        "size": {"shortest_edge": 4 * PATCH * PATCH, "longest_edge": shape.pixels},
        "patch_size": PATCH,
        "temporal_patch_size": 2,
        "merge_size": MERGE,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    video = {**image, "video_processor_type": "Qwen3VLVideoProcessor"}
    del video["image_processor_type"]
    _write(folder / "preprocessor_config.json", {**image, "processor_class": "Qwen3VLProcessor"})
    _write(folder / "video_preprocessor_config.json", {**video, "processor_class": "Qwen3VLProcessor"})
    (folder / "chat_template.jinja").write_text(words.CHAT, encoding="utf-8")


def _write(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=1), encoding="utf-8")
