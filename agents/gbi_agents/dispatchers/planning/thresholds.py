"""Comparisons with a number: "more than 500", "at least 2 million", "below zero", in the column's shown units."""

from __future__ import annotations

from gbi_agents.dispatchers.planning.expr import Pick, Test
from gbi_agents.dispatchers.planning.selection import Linked

_TESTS: tuple[tuple[str, Test], ...] = (
    ("atleast", ">="),
    ("atmost", "<="),
    ("more", ">"),
    ("less", "<"),
    ("equal", "="),
)


_MORE = frozenset(("more", "higher", "larger", "greater", "bigger", "longer"))
_LESS = frozenset(("less", "fewer", "lower", "smaller", "shorter"))


def test_of(linked: Linked, start: int = 0, end: int | None = None) -> tuple[Test, int, int] | None:
    """The comparison that the cues name, and its tokens."""
    intent = linked.intent.within(start, linked.size if end is None else end)
    for kind, test in _TESTS:
        cue = intent.first(kind)
        if cue is not None:
            return test, cue.start, cue.end
    than = intent.first("than")
    for at in range(start, than.start if than is not None else start):
        word = linked.tokens[at].text
        if word in _MORE or word in _LESS:  # "more visitors on Friday than on Monday"
            return (">" if word in _MORE else "<"), at, at + 1
    return None


def threshold(linked: Linked) -> tuple[Test, float] | None:
    """The comparison with a number that the question makes: (">", 500), in shown units. "How many ... 10" with no
    word of comparison means "=" where the table holds that very number."""
    found = test_of(linked)
    numbers = [n for n in linked.intent.numbers if n.kind in ("number", "percent")]
    if found is not None:
        test, start, end = found
        years = [y for y in linked.intent.years if y.start >= end]
        near = [n for n in (*numbers, *years) if 0 <= n.start - end <= 3 or 0 <= start - n.end <= 2]
        near += [n for n in linked.intent.numbers if n.kind == "word" and 0 <= n.start - end <= 1]
        if near and near[0].kind == "percent" and not _in_percent(linked):
            return None  # a share is asked about, these are amounts
        if near:
            return test, in_shown(linked, float(near[0].number or 0), near[0].end)
    span = span_of(linked)
    if span is not None:
        return ">=", span[0]
    words = {token.text for token in linked.tokens}
    if words & {"negative", "负", "positive"} and linked.intent.ask != "truth":
        return (">", 0.0) if "positive" in words else ("<", 0.0)
    if linked.intent.ask == "count" and len(numbers) == 1 and _values_hold(linked, float(numbers[0].number or 0)):
        return "=", in_shown(linked, float(numbers[0].number or 0), numbers[0].end)
    return None


def average_test(linked: Linked, pick: Pick) -> tuple[Test, float] | None:
    """ "above the average": the comparison with the mean of the cells that compete, in shown units."""
    found, mean = test_of(linked), linked.intent.first("average")
    if found is None or mean is None or linked.intent.numbers:
        return None
    test, start, end = found
    near = 0 <= mean.start - end <= 2 or 0 <= start - mean.end <= 1
    values = pick.numbers()
    return (test, sum(values) / len(values)) if near and values and len(pick.columns) == 1 else None


def _in_percent(linked: Linked) -> bool:
    """Whether some value column is in per cent, or does not say its unit."""
    return any(linked.grid.info.columns[c].unit in ("%", None) for c in linked.grid.values)


def span_of(linked: Linked) -> tuple[float, float] | None:
    """ "between 30 and 55", "30到55之间": both bounds in shown units; None where no span of values is said."""
    numbers = [n for n in linked.intent.numbers if n.kind in ("number", "percent")]
    if len(numbers) != 2:
        return None
    (first, second), cues = numbers, linked.intent.cues
    opened = any(c.kind == "between" and 0 <= first.start - c.end <= 1 for c in cues)
    opened = opened or any(token.text == "间" and token.start > 0 for token in linked.tokens[second.end :])
    joined = any(c.kind in ("and", "to") and first.end <= c.start and c.end <= second.start for c in cues)
    if not (opened and joined):
        return None
    low, high = (in_shown(linked, float(n.number or 0), n.end) for n in numbers)
    return (low, high) if low <= high else None


def _values_hold(linked: Linked, number: float) -> bool:
    grid = linked.grid
    return any(grid.number(r, c) == number for r in range(len(grid.cells)) for c in grid.values)


def in_shown(linked: Linked, number: float, at: int) -> float:
    """A number said with "million" or "billion" (token `at`) in the column's shown units."""
    words = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
    word = linked.tokens[at].stem if at < linked.size else ""
    scales = {linked.grid.info.columns[c].scale for c in linked.grid.values}
    scale = scales.pop() if len(scales) == 1 else 1.0
    if word in words:
        factor = words[word] / scale
        return number * factor if factor >= 1 or scale > 1 else number
    return number
