"""Legend keys: a small mark in a series' colour beside the series' name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from gbi.numbers import parse_number
from gbi.readers.chart.colours import distance
from gbi.readers.chart.dates import read_date
from gbi.readers.chart.phrases import Phrase, overlap
from gbi.readers.chart.scene import Colour, Point, Scene
from gbi.types import Box

MAX_KEY = 2.2
"""A key is at most this many text heights high."""
ALIKE = 3.0  # CIE76: keys of one colour name nothing
MAX_KEY_LENGTH = 6.0
"""And, for the short line of a line chart's key, this many long."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """A key and the name beside it."""

    colour: Colour
    box: Box
    phrase: Phrase


def find_swatches(scene: Scene, phrases: Sequence[Phrase]) -> tuple[Swatch, ...]:
    """Keys with names, in reading order; keys in a row or column agree in size, and no two share a name."""
    keys = _keys(scene)
    found: dict[Phrase, Swatch] = {}
    for colour, box in keys:
        name = _name_beside(box, phrases, [other for _, other in keys])
        if name is None:
            continue
        held = found.get(name)
        if held is None or _rank(box, scene.background, colour) > _rank(held.box, scene.background, held.colour):
            found[name] = Swatch(colour, box, name)
    named = _named(list(found.values()))
    aligned = _aligned([s for s in named if not _is_point(s, named, scene)])
    return tuple(sorted(aligned, key=lambda s: (round(s.phrase.centre[1] / s.phrase.size), s.box[0])))


