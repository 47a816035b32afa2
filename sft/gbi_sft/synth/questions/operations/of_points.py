"""What can be asked of points: how many, how far out, which, how two measures go together, and what is not there.

A draft's slots are codes ("y", the number of a series, a number as text); `phrases.of_points` turns them into words.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from random import Random

from gbi_sft.synth.questions.answers import number_text
from gbi_sft.synth.questions.chart_table import text_literal
from gbi_sft.synth.questions.facts import NO_SUM, clear
from gbi_sft.synth.questions.operations.missing import MEASURES, NAMES, REASON, stems
from gbi_sft.synth.questions.operations.programs import exact, number, rounded, threshold
from gbi_sft.synth.questions.points import Measure, PointFacts
from gbi_sft.synth.questions.question import Draft, Slot

AskPoints = Callable[[PointFacts, Random], Draft | None]
"""An operation over points: a draft that has one answer on these facts, or None where there is nothing of the kind."""
TOGETHER = 0.75
"""From this correlation on nobody would call two measures unrelated."""
BUBBLE_SIZE = {"en": "what the bubble sizes stand for", "zh": "气泡大小代表的数值"}


def count_points(facts: PointFacts, rng: Random) -> Draft | None:
    """How many points there are."""
    return Draft("SELECT count(*) FROM chart") if len(facts.owners) > 2 else None


def count_of_series(facts: PointFacts, rng: Random) -> Draft | None:
    """How many points a series has."""
    group = _group(facts, rng)
    return None if group is None else Draft(f"SELECT count(*) FROM chart{_of(facts, group)}", slots={"s": group})


def most_points(facts: PointFacts, rng: Random) -> Draft | None:
    """The series with most points, or fewest."""
    counts = [facts.owners.count(group) for group in range(len(facts.groups))]
    less = rng.random() < 0.3
    if len(counts) < 2 or clear(counts, 1, 0, lowest=less) is None:
        return None
    sql = f"SELECT {facts.group_sql} FROM chart GROUP BY {facts.group_sql} ORDER BY count(*){_order(less)} LIMIT 1"
    return Draft(sql, "text", {"more": _more(less)})


def extreme(facts: PointFacts, rng: Random) -> Draft | None:
    """The highest or lowest value of a measure, of all points or of one series."""
    measure, group, less = _measure(facts, rng), _perhaps(facts, rng), rng.random() < 0.4
    column = facts.columns[measure]
    sql = f"SELECT {'min' if less else 'max'}({column.sql}) FROM chart{_of(facts, group)}"
    return Draft(sql, slots=_slots(measure, group, more=_more(less)), decimals=column.decimals, unit=column.unit)


def at_extreme(facts: PointFacts, rng: Random) -> Draft | None:
    """What one measure is at the point where another is highest or lowest."""
    by, measure = rng.sample(facts.measures, 2)
    less = rng.random() < 0.35
    if clear(facts.values[by], 1, facts.gaps[by], lowest=less) is None:
        return None
    column = facts.columns[measure]
    sql = f"SELECT {column.sql} FROM chart ORDER BY {facts.columns[by].sql}{_order(less)} LIMIT 1"
    slots = _slots(measure, None, by=by, more=_more(less))
    return Draft(sql, slots=slots, decimals=column.decimals, unit=column.unit)


def series_at_extreme(facts: PointFacts, rng: Random) -> Draft | None:
    """Whose point is furthest out."""
    measure, less = _measure(facts, rng), rng.random() < 0.35
    if len(facts.groups) < 2 or clear(facts.values[measure], 1, facts.gaps[measure], lowest=less) is None:
        return None
    sql = f"SELECT {facts.group_sql} FROM chart ORDER BY {facts.columns[measure].sql}{_order(less)} LIMIT 1"
    return Draft(sql, "text", _slots(measure, None, more=_more(less)))


def point_span(facts: PointFacts, rng: Random) -> Draft | None:
    """How far the highest value of a measure is above the lowest."""
    measure, group = _measure(facts, rng), _perhaps(facts, rng)
    column = facts.columns[measure]
    if len(facts.of_group(measure, group)) < 2:
        return None
    sql = f"SELECT {exact(f'max({column.sql}) - min({column.sql})', column.decimals)} FROM chart{_of(facts, group)}"
    unit = "" if "%" in column.unit else column.unit
    return Draft(sql, slots=_slots(measure, group), decimals=column.decimals, unit=unit)


def points_over(facts: PointFacts, rng: Random) -> Draft | None:
    """How many points are over, or under, a round number of a measure."""
    measure, group, less = _measure(facts, rng), _perhaps(facts, rng), rng.random() < 0.35
    limit = threshold(rng, facts.values[measure], facts.gaps[measure])
    if limit is None or len(facts.owners) < 4:
        return None
    condition = f"{facts.columns[measure].sql} {'<' if less else '>'} {number(limit)}"
    sql = f"SELECT count(*) FROM chart{_of(facts, group, condition)}"
    return Draft(sql, slots=_slots(measure, group, more=_more(less), number=number_text(limit, 4)))


def points_over_both(facts: PointFacts, rng: Random) -> Draft | None:
    """How many points are over a round number of each of two measures."""
    a, b = _two(rng)
    one, other = (threshold(rng, facts.values[m], facts.gaps[m]) for m in (a, b))
    if one is None or other is None or len(facts.owners) < 5:
        return None
    first, second = (facts.columns[m].sql for m in (a, b))
    sql = f"SELECT count(*) FROM chart WHERE {first} > {number(one)} AND {second} > {number(other)}"
    texts = {"number": number_text(one, 4), "other": number_text(other, 4)}
    return Draft(sql, slots={"m": a, "by": b, **texts})


def mean_of_points(facts: PointFacts, rng: Random) -> Draft | None:
    """The mean of a measure, of all points or of one series."""
    measure, group = _measure(facts, rng), _perhaps(facts, rng)
    column = facts.columns[measure]
    if len(facts.of_group(measure, group)) < 2:
        return None
    sql = f"SELECT {rounded(f'avg({column.sql})', column.decimals + 1)} FROM chart{_of(facts, group)}"
    return Draft(sql, slots=_slots(measure, group), decimals=column.decimals + 1, unit=column.unit)


def highest_mean(facts: PointFacts, rng: Random) -> Draft | None:
    """The series whose points are highest, or lowest, on average."""
    measure, less = _measure(facts, rng), rng.random() < 0.35
    groups = range(len(facts.groups))
    means = [statistics.fmean(facts.of_group(measure, group)) for group in groups]
    if len(means) < 2 or clear(means, 1, facts.gaps[measure], lowest=less) is None:
        return None
    mean = f"avg({facts.columns[measure].sql})"
    sql = f"SELECT {facts.group_sql} FROM chart GROUP BY {facts.group_sql} ORDER BY {mean}{_order(less)} LIMIT 1"
    return Draft(sql, "text", _slots(measure, None, more=_more(less)))


def nearest(facts: PointFacts, rng: Random) -> Draft | None:
    """What one measure is at the point nearest to a place on the other axis."""
    by, measure = _two(rng)
    values, gap = facts.values[by], facts.gaps[by]
    at = rng.choice(values)
    apart = sorted(abs(value - at) for value in values)
    if len(apart) < 2 or apart[1] <= 2 * gap:
        return None
    column = facts.columns[measure]
    sql = f"SELECT {column.sql} FROM chart ORDER BY abs({facts.columns[by].sql} - {number(at)}) LIMIT 1"
    slots = _slots(measure, None, by=by, number=number_text(at, 4))
    return Draft(sql, slots=slots, decimals=column.decimals, unit=column.unit)


def go_together(facts: PointFacts, rng: Random) -> Draft | None:
    """Whether one measure rises, or falls, with the other; asked where nobody would doubt it."""
    group = _perhaps(facts, rng)
    xs, ys = facts.of_group("x", group), facts.of_group("y", group)
    if len(xs) < 6 or len(set(xs)) < 2 or len(set(ys)) < 2 or abs(statistics.correlation(xs, ys)) < TOGETHER:
        return None
    less = rng.random() < 0.5
    both = f"{facts.columns['x'].sql}, {facts.columns['y'].sql}"
    sql = f"SELECT corr({both}) {'<' if less else '>'} 0 FROM chart{_of(facts, group)}"
    return Draft(sql, "truth", _slots("y", group, by="x", more=_more(less)))


def total_size(facts: PointFacts, rng: Random) -> Draft | None:
    """The sum of one series' bubbles where their numbers can be added."""
    group = _group(facts, rng)
    column = facts.columns.get("size")
    if group is None or column is None or not adds_up(column.name, column.unit):
        return None
    sql = f"SELECT {exact(f'sum({column.sql})', column.decimals)} FROM chart{_of(facts, group)}"
    return Draft(sql, slots=_slots("size", group), decimals=column.decimals, unit=column.unit)


