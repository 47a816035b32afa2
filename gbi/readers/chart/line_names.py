"""Names of lines that stand in the plot: by the ink they are written in, else by the line that they stand beside.

"Favorable" in green, anywhere in the plot, is the green line. Where all text is black, as many names as lines, each of
them clearly nearest to a line of its own, are these lines' names. Not covered: names with a leader to their line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gbi.readers.chart.colours import distance, is_grey
from gbi.readers.chart.phrases import Phrase, stack
from gbi.readers.chart.scene import Colour, Ink, Line, Scene

ALIKE = 20.0
"""Lab distance up to which text and line are of one colour; thin strokes of text are lighter than they are meant."""
SURER = 1.5
"""How many times nearer, in colour or in place, the text's own line must be than the next."""
WIDE, HIGH, OF_WIDTH = 0.15, 0.25, 0.3
"""How far outside the lines a name may stand: shares of their width, of their height, and above them of their width."""
LONGEST = 60
"""Characters of a name; a longer text tells something."""
FEWEST = 2
LEAST_SPAN = 0.12
"""Of the figure's width: shorter lines are leaders, brackets or arrows."""


def names_by_ink(scene: Scene, words: Sequence[Phrase]) -> tuple[tuple[Phrase, Colour], ...]:
    """One phrase for each line colour, in the order of the lines; empty unless every colour of several has its own."""
    lines = _lines(scene)
    colours = _colours(lines)
    if len(colours) < FEWEST or not scene.inks:
        return ()
    found: dict[int, list[Phrase]] = {}
    for phrase in words:
        ink = _ink(phrase, scene.inks)
        at = _nearest(ink, colours) if ink is not None else None
        if at is not None:
            found.setdefault(at, []).append(phrase)
    named = {at: [p for p in stack(phrases) if _among(p, lines)] for at, phrases in found.items()}
    if any(len(named.get(at, ())) != 1 for at in range(len(colours))):
        return ()
    return tuple((named[at][0], colour) for at, colour in enumerate(colours))


def names_beside(scene: Scene, words: Sequence[Phrase]) -> tuple[tuple[Phrase, Colour], ...]:
    """One phrase for each line colour by place; empty unless there are as many as colours, each at its own line."""
    lines = _lines(scene)
    colours = _colours(lines)
    inside = [p for p in stack(words) if lines and _among(p, lines)]
    if len(colours) < FEWEST or len(inside) != len(colours):
        return ()
    found: dict[int, Phrase] = {}
    for phrase in inside:
        gaps = [_gap(phrase, [line for line in lines if distance(line.colour, c) <= ALIKE]) for c in colours]
        ranked = sorted(range(len(colours)), key=lambda at: gaps[at])
        if gaps[ranked[1]] < SURER * gaps[ranked[0]] + phrase.size or ranked[0] in found:
            return ()
        found[ranked[0]] = phrase
    return tuple((found[at], colour) for at, colour in enumerate(colours))


def _lines(scene: Scene) -> list[Line]:
    least = LEAST_SPAN * (scene.box[2] - scene.box[0])
    return [line for line in scene.lines if max(p[0] for p in line.points) - min(p[0] for p in line.points) >= least]


def _colours(lines: Sequence[Line]) -> list[Colour]:
    colours: list[Colour] = []
    for line in lines:
        if all(distance(line.colour, other) > ALIKE for other in colours):
            colours.append(line.colour)
    return colours


def _ink(phrase: Phrase, inks: Sequence[Ink]) -> Colour | None:
    """The colour that all of the phrase is written in; None for grey, for several, or where none was seen."""
    x0, y0, x1, y1 = phrase.box
    own = [i for i in inks if x0 <= (i.box[0] + i.box[2]) / 2 <= x1 and y0 <= (i.box[1] + i.box[3]) / 2 <= y1]
    if not own or any(is_grey(ink.colour) or distance(ink.colour, own[0].colour) > ALIKE for ink in own):
        return None
    return own[0].colour


def _nearest(ink: Colour, colours: Sequence[Colour]) -> int | None:
    ranked = sorted(range(len(colours)), key=lambda at: distance(colours[at], ink))
    first, second = (distance(colours[at], ink) for at in ranked[:2])
    return ranked[0] if first <= ALIKE and second >= SURER * first + 2.0 else None


def _among(phrase: Phrase, lines: Sequence[Line]) -> bool:
    """Whether the phrase is short, upright, and stands where the lines run or not far from them."""
    points = [point for line in lines for point in line.points]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    x, y = phrase.centre
    wide = WIDE * (right - left)
    high = max(HIGH * (bottom - top), OF_WIDTH * (right - left), 2 * phrase.size)
    inside = left - wide <= x <= right + wide and top - high <= y <= bottom + high
    return phrase.angle == 0 and 1 < len(phrase.text) <= LONGEST and inside


def _gap(phrase: Phrase, lines: Sequence[Line]) -> float:
    """How far above or below the phrase the nearest of the lines runs, in points; infinite where none does."""
    x, y = phrase.centre
    found = [
        abs(y - (a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])))
        for line in lines
        for a, b in pairwise(sorted(line.points))
        if a[0] <= x <= b[0] and b[0] > a[0]
    ]
    return min(found, default=float("inf"))
