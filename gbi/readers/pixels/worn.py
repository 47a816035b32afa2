"""Takes debris out of a worn picture's scene: what scaling, JPEG and scanning leave round letters, rules and bars.

A screenshot's scene needs none of this. Here a neutral line must be long, and a bar's colour must be shown
by one bar at least that is no sliver: series drawn as short grey strokes are lost there rather than invented.
"""

from __future__ import annotations

from dataclasses import replace

from gbi.readers.chart.scene import Bar, Line, Scene, Symbol
from gbi.readers.pixels.canvas import chroma, distance

NEUTRAL = 66  # chroma up to which a colour may be a halo of text and rules
THIN = 5.0  # px: a bar no thicker is a sliver
THIN_NEUTRAL = 9.0  # px: the same for neutral colours
LONG = 0.3  # of the picture's longer side: a neutral line's least extent
PALE = 60.0  # RGB distance to the ground up to which a neutral line is a grid line or a frame
RIM = 4.0  # px round a bar within which a line is its edge
LIKE = 110.0  # RGB distance within which a line has a bar's colour, darker or lighter at its edge
LEVEL = 3.0  # px over which a rule's pieces rise
TOUCH = 1.0  # px between the pieces of one bar at the most
LEVEL_ENDS = 2.0  # px by which their ends differ at the most
DOTS = 3  # as many symbols of one colour are data


def without_debris(scene: Scene) -> Scene:
    """A worn picture's scene, coordinates in px, without slivers, shreds and specks."""
    side = max(scene.box[2] - scene.box[0], scene.box[3] - scene.box[1])
    whole = _mended(scene.bars)
    bars = tuple(bar for bar in whole if not _sliver(bar, whole))
    lines = tuple(line for line in scene.lines if not _edge(line, bars) and not _shred(line, side, scene, bars))
    kept = {line.colour for line in lines}
    symbols = tuple(symbol for symbol in scene.symbols if symbol.colour in kept or not _speck(symbol, scene.symbols))
    return replace(scene, bars=bars, lines=lines, symbols=symbols)


def _mended(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """Pieces of one colour that touch and have the same ends, or the same sides, put together: grain cut them apart."""
    found: list[Bar] = []
    for bar in bars:
        while (other := next((piece for piece in found if _one_bar(piece, bar)), None)) is not None:
            found.remove(other)
            a, b = bar.box, other.box
            bar = Bar((min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])), bar.colour)
        found.append(bar)
    return tuple(found)


def _one_bar(a: Bar, b: Bar) -> bool:
    if a.colour != b.colour:
        return False
    for along, across in ((0, 1), (1, 0)):
        touching = a.box[along] <= b.box[along + 2] + TOUCH and b.box[along] <= a.box[along + 2] + TOUCH
        ends = max(abs(a.box[across] - b.box[across]), abs(a.box[across + 2] - b.box[across + 2]))
        if touching and ends <= LEVEL_ENDS:
            return True
    return False


def _sliver(bar: Bar, bars: tuple[Bar, ...]) -> bool:
    """True for a bar of a colour that no bar thick enough has."""
    least = THIN_NEUTRAL if chroma(bar.colour) <= NEUTRAL else THIN
    return all(_thick(other) <= least for other in bars if other.colour == bar.colour)


def _thick(bar: Bar) -> float:
    return min(bar.box[2] - bar.box[0], bar.box[3] - bar.box[1])


def _edge(line: Line, bars: tuple[Bar, ...]) -> bool:
    """True for a line of about a bar's colour that runs in the bar or along its rim."""
    return any(
        distance(line.colour, bar.colour) < LIKE
        and all(
            bar.box[0] - RIM <= x <= bar.box[2] + RIM and bar.box[1] - RIM <= y <= bar.box[3] + RIM
            for x, y in line.points
        )
        for bar in bars
    )


def _shred(line: Line, side: float, scene: Scene, bars: tuple[Bar, ...]) -> bool:
    """True for a neutral line that is short, pale or a rule's piece, and beside bars for any that is level."""
    across = max(x for x, _ in line.points) - min(x for x, _ in line.points)
    rise = max(y for _, y in line.points) - min(y for _, y in line.points)
    level = min(across, rise) <= LEVEL
    if chroma(line.colour) > NEUTRAL:
        return level and bool(bars)
    return level or max(across, rise) < LONG * side or distance(line.colour, scene.background) < PALE


def _speck(symbol: Symbol, symbols: tuple[Symbol, ...]) -> bool:
    alike = sum(other.colour == symbol.colour for other in symbols)
    return alike < DOTS or chroma(symbol.colour) <= NEUTRAL
