"""Questions of several steps: one result is what the next step looks for."""

from __future__ import annotations

from random import Random

from gbi_sft.synth.questions.answers import number_text
from gbi_sft.synth.questions.facts import Facts, clear
from gbi_sft.synth.questions.operations.programs import (
    across,
    column_gap,
    exact,
    is_row,
    number,
    one_series,
    ranked,
    rounded,
    threshold,
)  # fmt: skip
from gbi_sft.synth.questions.question import At, Draft, Slot


def widest_gap(facts: Facts, rng: Random) -> Draft | None:
    """The label where one series is furthest from another."""
    pair = _pair(facts, rng)
    if pair is None:
        return None
    a, b, gaps = pair
    apart = [abs(gap) for gap in gaps]
    narrow = rng.random() < 0.3
    if clear(apart, 1, 2 * facts.gap(_printed(facts, a, b)), lowest=narrow) is None:
        return None
    order = "" if narrow else " DESC"
    sql = (
        f"SELECT {facts.label_sql} FROM chart "
        f"ORDER BY abs({facts.series[a].sql} - {facts.series[b].sql}){order} LIMIT 1"
    )
    return Draft(sql, "text", {"both": (At(a), At(b)), "line": At(), "more": "less" if narrow else "more"})


def leads(facts: Facts, rng: Random) -> Draft | None:
    """At how many labels one series is above another."""
    pair = _pair(facts, rng)
    if pair is None:
        return None
    a, b, gaps = pair
    limit = facts.gap(_printed(facts, a, b))
    if any(abs(gap) <= limit for gap in gaps):
        return None
    sql = f"SELECT count(*) FROM chart WHERE {facts.series[a].sql} > {facts.series[b].sql}"
    return Draft(sql, slots={"a": At(a), "b": At(b)})


def fastest_series(facts: Facts, rng: Random) -> Draft | None:
    """The series that grew most, in shown units, from the first moment to the last."""
    first, last = facts.across(0), facts.across(len(facts.labels) - 1)
    if not facts.timed or first is None or last is None or len(first) < 3 or not facts.comparable():
        return None
    steps = [b - a for a, b in zip(first, last, strict=True)]
    gap = 2 * facts.gap(all(facts.printed[0]) and all(facts.printed[-1]))
    best = clear(steps, 1, gap)
    if best is None or steps[best] <= gap:
        return None
    ends = f"{is_row(facts, len(facts.labels) - 1)} THEN value ELSE -value END"
    rows = f"{is_row(facts, 0)} OR {is_row(facts, len(facts.labels) - 1)}"
    sql = f"SELECT series FROM {across(facts)} WHERE {rows} GROUP BY series ORDER BY sum(CASE WHEN {ends}) DESC LIMIT 1"
    return Draft(sql, "text", {"from": At(None, 0), "to": At(None, len(facts.labels) - 1)})


def at_peak_of_other(facts: Facts, rng: Random) -> Draft | None:
    """What one series says at the label where another is highest (or lowest)."""
    whole = [n for n in range(len(facts.series)) if facts.whole(n) is not None]
    if len(whole) < 2 or len(facts.labels) < 3:
        return None
    a, b = rng.sample(whole, 2)
    lowest = rng.random() < 0.3
    if ranked(facts, b, 1, lowest=lowest) is None:
        return None
    column = facts.series[a]
    order = "" if lowest else " DESC"
    sql = f"SELECT {column.sql} FROM chart ORDER BY {facts.series[b].sql}{order} LIMIT 1"
    slots: dict[str, Slot] = {"a": At(a), "b": At(b), "more": "less" if lowest else "more"}
    return Draft(sql, slots=slots, decimals=column.decimals, unit=column.unit)


def first_over(facts: Facts, rng: Random) -> Draft | None:
    """The first moment at which a series is over a round number."""
    series = one_series(facts, rng, rows=4) if facts.timed else None
    values = None if series is None else facts.whole(series)
    if series is None or values is None:
        return None
    limit = threshold(rng, values, column_gap(facts, series))
    if limit is None or values[0] > limit:
        return None
    sql = (
        f"SELECT {facts.label_sql} FROM chart WHERE {facts.series[series].sql} > {number(limit)} ORDER BY _row LIMIT 1"
    )
    return Draft(sql, "text", {"line": At(series), "number": number_text(limit, 4), "of": At(series)})


def mean_without(facts: Facts, rng: Random) -> Draft | None:
    """The mean of a series without one of its labels."""
    series = one_series(facts, rng, rows=4)
    if series is None:
        return None
    row = rng.randrange(len(facts.labels))
    column = facts.series[series]
    average = rounded(f"avg({column.sql})", column.decimals + 1)
    sql = f"SELECT {average} FROM chart WHERE {is_row(facts, row, '<>')}"
    slots: dict[str, Slot] = {"line": At(series), "name": At(None, row)}
    return Draft(sql, slots=slots, decimals=column.decimals + 1, unit=column.unit)


def peak_over_mean(facts: Facts, rng: Random) -> Draft | None:
    """How far the largest value of a series is above its mean."""
    series = one_series(facts, rng, rows=3)
    if series is None:
        return None
    column = facts.series[series]
    sql = f"SELECT {rounded(f'max({column.sql}) - avg({column.sql})', column.decimals + 1)} FROM chart"
    unit = "" if "%" in column.unit else column.unit
    return Draft(sql, slots={"line": At(series)}, decimals=column.decimals + 1, unit=unit)


def top_sum(facts: Facts, rng: Random) -> Draft | None:
    """The sum of the two or three largest values of a series."""
    series = one_series(facts, rng, rows=4)
    if series is None or not (facts.adds_up(series) or facts.kind in ("pie", "donut")):
        return None
    count = rng.randint(2, 3)
    column = facts.series[series]
    inner = f"(SELECT {column.sql} AS v FROM chart ORDER BY v DESC LIMIT {count})"
    sql = f"SELECT {exact('sum(v)', column.decimals)} FROM {inner}"
    return Draft(sql, slots={"line": At(series), "count": count}, decimals=column.decimals, unit=column.unit)


def over_mean(facts: Facts, rng: Random) -> Draft | None:
    """How many labels are above the mean of their series."""
    series = one_series(facts, rng, rows=4)
    values = None if series is None else facts.whole(series)
    if series is None or values is None:
        return None
    mean = sum(values) / len(values)
    if any(abs(value - mean) <= max(column_gap(facts, series), 1e-6 * abs(mean)) for value in values):
        return None
    column = facts.series[series].sql
    sql = f"SELECT count(*) FROM chart WHERE {column} > (SELECT avg({column}) FROM chart)"
    return Draft(sql, slots={"line": At(series)})


def _pair(facts: Facts, rng: Random) -> tuple[int, int, list[float]] | None:
    """Two comparable series without gaps and their differences, row by row."""
    whole = [n for n in range(len(facts.series)) if facts.whole(n) is not None]
    if len(whole) < 2 or not facts.comparable() or len(facts.labels) < 3:
        return None
    a, b = rng.sample(whole, 2)
    first, second = facts.whole(a) or (), facts.whole(b) or ()
    return a, b, [x - y for x, y in zip(first, second, strict=True)]


def _printed(facts: Facts, a: int, b: int) -> bool:
    return all(row[a] and row[b] for row in facts.printed)
