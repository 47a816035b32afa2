"""Which row and column of one reading is which of another, and by what factor their values differ.

Labels are compared with OCR's noise in mind, in any order; where labels are silent, values and then places decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz import fuzz

from gbi.numbers import parse_date
from gbi.readers.points import POINTS, pair_points
from gbi.types import Cell, Column, Reading, Value

ALIKE = 78.0  # of 100: labels at least this like may be the same
FACTORS = (1e-9, 1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 1e2, 1e3, 1e4, 1e6, 1e8, 1e9)  # 1e4 and 1e8 are 万 and 亿

_DEFAULT = re.compile(r"(?i)(?:label|category|value|values|series|y|x|column \d+|series ?\d*|)")


@dataclass(frozen=True, slots=True)
class Alignment:
    """`rows[i]` is the row of the other reading that is row i of the frame (None: it has none); so `columns`.
    `factors[c]` turns the other's shown value in frame column c into the frame's. `by_place`: no label is alike, the
    rows are paired by their order alone."""

    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    factors: tuple[float, ...]
    by_place: bool = False


def align(frame: Reading, other: Reading) -> Alignment:
    """Pairs the rows and columns of two readings of one region, each at most once."""
    points = frame.chart_type in POINTS and other.chart_type in POINTS
    rows = pair_points(frame, other) if points else _pair_rows(frame, other)
    columns = _pair_columns(frame, other, rows)
    factors = tuple(
        1.0 if d is None else _factor(_pairs(frame, other, rows, c, d), frame.columns[c], other.columns[d])
        for c, d in enumerate(columns)
    )
    by_place = not points and not any(row is not None for row in _pair_rows(frame, other, by_place=False))
    return Alignment(rows, columns, factors, by_place)


def transposed(reading: Reading) -> Reading:
    """The same cells with rows and columns exchanged; the first column becomes the names of the columns."""
    if not reading.columns or not reading.rows:
        return reading
    names = [str(row[0].value if row[0].value is not None else "") for row in reading.rows]
    first = Column(name=reading.columns[0].name)
    numbers = Column(name="", type="number")
    columns = [first, *(numbers.model_copy(update={"name": name}) for name in names)]
    rows = [
        [Cell(value=column.name, text=column.name, basis=reading.rows[0][0].basis), *(row[c] for row in reading.rows)]
        for c, column in enumerate(reading.columns)
        if c
    ]
    return reading.model_copy(update={"columns": tuple(columns), "rows": tuple(tuple(row) for row in rows)})


def labels_shared(frame: Reading, other: Reading) -> int:
    """How many row labels and column names of `other` are also those of `frame`."""
    rows = sum(1 for r in _pair_rows(frame, other, by_place=False) if r is not None)
    names = [key(c.name) for c in frame.columns[1:]]
    return rows + sum(1 for c in other.columns[1:] if any(similarity(key(c.name), n) >= ALIKE for n in names))


def key(value: Value) -> str:
    """A label as it is compared: folded, without space, marks and the letters that OCR takes for each other."""
    text = unicodedata.normalize("NFKC", str(int(value) if isinstance(value, float) and value.is_integer() else value))
    return re.sub(r"[\W_]+", "", text.casefold()) if value is not None else ""


def similarity(a: str, b: str) -> float:
    """0 to 100; labels whose digits differ are never alike ("2018" is not "2019")."""
    if not a or not b:
        return 0.0
    if a == b:
        return 100.0
    plain = str.maketrans("oil", "011")
    if re.sub(r"\D", "", a.translate(plain)) != re.sub(r"\D", "", b.translate(plain)) and re.search(r"\d", a + b):
        return 0.0
    return fuzz.ratio(a, b)


def _pair_rows(frame: Reading, other: Reading, *, by_place: bool = True) -> tuple[int | None, ...]:
    ours = [key(row[0].value) for row in frame.rows if row]
    theirs = [key(row[0].value) for row in other.rows if row]
    others, these = [_names(row[0]) for row in frame.rows if row], [_names(row[0]) for row in other.rows if row]
    if len(set(ours)) < len(ours) or len(set(theirs)) < len(theirs):
        ours, theirs = _numbered(ours), _numbered(theirs)
        others, these = [(text,) for text in ours], [(text,) for text in theirs]
    place = {text: j for j, text in enumerate(theirs) if text}
    exact = [place.get(text) for text in ours]
    left = [i for i, j in enumerate(exact) if j is None]
    right = sorted(set(range(len(theirs))) - {j for j in exact if j is not None})

    def score(i: int, j: int) -> float:
        return max(similarity(a, b) for a in others[left[i]] for b in these[right[j]])

    for k, m in enumerate(_pair(len(left), len(right), score)):
        exact[left[k]] = None if m is None else right[m]
    if by_place and not any(j is not None for j in exact) and len(ours) == len(theirs):
        return tuple(range(len(ours)))
    return tuple(exact)


def _names(label: Cell) -> tuple[str, ...]:
    """A row's label as its value and as its text say it, and as the date it may be: "Q1 '12" is "2012-Q1"."""
    texts = [str(label.value) if label.value is not None else "", label.text]
    dates = [parse_date(text) for text in texts]
    return tuple(dict.fromkeys([key(label.value), *(key(text) for text in (label.text, *filter(None, dates)))]))


