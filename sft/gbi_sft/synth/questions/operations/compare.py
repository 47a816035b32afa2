"""Comparisons of two cells: which is larger, by how much, how many times, yes or no."""

from __future__ import annotations

from random import Random

from gbi_sft.synth.questions.answers import number_text
from gbi_sft.synth.questions.chart_table import text_literal
from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.operations.programs import (
    across,
    cell,
    column_gap,
    exact,
    in_rows,
    is_row,
    number,
    one_cell,
    rounded,
    threshold,
    two_rows,
    two_series,
)  # fmt: skip
from gbi_sft.synth.questions.question import At, Draft, Slot


def larger_label(facts: Facts, rng: Random) -> Draft | None:
    """Which of two labels has the larger value, or the smaller."""
    found = two_rows(facts, rng)
    if found is None:
        return None
    series, a, b = found
    order, more = _direction(rng)
    sql = (
        f"SELECT {facts.label_sql} FROM chart WHERE {in_rows(facts, (a, b))} "
        f"ORDER BY {facts.series[series].sql}{order} LIMIT 1"
    )
    return Draft(sql, "text", {"line": At(series), "both": (At(None, a), At(None, b)), "more": more})


def larger_series(facts: Facts, rng: Random) -> Draft | None:
    """Which of two series is larger, or smaller, in a row."""
    found = two_series(facts, rng)
    if found is None:
        return None
    a, b, row = found
    order, more = _direction(rng)
    names = ", ".join(text_literal(facts.series[n].name) for n in (a, b))
    sql = (
        f"SELECT series FROM {across(facts)} WHERE {is_row(facts, row)} AND series IN ({names}) "
        f"ORDER BY value{order} LIMIT 1"
    )
    return Draft(sql, "text", {"at": At(None, row), "both": (At(a), At(b)), "more": more})


def difference_of_labels(facts: Facts, rng: Random) -> Draft | None:
    """How far the larger of two labels' values is above the smaller."""
    found = two_rows(facts, rng)
    if found is None:
        return None
    series, a, b = found
    (_, a), (_, b) = _larger_first(facts, (series, a), (series, b))
    column = facts.series[series]
    sql = f"SELECT {exact(f'{cell(facts, series, a)} - {cell(facts, series, b)}', column.decimals)}"
    slots: dict[str, Slot] = {
        "line": At(series),
        "a": At(series, a),
        "b": At(series, b),
        "both": (At(None, a), At(None, b)),
    }
    return Draft(sql, slots=slots, decimals=column.decimals, unit=_points(column.unit))


def difference_of_series(facts: Facts, rng: Random) -> Draft | None:
    """How far one series is above another in a row."""
    found = two_series(facts, rng)
    if found is None:
        return None
    a, b, row = found
    (a, _), (b, _) = _larger_first(facts, (a, row), (b, row))
    decimals = max(facts.series[a].decimals, facts.series[b].decimals)
    sql = (
        f"SELECT {exact(f'{facts.series[a].sql} - {facts.series[b].sql}', decimals)} "
        f"FROM chart WHERE {is_row(facts, row)}"
    )
    slots: dict[str, Slot] = {"at": At(None, row), "a": At(a, row), "b": At(b, row), "both": (At(a), At(b))}
    return Draft(sql, slots=slots, decimals=decimals, unit=_points(facts.series[a].unit))


def times(facts: Facts, rng: Random) -> Draft | None:
    """How many times as large one cell is as another."""
    found = two_rows(facts, rng)
    if found is None:
        return None
    (series, a), (_, b) = _larger_first(facts, (found[0], found[1]), (found[0], found[2]))
    smaller = facts.values[b][series]
    if smaller is None or smaller <= column_gap(facts, series):
        return None
    sql = f"SELECT {rounded(f'{cell(facts, series, a)} / {cell(facts, series, b)}', 2)}"
    slots: dict[str, Slot] = {
        "line": At(series),
        "a": At(series, a),
        "b": At(series, b),
        "both": (At(None, a), At(None, b)),
    }
    return Draft(sql, slots=slots, decimals=2)


def percent_more(facts: Facts, rng: Random) -> Draft | None:
    """By how many percent one cell is above another that no time leads to."""
    found = None if facts.timed else two_rows(facts, rng)
    if found is None:
        return None
    (series, a), (_, b) = _larger_first(facts, (found[0], found[1]), (found[0], found[2]))
    smaller = facts.values[b][series]
    if smaller is None or smaller <= column_gap(facts, series) or "%" in facts.series[series].unit:
        return None
    ratio = f"{cell(facts, series, a)} / {cell(facts, series, b)}"
    sql = f"SELECT {rounded(f'100.0 * ({ratio} - 1)', 1)}"
    slots: dict[str, Slot] = {
        "line": At(series),
        "a": At(series, a),
        "b": At(series, b),
        "both": (At(None, a), At(None, b)),
    }
    return Draft(sql, "percent", slots, 1)


def is_more(facts: Facts, rng: Random) -> Draft | None:
    """Whether one cell is larger (or smaller) than another."""
    found = two_rows(facts, rng)
    if found is None:
        return None
    series, a, b = found
    more = rng.random() < 0.5
    sql = f"SELECT {cell(facts, series, a)} {'>' if more else '<'} {cell(facts, series, b)}"
    slots: dict[str, Slot] = {
        "line": At(series),
        "a": At(series, a),
        "b": At(series, b),
        "both": (At(None, a), At(None, b)),
    }
    return Draft(sql, "truth", {**slots, "more": "more" if more else "less"})


def is_over(facts: Facts, rng: Random) -> Draft | None:
    """Whether a cell is over (or under) a round number."""
    found = one_cell(facts, rng)
    values = None if found is None else facts.whole(found[0])
    if found is None or values is None:
        return None
    series, row = found
    limit = threshold(rng, values, column_gap(facts, series))
    if limit is None:
        return None
    more = rng.random() < 0.5
    column = facts.series[series]
    sql = f"SELECT {column.sql} {'>' if more else '<'} {number(limit)} FROM chart WHERE {is_row(facts, row)}"
    text = number_text(limit, 4)
    return Draft(sql, "truth", {"cell": At(series, row), "number": text, "of": At(series), "more": _more(more)})


def _two(series: int, a: int, b: int) -> dict[str, Slot]:
    return {"line": At(series), "a": At(series, a), "b": At(series, b), "both": (At(None, a), At(None, b))}


def _direction(rng: Random) -> tuple[str, str]:
    more = rng.random() < 0.6
    return (" DESC" if more else ""), _more(more)


def _more(more: bool) -> str:
    return "more" if more else "less"


def _points(unit: str) -> str:
    """The unit of a difference: that of two percentages is in points, and has no sign."""
    return "" if unit.strip() in ("%", "％") else unit


def _larger_first(facts: Facts, a: tuple[int, int], b: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    first, second = facts.values[a[1]][a[0]], facts.values[b[1]][b[0]]
    return (a, b) if (first or 0.0) >= (second or 0.0) else (b, a)