def missing_points(facts: PointFacts, rng: Random) -> Draft | None:
    """The points of a series that the legend does not have."""
    words = " ".join((facts.title, *facts.groups, *(column.name for column in facts.columns.values()))).casefold()
    for known in NAMES[facts.language]:
        if facts.groups and 2 * sum(group in known for group in facts.groups) >= len(facts.groups):
            fit = [name for name in known if name.casefold() not in words]
            if fit:
                name = rng.choice(fit)
                return _lacking(name, m=_measure(facts, rng), absent=name, more=_more(rng.random() < 0.4))
    return None


def missing_point_measure(facts: PointFacts, rng: Random) -> Draft | None:
    """A measure that the figure does not show."""
    words = " ".join((facts.title, *(column.name for column in facts.columns.values()))).casefold()
    fit = [one for one in MEASURES[facts.language] if not any(part in words for part in stems(one))]
    if not fit:
        return None
    absent, by = rng.choice(fit), _two(rng)[0]
    return _lacking(absent, absent=absent, m=by, by=by, more=_more(rng.random() < 0.4))


def missing_size(facts: PointFacts, rng: Random) -> Draft | None:
    """The number of a bubble that has none at it."""
    if facts.kind != "bubble" or "size" in facts.columns:
        return None
    return _lacking(BUBBLE_SIZE[facts.language], m="y", by="y", more=_more(rng.random() < 0.4))


