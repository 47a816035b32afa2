"""A training's result for a server: the adapter as peft writes it, or the base model with it in its weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from gbi.models import adapter_files
from gbi_sft.training.config import TrainingError
from gbi_sft.training.loop import CHECKPOINTS, FINAL
from gbi_sft.training.model import load_processor

ADAPTER = ("adapter_config.json", "adapter_model.safetensors")
MERGED = ("config.json", "generation_config.json", "model*.safetensors*", "chat_template.*", "*processor_config.json",
          "tokenizer*", "special_tokens_map.json", "added_tokens.json", "vocab.*", "merges.txt")  # fmt: skip
"""Files of a whole model with its processor, as patterns."""


def export_adapter(run: Path, out: Path) -> Path:
    """Copies the adapter of a training's folder (or an adapter's own) to `out`, in the form that vLLM loads.

    Raises `TrainingError` where there is none, or `out` holds anything but an adapter, `AdapterError` for one that is
    not whole or does nothing.
    """
    folder = trained_in(run)
    _only(out, ADAPTER)
    if adapter_files.read(folder).silent:
        raise TrainingError(f"the adapter in {folder} changes nothing: all its B matrices are zero; train it longer")
    out.mkdir(parents=True, exist_ok=True)
    for name in ADAPTER:
        shutil.copyfile(folder / name, out / name)
    return out


def merge(run: Path, out: Path, dtype: str) -> Path:
    """Writes the base model with the adapter added to its weights, as `dtype`, and its processor, as safetensors.

    Raises `TrainingError` where there is no adapter, its base model is not to be found, or `out` holds anything but
    what was written there before.
    """
    from peft import PeftModel
    from transformers import AutoModelForImageTextToText

    folder = trained_in(run)
    _only(out, MERGED)
    config = json.loads((folder / ADAPTER[0]).read_text(encoding="utf-8"))
    name = str(config["base_model_name_or_path"])
    try:
        base = AutoModelForImageTextToText.from_pretrained(
            name, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
        )
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"the adapter's base model {name} cannot be loaded ({error}); put it there, or change "
            f"base_model_name_or_path in {folder / ADAPTER[0]}"
        ) from error
    merged: Any = PeftModel.from_pretrained(base, folder, use_safetensors=True).merge_and_unload()
    merged.to(getattr(torch, dtype)).save_pretrained(out, safe_serialization=True)
    load_processor(name).save_pretrained(out)
    return out


def _only(out: Path, ours: Sequence[str]) -> None:
    """A server takes all that lies in a folder for the model's: an adapter beside a whole model would be loaded too."""
    others = (
        sorted(path.name for path in out.iterdir() if not any(path.match(one) for one in ours)) if out.is_dir() else []
    )
    if others:
        raise TrainingError(f"{out} holds something else ({', '.join(others[:3])}); name another folder for the export")


def trained_in(run: Path) -> Path:
    """The folder of the adapter. Raises `TrainingError` where the training is unfinished or trained a whole model."""
    for folder in (run / FINAL, run):
        if all((folder / name).is_file() for name in ADAPTER):
            return folder
    if (run / FINAL / "config.json").is_file():
        raise TrainingError(f"{run} trained a whole model, which needs no export: it is {run / FINAL}")
    if (run / CHECKPOINTS).is_dir():
        raise TrainingError(f"the training in {run} is not finished; gbi-sft train with its file goes on")
    raise TrainingError(f"{run} holds no adapter; give the folder that a training wrote (its out)")
