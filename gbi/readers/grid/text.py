"""A cell's words put together: lines, hyphens, CJK without spaces, turned headers, raised footnote marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi.types import Box, Word

_RAISED = str.maketrans("0123456789+-()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
RAISED_MARKS = re.compile(r"[⁰¹²³⁴-⁹⁺⁻⁽⁾ᵃ-ᶻⁱⁿ]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef，。、；：（）《》]")


@dataclass(frozen=True, slots=True)
class Style:
    """Of a page's characters: those that are raised and small, and the boxes of runs in bold."""

    raised: tuple[tuple[str, float, float], ...] = ()  # character, x and y of its middle
    bold: tuple[Box, ...] = ()


def style_of(page: Any) -> Style:
    """Raised characters and bold runs of a `pymupdf.Page`, in points."""
    raised: list[tuple[str, float, float]] = []
    bold: list[Box] = []
    for block in page.get_text("rawdict", flags=1)["blocks"]:
        for line in block.get("lines", ()):
            spans = [s for s in line["spans"] if s["chars"]]
            if not spans:
                continue
            main = max(spans, key=lambda s: (s["size"], len(s["chars"])))
            for span in spans:
                if span["flags"] & 16 or "bold" in span["font"].lower() or "black" in span["font"].lower():
                    bold.append(tuple(span["bbox"]))
                small = span["size"] < 0.82 * main["size"]
                lifted = main["origin"][1] - span["origin"][1] > 0.12 * main["size"]
                if small and lifted:
                    raised += [
                        (c["c"], (c["bbox"][0] + c["bbox"][2]) / 2, (c["bbox"][1] + c["bbox"][3]) / 2)
                        for c in span["chars"]
                        if not c["c"].isspace()
                    ]
    return Style(tuple(raised), tuple(bold))


def lift_marks(words: Sequence[Word], style: Style) -> tuple[Word, ...]:
    """The words with their raised characters written as superscripts: "12.31" with a raised 1 becomes "12.3¹"."""
    lifted: list[Word] = []
    for word in words:
        x0, y0, x1, y1 = word.box
        inside = [(x, char) for char, x, y in style.raised if x0 <= x <= x1 and y0 <= y <= y1]
        tail = "".join(char for _, char in sorted(inside))
        if (tail and word.text.endswith(tail)) or (len(word.text) <= 3 and _stands_raised(word, words)):
            cut = len(word.text) - len(tail or word.text)
            word = word.model_copy(update={"text": word.text[:cut] + word.text[cut:].translate(_RAISED)})
        lifted.append(word)
    return tuple(lifted)


def _stands_raised(word: Word, words: Sequence[Word]) -> bool:
    """Whether a short word stands small and high right behind a larger one."""
    x0, y0, _, y1 = word.box
    return any(
        y1 - y0 < 0.75 * (other.box[3] - other.box[1])
        and -0.5 <= x0 - other.box[2] < 0.25 * (other.box[3] - other.box[1])
        and other.box[1] - 0.5 * (y1 - y0) < y0
        and y1 < other.box[3] - 0.15 * (other.box[3] - other.box[1])
        for other in words
        if other.angle == word.angle == 0 and other is not word
    )


def join_words(words: Sequence[Word]) -> str:
    """The words of one cell as one line of text."""
    turned = [w for w in words if w.angle in (90, 270)]
    if len(turned) > len(words) / 2:
        up = sum(w.angle == 90 for w in turned) * 2 >= len(turned)
        ordered = sorted(turned, key=lambda w: (round(w.box[0] / 4), -w.box[1] if up else w.box[1]))
        return _join([w.text for w in ordered])
    return _join_lines([_join([w.text for w in line]) for line in _lines(words)])


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box[1] + w.box[3]) / 2):
        middle = (word.box[1] + word.box[3]) / 2
        if lines:
            top = min(w.box[1] for w in lines[-1])
            bottom = max(w.box[3] for w in lines[-1])
            shared = min(bottom, word.box[3]) - max(top, word.box[1])
            if shared > 0.5 * (word.box[3] - word.box[1]) and top <= middle <= bottom:
                lines[-1].append(word)
                continue
        lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def _join(texts: Sequence[str]) -> str:
    joined = ""
    for text in texts:
        tight = joined and text and _CJK.match(joined[-1]) and _CJK.match(text[0])
        joined += text if not joined or tight or RAISED_MARKS.fullmatch(text) else f" {text}"
    return joined


def _join_lines(lines: Sequence[str]) -> str:
    joined = ""
    for line in lines:
        if joined.endswith("-") and len(joined) > 2 and joined[-2].isalpha() and line[:1].islower():
            joined = joined[:-1] + line
        else:
            joined = _join([part for part in (joined, line) if part])
    return joined


def split_at_spaces(word: Word) -> list[Word]:
    """A run of text that OCR gave as one word, cut at its spaces; boxes by the characters' share of the width."""
    parts = list(re.finditer(r"\S+", word.text))
    if len(parts) < 2 or word.angle:
        return [word]
    x0, y0, x1, y1 = word.box
    step = (x1 - x0) / len(word.text)
    return [
        word.model_copy(
            update={"text": part.group(), "box": (x0 + part.start() * step, y0, x0 + part.end() * step, y1)}
        )
        for part in parts
    ]