def missing_beyond(facts: PointFacts, rng: Random) -> Draft | None:
    """A value at a place that lies far outside the axis."""
    by, measure = _two(rng)
    top = max(facts.values[by])
    if top <= 0:
        return None
    step = 10.0 ** (len(str(int(top))) - 1)
    text = number_text(round(top * rng.choice((3, 5, 10)) / step) * step, 4)
    return _lacking(text, m=measure, by=by, number=text)


def missing_why(facts: PointFacts, rng: Random) -> Draft | None:
    """Why a point lies where it does."""
    return _lacking(REASON[facts.language], m="y", by="y", more=_more(rng.random() < 0.5))


def adds_up(name: str, unit: str) -> bool:
    """Whether numbers of that name and unit can be added."""
    return not NO_SUM.search(f"{name} {unit}")


def _two(rng: Random) -> tuple[Measure, Measure]:
    return ("x", "y") if rng.random() < 0.5 else ("y", "x")


def _measure(facts: PointFacts, rng: Random) -> Measure:
    return rng.choice(facts.measures)


def _group(facts: PointFacts, rng: Random) -> int | None:
    return rng.randrange(len(facts.groups)) if len(facts.groups) > 1 else None


def _perhaps(facts: PointFacts, rng: Random) -> int | None:
    """One series, or None for all points."""
    return _group(facts, rng) if rng.random() < 0.5 else None


def _of(facts: PointFacts, group: int | None, condition: str = "") -> str:
    conditions: Sequence[str] = [condition] if condition else []
    if group is not None:
        conditions = [f"{facts.group_sql} = {text_literal(facts.groups[group])}", *conditions]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _order(less: bool) -> str:
    return "" if less else " DESC"


def _more(less: bool) -> str:
    return "less" if less else "more"


def _slots(measure: Measure, group: int | None, **more: Slot) -> dict[str, Slot]:
    return {"m": measure, **({} if group is None else {"s": group}), **more}


def _lacking(missing: str, **slots: Slot) -> Draft:
    return Draft("", "text", slots, missing=missing)
