"""What a bubble's size means: its area against the circles of a size legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi.numbers import parse_number
from gbi.readers.chart.phrases import Phrase, overlap, phrases_of
from gbi.readers.chart.scene import Scene, Symbol
from gbi.readers.chart.values import place, round_to
from gbi.types import Basis, Box, Cell

WORST = 0.03  # the largest misfit of a legend's circle, of the legend's range


@dataclass(frozen=True, slots=True)
class SizeScale:
    """value = slope * diameter squared + intercept, values as shown."""

    slope: float
    intercept: float
    title: str

    def cell(self, mark: Symbol, tolerance: float, page: int | None) -> Cell:
        """The measured quantity of one bubble; its error is what `tolerance` points mean on either side of it."""
        value = self.slope * mark.size**2 + self.intercept
        error = abs(self.slope) * 2 * mark.size * 2 * tolerance
        (x, y), half = mark.centre, mark.size / 2
        value = round_to(value, error)
        return Cell(
            value=value,
            text=f"{value:g}",
            basis=Basis.MEASURED,
            error=error,
            confidence=0.7,
            place=place(page, (x - half, y - half, x + half, y + half)),
        )


def size_scale(scene: Scene) -> tuple[SizeScale, tuple[Symbol, ...]] | None:
    """The scale of the size legend, and the legend's circles: three or more sizes in a column or row with numbers
    beside them, whose areas are linear in the numbers. None when there is none."""
    phrases = phrases_of(scene.words)
    pairs = []
    for key in scene.symbols:
        name = _beside(key, phrases)
        number = parse_number(name.text) if name else None
        if name and number:
            pairs.append((key, name, number.value))
    for axis in (0, 1):
        for anchor, _, _ in pairs:
            line = [p for p in pairs if abs(p[0].centre[axis] - anchor.centre[axis]) < 0.6]
            if (found := _scale_of(line, phrases)) is not None:
                return found, tuple(key for key, _, _ in line)
    return None


def _scale_of(line: Sequence[tuple[Symbol, Phrase, float]], phrases: Sequence[Phrase]) -> SizeScale | None:
    if len({round(key.size, 1) for key, _, _ in line}) < 3:
        return None
    points = [(key.size**2, value) for key, _, value in line]
    slope, intercept = _fit(points)
    spread = max(v for _, v in points) - min(v for _, v in points)
    if spread <= 0 or slope <= 0 or max(abs(slope * a + intercept - v) for a, v in points) > WORST * spread:
        return None
    return SizeScale(slope, intercept, _title([name for _, name, _ in line], phrases))


def _beside(key: Symbol, phrases: Sequence[Phrase]) -> Phrase | None:
    (x, y), half = key.centre, key.size / 2
    right = [p for p in phrases if overlap(p.box[1], p.box[3], y - 1, y + 1) > 0 and 0 <= p.box[0] - x - half < 30]
    return min(right, key=lambda p: p.box[0], default=None)


def _title(names: Sequence[Phrase], phrases: Sequence[Phrase]) -> str:
    top = min(names, key=lambda p: p.box[1])
    column: Box = (top.box[0] - 40, top.box[1] - 30, top.box[2] + 80, top.box[1])
    above = [
        p
        for p in phrases
        if p not in names and p.box[3] <= column[3] + 1 and p.box[1] >= column[1] and column[0] <= p.box[0] <= column[2]
    ]
    nearest = max(above, key=lambda p: p.box[1], default=None)
    return nearest.text if nearest else ""


def _fit(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Least-squares slope and intercept."""
    count = len(pairs)
    mean_a = sum(a for a, _ in pairs) / count
    mean_v = sum(v for _, v in pairs) / count
    slope = sum((a - mean_a) * (v - mean_v) for a, v in pairs) / sum((a - mean_a) ** 2 for a, _ in pairs)
    return slope, mean_v - slope * mean_a
