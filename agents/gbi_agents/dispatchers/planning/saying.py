"""What a sentence about a result needs to be said: JSON, so that it can stand in the graph's state."""

from __future__ import annotations

from typing import Literal

from gbi.types import Frozen

Shape = Literal["scalar", "label", "labels", "truth", "count", "table", "text"]


class Saying(Frozen):
    """The operation, its names, unit and threshold, apart from the numbers themselves."""

    operation: str  # "lookup", "max", "min", "difference", "ratio", "sum", "average", ...
    shape: Shape
    measure: str = ""
    subjects: tuple[str, ...] = ()
    rank: int = 1
    test: str = ""
    threshold: float | None = None
    noun: str = ""
    unit: str | None = None
    scale: float = 1.0
    value_scale: float = 1.0  # scale of the "value" column of a ranking (its own unit's)
