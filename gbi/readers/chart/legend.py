"""Which colour means which series: from swatches beside words, labels at the ends of lines, headers over bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gbi.numbers import parse_number
from gbi.readers.chart.axes import Axes
from gbi.readers.chart.clean import RINGS
from gbi.readers.chart.colours import distance
from gbi.readers.chart.line_names import names_beside, names_by_ink
from gbi.readers.chart.phrases import Phrase, overlap, phrases_of, stack
from gbi.readers.chart.scene import Area, Colour, Line, Scene
from gbi.readers.chart.swatches import Swatch, find_keyless, find_swatches
from gbi.readers.chart.titles import is_note
from gbi.types import Box

MANY_POINTS = 12  # of so many a ring may be taken for the letter
NEAR = 28.0
"""Colours further apart than this in Lab are not the same series, whatever else there is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A series' name, the colour of its marks and the box of its text; `confidence` 0 to 1."""

    name: str
    colour: Colour
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries in reading order; `boxes` are the swatches and texts, which no reader may take for marks or labels."""

    entries: tuple[Entry, ...] = ()
    boxes: tuple[Box, ...] = ()

    def name_of(self, colour: Colour) -> Entry | None:
        """The entry of the nearest colour in CIE Lab; None when none is near or two are about as near."""
        ranked = sorted(self.entries, key=lambda entry: distance(entry.colour, colour))
        if not ranked or distance(ranked[0].colour, colour) > NEAR:
            return None
        first = distance(ranked[0].colour, colour)
        if len(ranked) > 1 and distance(ranked[1].colour, colour) < 1.3 * first + 2.0:
            return None
        return ranked[0]

    def covers(self, box: Box) -> bool:
        """True when `box` lies in a swatch or name of the legend."""
        return any(
            b[0] - 1 <= box[0] and box[2] <= b[2] + 1 and b[1] - 1 <= box[1] and box[3] <= b[3] + 1 for b in self.boxes
        )


def find_legend(scene: Scene, axes: Axes) -> Legend:
    """The scene's legend, empty when it has none. Names that stand at the marks count where there are no swatches."""
    phrases = [p for p in phrases_of(scene.words) if not is_note(p.text)]
    swatches = find_swatches(scene, phrases)
    if swatches:
        named = {id(s.phrase) for s in swatches}
        others = [p for p in phrases if id(p) not in named]
        entries = tuple(_entry(s, others, swatches) for s in swatches)
        titles = tuple(p.box for p in others if _heads(p, swatches))
        keyless = find_keyless(swatches, [p for p in others if not _beside_plot(p, swatches, axes)])
        entries += _by_elimination(scene, entries, keyless)
        hidden = tuple(_key_box(p, swatches) for p in keyless)
        boxes = (*(s.box for s in swatches), *(e.box for e in entries), *(p.box for p in keyless), *hidden, *titles)
        return Legend(entries, boxes)
    taken = {id(t.word) for axis in (axes.x, axes.y, axes.y2) if axis for t in axis.ticks}
    rings = [p for p in phrases if p.text in RINGS]
    points = len(rings) > 1 or len(scene.symbols) >= MANY_POINTS  # a series may be called O, several are not
    marks = {id(p) for p in rings} if points else set()
    words = [
        p
        for p in phrases
        if parse_number(p.text) is None and id(p) not in marks and not any(id(w) in taken for w in p.words)
    ]
    direct = (
        _entries(names_by_ink(scene, words), 0.85)
        or _line_ends(scene, words)
        or _in_areas(scene, words)
        or _headers(scene, words)
        or _entries(names_beside(scene, words), 0.7)
    )
    return Legend(direct, tuple(entry.box for entry in direct))


def _entry(swatch: Swatch, others: Sequence[Phrase], swatches: Sequence[Swatch]) -> Entry:
    """The name with the lines that continue it below, as long as they are nearer to it than to the next key."""
    name = swatch.phrase
    below = sorted((p for p in others if p.box[1] > name.box[1]), key=lambda p: p.box[1])
    for line in below:
        left = abs(line.box[0] - name.box[0]) < 0.4 * name.size
        near = line.box[1] - name.box[3] < 0.35 * name.size and 0.8 < line.size / name.size < 1.25
        keyed = any(s is not swatch and abs(s.phrase.centre[1] - line.centre[1]) < 0.7 * line.size for s in swatches)
        if left and near and not keyed and line.angle == 0:
            name = stack([name, line], 0.6)[0]
    return Entry(name.text, swatch.colour, name.box, name.confidence)


def _beside_plot(phrase: Phrase, swatches: Sequence[Swatch], axes: Axes) -> bool:
    """True for what stands left or right of a plot that holds all keys: a label of its axis."""
    x0, _, x1, _ = axes.plot_box
    inside = all(x0 <= s.phrase.box[0] and s.phrase.box[2] <= x1 for s in swatches)
    return inside and (phrase.box[2] <= x0 or phrase.box[0] >= x1)


