"""Words joined into what a person reads as one label: runs on a line, and lines stacked into a block.

Works in reading coordinates (`along` the text, `across` it), so that rotated labels are joined like level ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gbi.boxes import union
from gbi.types import Box, Word

WORD_GAP = 0.55
"""A gap between words of one label, in text heights: a space is about 0.3, ticks keep more than 0.8 apart."""


NUMBER = re.compile(r"[-+−(]?[$€£¥]?\d[\d.,]*\s?%?\)?(?:/\d\d)?[*]*")
THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?%?[*]*")
SLANTED = 45
"""The angle given to text that runs neither level nor upright: its box is far thicker than a line."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words read as one label. `angle` is `SLANTED` for text at a slope, whose `line` height is guessed."""

    text: str
    box: Box
    words: tuple[Word, ...]
    angle: int = 0
    line: float = 0.0

    @property
    def size(self) -> float:
        """Height of one line of the text in points."""
        if self.angle == SLANTED:
            return self.line
        return min(_extent(word.box, self.angle) for word in self.words)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @property
    def confidence(self) -> float:
        """The least sure of its words."""
        return min(word.confidence for word in self.words)


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """The length that two intervals share, 0 when they are apart."""
    return max(0.0, min(a1, b1) - max(a0, b0))


def join(parts: Sequence[Phrase]) -> Phrase:
    """Several phrases as one, in the given order; Chinese lines are joined without a space."""
    text = parts[0].text
    for part in parts[1:]:
        text = text + part.text if _cjk(text[-1:]) and _cjk(part.text[:1]) else f"{text} {part.text}"
    words = tuple(word for part in parts for word in part.words)
    return Phrase(text, union(part.box for part in parts), words, parts[0].angle)


def phrases_of(words: Iterable[Word]) -> tuple[Phrase, ...]:
    """Words joined along their reading direction; reading order top to bottom, then left to right."""
    found: list[Phrase] = []
    by_angle: dict[int, list[Word]] = {}
    given = [word for word in words if word.text.strip()]
    line = line_height(given)
    for word in given:
        if _is_slanted(word, line):
            found.append(Phrase(word.text.strip(), word.box, (word,), SLANTED, line))
        else:
            by_angle.setdefault(word.angle % 360, []).append(word)
    for angle, group in by_angle.items():
        found += _lines(group, angle)
    return tuple(sorted(found, key=lambda p: (round(p.box[1], 1), p.box[0])))


def line_height(words: Sequence[Word]) -> float:
    """The height of a usual line in points: the lower quartile of the boxes' thin sides, since slanted text has thick
    boxes; 1 when there are no words."""
    thin = sorted(min(_extent(word.box, 0), _extent(word.box, 90)) for word in words)
    return thin[len(thin) // 4] if thin else 1.0


def stack(phrases: Sequence[Phrase], gap: float = 0.6) -> tuple[Phrase, ...]:
    """Lines of one label as one phrase: wrapped text of the same angle and size, near below one another."""
    blocks: list[list[Phrase]] = []
    for phrase in sorted(phrases, key=lambda p: _turned(p.box, p.angle)[1]):
        home = next((b for b in blocks if _follows(b[-1], phrase, gap)), None)
        if home is None:
            blocks.append([phrase])
        else:
            home.append(phrase)
    return tuple(join(block) for block in blocks)


def _complete(text: str) -> bool:
    """True for a number or a year: two of them side by side are two labels."""
    return bool(NUMBER.fullmatch(text.strip()))


def _is_slanted(word: Word, line: float) -> bool:
    width, height = _extent(word.box, 90), _extent(word.box, 0)
    return len(word.text) > 3 and min(width, height) > 2.0 * line and max(width, height) < 1.9 * min(width, height)


def alike_in_size(a: Phrase, b: Phrase) -> bool:
    """True when two phrases may be lines of one text: as good as equal where they are set in type, whose size is known
    exactly; about equal where they were recognised."""
    ratio = a.size / b.size
    typeset = a.confidence == b.confidence == 1.0
    return abs(ratio - 1.0) < 0.05 if typeset else 0.7 < ratio < 1.4


def _follows(above: Phrase, below: Phrase, gap: float) -> bool:
    if above.angle != below.angle or not alike_in_size(above, below):
        return False
    a, b = _turned(above.box, above.angle), _turned(below.box, below.angle)
    shared = overlap(a[0], a[2], b[0], b[2])
    apart = b[1] - a[3]
    return shared > 0.3 * min(a[2] - a[0], b[2] - b[0]) and -0.5 * above.size < apart < gap * above.size


def _lines(words: list[Word], angle: int) -> list[Phrase]:
    rest = sorted(words, key=lambda w: _turned(w.box, angle)[0])
    lines: list[list[Word]] = []
    for word in rest:
        home = min(
            (ln for ln in lines if _continues(ln[-1], word, angle)),
            key=lambda ln: _gap(ln[-1], word, angle),
            default=None,
        )
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return [_phrase(line, angle) for line in lines]


def _phrase(words: list[Word], angle: int) -> Phrase:
    text = words[0].text.strip()
    for word in words[1:]:
        text += word.text.strip() if _cjk(text[-1:]) and _cjk(word.text[:1]) else " " + word.text.strip()
    return Phrase(text, union(word.box for word in words), tuple(words), angle)


def _gap(left: Word, right: Word, angle: int) -> float:
    return _turned(right.box, angle)[0] - _turned(left.box, angle)[2]


def _continues(left: Word, right: Word, angle: int) -> bool:
    a, b = _turned(left.box, angle), _turned(right.box, angle)
    height, other = a[3] - a[1], b[3] - b[1]
    level = overlap(a[1], a[3], b[1], b[3]) > 0.6 * min(height, other)
    gap = b[0] - a[2]
    if _complete(left.text) and _complete(right.text) and not THOUSANDS.fullmatch(right.text.strip()):
        return False
    if right.text.startswith("000") and left.text[-1:].isdigit() and len(right.text) == 3:
        return level and gap < 1.2 * min(height, other)
    return level and 0.6 < height / max(other, 1e-6) < 1.6 and -0.3 * height < gap < WORD_GAP * min(height, other)


def _turned(box: Box, angle: int) -> Box:
    """The box as it would lie if its text were level: reading runs along +x, the next line is at greater y."""
    x0, y0, x1, y1 = box
    if angle == 90:  # reads upwards
        return -y1, x0, -y0, x1
    if angle == 270:
        return y0, -x1, y1, -x0
    return (-x1, -y1, -x0, -y0) if angle == 180 else box


def _extent(box: Box, angle: int) -> float:
    turned = _turned(box, angle)
    return max(turned[3] - turned[1], 1e-6)


def _cjk(char: str) -> bool:
    return bool(char) and ("\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef")
