"""What a question about points has as its answer, computed in Python from points and gaps: never looks at its SQL."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

from gbi_sft.synth.questions.points import Measure, PointFacts
from gbi_sft.synth.questions.question import Draft


class Plot:
    """A draft's gaps, and the points as plain lists."""

    def __init__(self, facts: PointFacts, draft: Draft) -> None:
        self.facts, self.slots = facts, draft.slots
        self.less = draft.slots.get("more") == "less"

    def named(self, slot: str) -> Measure:
        return next(measure for measure in ("x", "y", "size") if measure == self.slots[slot])

    def of(self, slot: str, group: int | None = None) -> list[float]:
        asked = int(str(self.slots["s"])) if group is None and "s" in self.slots else group
        both = zip(self.facts.values[self.named(slot)], self.facts.owners, strict=True)
        return [value for value, owner in both if asked is None or owner == asked]

    def every(self, slot: str) -> list[float]:
        return list(self.facts.values[self.named(slot)])

    def number(self, slot: str) -> float:
        return float(str(self.slots[slot]))

    @property
    def far(self) -> Callable[[list[float]], float]:
        return min if self.less else max

    def furthest(self, values: list[float]) -> int:
        return values.index(self.far(values))

    def met(self, values: list[float], limit: float) -> int:
        return sum(value < limit if self.less else value > limit for value in values)

    def means(self) -> list[float]:
        return [statistics.fmean(self.of("m", group)) for group in range(len(self.facts.groups))]

    def counts(self) -> list[float]:
        return [float(self.facts.owners.count(group)) for group in range(len(self.facts.groups))]


def _nearest(p: Plot) -> float:
    gaps = [abs(value - p.number("number")) for value in p.every("by")]
    return p.every("m")[gaps.index(min(gaps))]


def _together(p: Plot) -> bool:
    xs, ys = p.of("by"), p.of("m")
    x, y = statistics.fmean(xs), statistics.fmean(ys)
    tie = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return tie < 0 if p.less else tie > 0


POINT_REFERENCE: dict[str, Callable[[Plot], Any]] = {
    "count_points": lambda p: len(p.facts.owners),
    "count_of_series": lambda p: p.facts.owners.count(int(str(p.slots["s"]))),
    "most_points": lambda p: p.facts.groups[p.furthest(p.counts())],
    "extreme": lambda p: p.far(p.of("m")),
    "at_extreme": lambda p: p.every("m")[p.furthest(p.every("by"))],
    "series_at_extreme": lambda p: p.facts.groups[p.facts.owners[p.furthest(p.every("m"))]],
    "point_span": lambda p: max(p.of("m")) - min(p.of("m")),
    "points_over": lambda p: p.met(p.of("m"), p.number("number")),
    "points_over_both": lambda p: sum(
        a > p.number("number") and b > p.number("other") for a, b in zip(p.every("m"), p.every("by"), strict=True)
    ),
    "mean_of_points": lambda p: statistics.fmean(p.of("m")),
    "highest_mean": lambda p: p.facts.groups[p.furthest(p.means())],
    "nearest": _nearest,
    "go_together": _together,
    "total_size": lambda p: sum(p.of("m")),
}
