"""Whether the gold of a drawn figure is what the figure shows, told without the code that wrote the gold.

Three witnesses: the axis (the tick labels' places give a scale, and each mark must end where its value stands on it),
the pixels (there is ink in every text's box), and gbi's own readers, which are given the picture alone (a number that
they read at the place of a printed one, or measure at the place of a mark, must be the gold's).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from gbi.documents import open_source
from gbi.numbers import parse_number
from gbi.readers import read_region
from gbi.types import Basis, Box, PageBox, Reading, Region
from gbi_sft.sample import GoldBox
from gbi_sft.synth.drawn import Pixels
from gbi_sft.synth.legible import covered
from gbi_sft.synth.make import Chart

UPRIGHT, ALONG = 1, 0


class Line(NamedTuple):
    """A value's place in px: `slope * value + start`."""

    slope: float
    start: float

    def at(self, value: float) -> float:
        return self.slope * value + self.start


class End(NamedTuple):
    """Where a mark should end and how far off it does, in px."""

    mark: GoldBox
    value: float
    off_px: float


def line(ticks: Sequence[GoldBox], side: int) -> Line:
    """The scale that tick labels' middles make along x (0) or y (1); the outer two may be flush with the axis' ends."""
    known = [(parse_number(box.text, "."), (box.box[side] + box.box[side + 2]) / 2) for box in ticks]
    values, places = zip(*((said.value, at) for said, at in known if said is not None), strict=True)
    inner = slice(1, -1) if len(values) > 3 else slice(None)
    slope, start = np.polyfit(values[inner], places[inner], 1)
    return Line(float(slope), float(start))


def ends(made: Chart) -> Iterator[End]:
    """Of each mark that stands on an axis of values: the end that says its value, against the axis of tick labels."""
    ticks = [box for box in made.gold.boxes if box.part == "tick"]
    marks = [box for box in made.gold.boxes if box.part == "mark" and box.row is not None]
    if made.scene.what.mark == "point":
        yield from _points(made, ticks, marks)
        return
    middle = made.pixels.shape[1] / 2
    two = made.scene.kind == "bar and line"
    side = ALONG if made.scene.what.lying else UPRIGHT
    left = line([box for box in ticks if not two or box.box[0] < middle], side)
    right = line([box for box in ticks if box.box[0] > middle], side) if two else left
    for mark in marks:
        assert mark.row is not None and mark.column is not None
        series = made.scene.series[mark.column - 1]
        value = series.values[mark.row]
        if value is not None:
            axis = right if series.side == "right" else left
            yield End(mark, value, _off(made, mark, value, axis, side))


def _off(made: Chart, mark: GoldBox, value: float, axis: Line, side: int) -> float:
    low, high = mark.box[side], mark.box[side + 2]
    kind = made.scene.series[(mark.column or 1) - 1].mark
    if kind == "bar" and made.scene.what.stacked:
        return (high - low) - abs(axis.slope * value)
    if kind == "bar":
        return min((low - axis.at(value), high - axis.at(value)), key=abs)
    if kind == "area":
        below = [series.values[mark.row or 0] or 0.0 for series in made.scene.series[: mark.column]]
        return low + 1 - axis.at(sum(below) if made.scene.what.stacked else value)
    return (low + high) / 2 - axis.at(value)


def _points(made: Chart, ticks: Sequence[GoldBox], marks: Sequence[GoldBox]) -> Iterator[End]:
    lowest = max(box.box[3] for box in ticks)
    across = [box for box in ticks if box.box[3] > lowest - 8]
    spots = [xy for series in made.scene.series for xy in zip(series.xs, series.values, strict=True)]
    for side, axis in ((ALONG, line(across, ALONG)), (UPRIGHT, line([b for b in ticks if b not in across], UPRIGHT))):
        for mark in marks:
            value = spots[mark.row or 0][side]
            assert value is not None
            yield End(mark, value, (mark.box[side] + mark.box[side + 2]) / 2 - axis.at(value))


def ink(pixels: Pixels, box: Box) -> float:
    """The widest difference of two pixels in the box, in one channel of 0 to 255."""
    x0, y0, x1, y1 = (round(side) for side in box)
    part = pixels[max(y0, 0) : y1, max(x0, 0) : x1].reshape(-1, 3).astype(int)
    return float((part.max(axis=0) - part.min(axis=0)).max()) if len(part) else 0.0


