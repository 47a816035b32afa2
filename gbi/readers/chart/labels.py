"""Printed value labels: which number on the figure belongs to which mark, one to one.

Geometry decides the match; whether the number is believable is asked in `values`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gbi.numbers import Parsed, parse_number
from gbi.readers.chart.axis import Direction
from gbi.readers.chart.phrases import Phrase
from gbi.types import Box

Spot = Literal["end", "inside"]


@dataclass(frozen=True, slots=True)
class ValueLabel:
    """A number printed on the figure; `full` has a word or letter suffix multiplied out ("$5M" is 5e6)."""

    phrase: Phrase
    parsed: Parsed

    @property
    def full(self) -> float:
        """The value without its suffix's scale; percentages as shown."""
        return self.parsed.value if self.parsed.unit == "%" else self.parsed.value * self.parsed.scale


@dataclass(frozen=True, slots=True)
class Target:
    """A mark as labels see it: its box and where it ends along the value direction, growing from `start` to `end`."""

    box: Box
    value: Direction
    start: float
    end: float
    stacked: bool = False


def value_labels(phrases: Sequence[Phrase]) -> tuple[ValueLabel, ...]:
    """The phrases that print one number."""
    found = []
    for phrase in phrases:
        parsed = parse_number(phrase.text)
        if parsed is not None:
            found.append(ValueLabel(phrase, parsed))
    return tuple(found)


def match_labels(labels: Sequence[ValueLabel], targets: Sequence[Target]) -> dict[int, ValueLabel]:
    """By target index the label that belongs to it: nearest pairs first, each label and target used once."""
    pairs = []
    for t, target in enumerate(targets):
        for k, label in enumerate(labels):
            cost = _cost(label.phrase, target)
            if cost is not None:
                pairs.append((cost, t, k))
    matched: dict[int, ValueLabel] = {}
    used: set[int] = set()
    for _, t, k in sorted(pairs):
        if t not in matched and k not in used:
            matched[t] = labels[k]
            used.add(k)
    return matched


def _cost(phrase: Phrase, target: Target) -> float | None:
    """How far the label is from a place where this mark's label may stand, in text heights; None when too far."""
    costs = [c for c in (_at_end(phrase, target), _inside(phrase, target)) if c is not None]
    return min(costs, default=None)


def _at_end(phrase: Phrase, target: Target) -> float | None:
    """Beyond the mark's end: above a standing bar, beside a lying one."""
    size = phrase.size
    off = _off_middle(phrase, target)
    low, high = (1, 3) if target.value == "y" else (0, 2)
    gap = phrase.box[low] - target.end if target.end > target.start else target.end - phrase.box[high]
    reach = 2.2 if target.value == "y" else 3.0
    if off is None or not -0.6 * size < gap < reach * size:
        return None
    return off + abs(gap) / size * 0.5 + (1.5 if target.stacked else 0.0)


def _inside(phrase: Phrase, target: Target) -> float | None:
    off = _off_middle(phrase, target)
    axis = 1 if target.value == "y" else 0
    low, high = sorted((target.start, target.end))
    if off is None or not low - 0.2 * phrase.size <= phrase.centre[axis] <= high + 0.2 * phrase.size:
        return None
    at, middle = phrase.centre[axis], (low + high) / 2
    beyond = 0.5 if not low <= at <= high else 0.0
    return off + 0.3 + beyond + 0.2 * min(abs(at - middle) / max(high - low, phrase.size), 1.0)


def _off_middle(phrase: Phrase, target: Target) -> float | None:
    """Distance from the mark's middle line in text heights; None when the label belongs to a neighbour."""
    if target.value == "y":
        width, extent = target.box[2] - target.box[0], phrase.box[2] - phrase.box[0]
        off = abs(phrase.centre[0] - (target.box[0] + target.box[2]) / 2)
        limit = max(0.55 * width, 0.3 * extent)
    else:
        width = target.box[3] - target.box[1]
        off = abs(phrase.centre[1] - (target.box[1] + target.box[3]) / 2)
        limit = max(0.5 * width, 0.55 * phrase.size)
    return off / phrase.size if off <= limit else None
