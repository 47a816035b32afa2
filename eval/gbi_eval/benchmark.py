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


class Options(Frozen):
    """What a run was asked to do; `limit` items drawn with `seed`, all if None."""

    data: Path
    reader: str | None = None
    dispatcher: str = "rules"
    limit: int | None = None
    seed: int = 0


class Item(Frozen):
    """One question or figure: a lasting id, the slices it belongs to, and what the benchmark needs to run it."""

    id: str
    slices: dict[str, str] = Field(default_factory=dict)
    payload: dict[str, Any] = Field(default_factory=dict)


class Outcome(Frozen):
    """What came of one item. `scores` are 0 to 1; the first named is the one that `compare` tests.

    `cells` holds one row per value for the measures over values: distance, half-width, confidence, basis.
    """

    id: str
    scores: dict[str, float]
    prediction: Any = None
    gold: Any = None
    seconds: float = 0.0
    slices: dict[str, str] = Field(default_factory=dict)
    trace: list[str] = Field(default_factory=list)
    cells: list[dict[str, Any]] = Field(default_factory=list)
    image: str | None = None


class Benchmark(Frozen):
    """A named benchmark. `extra` gives measures that are not means over items, from all outcomes."""

    name: str
    items: Callable[[Options], list[Item]]
    run: Callable[[Item, Options], Outcome]
    extra: Callable[[Sequence[Outcome]], Mapping[str, float | None]] | None = None
