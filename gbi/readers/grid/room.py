"""A slot of a grid with the words that stand in it: what is mended before the text is joined."""

from __future__ import annotations

from dataclasses import dataclass, field

from gbi.readers.grid.text import join_words
from gbi.types import Box, Word


@dataclass(slots=True, eq=False)
class Room:
    """A slot of the grid with the words that stand in it. Several slots of a matrix hold one room where it spans."""

    box: Box
    header: bool
    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words as one line."""
        return join_words(self.words)


Rooms = list[list[Room | None]]
