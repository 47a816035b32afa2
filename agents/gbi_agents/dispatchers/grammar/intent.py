"""What a question asks, apart from any table: operations, directions, counts, thresholds and what is wanted."""

from __future__ import annotations

from typing import Literal

from gbi.types import Frozen

Ask = Literal["value", "label", "count", "truth", "list", "colour"]
Operation = Literal[
    "difference",
    "ratio",
    "product",
    "sum",
    "average",
    "median",
    "mode",
    "growth",
    "cagr",
    "share",
    "trend",
    "count",
    "max",
    "min",
]


class Cue(Frozen):
    """A word or phrase that has a meaning for the question's operation, over tokens `start..end`."""

    kind: str  # an Operation, or "more", "less", "equal", "atleast", "atmost", "and", "to", "than", "from", ...
    start: int
    end: int
    number: float | None = None


class Intent(Frozen):
    """The frozen reading of a question. Token positions count in `language.tokenize(question)`."""

    question: str
    language: Literal["en", "zh"]
    ask: Ask
    noun: tuple[str, ...] = ()  # stems of what is asked for: ("country",), ("age", "group")
    cues: tuple[Cue, ...] = ()
    numbers: tuple[Cue, ...] = ()  # kind "number" or "percent"
    years: tuple[Cue, ...] = ()  # kind "year"
    spent: tuple[int, ...] = ()  # tokens that the cues account for

    def has(self, *kinds: str) -> bool:
        """True when one of the kinds is among the cues."""
        return any(cue.kind in kinds for cue in self.cues)

    def first(self, *kinds: str) -> Cue | None:
        """The first cue of one of the kinds."""
        return next((cue for cue in self.cues if cue.kind in kinds), None)

    def within(self, start: int, end: int) -> Intent:
        """The intent of the tokens `start..end` alone."""
        inside = {
            name: tuple(cue for cue in getattr(self, name) if start <= cue.start and cue.end <= end)
            for name in ("cues", "numbers", "years")
        }
        return self.model_copy(update=inside)
