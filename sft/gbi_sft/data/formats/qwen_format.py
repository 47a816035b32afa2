"""Qwen messages: {messages: [{role, content: [{type: image, image: path} | {type: text, text}]}]}, one record a line.

Read as well: `image_url` pieces as the OpenAI protocol has them, content that is one text. Not held: gold other than
what the reply says, tags, traits, source and split; pictures that no turn shows; a picture shown twice becomes two.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gbi_sft.data.formats.dialogue import picture_at
from gbi_sft.data.formats.form import Format, Given, Item, records
from gbi_sft.data.inferred import sample_of
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.folder import DataError
from gbi_sft.sample import Image, Picture, Piece, Sample, Text, Turn

FILE = "qwen.jsonl"


def items(source: Path) -> Iterator[Item | Refused]:
    """One item an entry."""
    return records(source, FILE)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The messages with their pictures, numbered as they come."""
    pictures: list[Picture] = []
    turns = []
    for message in item.data["messages"] if isinstance(item.data, dict) else item.data:
        content = message["content"]
        content = [{"type": "text", "text": content}] if isinstance(content, str) else content
        shown: list[Piece] = []
        for piece in content:
            named = _picture(piece)
            if named is None:
                shown.append(Text(text=piece["text"]))
            else:
                shown.append(Image(image=len(pictures)))
                pictures.append(intake.take(named, item.base))
        turns.append(Turn(role=message["role"], content=tuple(shown)))
    return sample_of(item.name, pictures, tuple(turns), source=given.source, language=given.language)


def entry(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The sample, every piece a piece."""
    said = []
    for turn in sample.turns:
        content = [
            {"type": "text", "text": piece.text}
            if isinstance(piece, Text)
            else {"type": "image", "image": outlet.bring(picture_at(sample, piece))}
            for piece in turn.content
        ]
        said.append({"role": turn.role, "content": content})
    return {"id": sample.id, "messages": said}


def _picture(piece: dict[str, Any]) -> Any:
    """What names the piece's picture; None for a text."""
    for key in ("image", "image_url"):
        if key in piece:
            return piece[key]
    if "text" not in piece:
        raise DataError(f"a piece of type {piece.get('type')!r} is neither text nor image")
    return None


FORMAT = Format(items=items, sample=sample, entry=entry, file=FILE)