def read(made: Chart) -> Reading | None:
    """What the table reader, of a table, or the raster chart reader makes of the picture; None where it declines."""
    table = made.scene.what.mark == "cell"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figure.png"
        cv2.imwrite(str(path), cv2.cvtColor(made.pixels, cv2.COLOR_RGB2BGR))
        source = open_source(path)
        high, wide = made.pixels.shape[:2]
        place = PageBox(page=1, box=(0, 0, wide, high))
        region = Region.at(source.document.id, 1, place, "table" if table else "chart")
        found = read_region(source, region, ["table" if table else "raster"])
    return next(iter(found), None)


@dataclass
class Agreement:
    """Cells that a reader read where the gold says one stands: of printed numbers, of marks; and what disagrees."""

    printed: int = 0
    printed_right: int = 0
    measured: int = 0
    measured_right: int = 0
    off: list[str] = field(default_factory=list)

    def add(self, made: Chart, reading: Reading | None) -> None:
        """Pairs the reading's cells with gold boxes by place, whatever rows and columns are called."""
        labels = [box for box in made.gold.boxes if box.part == "value label"]
        marks = [box for box in made.gold.boxes if box.part == "mark"]
        for row in reading.rows if reading else ():
            for cell in row:
                if isinstance(cell.place, PageBox) and isinstance(cell.value, int | float):
                    self._cell(made, float(cell.value), cell.basis, cell.place.box, (labels, marks))

    def _cell(
        self, made: Chart, value: float, basis: Basis, box: Box, boxes: tuple[list[GoldBox], list[GoldBox]]
    ) -> None:
        if basis == Basis.PRINTED:
            near = [label for label in boxes[0] if covered(label.box, box) > 0.5]
            right = any(abs(value - _value(made, label)) < 1e-6 * max(1.0, abs(value)) for label in near)
            self.printed += bool(near)
            self.printed_right += right
        else:
            near = [mark for mark in boxes[1] if _measurable(made) and _same_place(mark.box, box)]
            right = any(abs(value - one) <= reach for mark in near for one, reach in _told(made, mark))
            self.measured += bool(near)
            self.measured_right += right
        if near and not right:
            self.off.append(f"{made.scene.kind} by {made.traits['renderer']}: {value:g} for {_value(made, near[0]):g}")


def _value(made: Chart, box: GoldBox) -> float:
    assert box.row is not None and box.column is not None
    value = made.gold.values[box.row][box.column - 1]
    assert value is not None
    return value


def _measurable(made: Chart) -> bool:
    """A wedge with a printed number has a share as well, which is not in the gold."""
    return not (made.scene.what.mark == "wedge" and made.scene.printed)


def _told(made: Chart, mark: GoldBox) -> Iterator[tuple[float, float]]:
    """What may be measured of a mark, each with four pixels' worth of its axis: a point's x and y, else its value."""
    if made.scene.what.mark == "point":
        spots = [xy for series in made.scene.series for xy in zip(series.xs, series.values, strict=True)]
        for value, axis in zip(spots[mark.row or 0], (made.gold.x_axis, made.gold.y_axis), strict=True):
            assert value is not None and axis.low is not None and axis.high is not None
            yield value, (axis.high - axis.low) / 50
        return
    if made.scene.what.mark == "wedge":
        yield _value(made, mark), 1.5
        return
    values = [one for series in made.scene.series for one in series.values if one is not None]
    axis = made.gold.y_axis
    assert axis.low is not None and axis.high is not None
    two = made.scene.kind == "bar and line" and mark.column == 2
    spread = max(values) - min(min(values), 0.0) if two else axis.high - axis.low
    yield _value(made, mark), spread / 50


def _same_place(one: Box, other: Box) -> bool:
    """Whether two boxes are of one mark: most of the smaller is in the other, and their middles are near each other."""
    gaps = [(one[n] + one[n + 2] - other[n] - other[n + 2]) / 2 for n in (0, 1)]
    return covered(one, other) > 0.5 and max(map(abs, gaps)) < 4
