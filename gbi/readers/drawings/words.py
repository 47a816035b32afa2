"""The words of a figure as it was typeset: one run of glyphs a label, boxes of the type's height, exponents worked out.

A page's words are made for reading prose: they run tick labels together that almost touch, and turn "10" with a raised
"4" into "104". Here each shown string keeps to itself. Text that was drawn as outlines is read by OCR.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gbi.boxes import area, grown
from gbi.documents.source import Source
from gbi.documents.words import clean, is_garbage
from gbi.numbers import parse_number
from gbi.readers.chart.scene import Ink, Symbol
from gbi.readers.drawings.boxes import intersection
from gbi.types import Box, Word

OCR_SCALE = 3.0  # px per pt: a 7 pt label is then 21 px high, which the recogniser reads well
JOIN_EM = 0.18  # a wider gap between two glyphs starts a new word
ASCENT_EM, DESCENT_EM = 0.85, 0.15  # the box of a word around its base line: digits stand in its middle
FEWEST_TYPESET = 4  # words from which on a figure is taken to have its text as text
INVISIBLE = 3  # PDF text rendering mode
MARKERS = {"●": "circle", "○": "circle", "•": "circle", "■": "square", "□": "square", "▲": "triangle", "△": "triangle"}
MARKERS |= {"◆": "diamond", "◇": "diamond", "×": "cross", "✕": "cross", "+": "cross", "★": "star"}
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs without a gap: `start` and `end` along the reading direction, `base` the base line across it, in points;
    `run` numbers the shown string, `whole` when the piece is all of it."""

    text: str
    angle: int
    size: float
    start: float
    end: float
    base: float
    run: int
    whole: bool
    colour: tuple[int, int, int] = (0, 0, 0)

    @property
    def box(self) -> Box:
        """The word's box on the page."""
        up, down = ASCENT_EM * self.size, DESCENT_EM * self.size
        if self.angle == 90:
            return self.base - up, -self.end, self.base + down, -self.start
        if self.angle == 270:
            return self.base - down, self.start, self.base + up, self.end
        if self.angle == 180:
            return -self.end, self.base - down, -self.start, self.base + up
        return self.start, self.base - up, self.end, self.base + down


def words_in(source: Source, page: int, box: Box) -> tuple[tuple[Word, ...], tuple[Symbol, ...]]:
    """The words inside the box, and the point marks that are set as characters. Raises `PageError`.

    Words that OCR found are used where the figure sets few or none; in a drawing they are often its own marks.
    """
    content, drawn = source.page(page), source.vector_page(page)
    window = grown(box, 1.0)
    known = tuple(w for w in content.words if w.text.strip() and _share(w.box, window) >= 0.5)
    if content.ocr or drawn is None:
        return known, ()
    pieces, slanted = _pieces(drawn, window)
    marks = _marks(pieces)
    pieces = [p for p in pieces if p.text not in MARKERS or not marks]
    words = [Word(text=p.text, box=p.box, angle=p.angle) for p in _joined(_with_exponents(pieces))]
    words = [w for w in [*words, *slanted] if w.text and _share(w.box, window) >= 0.5]
    if is_garbage(words):
        return known, ()
    if len(words) >= FEWEST_TYPESET:
        return tuple(words), marks
    return (*words, *(w for w in known if w.confidence < 1.0 and not over_any(w.box, words))), marks


def inks_in(page: Any, box: Box) -> tuple[Ink, ...]:
    """The colours that the strings of a `pymupdf.Page` inside the box are set in."""
    window = grown(box, 1.0)
    pieces, _ = _pieces(page, window)
    return tuple(Ink(piece.box, piece.colour) for piece in pieces if _share(piece.box, window) >= 0.5)


def words_from_pixels(source: Source, page: int, box: Box) -> tuple[Word, ...]:
    """Words that OCR finds in the rendered box, in page points. Raises `PageError`, `LimitError`."""
    from gbi.documents.ocr import read_words  # the networks are loaded only for figures that need them

    found = read_words(source.image(page, box, scale=OCR_SCALE))
    x, y = box[0], box[1]
    return tuple(w.model_copy(update={"box": _moved(w.box, x, y)}) for w in found)


def over_any(box: Box, words: Sequence[Word]) -> bool:
    """True when most of the box lies in one of the words' boxes."""
    return any(_share(box, grown(w.box, 1.0)) > 0.8 for w in words)


def _pieces(page: Any, window: Box) -> tuple[list[Piece], list[Word]]:
    """Upright and quarter-turned strings cut at their gaps; slanted strings as whole words."""
    pieces: list[Piece] = []
    slanted: list[Word] = []
    for run, span in enumerate(page.get_texttrace()):
        if span["type"] == INVISIBLE or span.get("opacity", 1.0) <= 0.0 or _share(tuple(span["bbox"]), window) < 0.3:
            continue
        degrees = math.degrees(math.atan2(-span["dir"][1], span["dir"][0])) % 360.0
        angle = round(degrees / 90.0) * 90 % 360
        if abs((degrees - angle + 180.0) % 360.0 - 180.0) > 3.0:
            text = clean("".join(chr(c[0]) for c in span["chars"])).strip()
            slanted.append(Word(text=text, box=tuple(span["bbox"]), angle=0))
        else:
            pieces += _cut(span, angle, run)
    return pieces, slanted


