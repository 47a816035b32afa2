"""Change over time: by how much, by how many percent, when most, how often, how fast a year."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from gbi_sft.synth.questions.facts import Facts, clear
from gbi_sft.synth.questions.moments import forwards, moment_of
from gbi_sft.synth.questions.operations.programs import (
    cell,
    column_gap,
    exact,
    is_row,
    one_series,
    rounded,
    two_rows,
)  # fmt: skip
from gbi_sft.synth.questions.question import At, Draft, Slot

STEPS = "(SELECT {label}, {column} - lag({column}) OVER (ORDER BY _row) AS change FROM chart)"


def change(facts: Facts, rng: Random) -> Draft | None:
    """By how much a series changed between two moments; negative where it fell."""
    found = two_rows(facts, rng, ordered=True) if facts.timed else None
    if found is None:
        return None
    series, a, b = found
    column = facts.series[series]
    sql = f"SELECT {exact(f'{cell(facts, series, b)} - {cell(facts, series, a)}', column.decimals)}"
    return Draft(
        sql, slots=_period(series, a, b), decimals=column.decimals, unit="" if "%" in column.unit else column.unit
    )


def percent_change(facts: Facts, rng: Random) -> Draft | None:
    """By how many percent a series changed between two moments."""
    found = _growing(facts, rng)
    if found is None:
        return None
    series, a, b = found
    ratio = f"{cell(facts, series, b)} / {cell(facts, series, a)}"
    return Draft(f"SELECT {rounded(f'100.0 * ({ratio} - 1)', 1)}", "percent", _period(series, a, b), 1)


def step_percent_change(facts: Facts, rng: Random) -> Draft | None:
    """By how many percent a series changed from the moment before to one moment."""
    series = one_series(facts, rng, rows=3) if facts.stepwise else None
    if series is None or "%" in facts.series[series].unit:
        return None
    b = rng.randrange(1, len(facts.labels))
    if not _above_zero(facts, series, b - 1) or not facts.apart(series, b - 1, series, b):
        return None
    ratio = f"{cell(facts, series, b)} / {cell(facts, series, b - 1)}"
    slots: dict[str, Slot] = {"line": At(series), "at": At(None, b), "before": At(None, b - 1), "step": "step"}
    return Draft(f"SELECT {rounded(f'100.0 * ({ratio} - 1)', 1)}", "percent", slots, 1)


def percent_change_of_row(facts: Facts, rng: Random) -> Draft | None:
    """By how many percent a label's value changed between two series that are moments."""
    found = _moments(facts, rng)
    if found is None or "%" in facts.series[0].unit:
        return None
    a, b = found
    row = rng.randrange(len(facts.labels))
    before, after = facts.values[row][a], facts.values[row][b]
    if before is None or after is None or before <= facts.gap(False) or not facts.apart(a, row, b, row):
        return None
    ratio = rounded(f"100.0 * ({facts.series[b].sql} / {facts.series[a].sql} - 1)", 1)
    slots: dict[str, Slot] = {"name": At(None, row), "from": At(a), "to": At(b)}
    return Draft(f"SELECT {ratio} FROM chart WHERE {is_row(facts, row)}", "percent", slots, 1)


def fastest_label(facts: Facts, rng: Random) -> Draft | None:
    """The label that grew most, in shown units, between two series that are moments."""
    found = _moments(facts, rng)
    if found is None or len(facts.labels) < 3:
        return None
    a, b = found
    first, last = facts.whole(a), facts.whole(b)
    if first is None or last is None:
        return None
    gap = 2 * facts.gap(all(row[a] and row[b] for row in facts.printed))
    steps = [y - x for x, y in zip(first, last, strict=True)]
    best = clear(steps, 1, gap)
    if best is None or steps[best] <= gap:
        return None
    change = f"{facts.series[b].sql} - {facts.series[a].sql}"
    sql = f"SELECT {facts.label_sql} FROM chart ORDER BY {change} DESC LIMIT 1"
    return Draft(sql, "text", {"from": At(a), "to": At(b)})


def rose(facts: Facts, rng: Random) -> Draft | None:
    """Whether a series rose (or fell) between two moments."""
    found = two_rows(facts, rng, ordered=True) if facts.timed else None
    if found is None:
        return None
    series, a, b = found
    more = rng.random() < 0.5
    sql = f"SELECT {cell(facts, series, b)} {'>' if more else '<'} {cell(facts, series, a)}"
    return Draft(sql, "truth", {**_period(series, a, b), "more": "more" if more else "less"})


