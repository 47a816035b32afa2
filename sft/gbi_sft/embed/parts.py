"""A model as files small enough to be carried: weights of 16 bits in parts, which transformers and vLLM read."""

from __future__ import annotations

import shutil
from pathlib import Path

from gbi.errors import first_line
from gbi_sft.embed.plan import PART_BYTES, EmbedError

SHARD = "15MB"
"""Asked of the library, which counts weights and not the file's header."""
WEIGHTS = "weights.safetensors"
"""Of a checkpoint (`gbi_sft.training.checkpoint`)."""
LEFT = ("training.json",)
"""What the model's folder has that its parts have not: settings with this machine's folders; the card has the plan."""


def write_parts(model: Path, folder: Path, checkpoint: Path | None = None) -> None:
    """Writes the model anew into the folder, which is there and empty: in bf16, no file above `PART_BYTES`.

    The weights of a `checkpoint` of its training, all of which it trains, take the place of its own. Raises
    `EmbedError` for a checkpoint of another model, and where one weight alone is larger than a file may be.
    """
    import torch
    from safetensors.torch import load_file
    from transformers import AutoModelForImageTextToText

    found = AutoModelForImageTextToText.from_pretrained(model, dtype=torch.bfloat16, use_safetensors=True)
    if checkpoint is not None:
        try:
            faults = found.load_state_dict(load_file(checkpoint / WEIGHTS), strict=False)  # tied ones stand there once
        except RuntimeError as error:
            raise EmbedError(f"{checkpoint} is not of the model {model}; {first_line(error)}") from error
        tied = set(getattr(found, "all_tied_weights_keys", None) or {})
        if faults.unexpected_keys or set(faults.missing_keys) - tied:
            raise EmbedError(f"{checkpoint} is not of the model {model}; name the model that the training began with")
    found.save_pretrained(folder, max_shard_size=SHARD)
    for file in sorted(model.iterdir()):
        if file.suffix in (".json", ".jinja") and file.name not in LEFT and not (folder / file.name).exists():
            shutil.copyfile(file, folder / file.name)
    large = [file.name for file in folder.iterdir() if file.stat().st_size > PART_BYTES]
    if large:
        raise EmbedError(
            f"{', '.join(large)} would be over 16 MiB: a single weight is too large; make the model narrower"
        )
