"""How bars are arranged: which way they grow, from which baseline, in which slots, groups and series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gbi.readers.chart.axes import Axes, is_scale
from gbi.readers.chart.axis import Direction, FittedAxis
from gbi.readers.chart.colours import distance
from gbi.readers.chart.fragments import mended
from gbi.readers.chart.scene import Bar, Colour
from gbi.types import Box

SAME_COLOUR = 8.0
"""Bars whose colours differ by less in Lab belong to one series."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar with its meaning: `group` along the category axis, `series` by colour, `start` and `end` in points along
    the value axis (`start` is the edge towards the baseline), `centre` and `width` along the category axis. A mark that
    is not `drawn` is too short to be seen; one that `falls` leads down from where the one before ended."""

    box: Box
    group: int
    series: int
    start: float
    end: float
    centre: float
    width: float
    drawn: bool = True
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The bars of a chart: `value` is the direction of the value axis, `centres` the groups' places along the other
    one in points, `colours` one per series. `floating` bars share no baseline."""

    value: Direction
    marks: tuple[Mark, ...]
    centres: tuple[float, ...]
    colours: tuple[Colour, ...]
    baseline: float
    stacked: bool
    floating: bool = False

    @property
    def along(self) -> Direction:
        """The direction of the category axis."""
        return "x" if self.value == "y" else "y"


@dataclass(slots=True)
class _Slot:
    centre: float
    width: float
    bars: list[Bar]


def lay_out(bars: Sequence[Bar], axes: Axes, tolerance_pt: float, line_pt: float = 0.0) -> Layout:
    """The arrangement of a chart's bars (at least one). Pieces of a bar up to a line of text (`line_pt`) apart are one
    bar; 0 leaves all bars as they are."""
    value = value_direction(bars, axes)
    if line_pt > 0:
        bars = mended(bars, value, line_pt)
    axis = axes.y if value == "y" else axes.x
    baseline, shared = _baseline(bars, value, axis, tolerance_pt)
    bars = _rooted(bars, value, baseline, tolerance_pt) if shared >= 0.5 else list(bars)
    slots = _slots(bars, value)
    colours, series = _colours(bars)
    stacked = _is_stacked(slots, value, tolerance_pt)
    groups = _groups(slots, series, axes.x if value == "y" else axes.y)
    single = not stacked and len(groups) == len(slots)
    marks = []
    for number, group in enumerate(groups):
        for slot in group:
            for bar in slot.bars:
                start, end = _ends(bar.box, value, baseline)
                place = 0 if single else series[id(bar)]
                marks.append(Mark(bar.box, number, place, start, end, slot.centre, slot.width))
    centres = tuple((min(s.centre for s in g) + max(s.centre for s in g)) / 2 for g in groups)
    kept = (colours[0],) if single else tuple(colours)
    floating = not stacked and shared < 0.5 and len(bars) > 2
    return Layout(value, tuple(marks), centres, kept, baseline, stacked, floating)


def value_direction(bars: Sequence[Bar], axes: Axes) -> Direction:
    """ "y" when bars stand, "x" when they lie: bars agree in thickness and share the line that they grow from."""
    scores = {}
    for direction in ("y", "x"):
        low, high = (1, 3) if direction == "y" else (0, 2)
        thick = [bar.box[2 if direction == "y" else 3] - bar.box[0 if direction == "y" else 1] for bar in bars]
        edges = [bar.box[low] for bar in bars] + [bar.box[high] for bar in bars]
        scores[direction] = _modal_share(thick, 0.08 * median(thick) + 0.5, len(bars)) + min(
            1.0, _modal_share(edges, 1.0, len(bars))
        )
    scores["y"] += 0.6 * (is_scale(axes.y) - is_scale(axes.x))
    return "y" if scores["y"] >= scores["x"] else "x"


def _modal_share(values: Sequence[float], slack: float, count: int) -> float:
    return max(sum(abs(v - other) <= slack for other in values) for v in values) / count


