"""Takes out what is read but is no text: icons, legend keys and bullets, which come as stray signs of other scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi.types import Word

SHAPES = frozenset("●•○◦■▪□◆◇▲△▼▽★☆♥♡⚫⚪")  # what a legend's keys, bars and icons are read as
LATIN_LETTERS = 12  # as many ASCII letters make a picture of Latin text
RARE = 0.25  # share of the words up to which signs of another script are rare
CJK = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]")
PAIR = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]{2}")
LONE = re.compile(r"[^\x00-\x7f%°±–—−…€£¥₹₩№§©®‰½¼¾²³]")


def bullet_end(text: str) -> int:
    """How many characters at the start of a text are a legend's key or a bullet with its space; 0 where all are."""
    stop = 0
    while stop < len(text) and (text[stop] in SHAPES or text[stop].isspace()):
        stop += 1
    return 0 if stop == len(text) or not {*text[:stop]} & SHAPES else stop


def is_shape(text: str) -> bool:
    """True for a text of nothing but shapes."""
    return {*text.replace(" ", "")} <= SHAPES


def of_one_script(words: Sequence[Word]) -> list[Word]:
    """The words without stray signs: in a picture of Latin text without one pair of CJK characters side by side, a
    CJK character is an icon or a smudge, and so is any lone accented or mathematical sign."""
    letters = sum(char.isascii() and char.isalpha() for word in words for char in word.text)
    strange = [word for word in words if CJK.search(word.text)]
    if letters < LATIN_LETTERS or len(strange) > RARE * len(words) or any(PAIR.search(word.text) for word in words):
        return list(words)
    out = []
    for word in words:
        text = CJK.sub("", word.text).strip()
        if text and not (len(text) == 1 and LONE.fullmatch(text)):
            out.append(word if text == word.text else word.model_copy(update={"text": text}))
    return out
