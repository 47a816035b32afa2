"""A model as files small enough to be carried: weights of 16 bits in parts, which transformers and vLLM read."""

from __future__ import annotations

import shutil
from pathlib import Path

from gbi_sft.embed.plan import PART_BYTES, EmbedError

SHARD = "15MB"
"""Asked of the library, which counts weights and not the file's header."""
LEFT = ("training.json",)
"""What the model's folder has that its parts have not: settings with this machine's folders; the card has the plan."""


def write_parts(model: Path, folder: Path) -> None:
    """Writes the model anew into the folder, which is there and empty: in bf16, no file above `PART_BYTES`.

    Raises `EmbedError` where one weight alone is larger.
    """
    import torch
    from transformers import AutoModelForImageTextToText

    found = AutoModelForImageTextToText.from_pretrained(model, dtype=torch.bfloat16, use_safetensors=True)
    found.save_pretrained(folder, max_shard_size=SHARD)
    for file in sorted(model.iterdir()):
        if file.suffix in (".json", ".jinja") and file.name not in LEFT and not (folder / file.name).exists():
            shutil.copyfile(file, folder / file.name)
    large = [file.name for file in folder.iterdir() if file.stat().st_size > PART_BYTES]
    if large:
        raise EmbedError(
            f"{', '.join(large)} would be over 16 MiB: a single weight is too large; make the model narrower"
        )