def _key_box(name: Phrase, swatches: Sequence[Swatch]) -> Box:
    """Where a name's own key stands, as the widest of the others stands before its name: no mark there is data."""
    widest = max(swatches, key=lambda s: s.box[2] - s.box[0])
    left, right = (widest.box[side] - widest.phrase.box[0] for side in (0, 2))
    return name.box[0] + left, name.box[1], name.box[0] + right, name.box[3]


def _by_elimination(scene: Scene, entries: Sequence[Entry], keyless: Sequence[Phrase]) -> tuple[Entry, ...]:
    """The keyless name nearest the others belongs to the one colour of long lines or bars that has no name."""
    if not keyless:
        return ()
    used = [line.colour for line in scene.lines if _span(line) > 0.15 * (scene.box[2] - scene.box[0])]
    used += [bar.colour for bar in scene.bars]
    free: list[Colour] = []
    for colour in used:
        named = any(distance(colour, entry.colour) < 12.0 for entry in entries)
        if not named and not any(distance(colour, other) < 12.0 for other in free):
            free.append(colour)
    name = min(keyless, key=lambda p: min(_apart(p.box, entry.box) for entry in entries))
    return (Entry(name.text, free[0], name.box, 0.75),) if len(free) == 1 else ()


def _apart(a: Box, b: Box) -> float:
    """The gap between two boxes along the wider direction."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])


def _span(line: Line) -> float:
    xs = [point[0] for point in line.points]
    return max(xs) - min(xs)


def _heads(phrase: Phrase, swatches: Sequence[Swatch]) -> bool:
    """True for a legend's own title: just above the first key, starting with it."""
    first = swatches[0]
    return (
        abs(phrase.box[0] - first.box[0]) < 1.2 * phrase.size
        and 0 <= first.box[1] - phrase.box[3] + 0.5 * phrase.size < 1.8 * phrase.size
    )


def _entries(named: Sequence[tuple[Phrase, Colour]], confidence: float) -> tuple[Entry, ...]:
    return tuple(Entry(phrase.text, colour, phrase.box, confidence) for phrase, colour in named)


def _line_ends(scene: Scene, words: Sequence[Phrase]) -> tuple[Entry, ...]:
    """Names at the right (else left) ends of lines, one to one by nearness."""
    pairs = []
    for number, line in enumerate(scene.lines):
        if _span(line) < 0.12 * (scene.box[2] - scene.box[0]) or (len(line.points) == 2 and scene.bars):
            continue
        for side, end in ((0, max(line.points)), (1, min(line.points))):
            for phrase in words:
                gap = phrase.box[0] - end[0] if side == 0 else end[0] - phrase.box[2]
                off = abs(phrase.centre[1] - end[1])
                if phrase.angle == 0 and -0.6 * phrase.size < gap < 4 * phrase.size and off < 1.5 * phrase.size:
                    pairs.append((off / phrase.size + 0.3 * max(gap, 0.0) / phrase.size + side, number, phrase))
    entries: dict[int, Entry] = {}
    used: set[int] = set()
    for cost, number, phrase in sorted(pairs, key=lambda pair: pair[0]):
        if number not in entries and id(phrase) not in used:
            used.add(id(phrase))
            entries[number] = Entry(phrase.text, scene.lines[number].colour, phrase.box, 0.9 if cost < 1 else 0.7)
    return tuple(entries[number] for number in sorted(entries, key=lambda n: entries[n].box[1]))


def _in_areas(scene: Scene, words: Sequence[Phrase]) -> tuple[Entry, ...]:
    entries = []
    for area in scene.areas:
        inside = [p for p in words if p.angle == 0 and _contains(area, p.centre)]
        if len(inside) == 1:
            entries.append(Entry(inside[0].text, area.colour, inside[0].box, 0.8))
    return tuple(entries) if len(entries) == len(scene.areas) else ()


def _contains(area: Area, point: tuple[float, float]) -> bool:
    """Even-odd rule."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(area.points, area.points[1:] + area.points[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside


def _headers(scene: Scene, words: Sequence[Phrase]) -> tuple[Entry, ...]:
    """Names over the segments of the topmost horizontal stack, one to each segment."""
    if len(scene.bars) < 2:
        return ()
    top = min(bar.box[1] for bar in scene.bars)
    row = sorted((bar for bar in scene.bars if abs(bar.box[1] - top) < 1.5), key=lambda bar: bar.box[0])
    if len(row) < 2 or any(b.box[0] - a.box[2] > 3 for a, b in pairwise(row)):
        return ()
    over = [p for p in stack(words, 0.5) if -0.5 * p.size < top - p.box[3] < 3 * p.size and p.angle == 0]
    entries = []
    for bar in row:
        middle = (bar.box[0] + bar.box[2]) / 2
        near = [p for p in over if overlap(p.box[0], p.box[2], bar.box[0], bar.box[2]) > 0]
        best = min(near, key=lambda p: abs(p.centre[0] - middle), default=None)
        if best is not None:
            entries.append(Entry(best.text, bar.colour, best.box, 0.75))
    return tuple(entries) if len(entries) == len(row) and len({e.name for e in entries}) == len(row) else ()
