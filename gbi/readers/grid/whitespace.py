"""Grid lines from white space alone, for a table that the models do not see: gaps that nearly all lines leave free."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gbi.types import Box, Word

CROSSED = 0.12  # share of the lines that may cross a column gap (spanning headers, long titles)


def grid_lines(words: Sequence[Word], box: Box) -> tuple[list[float], list[float]]:
    """The inner row (y) and column (x) lines in points; two empty lists where there is but one line of words."""
    level = [w for w in words if w.angle == 0]
    lines = _lines(level)
    if len(lines) < 2:
        return [], []
    height = median(w.box[3] - w.box[1] for w in level)
    rows = [(max(w.box[3] for w in a) + min(w.box[1] for w in b)) / 2 for a, b in pairwise(lines)]
    return rows, _column_lines([_runs(line, 0.6 * height) for line in lines], box, 0.35 * height)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box[1] + w.box[3]) / 2):
        if lines and (word.box[1] + word.box[3]) / 2 < max(w.box[3] for w in lines[-1]) - 0.2 * (
            word.box[3] - word.box[1]
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _runs(line: Sequence[Word], gap: float) -> list[tuple[float, float]]:
    """Left and right ends of the runs of words that stand closer than `gap`."""
    runs: list[tuple[float, float]] = []
    for word in sorted(line, key=lambda w: w.box[0]):
        if runs and word.box[0] - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], max(runs[-1][1], word.box[2]))
        else:
            runs.append((word.box[0], word.box[2]))
    return runs


def _column_lines(lines: Sequence[Sequence[tuple[float, float]]], box: Box, least: float) -> list[float]:
    """Middles of the gaps that at most `CROSSED` of the lines with several runs cross."""
    several = [line for line in lines if len(line) > 1] or list(lines)
    edges = sorted({x for line in several for run in line for x in run})
    allowed = CROSSED * len(several)
    free: list[tuple[float, float]] = []
    for a, b in pairwise(edges):
        crossing = sum(any(run[0] < b and run[1] > a for run in line) for line in several)
        if crossing > allowed:
            continue
        if free and free[-1][1] == a:
            free[-1] = (free[-1][0], b)
        else:
            free.append((a, b))
    inner = [(a, b) for a, b in free if b - a >= least and a > box[0] and b < box[2]]
    return [(a + b) / 2 for a, b in inner]
