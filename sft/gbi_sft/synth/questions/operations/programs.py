"""Pieces of SQL over the table `chart`, and drawing what to ask about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from gbi_sft.synth.questions.chart_table import text_literal
from gbi_sft.synth.questions.facts import Facts, clear
from gbi_sft.synth.questions.question import Draft

Ask = Callable[[Facts, Random], Draft | None]
"""An operation: a draft that has one answer on these facts, or None where the figure has nothing of the kind."""


def is_row(facts: Facts, row: int, sign: str = "=") -> str:
    """The condition for one row, by its label; `sign` "<>" for all the others."""
    return f"{facts.label_sql} {sign} {text_literal(facts.labels[row])}"


def in_rows(facts: Facts, rows: Sequence[int]) -> str:
    """The condition for several rows, by their labels."""
    return f"{facts.label_sql} IN ({', '.join(text_literal(facts.labels[row]) for row in rows)})"


def cell(facts: Facts, series: int, row: int) -> str:
    """A query in brackets that gives one cell."""
    return f"(SELECT {facts.series[series].sql} FROM chart WHERE {is_row(facts, row)})"


def across(facts: Facts) -> str:
    """The table with a row for each label and series: columns `series` (its name) and `value` beside the labels."""
    return f"(UNPIVOT chart ON {', '.join(series.sql for series in facts.series)} INTO NAME series VALUE value)"


def added(facts: Facts) -> str:
    """The sum of a row's values."""
    return " + ".join(series.sql for series in facts.series)


def rounded(expression: str, decimals: int) -> str:
    """The expression rounded, as an answer writes it."""
    return f"round({expression}, {decimals})"


def exact(expression: str, decimals: int) -> str:
    """A sum or difference of numbers as shown: rounded to their decimals, for 0.1 + 0.2 is not 0.3 in binary."""
    return rounded(expression, decimals) if decimals else expression


def number(value: float) -> str:
    """A constant of a program, without an exponent."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def one_series(facts: Facts, rng: Random, rows: int = 1) -> int | None:
    """A value column without a gap and with at least `rows` rows."""
    fit = [n for n in range(len(facts.series)) if facts.whole(n) is not None]
    return rng.choice(fit) if fit and len(facts.labels) >= rows else None


def one_cell(facts: Facts, rng: Random) -> tuple[int, int] | None:
    """Series and row of a cell that has a value."""
    fit = [(s, r) for r, row in enumerate(facts.values) for s, value in enumerate(row) if value is not None]
    return rng.choice(fit) if fit else None


def two_rows(facts: Facts, rng: Random, *, ordered: bool = False) -> tuple[int, int, int] | None:
    """A series and two of its rows whose values can be told apart; the earlier row first where `ordered`."""
    series = one_series(facts, rng, rows=2)
    if series is None:
        return None
    for _ in range(6):
        a, b = rng.sample(range(len(facts.labels)), 2)
        if facts.apart(series, a, series, b):
            return (series, min(a, b), max(a, b)) if ordered else (series, a, b)
    return None


def two_series(facts: Facts, rng: Random) -> tuple[int, int, int] | None:
    """Two comparable series and a row where their values can be told apart."""
    if len(facts.series) < 2 or not facts.comparable():
        return None
    for _ in range(6):
        a, b = rng.sample(range(len(facts.series)), 2)
        row = rng.randrange(len(facts.labels))
        if facts.apart(a, row, b, row):
            return a, b, row
    return None


def ranked(facts: Facts, series: int, place: int, *, lowest: bool = False) -> int | None:
    """The row that clearly takes a place (from 1) in a series without gaps."""
    values = facts.whole(series)
    return None if values is None else clear(values, place, column_gap(facts, series), lowest)


def column_gap(facts: Facts, series: int) -> float:
    """What must lie between two values of a column so that they can be told apart."""
    return facts.gap(all(row[series] for row in facts.printed))


def row_gap(facts: Facts, row: int) -> float:
    """What must lie between two values of a row so that they can be told apart."""
    return facts.gap(all(facts.printed[row]))


def threshold(rng: Random, values: Sequence[float], gap: float) -> float | None:
    """A round number that splits the values and that none of them is near."""
    low, high = min(values), max(values)
    if high - low <= 4 * gap:
        return None
    step = 10.0 ** max(-4, len(str(int(high - low))) - 1 if high - low >= 1 else -1)
    for _ in range(8):
        raw = rng.uniform(low + 0.15 * (high - low), high - 0.15 * (high - low))
        value = round(round(raw / step * 2) / 2 * step, 4)
        if low < value < high and all(abs(value - other) > max(gap, 1e-9) for other in values):
            return value
    return None
