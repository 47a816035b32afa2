"""A LoRA adapter's folder as peft writes it, read without torch: its rank, its layers, and whether it does anything.

Covers `adapter_config.json` and `adapter_model.safetensors`; older `.bin` files are pickles and are refused.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from gbi.errors import AdapterError
from gbi.types import Frozen

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
UNSERVED = {
    "use_dora": "DoRA",
    "lora_bias": "a bias of its own",
    "modules_to_save": "whole layers beside the LoRA (modules_to_save)",
    "layer_replication": "replicated layers",
    "alora_invocation_tokens": "activation by tokens (aLoRA)",
}
"""Features of peft that vLLM 0.32 does not serve, in words."""


class AdapterFiles(Frozen):
    """What an adapter's folder says. `tensors` are the names in the file; `silent` that every B matrix is zero."""

    path: Path
    rank: int
    base_model: str
    tensors: tuple[str, ...]
    silent: bool
    features: tuple[str, ...] = ()

    @property
    def sees(self) -> bool:
        """Whether layers of the vision part are changed, which vLLM serves only when told to."""
        return any(".visual." in name or ".vision_" in name for name in self.tensors)


def read(folder: Path) -> AdapterFiles:
    """The adapter in the folder.

    Raises `AdapterError` where the folder or one of the two files is missing or cannot be understood.
    """
    if not folder.is_dir():
        raise AdapterError(f"there is no adapter folder {folder}; give NAME=DIR with a folder that peft saved")
    config = _config(folder / CONFIG)
    weights = folder / WEIGHTS
    try:
        tensors = _tensors(weights)
        silent = not any(_has_value(weights, span) for name, span in tensors.items() if ".lora_B." in name)
        ranks = [int(config["r"]), *(int(rank) for rank in (config.get("rank_pattern") or {}).values())]
    except FileNotFoundError as error:
        raise AdapterError(f"{folder} has no {WEIGHTS}; save the adapter with save_pretrained of peft") from error
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise AdapterError(f"{folder} does not hold a LoRA adapter that can be read: {error!r}") from error
    return AdapterFiles(
        path=folder.resolve(),
        rank=max(ranks),
        base_model=str(config.get("base_model_name_or_path") or ""),
        tensors=tuple(sorted(tensors)),
        silent=silent,
        features=tuple(words for key, words in UNSERVED.items() if config.get(key)),
    )


def refusal(adapter: AdapterFiles, max_rank: int | None = None) -> str | None:
    """Why the adapter cannot be served, told from its files alone; None when nothing speaks against a trial.

    `max_rank` is the server's limit, None where it is not known.
    """
    if adapter.features:
        return f"it uses {', '.join(adapter.features)}, which vLLM does not serve; train a plain LoRA"
    if not any(".lora_B." in name for name in adapter.tensors):
        return "its file holds no LoRA matrices"
    if adapter.silent:
        return "all its B matrices are zero: it changes nothing; was it trained?"
    if max_rank is not None and adapter.rank > max_rank:
        return (
            f"its rank {adapter.rank} is above the server's limit of {max_rank}; start the server with it by --adapter"
        )
    return None


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AdapterError(f"{path.parent} has no {CONFIG}; give the folder that peft saved") from error
    except ValueError as error:
        raise AdapterError(f"{path} is not JSON: {error}") from error
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        raise AdapterError(f"{path} does not describe a LoRA adapter; only those can be served")
    return config


def _tensors(path: Path) -> dict[str, tuple[int, int]]:
    """Name and byte span of each tensor; the format is 8 bytes of length, a JSON header, then the data."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > path.stat().st_size:
            raise ValueError(f"{path.name} is cut off or no safetensors file")
        header = json.loads(file.read(length))
    start = 8 + length
    return {
        name: (start + entry["data_offsets"][0], start + entry["data_offsets"][1])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def _has_value(path: Path, span: tuple[int, int]) -> bool:
    with path.open("rb") as file:
        file.seek(span[0])
        return any(file.read(span[1] - span[0]))