def _ends(box: Box, value: Direction, baseline: float) -> tuple[float, float]:
    low, high = (box[1], box[3]) if value == "y" else (box[0], box[2])
    return (low, high) if abs(low - baseline) < abs(high - baseline) else (high, low)


def _slots(bars: Sequence[Bar], value: Direction) -> list[_Slot]:
    """Bars on one line across the category axis, in order along it."""
    low, high = (0, 2) if value == "y" else (1, 3)
    slots: list[_Slot] = []
    for bar in sorted(bars, key=lambda b: b.box[low] + b.box[high]):
        centre, width = (bar.box[low] + bar.box[high]) / 2, bar.box[high] - bar.box[low]
        if slots and abs(slots[-1].centre - centre) < 0.25 * min(width, slots[-1].width) + 0.3:
            slots[-1].bars.append(bar)
            slots[-1].width = max(slots[-1].width, width)
        else:
            slots.append(_Slot(centre, width, [bar]))
    return slots


def _colours(bars: Sequence[Bar]) -> tuple[list[Colour], dict[int, int]]:
    """The distinct colours in order of appearance, and by `id` of each bar the index of its colour."""
    colours: list[Colour] = []
    index = {}
    for bar in bars:
        near = min(range(len(colours)), key=lambda i: distance(colours[i], bar.colour), default=None)
        if near is None or distance(colours[near], bar.colour) > SAME_COLOUR:
            colours.append(bar.colour)
            near = len(colours) - 1
        index[id(bar)] = near
    return colours, index


def _baseline(
    bars: Sequence[Bar], value: Direction, axis: FittedAxis | None, tolerance_pt: float
) -> tuple[float, float]:
    """Where bars grow from, in points, and the share of bars that touch it: the edge that most share, the one at the
    axis's zero when there is a choice, else the lower or left one."""
    low, high = (1, 3) if value == "y" else (0, 2)
    slack = max(2 * tolerance_pt, 0.6)
    edges = [bar.box[low] for bar in bars] + [bar.box[high] for bar in bars]
    zero = axis.to_position(0.0) if axis and axis.kind == "linear" else None
    count = {edge: sum(abs(edge - bar.box[k]) <= slack for bar in bars for k in (low, high)) for edge in edges}
    most = max(count.values())
    if zero is not None:
        near = [edge for edge in edges if abs(edge - zero) <= 2 * slack + 1.0]
        if near and max(count[e] for e in near) >= 0.5 * most:
            return median(near), max(count[e] for e in near) / len(bars)
    across = (0, 2) if value == "y" else (1, 3)
    stacks = {edge: _stacks_at(edge, bars, (low, high), across, slack) for edge in edges}
    top = [edge for edge in edges if stacks[edge] >= 0.9 * max(stacks.values())]
    chosen = max(top) if value == "y" else min(top)
    return median([e for e in edges if abs(e - chosen) <= slack]), most / len(bars)


def _stacks_at(edge: float, bars: Sequence[Bar], along: tuple[int, int], across: tuple[int, int], slack: float) -> int:
    """How many stacks touch a line: where two segments of one meet, both do, and it is no more of a baseline."""
    touching = [bar.box for bar in bars if any(abs(edge - bar.box[k]) <= slack for k in along)]
    return len({round((box[across[0]] + box[across[1]]) / 2) for box in touching})


def _rooted(bars: Sequence[Bar], value: Direction, baseline: float, tolerance_pt: float) -> list[Bar]:
    """The bars that stand on the baseline or on one that does; icons beside the plot do not."""
    low, high = (1, 3) if value == "y" else (0, 2)
    left, right = (0, 2) if value == "y" else (1, 3)
    slack = 3.0 + 2 * tolerance_pt
    rooted = [bar for bar in bars if min(abs(bar.box[low] - baseline), abs(bar.box[high] - baseline)) <= slack
              or bar.box[low] < baseline < bar.box[high]]  # fmt: skip
    rest = [bar for bar in bars if bar not in rooted]
    grown = True
    while rest and grown:
        on = [b for b in rest if any(_stands_on(b, r, (low, high), (left, right), slack) for r in rooted)]
        rooted += on
        rest = [bar for bar in rest if bar not in on]
        grown = bool(on)
    return rooted if len(rooted) >= 0.5 * len(bars) else list(bars)


