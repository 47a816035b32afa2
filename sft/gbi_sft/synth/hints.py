"""The words of a figure as another program would find them: all, or with the faults that OCR has."""

from __future__ import annotations

from random import Random

from gbi.types import Word
from gbi_sft.sample import Gold
from gbi_sft.wording import words_of

ALIKE = {
    "0": "Oo", "O": "0", "o": "0", "1": "lI", "l": "1I", "I": "l1", "5": "S", "S": "5", "8": "B3", "B": "8", "6": "b",
    "2": "Z", ",": ".", ".": ",", "%": "96", "3": "8", "7": "1",
    "日": "曰", "未": "末", "己": "已", "人": "入",
    "口": "囗", "土": "士", "大": "太", "元": "无", "千": "干", "亿": "忆",
}  # fmt: skip
"""What a letter is taken for."""


def hints(gold: Gold, how: str, rng: Random) -> tuple[Word, ...]:
    """The words for "true" (as they are) and "noisy" (some lost, cut, joined or misread, boxes off); () for "none"."""
    if how == "none":
        return ()
    words = words_of(gold)
    if how == "true":
        return words
    lost, wrong = rng.choice((0.0, 0.02, 0.05, 0.15)), rng.choice((0.0, 0.01, 0.03, 0.06))
    found = []
    for word in words:
        if rng.random() >= lost:
            text = _misread(word.text, wrong, rng)
            if text.strip():
                found.append(Word(text=text, box=_off(word.box, rng), confidence=round(rng.uniform(0.6, 1.0), 2)))
    return tuple(found)


def _misread(text: str, share: float, rng: Random) -> str:
    letters = [rng.choice(ALIKE[c]) if c in ALIKE and rng.random() < share else c for c in text]
    kept = "".join("" if rng.random() < share / 4 else c for c in letters)
    if " " in kept and rng.random() < share:
        kept = kept.replace(" ", "", 1)
    return kept


def _off(box: tuple[float, float, float, float], rng: Random) -> tuple[float, float, float, float]:
    """The box, each side off by up to a tenth of its height."""
    reach = (box[3] - box[1]) * 0.1
    x0, y0, x1, y1 = (side + rng.uniform(-reach, reach) for side in box)
    return (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))
