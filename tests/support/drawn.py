"""Chart scenes drawn by arithmetic: the test knows every value, so it can ask the reader for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gbi.readers.chart.scene import Bar, Colour, Rule, Scene, Symbol
from gbi.types import Box, Word

BLUE: Colour = (40, 118, 221)
NAVY: Colour = (15, 40, 62)
GREY: Colour = (186, 186, 186)
RED: Colour = (200, 40, 30)
COLOURS = (BLUE, NAVY, GREY, RED)
LINE = 10.0


def word(text: str, x: float, y: float, angle: int = 0, confidence: float = 1.0) -> Word:
    """A word whose middle is at (x, y), 10 pt high, 5 pt a character."""
    half, thick = len(text) * LINE / 4, LINE / 2
    box = (
        (x - half, y - thick, x + half, y + thick) if angle in (0, 180) else (x - thick, y - half, x + thick, y + half)
    )
    return Word(text=text, box=box, angle=angle, confidence=confidence)


@dataclass
class Canvas:
    """A plot from (100, 50) to (500, 350); standing bars by default. `low` to `high` is the value axis's span."""

    low: float = 0.0
    high: float = 100.0
    lying: bool = False
    words: list[Word] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)

    def at(self, value: float) -> float:
        """The position of a value along the value axis."""
        share = (value - self.low) / (self.high - self.low)
        return 100 + 400 * share if self.lying else 350 - 300 * share

    def ticks(self, values: Sequence[float], texts: Sequence[str] | None = None, grid: bool = True) -> Canvas:
        """Tick labels beside the plot, with grid lines."""
        for value, text in zip(values, texts or [f"{v:g}" for v in values], strict=True):
            p = self.at(value)
            if self.lying:
                self.words.append(word(text, p, 365))
                rule = Rule((p, 50.0), (p, 350.0), (220, 220, 220))
            else:
                self.words.append(word(text, 92 - len(text) * LINE / 4, p))
                rule = Rule((100.0, p), (500.0, p), (220, 220, 220))
            if grid:
                self.rules.append(rule)
        return self

    def place(self, index: int, count: int) -> float:
        """The middle of a category along the category axis."""
        return 50 + 300 * (index + 0.5) / count if self.lying else 100 + 400 * (index + 0.5) / count

    def categories(self, texts: Sequence[str]) -> Canvas:
        """Category labels below, or left of, the plot; "" leaves one out."""
        for index, text in enumerate(texts):
            p = self.place(index, len(texts))
            if text:
                self.words.append(word(text, 95 - len(text) * LINE / 4, p) if self.lying else word(text, p, 365))
        return self

    def bar(self, middle: float, start: float, end: float, colour: Colour = BLUE, width: float = 20.0) -> Box:
        """A bar over [start, end] in values, around a place of the category axis."""
        a, b = sorted((self.at(start), self.at(end)))
        box = (
            (a, middle - width / 2, b, middle + width / 2)
            if self.lying
            else (middle - width / 2, a, middle + width / 2, b)
        )
        self.bars.append(Bar(box, colour))
        return box

    def series(self, values: Sequence[Sequence[float | None]], *, labels: bool = False, width: float = 20.0) -> Canvas:
        """Grouped bars: one list of values a series."""
        groups = len(values[0])
        for s, row in enumerate(values):
            for g, value in enumerate(row):
                if value is None:
                    continue
                middle = self.place(g, groups) + (s - (len(values) - 1) / 2) * (width + 1)
                if value != 0:
                    self.bar(middle, max(self.low, 0.0), value, COLOURS[s], width)
                if labels:
                    self.label(f"{value:g}", middle, value)
        return self

    def stack(self, values: Sequence[Sequence[float]], *, labels: bool = False, width: float = 30.0) -> Canvas:
        """Stacked bars from zero: one list of values a series, all of one sign in a group."""
        for g in range(len(values[0])):
            base = 0.0
            for s, row in enumerate(values):
                middle = self.place(g, len(row))
                self.bar(middle, base, base + row[g], COLOURS[s], width)
                if labels:
                    p = (self.at(base) + self.at(base + row[g])) / 2
                    self.words.append(word(f"{row[g]:g}", p, middle) if self.lying else word(f"{row[g]:g}", middle, p))
                base += row[g]
        return self

    def label(self, text: str, middle: float, value: float) -> Canvas:
        """A value label just beyond a bar's end."""
        down = value < max(self.low, 0.0)
        if self.lying:
            gap = (6 + len(text) * LINE / 4) * (-1 if down else 1)
            self.words.append(word(text, self.at(value) + gap, middle))
        else:
            self.words.append(word(text, middle, self.at(value) + (9 if down else -9)))
        return self

    def legend(self, names: Sequence[str]) -> Canvas:
        """Square keys with names in a row under the plot."""
        x = 120.0
        for name, colour in zip(names, COLOURS, strict=False):
            self.bars.append(Bar((x, 395.0, x + 8, 403.0), colour))
            self.words.append(word(name, x + 14 + len(name) * LINE / 4, 399))
            x += 40 + len(name) * LINE / 2
        return self

    def text(self, text: str, x: float, y: float, angle: int = 0) -> Canvas:
        """Any text, its words kept together."""
        self.words.append(word(text, x, y, angle))
        return self

    def scene(self, source: str = "vector") -> Scene:
        """The finished scene."""
        return Scene(
            box=(0.0, 0.0, 600.0, 450.0),
            words=tuple(self.words),
            bars=tuple(self.bars),
            rules=tuple(self.rules),
            symbols=tuple(self.symbols),
            tolerance=0.05 if source == "vector" else 0.5,
            source="vector" if source == "vector" else "raster",
        )


def values(table: object) -> dict[str, list[object]]:
    """A chart table as {column name: values}."""
    columns, rows = table.columns, table.rows  # type: ignore[attr-defined]
    return {column.name: [row[i].value for row in rows] for i, column in enumerate(columns)}