def _cut(span: Any, angle: int, run: int) -> list[Piece]:
    size = max(float(span["size"]), 1.0)
    groups: list[list[tuple[str, float, float, float]]] = [[]]
    for code, _, origin, box in span["chars"]:
        char = chr(code)
        start, end, base = _along(origin, box, angle)
        last = groups[-1][-1] if groups[-1] else None
        blank = char.isspace() or char == "\u200b"
        if groups[-1] and (blank or (last and (start - last[2] > JOIN_EM * size or start < last[1] - 0.25 * size))):
            groups.append([])
        if not blank:
            groups[-1].append((char, start, end, base))
    groups = [g for g in groups if g]
    colour = _rgb(span.get("color"))
    return [
        Piece(
            clean("".join(c[0] for c in g)), angle, size, g[0][1], max(c[2] for c in g), g[0][3], run,
            len(groups) == 1, colour,
        )
        for g in groups
    ]  # fmt: skip


def _along(origin: tuple[float, float], box: Box, angle: int) -> tuple[float, float, float]:
    """A glyph's start and end along the reading direction and its base line."""
    if angle == 90:
        return -box[3], -box[1], origin[0]
    if angle == 270:
        return box[1], box[3], origin[0]
    return (-box[2], -box[0], origin[1]) if angle == 180 else (box[0], box[2], origin[1])


def _with_exponents(pieces: Sequence[Piece]) -> list[Piece]:
    """Raised small pieces joined to what they stand at: powers of ten worked out, the rest as superscripts."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        raised = last.base - piece.base if last else 0.0
        raised = -raised if last and last.angle in (180, 270) else raised
        if (
            last
            and last.angle == piece.angle
            and piece.size < 0.9 * last.size
            and abs(piece.start - last.end) < 0.3 * last.size
            and 0.15 * last.size < raised < 0.8 * last.size
        ):
            out[-1] = replace(last, text=_power(last.text, piece.text), end=piece.end)
        else:
            out.append(piece)
    return out


def _power(base: str, exponent: str) -> str:
    plain = exponent.replace("−", "-")
    digits = plain.removeprefix("-")
    if base in ("10", "−10", "-10") and digits.isdigit() and int(digits) <= 15:
        sign = "" if base == "10" else "-"
        return sign + (f"{10 ** int(plain)}" if not plain.startswith("-") else f"{10.0 ** int(plain):.{int(digits)}f}")
    return base + exponent.translate(_RAISED)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that follow each other without a gap on one base line; two complete numbers stay two labels."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and _follows(last, piece):
            out[-1] = replace(last, text=last.text + piece.text, end=piece.end, run=piece.run, whole=False)
        else:
            out.append(piece)
    return out


def _follows(a: Piece, b: Piece) -> bool:
    if a.run == b.run or a.angle != b.angle or abs(a.base - b.base) > 0.05 * a.size or abs(a.size - b.size) > 0.5:
        return False
    if not -0.1 * a.size < b.start - a.end < JOIN_EM * a.size:
        return False
    numbers = len(a.text) > 1 and len(b.text) > 1 and parse_number(a.text) and parse_number(b.text)
    return not (a.whole and b.whole and numbers)


def _marks(pieces: Sequence[Piece]) -> tuple[Symbol, ...]:
    """Characters that stand alone and are repeated as point marks; their middle is that of a digit."""
    counts = Counter((p.text, p.colour) for p in pieces if p.text in MARKERS and p.whole)
    out = []
    for p in pieces:
        if p.whole and p.text in MARKERS and counts[p.text, p.colour] >= 4:
            x0, y0, x1, y1 = p.box
            centre = ((x0 + x1) / 2, (y0 + y1) / 2)
            out.append(Symbol(centre, min(x1 - x0, 0.75 * p.size), p.colour, MARKERS[p.text]))
    return tuple(out)


def _rgb(raw: Any) -> tuple[int, int, int]:
    parts = [float(c) for c in raw or (0.0,)]
    if len(parts) == 4:
        c, m, y, k = parts
        parts = [(1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)]
    elif len(parts) != 3:
        parts = [parts[0]] * 3
    red, green, blue = (round(255 * c) for c in parts)
    return red, green, blue


def _share(box: Box, window: Box) -> float:
    shared = intersection(box, window)
    if shared is None:
        return 0.0
    whole = area(box)
    return area(shared) / whole if whole > 0.0 else 1.0


def _moved(box: Box, x: float, y: float) -> Box:
    x0, y0, x1, y1 = (v / OCR_SCALE for v in box)
    return x0 + x, y0 + y, x1 + x, y1 + y
