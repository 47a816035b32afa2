"""Which text belongs to which slice of a pie: text upon it, text beyond its rim, text at the end of its leader."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.boxes import union
from gbi.numbers import Parsed, parse_number
from gbi.readers.chart.frame import in_legend
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.phrases import Phrase, phrases_of, stack
from gbi.readers.chart.scene import Point, Scene, Wedge
from gbi.types import Box

REACH = 0.75  # of the radius: how far beyond the rim a label may stand
_NUMBER = re.compile(
    r"(?:[<>~≈]\s*)?(?:[$€£¥₹]\s*)?[-−]?\d[\d.,'\u00a0]*\s*(?:%|percent|bn|billion|million|mn|m|k|thousand|亿元?|万元?|亿|万)?"
    r"(?=$|[\s,;)\]|/，；）])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SliceLabel:
    """What is printed for a slice: its name, its amount, its share in percent, and where."""

    name: str
    amount: Parsed | None
    share: Parsed | None
    box: Box
    number_box: Box
    confidence: float


def label_slices(pie: Sequence[Wedge], scene: Scene, legend: Legend) -> list[SliceLabel | None]:
    """One label or None a wedge. A text goes to the slice it stands on, or to the one that it stands beyond."""
    blocks = [b for b in stack(phrases_of(scene.words)) if not in_legend(b.box, legend)]
    leaders = _leaders(scene)
    owned: list[list[tuple[float, Phrase]]] = [[] for _ in pie]
    for block in blocks:
        near = [(_cost(block, wedge, leaders), i) for i, wedge in enumerate(pie)]
        cost, index = min(near)
        if cost < math.inf:
            owned[index].append((cost, block))
    return [_label(sorted(texts, key=lambda t: t[0])) if texts else None for texts in owned]


def _label(texts: Sequence[tuple[float, Phrase]]) -> SliceLabel | None:
    """The nearest text upon the slice and the nearest beyond it, taken together."""
    upon = [p for cost, p in texts if cost < 1.0][:2]
    beyond = [p for cost, p in texts if cost >= 1.0][:1]
    names: list[str] = []
    amount = share = None
    number_box = None
    for phrase in (*beyond, *upon):
        name, numbers = split_numbers(phrase.text)
        if name:
            names.append(name)
        for number in numbers:
            if number.unit == "%":
                share = share or number
            else:
                amount = amount or number
            number_box = number_box or _number_box(phrase)
    taken = [*beyond, *upon]
    box = union(p.box for p in taken)
    return SliceLabel(" ".join(names), amount, share, box, number_box or box, min(p.confidence for p in taken))


def split_numbers(text: str) -> tuple[str, list[Parsed]]:
    """The words of a label and the numbers that it prints after or before them: "Apple 25%" is "Apple", 25 %."""
    numbers = []
    rest = text
    for match in _NUMBER.finditer(text):
        before = text[: match.start()].rstrip()
        if before and before[-1].isalnum() and text[match.start() - 1] not in " :：,，(（":
            continue
        if (parsed := parse_number(match.group().strip())) is not None:
            numbers.append(parsed)
            rest = rest.replace(match.group(), " ", 1)
    if len(numbers) > 2:
        return text, []
    return re.sub(r"\s+", " ", rest).strip(" :：,，;；()（）-–—|/·"), numbers


def _number_box(phrase: Phrase) -> Box:
    with_digits = [w.box for w in phrase.words if any(c.isdigit() for c in w.text)]
    return union(with_digits) if with_digits else phrase.box


def _cost(block: Phrase, wedge: Wedge, leaders: Sequence[tuple[Point, Point]]) -> float:
    """Under 1 for text upon the wedge, 1 or more beyond its rim, infinite for text that is not about it."""
    cx, cy = block.centre
    away = math.dist((cx, cy), wedge.centre)
    if wedge.inner * 0.9 <= away <= wedge.outer * 0.98 and _off_angle(block.centre, wedge) == 0.0:
        return 0.5 * away / wedge.outer
    for start, end in leaders:
        for rim, tip in ((start, end), (end, start)):
            on_rim = abs(math.dist(rim, wedge.centre) - wedge.outer) < 0.2 * wedge.outer
            if on_rim and _off_angle(rim, wedge) == 0.0 and _gap(tip, block.box) < 1.5 * block.size:
                return 1.0
    x = min(max(wedge.centre[0], block.box[0]), block.box[2])
    y = min(max(wedge.centre[1], block.box[1]), block.box[3])
    beyond = math.dist((x, y), wedge.centre) - wedge.outer
    if away < wedge.outer * 0.98 or beyond > REACH * wedge.outer:
        return math.inf
    off = min(_off_angle((x, y), wedge), _off_angle(block.centre, wedge))
    return 1.0 + off / 10.0 + max(beyond, 0.0) / wedge.outer if off < 25.0 else math.inf


def _off_angle(point: Point, wedge: Wedge) -> float:
    """Degrees by which a point lies outside the wedge's angles; 0 within."""
    angle = math.degrees(math.atan2(point[0] - wedge.centre[0], wedge.centre[1] - point[1]))
    ahead = (angle - wedge.start) % 360.0
    if ahead <= wedge.sweep:
        return 0.0
    return min(ahead - wedge.sweep, 360.0 - ahead)


def _gap(point: Point, box: Box) -> float:
    x = min(max(point[0], box[0]), box[2])
    y = min(max(point[1], box[1]), box[3])
    return math.dist(point, (x, y))


def _leaders(scene: Scene) -> list[tuple[Point, Point]]:
    lines = [(line.points[0], line.points[-1]) for line in scene.lines if len(line.points) <= 4]
    return [*lines, *((r.start, r.end) for r in scene.rules)]