def find_keyless(swatches: Sequence[Swatch], phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Names that stand in a legend's row or column among keyed ones, but whose own key was not seen."""
    keyed = [s.phrase for s in swatches]
    found: list[Phrase] = []
    for phrase in phrases:
        if any(phrase is name for name in keyed) or phrase.angle or not any(c.isalpha() for c in phrase.text):
            continue
        for name in keyed:
            alike = 0.6 < phrase.size / name.size < 1.7
            level = abs(phrase.centre[1] - name.centre[1]) < 0.4 * name.size
            apart = max(phrase.box[0] - name.box[2], name.box[0] - phrase.box[2])
            under = abs(phrase.box[0] - name.box[0]) < 0.3 * name.size
            below = max(phrase.box[1] - name.box[3], name.box[1] - phrase.box[3])
            if alike and (
                (level and 1.5 * name.size < apart < 14 * name.size)
                or (under and len(keyed) > 1 and 0.3 * name.size < below < 1.2 * name.size)
            ):
                found.append(phrase)
                break
    return tuple(p for p in found if not any(_misread_key(p, other) for other in found))


def _misread_key(phrase: Phrase, name: Phrase) -> bool:
    """True for a single character right before a name: a key that was taken for a letter."""
    gap = name.box[0] - phrase.box[2]
    level = abs(phrase.centre[1] - name.centre[1]) < 0.5 * name.size
    return len(phrase.text.strip()) == 1 and level and 0 <= gap < 1.2 * name.size


def _named(swatches: list[Swatch]) -> list[Swatch]:
    """Plain numbers are values unless all the names are: a legend of sizes or classes. Numbers beside marks of one
    colour are printed at the marks of a series."""
    worded = [s for s in swatches if not _is_value(s.phrase.text)]
    if worded or len(swatches) < 2:
        return worded or swatches
    alike = any(distance(a.colour, b.colour) < ALIKE for a, b in combinations(swatches, 2))
    return [] if alike else swatches


def _is_value(text: str) -> bool:
    """True for a plain number; "more than 10 years" and a year are names of classes."""
    parsed = parse_number(text)
    return parsed is not None and parsed.relation not in ("<", ">") and not read_date(text)


def _keys(scene: Scene) -> list[tuple[Colour, Box]]:
    keys: list[tuple[Colour, Box]] = [(b.colour, b.box) for b in scene.bars if not _is_data(b.box, scene)]
    for symbol in scene.symbols:
        half = symbol.size / 2
        x, y = symbol.centre
        if any(_on_long_line(symbol.centre, symbol.size, line.points) for line in scene.lines):
            continue
        keys.append((symbol.colour, (x - half, y - half, x + half, y + half)))
    for line in scene.lines:
        xs, ys = [p[0] for p in line.points], [p[1] for p in line.points]
        if _under_bars(min(xs), max(xs), ys[0], scene):
            continue
        keys.append((line.colour, (min(xs), min(ys) - line.width / 2, max(xs), max(ys) + line.width / 2)))
    for rule in scene.rules:
        if rule.horizontal and any(distance(rule.colour, line.colour) < 12.0 for line in scene.lines):
            half = max(rule.width, 0.5) / 2
            y = (rule.start[1] + rule.end[1]) / 2
            x0, x1 = sorted((rule.start[0], rule.end[0]))
            if _under_bars(x0, x1, y, scene):
                continue
            keys.append((rule.colour, (x0, y - half, x1, y + half)))
    return keys


def _is_data(box: Box, scene: Scene) -> bool:
    """A bar that starts where a clearly longer one starts belongs to the data, however small it is."""
    slack = max(scene.tolerance, 0.1)
    width, height = box[2] - box[0], box[3] - box[1]
    for other in scene.bars:
        x0, y0, x1, y1 = other.box
        alike_height = abs((y1 - y0) - height) <= 0.15 * height + slack
        alike_width = abs((x1 - x0) - width) <= 0.15 * width + slack
        if alike_height and x1 - x0 > 1.5 * width and min(abs(x0 - box[0]), abs(x1 - box[2])) <= 2 * slack:
            return True
        if alike_width and y1 - y0 > 1.5 * height and min(abs(y0 - box[1]), abs(y1 - box[3])) <= 2 * slack:
            return True
    return False


def _under_bars(x0: float, x1: float, y: float, scene: Scene) -> bool:
    """True for a piece of the base line: it runs along a bar's edge or in line with other pieces or a long rule."""
    for bar in scene.bars:
        if overlap(x0, x1, bar.box[0], bar.box[2]) > 0 and min(abs(y - bar.box[1]), abs(y - bar.box[3])) < 2.0:
            return True
    slack = max(3 * scene.tolerance, 0.2)  # of a drawing only what is truly in line: grid lines pass near keys
    level = [rule for rule in scene.rules if rule.horizontal and abs(rule.start[1] - y) < slack]
    return len(level) > 3 or any(abs(rule.end[0] - rule.start[0]) > 3 * (x1 - x0) for rule in level)


def _on_long_line(centre: Point, size: float, points: Sequence[Point]) -> bool:
    xs = [p[0] for p in points]
    if max(xs) - min(xs) < 8 * size:
        return False
    return any(abs(x - centre[0]) <= size / 2 and abs(y - centre[1]) <= size / 2 for x, y in points)


def _name_beside(box: Box, phrases: Sequence[Phrase], keys: Sequence[Box]) -> Phrase | None:
    """The level phrase that starts right of a key, nothing else between them."""
    best: tuple[float, Phrase] | None = None
    width, height = box[2] - box[0], box[3] - box[1]
    for phrase in phrases:
        size = phrase.size
        if phrase.angle or height > MAX_KEY * size or width > MAX_KEY_LENGTH * size or (width > 3 * size < 9 * height):
            continue
        top = phrase.box[1] + (size if phrase.box[3] - phrase.box[1] > 1.6 * size else 0.0)
        gap = phrase.box[0] - box[2]
        level = abs((box[1] + box[3]) / 2 - (phrase.box[1] + size / 2)) < 0.5 * size or (
            top > phrase.box[1] and abs((box[1] + box[3]) / 2 - phrase.centre[1]) < 0.6 * size
        )
        if not level or not -0.4 * size < gap < 1.8 * size or any(c.isalnum() for c in phrase.text) is False:
            continue
        if any(box[2] < key[0] < phrase.box[0] - 0.2 * size and _level(key, box) for key in keys if key != box):
            continue
        if best is None or gap < best[0]:
            best = gap, phrase
    return best[1] if best else None


def _level(a: Box, b: Box) -> bool:
    return overlap(a[1], a[3], b[1], b[3]) > 0.3 * min(a[3] - a[1], b[3] - b[1])


def _rank(box: Box, background: Colour, colour: Colour) -> float:
    """Prefers the more colourful, then the larger of two marks at the same name (a ring's fill is background)."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    return min(distance(colour, background), 20.0) * 1e3 + area


def _aligned(swatches: list[Swatch]) -> list[Swatch]:
    """Keys of like size that share a row or a column; a single key stands only when it is near square or a dash."""
    groups: list[list[Swatch]] = []
    for swatch in swatches:
        home = next((g for g in groups if _alike(g[0].box, swatch.box)), None)
        if home is None:
            groups.append([swatch])
        else:
            home.append(swatch)
    kept: list[Swatch] = []
    for group in groups:
        in_line = [s for s in group if any(_in_line(s, other) for other in group if other is not s)]
        kept += in_line if len(group) > 1 else group
    return kept


def _is_point(swatch: Swatch, swatches: Sequence[Swatch], scene: Scene) -> bool:
    """True for a data point that happens to stand beside a label: marks like it abound, and it is no row of keys."""
    half = (swatch.box[2] - swatch.box[0]) / 2
    if any(other is not swatch and _alike(other.box, swatch.box) for other in swatches):
        return False
    marks = [s for s in scene.symbols if abs(s.size / 2 - half) < 0.05 * half]
    keyed = any(_is_symbol(s.box, scene) for s in swatches if s is not swatch)
    number = parse_number(swatch.phrase.text) is not None and read_date(swatch.phrase.text) is None
    return _is_symbol(swatch.box, scene) and len(marks) > 3 and (keyed or number)


def _is_symbol(box: Box, scene: Scene) -> bool:
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return any(abs(s.centre[0] - centre[0]) + abs(s.centre[1] - centre[1]) < 0.01 for s in scene.symbols)


def _alike(a: Box, b: Box) -> bool:
    width, height = a[2] - a[0], a[3] - a[1]
    return abs((b[2] - b[0]) - width) <= 0.25 * width + 1 and abs((b[3] - b[1]) - height) <= 0.25 * height + 1


def _in_line(a: Swatch, b: Swatch) -> bool:
    size = a.phrase.size
    row = abs((a.box[1] + a.box[3]) - (b.box[1] + b.box[3])) / 2 < 0.5 * size
    return row or abs(a.box[0] - b.box[0]) < 0.5 * size
