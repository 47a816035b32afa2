"""A mark's value from its two witnesses: the number printed at it and its length against the axis.

Where they agree the printed number is sure. Where they differ, a single misread character (a lost minus sign, a lost
decimal point, one wrong digit) is put right only when exactly one such reading agrees with the geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from gbi.numbers import parse_number
from gbi.readers.chart.axis import Direction, FittedAxis
from gbi.readers.chart.fit import fit_scale
from gbi.readers.chart.labels import ValueLabel
from gbi.types import Alternative, Basis, Box, Cell, PageBox

SUREST = 0.97  # of clean bars' measured values, as many were within 3 % of the axis's range of what was drawn
MISREAD = {
    "0": "689",
    "1": "74",
    "2": "7",
    "3": "89",
    "4": "19",
    "5": "6389",
    "6": "5089",
    "7": "12",
    "8": "03695",
    "9": "0834",
}
"""Digits that text recognition confuses."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value in shown units with its half-width, and how sure its axis is."""

    value: float
    error: float
    confidence: float


def decide(
    label: ValueLabel | None, measure: Measure | None, *, page: int | None, box: Box, factor: float, reliable: bool
) -> Cell:
    """The cell of one mark. `factor` is what the column multiplies out (1 unless its labels share a suffix);
    `reliable` says that most printed labels of this figure agree with its geometry."""
    if label is None:
        if measure is None:
            return Cell(value=None, basis=Basis.MEASURED, confidence=0.0)
        return measured_cell(measure, page, box, factor)
    shown = label.full / factor
    sure = 0.5 + 0.5 * label.phrase.confidence
    if measure is None:
        return _printed(label, shown, page, 0.85 * sure)
    scaled = Measure(measure.value / factor, measure.error / factor, measure.confidence)
    if agrees(shown, scaled, label):
        return _printed(label, shown, page, 0.985 * sure)
    repaired = _repair(label, scaled, factor)
    if repaired is not None:
        return _printed(label, repaired, page, 0.85 * sure)
    other = measured_cell(measure, page, box, factor)
    if reliable:
        keep = Alternative(value=shown, text=label.phrase.text, basis=Basis.PRINTED, error=0.0, confidence=0.3)
        return other.model_copy(update={"alternatives": (keep,), "confidence": 0.55 * other.confidence})
    kept = Alternative(
        value=other.value, text=other.text, basis=Basis.MEASURED, error=other.error, confidence=0.3 * measure.confidence
    )
    return _printed(label, shown, page, 0.6 * sure).model_copy(update={"alternatives": (kept,)})


def measured_cell(measure: Measure, page: int | None, box: Box, factor: float = 1.0) -> Cell:
    """A cell from geometry alone; surer the smaller its error is against its value."""
    value, error = measure.value / factor, measure.error / factor
    relative = error / max(abs(value), 1e-12)
    confidence = SUREST * measure.confidence * (1.0 if relative < 0.1 else max(0.5, 1.1 - relative))
    rounded = round_to(value, error)
    return Cell(
        value=rounded,
        text=f"{rounded:g}" if abs(rounded) < 1e6 else f"{rounded:.0f}",
        basis=Basis.MEASURED,
        error=error,
        confidence=round(confidence, 3),
        place=place(page, box),
    )


def round_to(value: float, error: float) -> float:
    """The value to between a fiftieth and a fifth of its error: more digits would be noise, fewer would add to it."""
    digits = 0
    while digits < 12 and error * 10.0**digits < 5.0 and error > 0:
        digits += 1
    return round(value, digits) + 0.0


def place(page: int | None, box: Box) -> PageBox | None:
    """The box on its page; None when the page is not known."""
    return None if page is None else PageBox(page=page, box=box)


def agreement(pairs: Sequence[tuple[ValueLabel, Measure]]) -> float:
    """The share of labels that their marks' geometry confirms; 0 when there are none."""
    return sum(agrees(label.full, measure, label) for label, measure in pairs) / len(pairs) if pairs else 0.0


def scale_from_labels(
    points: Sequence[tuple[float, float]], direction: Direction, tolerance_pt: float, *, unit: str | None
) -> FittedAxis | None:
    """A linear axis through (position of the mark's end, printed value), for figures that print no scale.

    Needs at least three labels that agree and 60 % of all; None otherwise.
    """
    if len(points) < 3:
        return None
    fit = fit_scale([p for p, _ in points], [v for _, v in points], max(3 * tolerance_pt, 1.0))
    if fit is None or fit.kind != "linear" or len(fit.inliers) < max(3, 0.6 * len(points)):
        return None
    values = [points[i][1] for i in fit.inliers]
    return FittedAxis(
        direction=direction,
        kind="linear",
        slope=fit.slope,
        intercept=fit.intercept,
        low=min(values),
        high=max(values),
        unit=unit,
        confidence=0.9 * len(fit.inliers) / len(points),
    )


def ratio_from_labels(lengths: Sequence[tuple[float, float]]) -> float | None:
    """Value per point of length of stacked segments, when at least three and most labels agree on it."""
    ratios = [value / length for length, value in lengths if length > 4 and value > 0]
    if len(ratios) < 3:
        return None
    middle = median(ratios)
    agreeing = [r for r in ratios if abs(r - middle) < 0.12 * middle]
    return median(agreeing) if len(agreeing) >= max(3, 0.6 * len(ratios)) else None


def _printed(label: ValueLabel, value: float, page: int | None, confidence: float) -> Cell:
    whole = int(value) if value == int(value) and "." not in label.phrase.text and abs(value) < 1e15 else value
    return Cell(
        value=whole,
        text=label.phrase.text,
        basis=Basis.PRINTED,
        error=0.0,
        confidence=round(confidence, 3),
        place=place(page, label.phrase.box),
    )


def agrees(value: float, measure: Measure, label: ValueLabel) -> bool:
    """Whether the label's value and the measured one are within two errors, two per cent, or half of the last printed
    digit of each other."""
    step = 10.0 ** -len(label.phrase.text.partition(".")[2].rstrip("%* "))
    slack = max(2.0 * measure.error, 0.02 * abs(value), 0.5 * min(step, 1.0))
    return abs(value - measure.value) <= slack


def _repair(label: ValueLabel, measure: Measure, factor: float) -> float | None:
    """The one single-character edit of the printed text that agrees with the geometry."""
    found = set()
    for text in _edits(label.phrase.text):
        parsed = parse_number(text)
        if parsed is not None:
            full = (parsed.value if parsed.unit == "%" else parsed.value * parsed.scale) / factor
            if abs(full - measure.value) <= max(1.25 * measure.error, 0.015 * abs(measure.value)):
                found.add(full)
    return found.pop() if len(found) == 1 else None


def _edits(text: str) -> list[str]:
    """The readings one slip away: sign lost, point lost, digit confused, digit lost to or gained from a neighbour."""
    edits = [f"{text}000", f"{text} 000"]
    edits += [text[:i] + digit + text[i:] for i in range(len(text)) for digit in "123456789"]
    edits += [f"-{text}"] if not text.startswith(("-", "−", "(")) else [text[1:]]
    for i, char in enumerate(text):
        if char.isdigit():
            edits += [text[:i] + other + text[i + 1 :] for other in MISREAD[char]] if char in MISREAD else []
            edits.append(text[:i] + text[i + 1 :])
            if "." not in text and i:
                edits.append(f"{text[:i]}.{text[i:]}")
        elif char in ".,":
            edits.append(text[:i] + text[i + 1 :])
    return edits
