"""Comparisons with a number: "more than 500", "at least 2 million", "below zero", in the column's shown units."""

from __future__ import annotations

from gbi_agents.dispatchers.planning.expr import Test
from gbi_agents.dispatchers.planning.selection import Linked

_TESTS: tuple[tuple[str, Test], ...] = (
    ("atleast", ">="),
    ("atmost", "<="),
    ("more", ">"),
    ("less", "<"),
    ("equal", "="),
)


def test_of(linked: Linked, start: int = 0, end: int | None = None) -> tuple[Test, int, int] | None:
    """The comparison that the cues name, and its tokens."""
    intent = linked.intent.within(start, linked.size if end is None else end)
    for kind, test in _TESTS:
        cue = intent.first(kind)
        if cue is not None:
            return test, cue.start, cue.end
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
        if near:
            return test, in_shown(linked, float(near[0].number or 0), near[0].end)
    words = {token.text for token in linked.tokens}
    if words & {"negative", "负", "positive"} and linked.intent.ask != "truth":
        return (">", 0.0) if "positive" in words else ("<", 0.0)
    if linked.intent.ask == "count" and len(numbers) == 1 and _values_hold(linked, float(numbers[0].number or 0)):
        return "=", in_shown(linked, float(numbers[0].number or 0), numbers[0].end)
    return None


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
