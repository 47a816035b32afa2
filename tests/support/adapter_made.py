"""LoRA adapter folders as peft writes them, made without torch."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LAYER = "base_model.model.model.language_model.layers.0.self_attn.q_proj"


def write_adapter(
    folder: Path, *, rank: int = 8, b: float = 0.5, layer: str = LAYER, config: Mapping[str, Any] | None = None
) -> Path:
    """An adapter of one layer of 2 inputs and 3 outputs, all of whose B matrix is `b`; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"peft_type": "LORA", "r": rank, "lora_alpha": 16, "base_model_name_or_path": "made/up", **(config or {})}
    (folder / "adapter_config.json").write_text(json.dumps(said), encoding="utf-8")
    a, values = struct.pack(f"<{2 * rank}f", *([0.25] * 2 * rank)), struct.pack(f"<{3 * rank}f", *([b] * 3 * rank))
    header = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            f"{layer}.lora_A.weight": {"dtype": "F32", "shape": [rank, 2], "data_offsets": [0, len(a)]},
            f"{layer}.lora_B.weight": {
                "dtype": "F32",
                "shape": [3, rank],
                "data_offsets": [len(a), len(a) + len(values)],
            },
        }
    ).encode()
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + a + values)
    return folder