def _numbered(keys: Sequence[str]) -> list[str]:
    """Labels that occur again told apart by their turn."""
    seen: dict[str, int] = {}
    told: list[str] = []
    for text in keys:
        seen[text] = seen.get(text, 0) + 1
        told.append(text if seen[text] == 1 else f"{text}turn{seen[text]}")
    return told


def _pair(ours: int, theirs: int, score: Callable[[int, int], float]) -> tuple[int | None, ...]:
    """The best pairs first, each side used once; equal scores in order of place."""
    ranked = sorted((-score(i, j), abs(i - j), i, j) for i in range(ours) for j in range(theirs))
    paired: list[int | None] = [None] * ours
    used: set[int] = set()
    for negative, _, i, j in ranked:
        if -negative < ALIKE:
            break
        if paired[i] is None and j not in used:
            paired[i] = j
            used.add(j)
    return tuple(paired)


def _pair_columns(frame: Reading, other: Reading, rows: Sequence[int | None]) -> tuple[int | None, ...]:
    def score(i: int, j: int) -> float:
        if (i == 0) != (j == 0):
            return 0.0
        if i == 0:
            return 100.0
        name = similarity(key(frame.columns[i].name), key(other.columns[j].name))
        return max(name, 90.0 * _agreeing(_pairs(frame, other, rows, i, j), frame.columns[i], other.columns[j]))

    paired = list(_pair(len(frame.columns), len(other.columns), score))
    left = [i for i, j in enumerate(paired) if j is None]
    right = [j for j in range(len(other.columns)) if j not in paired]
    if len(left) == len(right) == 1 and (
        len(frame.columns) == len(other.columns) == 2
        or _DEFAULT.fullmatch(frame.columns[left[0]].name)
        or _DEFAULT.fullmatch(other.columns[right[0]].name)
    ):
        paired[left[0]] = right[0]
    return tuple(paired)


def _pairs(frame: Reading, other: Reading, rows: Sequence[int | None], c: int, d: int) -> list[tuple[float, float]]:
    """The two readings' numbers in columns c and d, row by row."""
    pairs: list[tuple[float, float]] = []
    for i, j in enumerate(rows):
        if j is not None:
            a, b = frame.rows[i][c].value, other.rows[j][d].value
            if is_number(a) and is_number(b):
                pairs.append((float(a), float(b)))  # type: ignore[arg-type]
    return pairs


def is_number(value: Value) -> bool:
    """True for int and float, not for bool."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _agreeing(pairs: Sequence[tuple[float, float]], ours: Column, theirs: Column) -> float:
    """Share of the pairs that are within 3 % of each other once their factor is known; 0 with fewer than two."""
    if len(pairs) < 2:
        return 0.0
    factor = _factor(pairs, ours, theirs)
    return sum(abs(a - b * factor) <= 0.03 * max(abs(a), abs(b * factor)) for a, b in pairs) / len(pairs)


def _factor(pairs: Sequence[tuple[float, float]], ours: Column, theirs: Column) -> float:
    """What the other's values must be multiplied by: 1 where they are alike as shown, else a power of ten that most
    pairs show, else what the columns' scales say."""
    ratios = [a / b for a, b in pairs if a and b and a / b > 0]
    if not ratios:
        return theirs.scale / ours.scale
    middle = median(ratios)
    if 0.7 < middle < 1.4:
        return 1.0
    for factor in sorted({theirs.scale / ours.scale, *FACTORS}):
        near = sum(abs(r / factor - 1) < 0.05 for r in ratios)
        if near >= 0.6 * len(ratios) and (len(ratios) > 1 or factor == theirs.scale / ours.scale):
            return factor
    return 1.0
