"""Encodes for a model of Qwen's kind with its tokenizer alone: no torchvision, and several times as fast.

What it makes is what the model's own processor makes (a test compares them). It is for models whose processor is known,
as our own; `gbi-sft train` takes the library's for all others.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gbi_sft.folder import DataError, picture_path
from gbi_sft.sample import Sample
from gbi_sft.training.config import TrainingError
from gbi_sft.training.encode import Encoded, Encoder, messages_of, moved, shown_in, taught_in
from gbi_sft.training.sight import Sight
from gbi_sft.training.teaching import taught_spans

FILE = "preprocessor_config.json"


class Plain:
    """What a training wants of a processor: tokenizer, template, and files that go with the weights."""

    image_token = "<|image_pad|>"

    def __init__(self, folder: Path) -> None:
        """Raises `TrainingError` for a folder that holds no model with a tokenizer."""
        from transformers import AutoTokenizer

        try:
            said = json.loads((folder / FILE).read_text(encoding="utf-8"))
            self.tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
            size = said["size"]
            self.sight = Sight(
                patch=said["patch_size"], merge=said["merge_size"], least=size["shortest_edge"],
                most=size["longest_edge"],
            )  # fmt: skip
        except (OSError, ValueError, KeyError) as error:
            raise TrainingError(f"{folder} holds no model of ours ({error}); make one with gbi-sft embed") from error
        self._folder = folder
        self._said = said
        self.chat_template = self.tokenizer.chat_template

    def to_dict(self) -> dict[str, Any]:
        """What tells it from others."""
        return {"light": self._said}

    def apply_chat_template(self, messages: Any, **options: Any) -> Any:
        """The tokenizer's."""
        return self.tokenizer.apply_chat_template(messages, **options)

    def save_pretrained(self, folder: Path) -> None:
        """Copies what the model's folder holds beside weights and their settings."""
        for file in sorted(self._folder.iterdir()):
            if file.suffix in (".json", ".jinja") and not (folder / file.name).exists() and "index" not in file.name:
                shutil.copyfile(file, folder / file.name)


class LightEncoder(Encoder):
    """Encodes with a `Plain` processor; pictures are measured by what their samples say and not opened."""

    @classmethod
    def of(cls, name: str) -> LightEncoder:
        """That of a model's folder. Raises `TrainingError` where it holds none."""
        return cls(Plain(Path(name)))

    def encode(self, sample: Sample, folder: Path) -> Encoded:
        """The sample's tokens. Raises `DataError` for a picture that is not named, `TrainingError` as templates do."""
        plain: Plain = self.processor
        text, spans = taught_spans(messages_of(sample), self._render)
        pictures = shown_in(sample)
        grown, replaced = [], []
        pieces = text.split(plain.image_token)
        if len(pieces) != len(pictures) + 1:
            raise DataError(f"the sample {sample.id} names {plain.image_token} in its text; leave it out")
        place = 0
        for piece, picture in zip(pieces, pictures, strict=False):
            place += len(piece) + len(plain.image_token)
            marks = plain.image_token * plain.sight.tokens(picture.width, picture.height)
            replaced.append({"span": (0, place), "text": plain.image_token, "replacement": marks})
            grown += [piece, marks]
        made = plain.tokenizer("".join([*grown, pieces[-1]]), return_offsets_mapping=True, add_special_tokens=False)
        ids = np.asarray(made["input_ids"], dtype=np.int32)
        taught = taught_in(np.asarray(made["offset_mapping"]), moved(spans, [replaced]))
        kinds = (ids == plain.tokenizer.convert_tokens_to_ids(plain.image_token)).astype(np.uint8)
        return Encoded(sample.id, ids, taught, kinds, tuple(str(picture_path(folder, one)) for one in pictures))

    def pixels(self, samples: Sequence[Encoded]) -> dict[str, Any]:
        """Patches as bytes (see `sight`); nothing where no sample shows a picture."""
        pictures = [picture for one in samples for picture in one.opened()]
        return self.processor.sight.inputs(pictures) if pictures else {}
