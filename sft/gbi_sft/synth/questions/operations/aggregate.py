"""Aggregates: sums, means, medians, spans, and how many are over a limit."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from gbi_sft.synth.questions.answers import number_text
from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.operations.programs import (
    added,
    column_gap,
    exact,
    in_rows,
    is_row,
    number,
    one_series,
    rounded,
    row_gap,
    threshold,
)  # fmt: skip
from gbi_sft.synth.questions.question import At, Draft, Slot


def total(facts: Facts, rng: Random) -> Draft | None:
    """The sum of a series."""
    series = one_series(facts, rng, rows=2)
    if series is None or not facts.adds_up(series):
        return None
    return _of_column(facts, series, "sum", facts.series[series].decimals)


def total_of_row(facts: Facts, rng: Random) -> Draft | None:
    """The sum of all series in a row."""
    row = rng.randrange(len(facts.labels))
    if len(facts.series) < 2 or not facts.comparable() or facts.across(row) is None or not facts.adds_up(0):
        return None
    decimals = max(series.decimals for series in facts.series)
    sql = f"SELECT {exact(added(facts), decimals)} FROM chart WHERE {is_row(facts, row)}"
    return Draft(sql, slots={"at": At(None, row)}, decimals=decimals, unit=facts.series[0].unit)


def total_of_some(facts: Facts, rng: Random) -> Draft | None:
    """The sum of two or three labels of a series."""
    series = one_series(facts, rng, rows=4)
    if series is None or not (facts.adds_up(series) or facts.kind in ("pie", "donut")):
        return None
    rows = sorted(rng.sample(range(len(facts.labels)), rng.randint(2, 3)))
    column = facts.series[series]
    sql = f"SELECT {exact(f'sum({column.sql})', column.decimals)} FROM chart WHERE {in_rows(facts, rows)}"
    slots: dict[str, Slot] = {"line": At(series), "some": tuple(At(None, row) for row in rows)}
    return Draft(sql, slots=slots, decimals=column.decimals, unit=column.unit)


def mean(facts: Facts, rng: Random) -> Draft | None:
    """The mean of a series."""
    series = one_series(facts, rng, rows=2)
    return None if series is None else _of_column(facts, series, "avg", facts.series[series].decimals + 1)


def mean_of_row(facts: Facts, rng: Random) -> Draft | None:
    """The mean of all series in a row."""
    row = rng.randrange(len(facts.labels))
    if len(facts.series) < 3 or not facts.comparable() or facts.across(row) is None:
        return None
    decimals = max(series.decimals for series in facts.series) + 1
    whole = f"({added(facts)}) / {len(facts.series)}"
    sql = f"SELECT {rounded(whole, decimals)} FROM chart WHERE {is_row(facts, row)}"
    return Draft(sql, slots={"at": At(None, row)}, decimals=decimals, unit=facts.series[0].unit)


def mean_of_some(facts: Facts, rng: Random) -> Draft | None:
    """The mean of two labels of a series."""
    series = one_series(facts, rng, rows=4)
    if series is None:
        return None
    rows = sorted(rng.sample(range(len(facts.labels)), 2))
    column = facts.series[series]
    sql = f"SELECT {rounded(f'avg({column.sql})', column.decimals + 1)} FROM chart WHERE {in_rows(facts, rows)}"
    slots: dict[str, Slot] = {"line": At(series), "some": tuple(At(None, row) for row in rows)}
    return Draft(sql, slots=slots, decimals=column.decimals + 1, unit=column.unit)


def median(facts: Facts, rng: Random) -> Draft | None:
    """The median of a series."""
    series = one_series(facts, rng, rows=3)
    return None if series is None else _of_column(facts, series, "median", facts.series[series].decimals + 1)


def span(facts: Facts, rng: Random) -> Draft | None:
    """How far the largest value of a series is above the smallest."""
    series = one_series(facts, rng, rows=3)
    if series is None:
        return None
    column = facts.series[series]
    sql = f"SELECT {exact(f'max({column.sql}) - min({column.sql})', column.decimals)} FROM chart"
    unit = "" if "%" in column.unit else column.unit
    return Draft(sql, slots={"line": At(series)}, decimals=column.decimals, unit=unit)


def count_over(facts: Facts, rng: Random) -> Draft | None:
    """How many labels have a value over (or under) a round number."""
    limit = _limit(facts, rng)
    return None if limit is None else Draft(f"SELECT count(*) FROM chart WHERE {limit.condition}", slots=limit.slots)


def labels_over(facts: Facts, rng: Random) -> Draft | None:
    """Which one to four labels have a value over (or under) a round number, in the figure's order."""
    limit = _limit(facts, rng)
    if limit is None or not 1 <= limit.met <= 4:
        return None
    sql = f"SELECT {facts.label_sql} FROM chart WHERE {limit.condition} ORDER BY _row"
    return Draft(sql, "list", limit.slots)


def count_labels(facts: Facts, rng: Random) -> Draft | None:
    """How many labels the figure shows."""
    return Draft("SELECT count(*) FROM chart") if len(facts.labels) > 2 else None


def count_series_over(facts: Facts, rng: Random) -> Draft | None:
    """How many series are over (or under) a round number in a row."""
    row = rng.randrange(len(facts.labels))
    values = facts.across(row)
    if values is None or len(values) < 3 or not facts.comparable():
        return None
    limit = threshold(rng, values, row_gap(facts, row))
    if limit is None:
        return None
    more = rng.random() < 0.65
    sign = ">" if more else "<"
    each = " + ".join(f"({series.sql} {sign} {number(limit)})::INT" for series in facts.series)
    slots: dict[str, Slot] = {
        "at": At(None, row),
        "number": number_text(limit, 4),
        "of": At(0),
        "more": "more" if more else "less",
    }
    return Draft(f"SELECT {each} FROM chart WHERE {is_row(facts, row)}", slots=slots)


def _of_column(facts: Facts, series: int, function: str, decimals: int) -> Draft:
    column = facts.series[series]
    expression = f"{function}({column.sql})"
    sql = f"SELECT {exact(expression, decimals)} FROM chart"
    return Draft(sql, slots={"line": At(series)}, decimals=decimals, unit=column.unit)


class _Limit(NamedTuple):
    condition: str
    slots: dict[str, Slot]
    met: int
    """How many values meet it."""


def _limit(facts: Facts, rng: Random) -> _Limit | None:
    series = one_series(facts, rng, rows=4)
    values = None if series is None else facts.whole(series)
    if series is None or values is None:
        return None
    limit = threshold(rng, values, column_gap(facts, series))
    if limit is None:
        return None
    more = rng.random() < 0.65
    slots: dict[str, Slot] = {"line": At(series), "of": At(series), "number": number_text(limit, 4)}
    slots["more"] = "more" if more else "less"
    condition = f"{facts.series[series].sql} {'>' if more else '<'} {number(limit)}"
    return _Limit(condition, slots, sum((value > limit) == more for value in values))
