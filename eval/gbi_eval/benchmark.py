"""What a benchmark is: items, a way to answer one, and the measures over all.

A benchmark is one file in `gbi_eval/benchmarks` and one line in its table. `run` is called in worker processes:
it and what it is given must be importable and picklable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from gbi.types import Frozen

Slices = dict[str, str | tuple[str, ...]]
"""Kind of slice -> the slice, or several where an item belongs to more than one (evidence from text and a table)."""


class Options(Frozen):
    """What a run was asked to do; `limit` items drawn with `seed`, all if None.

    `cache` is where readings are kept while the run lasts, so that a picture is read once (None: nowhere).
    """

    data: Path
    reader: str | None = None
    dispatcher: str = "rules"
    limit: int | None = None
    seed: int = 0
    cache: Path | None = None


class Item(Frozen):
    """One question or figure: a lasting id, its slices as the data give them, and what is needed to run it.

    Items of one `group` run in one process one after another, for they share what has to be read; `cost` is a rough
    number of seconds for that reading.
    """

    id: str
    slices: Slices = Field(default_factory=dict)
    payload: dict[str, Any] = Field(default_factory=dict)
    group: str = ""
    cost: float = 1.0


class Outcome(Frozen):
    """What came of one item. `scores` are 0 to 1 and more is better; the first named decides what is worst.

    `slices` are the item's own, `found` those that depend on what the program made of it (basis, chart type).
    `cells` holds one row per value for the measures over values. `failed` says that the item broke the program.
    """

    id: str
    scores: dict[str, float]
    prediction: Any = None
    gold: Any = None
    seconds: float = 0.0
    slices: Slices = Field(default_factory=dict)
    found: Slices = Field(default_factory=dict)
    trace: list[str] = Field(default_factory=list)
    cells: list[dict[str, Any]] = Field(default_factory=list)
    failed: bool = False


Measures = Mapping[str, float | None]


class Benchmark(Frozen):
    """A named benchmark.

    `scores` are the names of all scores, `tested` those of them whose fall is a step back (the first above all).
    `extra` gives measures that are not means over items, from all outcomes. `picture` is an item's image as PNG or JPEG
    for the report, None where it has none.
    """

    name: str
    items: Callable[[Options], list[Item]]
    run: Callable[[Item, Options], Outcome]
    scores: tuple[str, ...]
    tested: tuple[str, ...]
    extra: Callable[[Sequence[Outcome]], Measures] | None = None
    picture: Callable[[Item], bytes | None] | None = None


def members(slices: Slices) -> list[tuple[str, str]]:
    """Each (kind, slice) that an item with these slices belongs to."""
    return [
        (kind, each) for kind, value in slices.items() for each in (value if isinstance(value, tuple) else (value,))
    ]
