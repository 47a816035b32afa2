"""The straight line through label positions and their values, in spite of misread labels (RANSAC over all pairs).

The consensus idea is Fischler & Bolles, 1981; a figure has few labels, so every pair is tried instead of a sample.
Residuals are counted in points along the axis, where the error of a label's place is known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fit:
    """value = intercept + slope * position (log10 of the value for "log"); `inliers` index the points that agree.

    `spread` is the root mean square residual of the inliers in points along the axis.
    """

    kind: Literal["linear", "log"]
    slope: float
    intercept: float
    inliers: tuple[int, ...]
    spread: float


def fit_scale(positions: Sequence[float], values: Sequence[float], tolerance_pt: float) -> Fit | None:
    """The scale that most points agree on within `tolerance_pt`; None with fewer than two distinct points.

    Linear wins over logarithmic unless the latter explains at least one point more and three in all.
    """
    linear = _consensus("linear", positions, values, tolerance_pt)
    if all(value > 0 for value in values) or sum(value > 0 for value in values) >= 3:
        log = _consensus("log", positions, values, tolerance_pt)
        if log and len(log.inliers) >= 3 and len(log.inliers) > (len(linear.inliers) if linear else 0):
            return log
    return linear


def least_squares(positions: Sequence[float], values: Sequence[float]) -> tuple[float, float] | None:
    """Slope and intercept of value over position; None when all positions coincide."""
    count = len(positions)
    mean_p, mean_v = math.fsum(positions) / count, math.fsum(values) / count
    variance = math.fsum((p - mean_p) ** 2 for p in positions)
    if variance < 1e-12:
        return None
    slope = math.fsum((p - mean_p) * (v - mean_v) for p, v in zip(positions, values, strict=True)) / variance
    return slope, mean_v - slope * mean_p


def _consensus(
    kind: Literal["linear", "log"], positions: Sequence[float], values: Sequence[float], tolerance_pt: float
) -> Fit | None:
    shown = [_transformed(kind, value) for value in values]
    usable = [i for i, value in enumerate(shown) if value is not None]
    best: tuple[int, float, tuple[int, ...]] | None = None
    for i, j in combinations(usable, 2):
        across, rise = positions[j] - positions[i], _at(shown, j) - _at(shown, i)
        if abs(across) <= 2 * tolerance_pt or abs(rise) < 1e-12:
            continue
        slope = rise / across
        residuals = [(k, abs(positions[k] - positions[i] - (_at(shown, k) - _at(shown, i)) / slope)) for k in usable]
        agreeing = tuple(k for k, residual in residuals if residual <= tolerance_pt)
        score = (len(agreeing), -sum(residual for k, residual in residuals if k in agreeing), agreeing)
        if best is None or score[:2] > best[:2]:
            best = score
    return _refined(kind, positions, shown, best[2]) if best else None


def _refined(
    kind: Literal["linear", "log"], positions: Sequence[float], shown: Sequence[float | None], inliers: tuple[int, ...]
) -> Fit | None:
    line = least_squares([positions[i] for i in inliers], [_at(shown, i) for i in inliers])
    if line is None or abs(line[0]) < 1e-15:
        return None
    slope, intercept = line
    squares = [(intercept + slope * positions[i] - _at(shown, i)) ** 2 / slope**2 for i in inliers]
    return Fit(kind, slope, intercept, inliers, math.sqrt(sum(squares) / len(squares)))


def _transformed(kind: str, value: float) -> float | None:
    if kind == "linear":
        return value
    return math.log10(value) if value > 0 else None


def _at(shown: Sequence[float | None], index: int) -> float:
    value = shown[index]
    assert value is not None  # only usable indices are asked for
    return value
