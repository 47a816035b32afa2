"""Ranks: the highest, the lowest, the nth, the first few, and which place something takes."""

from __future__ import annotations

from random import Random

from gbi_sft.synth.questions.facts import Facts, clear
from gbi_sft.synth.questions.operations.programs import (
    across,
    added,
    cell,
    is_row,
    one_series,
    ranked,
    row_gap,
)  # fmt: skip
from gbi_sft.synth.questions.question import At, Draft


def highest_label(facts: Facts, rng: Random) -> Draft | None:
    """The label with the largest value."""
    return _nth(facts, rng, 1, lowest=False)


def lowest_label(facts: Facts, rng: Random) -> Draft | None:
    """The label with the smallest value."""
    return _nth(facts, rng, 1, lowest=True)


def nth_label(facts: Facts, rng: Random) -> Draft | None:
    """The label in the second to fifth place from above or below."""
    most = min(5, len(facts.labels) - 1)
    return _nth(facts, rng, rng.randint(2, most), lowest=rng.random() < 0.35) if most >= 2 else None


def highest_value(facts: Facts, rng: Random) -> Draft | None:
    """The largest value of a series."""
    return _extreme(facts, rng, "max")


def lowest_value(facts: Facts, rng: Random) -> Draft | None:
    """The smallest value of a series."""
    return _extreme(facts, rng, "min")


def highest_series(facts: Facts, rng: Random) -> Draft | None:
    """The series with the largest value in a row."""
    return _series(facts, rng, lowest=False)


def lowest_series(facts: Facts, rng: Random) -> Draft | None:
    """The series with the smallest value in a row."""
    return _series(facts, rng, lowest=True)


def highest_total(facts: Facts, rng: Random) -> Draft | None:
    """The label whose values add up to the most over all series."""
    rows = [facts.across(row) for row in range(len(facts.labels))]
    if len(facts.series) < 2 or not facts.comparable() or not all(facts.adds_up(n) for n in range(len(facts.series))):
        return None
    totals = [sum(row) for row in rows if row is not None]
    gap = facts.gap(all(all(row) for row in facts.printed)) * len(facts.series)
    if len(totals) < max(len(rows), 2) or clear(totals, 1, gap) is None:
        return None
    sql = f"SELECT {facts.label_sql} FROM chart ORDER BY {added(facts)} DESC LIMIT 1"
    return Draft(sql, "text", {"line": At()})


def top_labels(facts: Facts, rng: Random) -> Draft | None:
    """The labels of the two or three largest (or smallest) values, in their order."""
    series = one_series(facts, rng, rows=4)
    if series is None:
        return None
    count, lowest = rng.randint(2, 3), rng.random() < 0.3
    if any(ranked(facts, series, place, lowest=lowest) is None for place in range(1, count + 1)):
        return None
    order = "" if lowest else " DESC"
    sql = f"SELECT {facts.label_sql} FROM chart ORDER BY {facts.series[series].sql}{order} LIMIT {count}"
    return Draft(sql, "list", {"line": At(series), "count": count, "more": _more(lowest)})


def place_of(facts: Facts, rng: Random) -> Draft | None:
    """Which place a label takes, from the largest."""
    series = one_series(facts, rng, rows=3)
    if series is None:
        return None
    place = rng.randint(1, len(facts.labels))
    row = ranked(facts, series, place)
    if row is None:
        return None
    column = facts.series[series].sql
    sql = f"SELECT count(*) + 1 FROM chart WHERE {column} > {cell(facts, series, row)}"
    return Draft(sql, slots={"line": At(series), "name": At(None, row)})


def _nth(facts: Facts, rng: Random, place: int, *, lowest: bool) -> Draft | None:
    series = one_series(facts, rng, rows=2)
    if series is None or ranked(facts, series, place, lowest=lowest) is None:
        return None
    order = "" if lowest else " DESC"
    offset = f" OFFSET {place - 1}" if place > 1 else ""
    sql = f"SELECT {facts.label_sql} FROM chart ORDER BY {facts.series[series].sql}{order} LIMIT 1{offset}"
    return Draft(sql, "text", {"line": At(series), "place": place, "more": _more(lowest)})


def _extreme(facts: Facts, rng: Random, function: str) -> Draft | None:
    series = one_series(facts, rng, rows=3)
    if series is None:
        return None
    column = facts.series[series]
    sql = f"SELECT {function}({column.sql}) FROM chart"
    return Draft(sql, slots={"line": At(series)}, decimals=column.decimals, unit=column.unit)


def _series(facts: Facts, rng: Random, *, lowest: bool) -> Draft | None:
    row = rng.randrange(len(facts.labels))
    values = facts.across(row)
    if values is None or len(values) < 2 or not facts.comparable():
        return None
    if clear(values, 1, row_gap(facts, row), lowest) is None:
        return None
    order = "" if lowest else " DESC"
    sql = f"SELECT series FROM {across(facts)} WHERE {is_row(facts, row)} ORDER BY value{order} LIMIT 1"
    return Draft(sql, "text", {"at": At(None, row), "more": _more(lowest)})


def _more(lowest: bool) -> str:
    return "less" if lowest else "more"
