"""A sample as a model's tokens, by the model's own processor and chat template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gbi.errors import first_line
from gbi_sft.data.pictures import FAULTS, why
from gbi_sft.folder import DataError, picture_path
from gbi_sft.sample import Picture, Sample
from gbi_sft.sample import Text as TextPiece
from gbi_sft.training.config import TrainingError
from gbi_sft.training.teaching import Message, taught_spans

Kinds = NDArray[np.uint8]


@dataclass(frozen=True)
class Encoded:
    """A sample of T tokens: `ids` (T,), `taught` (T,) bool, `kinds` (T,) 0 text, 1 picture; `pictures` are paths.

    `shown` are the pictures themselves, (height, width, 3) RGB, where they are not as their files.
    """

    id: str
    ids: NDArray[np.int32]
    taught: NDArray[np.bool_]
    kinds: Kinds
    pictures: tuple[str, ...]
    shown: tuple[NDArray[np.uint8], ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def targets(self) -> int:
        """Tokens that a loss is taken on; the first of a sample is never one."""
        return int(self.taught[1:].sum())

    def untaught(self) -> Encoded:
        """The same with nothing to learn in it."""
        return replace(self, taught=np.zeros_like(self.taught))

    def opened(self) -> list[Image.Image]:
        """The pictures in RGB. Raises `DataError` where one cannot be opened."""
        return [Image.fromarray(one) for one in self.shown] or [opened(path) for path in self.pictures]


class Encoder:
    """Encodes samples with one processor."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor
        if not getattr(processor.tokenizer, "is_fast", False):
            raise TrainingError("the model's tokenizer does not say where its tokens stand; it needs a fast one")

    @classmethod
    def of(cls, name: str) -> Encoder:
        """That of a model's folder or hub name. Raises `TrainingError` where it has no processor."""
        from gbi_sft.training.model import load_processor

        return cls(load_processor(name))

    def encode(self, sample: Sample, folder: Path) -> Encoded:
        """The sample's tokens; pictures are opened to learn how many theirs are.

        Raises `DataError` for a picture that cannot be opened or that the processor does not take, and `TrainingError`
        for a template that hides replies.
        """
        if not sample.turns:
            raise DataError(f"the sample {sample.id} has no turns; mend it")
        text, spans = taught_spans(messages_of(sample), self._render)
        paths = tuple(str(picture_path(folder, one)) for one in shown_in(sample))
        pictures = [opened(path) for path in paths]
        try:
            made = self.processor(
                text=[text],
                images=[pictures] if pictures else None,
                return_offsets_mapping=True,
                return_mm_token_type_ids=True,
                return_text_replacement_offsets=True,
                add_special_tokens=False,
            )
        except ValueError as error:  # a picture of a form that it does not take, such as a strip
            raise DataError(f"the model's processor takes no such sample ({first_line(error)}); mend it") from error
        ids = np.asarray(made["input_ids"][0], dtype=np.int32)
        taught = taught_in(np.asarray(made["offset_mapping"][0]), moved(spans, made["text_replacement_offsets"]))
        kinds = np.asarray(made["mm_token_type_ids"][0], dtype=np.uint8)
        return Encoded(sample.id, ids, taught, kinds, paths)

    def pixels(self, samples: Sequence[Encoded]) -> dict[str, Any]:
        """What the model wants of the samples' pictures, as tensors, all of one sample after those of the one before.

        The processor itself lays them out, as for a batch of samples; it is given nothing but their place holders.
        """
        rows = [row for row in (one.opened() for one in samples) if row]
        if not rows:
            return {}
        made = self.processor(
            text=[self.processor.image_token * len(row) for row in rows],
            images=rows,
            return_tensors="pt",
            padding=True,
        )
        tokens = {"input_ids", "attention_mask", "token_type_ids", "mm_token_type_ids"}
        return {name: value for name, value in made.items() if name not in tokens}

    def _render(self, messages: list[Message], generate: bool) -> str:
        from jinja2 import TemplateError

        try:
            text: str = self.processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=generate)
        except TemplateError as error:  # how templates say that roles do not alternate, or that one is unknown
            raise DataError(
                f"the model's chat template takes no such turns ({first_line(error)}); mend them"
            ) from error
        return text


def opened(path: str) -> Image.Image:
    """The picture in RGB, what shines through on white. Raises `DataError` where there is none."""
    try:
        with Image.open(path) as picture:
            if not picture.has_transparency_data:
                return picture.convert("RGB")
            seen = picture.convert("RGBA")
            return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
    except FAULTS as error:
        raise DataError(f"the picture {path} cannot be opened ({why(error)}); make the data set anew") from error


def messages_of(sample: Sample) -> list[Message]:
    """The sample's turns as chat templates take them."""
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


def shown_in(sample: Sample) -> list[Picture]:
    """The pictures that its turns show, in their order. Raises `DataError` for one that it does not have."""
    pieces = [piece for turn in sample.turns for piece in turn.content]
    return [_picture(sample, piece.image) for piece in pieces if not isinstance(piece, TextPiece)]


def _picture(sample: Sample, number: int) -> Picture:
    if number >= len(sample.pictures):
        raise DataError(f"the sample {sample.id} shows picture {number} and has {len(sample.pictures)}; mend it")
    return sample.pictures[number]


def moved(spans: list[tuple[int, int]], replaced: list[list[dict[str, Any]]]) -> list[tuple[int, int]]:
    """The spans after place holders of pictures have grown to what the model is shown."""
    grown = [(one["span"][1], len(one["replacement"]) - len(one["text"])) for row in replaced for one in row]

    def at(place: int) -> int:
        return place + sum(by for end, by in grown if end <= place)

    return [(at(start), at(end)) for start, end in spans]


def taught_in(offsets: NDArray[np.int64], spans: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """Tokens (T,) that begin within a span; `offsets` (T, 2) are characters."""
    taught = np.zeros(len(offsets), dtype=bool)
    for start, end in spans:
        taught |= (offsets[:, 0] >= start) & (offsets[:, 0] < end) & (offsets[:, 1] > offsets[:, 0])
    return taught
