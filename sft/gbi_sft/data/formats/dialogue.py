"""Turns as text with <image> in it, the way LLaVA, ShareGPT and the forms with a list of images write them.

A turn's pieces are joined by line breaks, a picture as <image>; the pictures are listed in the order in which they are
named. What is lost: where one text piece ends and the next begins, empty ones, and that a picture is named twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gbi_sft.data.formats.form import Given, Item
from gbi_sft.data.inferred import sample_of
from gbi_sft.data.pictures import Intake
from gbi_sft.folder import DataError
from gbi_sft.sample import Image, Picture, Piece, Role, Sample, Text, Turn

MARK = "<image>"
ROLES: dict[str, Role] = {
    "system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant",
    "model": "assistant", "chatgpt": "assistant", "bing": "assistant", "bard": "assistant",
}  # fmt: skip


def written(turn: Turn) -> str:
    """The turn as text. Raises `DataError` when its own text has an <image> in it, which nobody could tell apart."""
    parts = []
    for piece in turn.content:
        if isinstance(piece, Text) and MARK in piece.text:
            raise DataError(f"a text of it says {MARK}, which this form keeps for pictures")
        parts.append(piece.text if isinstance(piece, Text) else MARK)
    return "\n".join(parts)


def in_order(sample: Sample) -> list[Picture]:
    """The pictures in the order in which the turns name them. Raises `DataError` for a name of no picture."""
    return [picture_at(sample, piece) for turn in sample.turns for piece in turn.content if isinstance(piece, Image)]


def picture_at(sample: Sample, piece: Image) -> Picture:
    """The picture that a piece names. Raises `DataError` when the sample has none of that number."""
    if piece.image >= len(sample.pictures):
        raise DataError(f"it names picture {piece.image + 1} of {len(sample.pictures)}")
    return sample.pictures[piece.image]


def pieces(text: str, first: int) -> tuple[Piece, ...]:
    """The text's pieces, pictures numbered from `first`; one line break at either side of a picture belongs to it."""
    found: list[Piece] = []
    parts = text.split(MARK)
    for number, part in enumerate(parts):
        if number:
            found.append(Image(image=first + number - 1))
            part = part.removeprefix("\n")
        if number < len(parts) - 1:
            part = part.removesuffix("\n")
        if part:
            found.append(Text(text=part))
    return tuple(found)


def turns_of(said: Iterable[tuple[str, str]], pictures: int) -> tuple[Turn, ...]:
    """Turns of (role, text). Where no text names a picture, all come first in the first question, as LLaVA's own data
    has it. Raises `DataError` for an unknown role, and when the texts name another number of pictures."""
    named = [(_role(role), text) for role, text in said]
    if pictures and not any(MARK in text for _, text in named):
        first = next((n for n, (role, _) in enumerate(named) if role == "user"), None)
        if first is not None:
            named[first] = ("user", f"{MARK}\n" * pictures + named[first][1])
    turns, seen = [], 0
    for role, text in named:
        turns.append(Turn(role=role, content=pieces(text, seen)))
        seen += text.count(MARK)
    if seen != pictures:
        raise DataError(f"its texts name {seen} pictures, it lists {pictures}")
    return tuple(turns)


def dialogue(item: Item, intake: Intake, given: Given, said: Sequence[tuple[str, str]], images: Any) -> Sample:
    """The sample of a record: what was said, and its pictures, one or a list."""
    listed = [] if images in (None, "") else images if isinstance(images, list) else [images]
    turns = turns_of(said, len(listed))
    pictures = [intake.take(image, item.base) for image in listed]
    return sample_of(item.name, pictures, turns, source=given.source, language=given.language)


def _role(role: str) -> Role:
    if role not in ROLES:
        raise DataError(f"{role!r} is no side of a conversation about pictures; there are {', '.join(ROLES)}")
    return ROLES[role]