def _stands_on(bar: Bar, base: Bar, along: tuple[int, int], across: tuple[int, int], slack: float) -> bool:
    touch = min(abs(bar.box[along[0]] - base.box[along[1]]), abs(bar.box[along[1]] - base.box[along[0]])) <= slack
    middle = (bar.box[across[0]] + bar.box[across[1]]) / 2
    return touch and base.box[across[0]] - 0.5 <= middle <= base.box[across[1]] + 0.5


def _is_stacked(slots: Sequence[_Slot], value: Direction, tolerance_pt: float) -> bool:
    """True when most slots with several bars hold them end to end."""
    several = [slot for slot in slots if len(slot.bars) > 1]
    if not several or len(several) < 0.3 * len(slots):
        return False
    low, high = (1, 3) if value == "y" else (0, 2)
    chained = 0
    for slot in several:
        ordered = sorted(slot.bars, key=lambda b: b.box[low])
        slack = 3.0 + 2 * tolerance_pt
        chained += all(abs(b.box[low] - a.box[high]) <= slack for a, b in pairwise(ordered))
    return chained >= 0.5 * len(several)


def _groups(slots: list[_Slot], series: dict[int, int], axis: FittedAxis | None) -> list[list[_Slot]]:
    """Slots that belong to one category: by the labels' places, else by the gaps, else each its own."""
    own = [[slot] for slot in slots]
    if len({series[id(bar)] for slot in slots for bar in slot.bars}) == 1 or len(slots) < 2:
        return own
    for grouping in (_by_labels(slots, axis), _by_gaps(slots)):
        if grouping and len(grouping) < len(slots) and _mostly(grouping, series):
            return grouping
    return own


def _mostly(grouping: Sequence[Sequence[_Slot]], series: dict[int, int]) -> bool:
    """True when nine groups of ten hold no series twice: a stray bar must not undo the rest."""
    return sum(_distinct(group, series) for group in grouping) >= 0.9 * len(grouping)


def _distinct(group: Sequence[_Slot], series: dict[int, int]) -> bool:
    """True when no two slots of a group hold the same series."""
    held = [series[id(bar)] for slot in group for bar in slot.bars]
    return len(held) == len(set(held))


def _by_labels(slots: Sequence[_Slot], axis: FittedAxis | None) -> list[list[_Slot]] | None:
    centres = sorted(c.centre for c in axis.categories) if axis else []
    if not 1 <= len(centres) < len(slots):
        return None
    groups: list[list[_Slot]] = [[] for _ in centres]
    for slot in slots:
        groups[min(range(len(centres)), key=lambda i: abs(centres[i] - slot.centre))].append(slot)
    spacing = min((b - a for a, b in pairwise(centres)), default=float("inf"))
    if any(
        g and abs((g[0].centre + g[-1].centre) / 2 - c) > 0.3 * spacing for g, c in zip(groups, centres, strict=True)
    ):
        return None
    return [group for group in groups if group]


def _by_gaps(slots: Sequence[_Slot]) -> list[list[_Slot]] | None:
    """Cut where the gap is wider than the narrowest by over a third of a bar."""
    gaps = [(b.centre - b.width / 2) - (a.centre + a.width / 2) for a, b in pairwise(slots)]
    limit = min(gaps) + 0.35 * median([slot.width for slot in slots])
    if max(gaps) <= limit:
        return None
    groups = [[slots[0]]]
    for gap, slot in zip(gaps, slots[1:], strict=True):
        if gap > limit:
            groups.append([])
        groups[-1].append(slot)
    return groups
