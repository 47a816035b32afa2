"""What a reader is: one way to make a `Reading` of a `Region`."""

from __future__ import annotations

from typing import Protocol

from gbi.documents.source import Source
from gbi.types import Reading, Region


class Reader(Protocol):
    """One way of reading. `name` and `version` go into the reading's id; raise `version` when results change."""

    name: str
    version: str

    def read(self, source: Source, region: Region) -> Reading | None:
        """The region's table; None for "not my kind of figure". Never guesses silently: a doubtful cell is
        left out (value None) with a warning. Raises `ReaderError` for "cannot go on"."""
