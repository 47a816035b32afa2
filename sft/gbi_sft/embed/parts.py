"""A model as files small enough to be carried: weights of 16 bits in parts, which transformers and vLLM read."""

from __future__ import annotations

import shutil
from pathlib import Path

from gbi.files import replacing_folder
from gbi_sft.embed.plan import PART_BYTES, EmbedError

SHARD = "15MB"
"""Asked of the library, which counts weights and not the file's header."""


def write_parts(model: Path, out: Path) -> list[Path]:
    """Writes the model's folder anew in bf16, no file above `PART_BYTES`; the files.

    Raises `EmbedError` where one weight alone is larger.
    """
    import torch
    from transformers import AutoModelForImageTextToText

    found = AutoModelForImageTextToText.from_pretrained(model, dtype=torch.bfloat16, use_safetensors=True)
    with replacing_folder(out) as part:
        found.save_pretrained(part, max_shard_size=SHARD)
        for file in sorted(model.iterdir()):
            if file.suffix in (".json", ".jinja") and not (part / file.name).exists():
                shutil.copyfile(file, part / file.name)
        large = [file.name for file in part.iterdir() if file.stat().st_size > PART_BYTES]
        if large:
            raise EmbedError(
                f"{', '.join(large)} would be over 16 MiB: a single weight is too large; make the model narrower"
            )
    return sorted(out.iterdir())
