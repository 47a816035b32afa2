"""Which of the texts that a model wrote stand on the page, and where: a word of the page witnesses one cell at most.

Numbers are compared by value, so that "(412)" is -412 and "1,234" is 1234; labels with OCR's noise in mind. The labels
of a scale are no witness of a chart's value: that a bar is 20 high does not follow from the 20 beside the axis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from gbi.documents.words import lines_of
from gbi.numbers import parse_number
from gbi.readers.align import key
from gbi.types import Box, PageBox, Word

LONGEST = 12  # words of one label
ALIKE = 86.0  # of 100
NEAR_PT = 4.0  # labels of one scale stand in line within this
LINEAR = 0.02  # of a scale's span: how far its labels may be off an even scale
FEWEST_TICKS = 3

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring words of a line: what they say together, which words of `words` they are, and where."""

    text: str
    words: tuple[int, ...]
    place: PageBox


class Witnesses:
    """The words of a region's pictures, to be found by what they say."""

    def __init__(self, views: Sequence[tuple[int, Sequence[Word]]], *, chart: bool) -> None:
        self._runs: dict[str, list[_Run]] = defaultdict(list)
        self._claimed: set[int] = set()
        self._ticks: set[int] = set()
        count = 0
        for page, words in views:
            if chart:
                self._ticks |= {count + n for n in ticks(words)}
            for run in _runs(page, words, count):
                self._runs[_sense(run.text)].append(run)
            count += len(words)

    def rows(self, rows: Rows) -> list[list[PageBox | None]]:
        """For each text where it stands, None for one that stands nowhere; the labels (first texts) first."""
        labels = [self._label(row[0]) if row else None for row in rows]
        found: list[list[PageBox | None]] = []
        for row, label in zip(rows, labels, strict=True):
            found.append([label, *(self._value(text, label) for text in row[1:])][: len(row)])
        return found

    def _label(self, text: str) -> PageBox | None:
        if not text:
            return None
        runs = self._runs.get(_sense(text), [])
        if not runs and parse_number(text) is None and len(key(text)) >= 4:
            near = process.extractOne(_sense(text), self._runs.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
            runs = self._runs[near[0]] if near else []
        return self._claim([run for run in runs if not self._claimed.intersection(run.words)][:1])

    def _value(self, text: str, label: PageBox | None) -> PageBox | None:
        if not text:
            return None
        barred = self._claimed | self._ticks
        free = [run for run in self._runs.get(_sense(text), []) if not barred.intersection(run.words)]
        if label is not None:
            free.sort(key=lambda run: _apart(run.place, label))
        return self._claim(free[:1])

    def _claim(self, runs: Sequence[_Run]) -> PageBox | None:
        for run in runs:
            self._claimed.update(run.words)
            return run.place
        return None


def ticks(words: Sequence[Word]) -> set[int]:
    """The indexes of the words that are an axis' labels: at least three numbers in line, at an even scale."""
    numbers = [(n, w.box, parsed.value) for n, w in enumerate(words) if (parsed := parse_number(w.text)) is not None]
    found: set[int] = set()
    for edges, along in (((0, 2), 1), ((1, 3), 0)):
        for edge in edges:
            for group in _in_line(numbers, edge):
                places = [(box[along] + box[along + 2]) / 2 for _, box, _ in group]
                if _is_even(places, [value for _, _, value in group]):
                    found |= {n for n, _, _ in group}
    return found


def _in_line(numbers: Sequence[tuple[int, Box, float]], edge: int) -> list[list[tuple[int, Box, float]]]:
    """Groups of words that share an edge."""
    groups: list[list[tuple[int, Box, float]]] = []
    for number in sorted(numbers, key=lambda n: n[1][edge]):
        if groups and number[1][edge] - groups[-1][0][1][edge] <= NEAR_PT:
            groups[-1].append(number)
        else:
            groups.append([number])
    return [group for group in groups if len(group) >= FEWEST_TICKS]


def _is_even(places: Sequence[float], values: Sequence[float]) -> bool:
    """Whether the values rise or fall with the places in a straight line."""
    span, reach = max(values) - min(values), max(places) - min(places)
    if not span or not reach:
        return False
    low, high = places.index(min(places)), places.index(max(places))
    slope = (values[high] - values[low]) / (places[high] - places[low])
    off = [abs(values[low] + slope * (p - places[low]) - v) for p, v in zip(places, values, strict=True)]
    return max(off) <= LINEAR * span


def _runs(page: int, words: Sequence[Word], first: int) -> list[_Run]:
    numbers = {id(word): first + n for n, word in enumerate(words)}
    lines = [*lines_of(words), *([word] for word in words if word.angle != 0)]
    found = []
    for line in lines:
        for start in range(len(line)):
            for end in range(start + 1, min(start + LONGEST, len(line)) + 1):
                run = line[start:end]
                box = (min(w.box[0] for w in run), min(w.box[1] for w in run),
                       max(w.box[2] for w in run), max(w.box[3] for w in run))  # fmt: skip
                text = " ".join(word.text for word in run)
                found.append(_Run(text, tuple(numbers[id(w)] for w in run), PageBox(page=page, box=box)))
    return found


def _sense(text: str) -> str:
    """What a text says: a number's value, else the folded letters."""
    parsed = parse_number(text)
    return f"#{parsed.value:.10g}" if parsed is not None else key(text)


def _apart(place: PageBox, label: PageBox) -> float:
    """How far a place is from standing in a line with a label; far away on another page."""
    if place.page != label.page:
        return float("inf")
    a, b = place.box, label.box
    return min(abs(a[0] + a[2] - b[0] - b[2]), abs(a[1] + a[3] - b[1] - b[3]))
