"""Shares of a whole, in percent; only where the parts add up to something."""

from __future__ import annotations

from random import Random

from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.operations.programs import added, in_rows, is_row, one_series, rounded
from gbi_sft.synth.questions.question import At, Draft


def share_of_label(facts: Facts, rng: Random) -> Draft | None:
    """A label's share of its series' sum."""
    series = _parts(facts, rng)
    if series is None:
        return None
    row = rng.randrange(len(facts.labels))
    column = facts.series[series].sql
    share = f"100.0 * {column} / (SELECT sum({column}) FROM chart)"
    sql = f"SELECT {rounded(share, 1)} FROM chart WHERE {is_row(facts, row)}"
    return Draft(sql, "percent", {"line": At(series), "name": At(None, row)}, 1)


def share_of_series(facts: Facts, rng: Random) -> Draft | None:
    """A series' share of its row's sum."""
    row = rng.randrange(len(facts.labels))
    values = facts.across(row)
    if values is None or len(values) < 2 or not facts.comparable() or not _whole(values) or not facts.adds_up(0):
        return None
    series = rng.randrange(len(values))
    share = f"100.0 * {facts.series[series].sql} / ({added(facts)})"
    sql = f"SELECT {rounded(share, 1)} FROM chart WHERE {is_row(facts, row)}"
    return Draft(sql, "percent", {"at": At(None, row), "name": At(series)}, 1)


def share_of_some(facts: Facts, rng: Random) -> Draft | None:
    """The share of two or three labels together in their series' sum."""
    series = _parts(facts, rng)
    if series is None or len(facts.labels) < 4:
        return None
    rows = sorted(rng.sample(range(len(facts.labels)), rng.randint(2, 3)))
    column = facts.series[series].sql
    share = f"100.0 * sum({column}) / (SELECT sum({column}) FROM chart)"
    sql = f"SELECT {rounded(share, 1)} FROM chart WHERE {in_rows(facts, rows)}"
    return Draft(sql, "percent", {"line": At(series), "some": tuple(At(None, row) for row in rows)}, 1)


def share_difference(facts: Facts, rng: Random) -> Draft | None:
    """How many percentage points one label's share of the sum is above another's."""
    series = _parts(facts, rng)
    if series is None:
        return None
    a, b = rng.sample(range(len(facts.labels)), 2)
    if not facts.apart(series, a, series, b):
        return None
    if (facts.values[a][series] or 0.0) < (facts.values[b][series] or 0.0):
        a, b = b, a
    column = facts.series[series].sql
    one = f"(SELECT {column} FROM chart WHERE {is_row(facts, a)})"
    other = f"(SELECT {column} FROM chart WHERE {is_row(facts, b)})"
    sql = f"SELECT {rounded(f'100.0 * ({one} - {other}) / (SELECT sum({column}) FROM chart)', 1)}"
    return Draft(sql, slots={"line": At(series), "a": At(None, a), "b": At(None, b)}, decimals=1)


def share_change(facts: Facts, rng: Random) -> Draft | None:
    """By how many percentage points a series' share of its row changed between two moments."""
    if not facts.timed or len(facts.series) < 2 or not facts.comparable() or not facts.adds_up(0):
        return None
    a, b = sorted(rng.sample(range(len(facts.labels)), 2))
    rows = (facts.across(a), facts.across(b))
    if not all(row is not None and _whole(row) for row in rows):
        return None
    series = rng.randrange(len(facts.series))
    share = f"100.0 * {facts.series[series].sql} / ({added(facts)})"
    parts = [f"(SELECT {share} FROM chart WHERE {is_row(facts, row)})" for row in (b, a)]
    sql = f"SELECT {rounded(' - '.join(parts), 1)}"
    return Draft(sql, slots={"name": At(series), "from": At(None, a), "to": At(None, b)}, decimals=1)


def _parts(facts: Facts, rng: Random) -> int | None:
    """A series whose labels are parts of its sum: no moments, no percentages, nothing negative."""
    series = None if facts.label_moment else one_series(facts, rng, rows=2)
    values = None if series is None else facts.whole(series)
    if series is None or values is None or not _whole(values) or not facts.adds_up(series):
        return None
    return series


def _whole(values: tuple[float, ...]) -> bool:
    return min(values) >= 0 and sum(values) > 0