def yearly_rate(facts: Facts, rng: Random) -> Draft | None:
    """The compound annual growth rate between two years, (last / first) ** (1 / years) - 1."""
    found = _growing(facts, rng) if facts.label_moment == "year" else None
    if found is None:
        return None
    series, a, b = found
    first, last = (facts.labels[row] for row in (a, b))
    end = facts.values[b][series]
    if not (first.isdigit() and last.isdigit()) or int(last) - int(first) < 2 or end is None or end <= 0:
        return None
    ratio = f"{cell(facts, series, b)} / {cell(facts, series, a)}"
    sql = f"SELECT {rounded(f'100.0 * (pow({ratio}, 1.0 / {int(last) - int(first)}) - 1)', 1)}"
    return Draft(sql, "percent", _period(series, a, b), 1)


def largest_rise(facts: Facts, rng: Random) -> Draft | None:
    """The moment at which a series rose most over the moment before."""
    return _largest(facts, rng, falling=False)


def largest_fall(facts: Facts, rng: Random) -> Draft | None:
    """The moment at which a series fell most against the moment before."""
    return _largest(facts, rng, falling=True)


def rises(facts: Facts, rng: Random) -> Draft | None:
    """How often a series rose (or fell) from one moment to the next."""
    series = one_series(facts, rng, rows=4) if facts.stepwise else None
    values = None if series is None else facts.whole(series)
    if series is None or values is None:
        return None
    gap = column_gap(facts, series)
    if any(abs(b - a) <= gap for a, b in pairwise(values)):
        return None
    more = rng.random() < 0.6
    sql = f"SELECT count(*) FROM {_steps(facts, series)} WHERE change {'>' if more else '<'} 0"
    return Draft(sql, slots={"line": At(series), "more": "more" if more else "less"})


def mean_change(facts: Facts, rng: Random) -> Draft | None:
    """The mean change of a series from one moment to the next."""
    series = one_series(facts, rng, rows=4) if facts.stepwise else None
    if series is None:
        return None
    column = facts.series[series]
    sql = f"SELECT {rounded('avg(change)', column.decimals + 1)} FROM {_steps(facts, series)}"
    unit = "" if "%" in column.unit else column.unit
    return Draft(sql, slots={"line": At(series)}, decimals=column.decimals + 1, unit=unit)


def _largest(facts: Facts, rng: Random, *, falling: bool) -> Draft | None:
    series = one_series(facts, rng, rows=4) if facts.stepwise else None
    values = None if series is None else facts.whole(series)
    if series is None or values is None:
        return None
    steps = [b - a for a, b in pairwise(values)]
    gap = column_gap(facts, series)
    row = clear(steps, 1, 2 * gap, lowest=falling)
    if row is None or (steps[row] < gap if not falling else steps[row] > -gap):
        return None
    order = "" if falling else " DESC"
    sql = (
        f"SELECT {facts.label_sql} FROM {_steps(facts, series)} WHERE change IS NOT NULL ORDER BY change{order} LIMIT 1"
    )
    return Draft(sql, "text", {"line": At(series), "more": "less" if falling else "more"})


def _steps(facts: Facts, series: int) -> str:
    return STEPS.format(label=facts.label_sql, column=facts.series[series].sql)


def _growing(facts: Facts, rng: Random) -> tuple[int, int, int] | None:
    """A series and two of its moments between which a percentage means something."""
    found = two_rows(facts, rng, ordered=True) if facts.timed else None
    if found is None or "%" in facts.series[found[0]].unit or not _above_zero(facts, found[0], found[1]):
        return None
    return found


def _above_zero(facts: Facts, series: int, row: int) -> bool:
    value = facts.values[row][series]
    return value is not None and value > max(column_gap(facts, series), 0.0)


def _moments(facts: Facts, rng: Random) -> tuple[int, int] | None:
    """Two series that are moments, the earlier one first."""
    names = [series.name for series in facts.series]
    if len(names) < 2 or facts.series_role != "time" or not facts.comparable() or not forwards(names, moment_of(names)):
        return None
    a, b = sorted(rng.sample(range(len(facts.series)), 2))
    return a, b


def _period(series: int, a: int, b: int) -> dict[str, Slot]:
    return {"line": At(series), "from": At(None, a), "to": At(None, b)}
