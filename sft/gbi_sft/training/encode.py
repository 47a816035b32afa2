"""A sample as a model's tokens, by the model's own processor and chat template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from gbi_sft.folder import DataError, picture_path
from gbi_sft.sample import Picture, Sample
from gbi_sft.sample import Text as TextPiece
from gbi_sft.training.config import TrainingError
from gbi_sft.training.teaching import Message, taught_spans

Kinds = NDArray[np.uint8]


@dataclass(frozen=True)
class Encoded:
    """A sample of T tokens: `ids` (T,), `taught` (T,) bool, `kinds` (T,) 0 text, 1 picture; `pictures` are paths."""

    id: str
    ids: NDArray[np.int32]
    taught: NDArray[np.bool_]
    kinds: Kinds
    pictures: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def targets(self) -> int:
        """Tokens that a loss is taken on; the first of a sample is never one."""
        return int(self.taught[1:].sum())

    def untaught(self) -> Encoded:
        """The same with nothing to learn in it."""
        return replace(self, taught=np.zeros_like(self.taught))


class Encoder:
    """Encodes samples with one processor."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor
        if not getattr(processor.tokenizer, "is_fast", False):
            raise TrainingError("the model's tokenizer does not say where its tokens stand; it needs a fast one")

    def encode(self, sample: Sample, folder: Path) -> Encoded:
        """The sample's tokens; pictures are opened to learn how many theirs are.

        Raises `DataError` for a picture that cannot be opened and `TrainingError` for a template that hides replies.
        """
        messages = _messages(sample)
        text, spans = taught_spans(messages, self._render)
        shown = [piece.image for turn in sample.turns for piece in turn.content if not isinstance(piece, TextPiece)]
        paths = tuple(str(picture_path(folder, _picture(sample, number))) for number in shown)
        pictures = [opened(path) for path in paths]
        made = self.processor(
            text=[text],
            images=[pictures] if pictures else None,
            return_offsets_mapping=True,
            return_mm_token_type_ids=True,
            return_text_replacement_offsets=True,
            add_special_tokens=False,
        )
        ids = np.asarray(made["input_ids"][0], dtype=np.int32)
        taught = _taught(np.asarray(made["offset_mapping"][0]), _moved(spans, made["text_replacement_offsets"]))
        kinds = np.asarray(made["mm_token_type_ids"][0], dtype=np.uint8)
        return Encoded(sample.id, ids, taught, kinds, paths)

    def pixels(self, pictures: list[tuple[str, ...]]) -> dict[str, Any]:
        """What the model wants of the samples' pictures, as tensors, all of one sample after those of the one before.

        The processor itself lays them out, as for a batch of samples; it is given nothing but their place holders.
        """
        rows = [row for row in pictures if row]
        if not rows:
            return {}
        made = self.processor(
            text=[self.processor.image_token * len(row) for row in rows],
            images=[[opened(path) for path in row] for row in rows],
            return_tensors="pt",
            padding=True,
        )
        tokens = {"input_ids", "attention_mask", "token_type_ids", "mm_token_type_ids"}
        return {name: value for name, value in made.items() if name not in tokens}

    def _render(self, messages: list[Message], generate: bool) -> str:
        text: str = self.processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=generate)
        return text


def opened(path: str) -> Image.Image:
    """The picture in RGB. Raises `DataError` where there is none."""
    try:
        with Image.open(path) as picture:
            return picture.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise DataError(
            f"the picture {path} cannot be opened ({type(error).__name__}); make the data set anew"
        ) from error


def _messages(sample: Sample) -> list[Message]:
    return [
        {
            "role": turn.role,
            "content": [
                {"type": "text", "text": piece.text} if isinstance(piece, TextPiece) else {"type": "image"}
                for piece in turn.content
            ],
        }
        for turn in sample.turns
    ]


def _picture(sample: Sample, number: int) -> Picture:
    if number >= len(sample.pictures):
        raise DataError(f"the sample {sample.id} shows picture {number} and has {len(sample.pictures)}; mend it")
    return sample.pictures[number]


def _moved(spans: list[tuple[int, int]], replaced: list[list[dict[str, Any]]]) -> list[tuple[int, int]]:
    """The spans after place holders of pictures have grown to what the model is shown."""
    grown = [(one["span"][1], len(one["replacement"]) - len(one["text"])) for row in replaced for one in row]

    def at(place: int) -> int:
        return place + sum(by for end, by in grown if end <= place)

    return [(at(start), at(end)) for start, end in spans]


def _taught(offsets: NDArray[np.int64], spans: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """Tokens (T,) that begin within a span; `offsets` (T, 2) are characters."""
    taught = np.zeros(len(offsets), dtype=bool)
    for start, end in spans:
        taught |= (offsets[:, 0] >= start) & (offsets[:, 0] < end) & (offsets[:, 1] > offsets[:, 0])
    return taught
