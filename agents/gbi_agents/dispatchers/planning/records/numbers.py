"""Questions over records whose answer is a number: counts, sums, means, differences, one number of a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gbi_agents.dispatchers.planning.compute import scalar_plan, subjects_of
from gbi_agents.dispatchers.planning.expr import Agg, Bin, Function, Pick, Where
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.records import naming
from gbi_agents.dispatchers.planning.records.answers import count
from gbi_agents.dispatchers.planning.records.columns import measured_by, said_columns
from gbi_agents.dispatchers.planning.records.naming import NOTHING, Made
from gbi_agents.dispatchers.planning.records.question import Question

_SPAN = re.compile(
    r"\bhow many (?:\w+ )?(?:years|months|days|weeks|hours|minutes|seconds|consecutive)\b|\bconsecutive\b"
    r"|\bin a row\b|\bhow many (?:\w+ )?(?:more|fewer|less)\b"
)


_UNSERVED = ("more", "less", "atleast", "atmost", "not", "except")


def counting(question: Question) -> Made:
    """ "How many players are from Wales", "how many different teams", "the number of games with over 20 points"."""
    said = " ".join(question.texts)
    if (
        not question.counts()
        or question.verdict()
        or _SPAN.search(said)
        or question.intent.has("average", "max", "min", "ratio")
        or "difference" in question.texts
    ):
        return NOTHING
    tests = question.tests()
    if tests is None:
        return NOTHING
    rows = question.passing(tests, question.rows())
    used = frozenset(at for test in tests for at in test.used)
    if not question.conditions and not tests and not _whole_table(question):
        return NOTHING
    if question.intent.has("not", "except") or _reaches(question):
        return NOTHING
    wanted = question.wanted
    distinct = bool({"different", "unique", "distinct", "separate", "individual"} & set(question.texts))
    if distinct:
        return (count(question, rows, wanted), used) if wanted is not None else NOTHING
    if wanted is not None and (wanted in question.records.numeric or _lists(question, wanted)):
        return NOTHING
    if not rows:
        return NOTHING
    entity = wanted is None or wanted == question.records.entity or _mostly_apart(question, wanted)
    if wanted is not None and not entity and wanted not in {c.column for c in question.conditions}:
        return count(question, rows, wanted), used
    return count(question, rows), used


def _reaches(question: Question) -> bool:
    """Whether the question goes from one record to those before or after it."""
    return question.at("before", "after", "previous", "next", "first", "last", "rank", "equal") is not None


def _whole_table(question: Question) -> bool:
    return bool(
        {"listed", "list", "there", "table", "chart", "total", "shown", "all", "have", "different"}
        & set(question.texts)
    )


def _lists(question: Question, column: int) -> bool:
    """Whether the column's cells hold several things each, which rows do not count."""
    texts = [question.records.text(row, column) for row in question.records.rows]
    return sum("\n" in text.strip() or text.count(",") >= 2 for text in texts) >= 0.2 * len(texts)


def _mostly_apart(question: Question, column: int) -> bool:
    values = [question.records.value(row, column) for row in question.records.rows]
    return len(set(values)) >= 0.95 * len(values)


def of_record(question: Question) -> Made:
    """ "How many points did A score": the number of the one record, or the sum over the records that are meant."""
    texts, records = question.texts, question.records
    if question.intent.has("difference", "max", "min", "average", "ratio", *_UNSERVED):
        return NOTHING
    column, used = question.wanted, frozenset[int]()
    if column is None or column not in records.numeric:
        said = said_columns(records, question.tokens, question.taken, question.synonyms, list(records.measures))
        if question.wanted is not None or not said:
            return NOTHING
        column, used = said[0]
    rows = question.rows()
    if (
        column in {c.column for c in question.conditions}
        or column not in records.grid.values
        or not question.conditions
    ):
        return NOTHING
    total = question.intent.has("sum") or " ".join(texts).find("in all") >= 0
    if len(rows) > 1 and not total:
        return NOTHING
    if len(rows) == 1 or (len({records.number(r, column) for r in rows}) == 1 and not total):
        return one_number(question, rows, column), used
    return _aggregate(question, rows, column, "sum"), used


def one_number(question: Question, rows: Sequence[int], column: int) -> Plan | None:
    """The number of one record, with its column's unit."""
    pick = Pick(question.records.grid, (column,), question.wheres())
    if set(pick.rows()) != set(rows):
        pick = replace(pick, where=(Where(-1, "in", tuple(rows)),))
    expr = Agg("value", pick)
    return scalar_plan(question.linked, expr, "lookup", (subjects_of(expr),), 0.95)


def looked_up(question: Question) -> Made:
    """The asked column of the records that are meant: a number with its unit, else the texts."""
    made, used = naming.lookup(question)
    column = question.wanted
    if made is None or column not in question.records.grid.values or isinstance(made.expected, tuple) or column is None:
        return made, used
    rows = sorted({row for _, row, _ in made.value_cells})
    return one_number(question, rows, column) or made, used


def aggregate(question: Question) -> Made:
    """ "The average attendance in 2009", "the total number of points of A and B"."""
    intent, records = question.intent, question.records
    function: Function | None = "avg" if intent.has("average") else "sum" if intent.has("sum") else None
    unserved = intent.has("difference", "max", "min", "first", "last", "rank", "not", "except", "or")
    if function is None or unserved or question.verdict() or {"who", "which", "whose"} & set(question.texts):
        return NOTHING
    column, used = question.wanted, frozenset[int]()
    if column is None or column not in records.numeric:
        said = said_columns(records, question.tokens, question.taken, question.synonyms, list(records.measures))
        if not said:
            return NOTHING
        column, used = said[0]
    tests = question.tests()
    if tests is None or column not in records.grid.values:
        return NOTHING
    rows = question.passing(tests, question.rows())
    if len(rows) < 2 or column in records.identities or column in records.timed:
        return NOTHING
    return _aggregate(question, rows, column, function), used | frozenset(at for t in tests for at in t.used)


def _aggregate(question: Question, rows: Sequence[int], column: int, function: Function) -> Plan | None:
    pick = Pick(question.records.grid, (column,), (Where(-1, "in", tuple(rows)),))
    wheres = question.wheres()
    plain = Pick(question.records.grid, (column,), wheres)
    if set(plain.rows()) == set(rows):
        pick = plain
    return scalar_plan(question.linked, Agg(function, pick), function, (), 0.95) if pick.cells() else None


def difference(question: Question) -> Made:
    """ "The difference in points between A and B", "how many more goals did A score than B"."""
    said, records = " ".join(question.texts), question.records
    asked = question.intent.has("difference") or re.search(
        r"\bhow (?:many|much) (?:more|fewer|less|longer|taller|older)\b", said
    )
    if not asked or len(question.conditions) < 2:
        return NOTHING
    sides = [c for c in question.conditions if c.column == question.conditions[-1].column]
    if len(sides) != 2:
        return NOTHING
    rest = question.without(*sides)
    rows = [[row for row in rest.rows() if row in side.rows] for side in sides]
    column, used = _measure(question)
    if column is None or any(len(side) != 1 for side in rows) or column not in records.grid.values:
        return NOTHING
    picks = [Agg("value", Pick(records.grid, (column,), (Where(-1, "in", tuple(side)),))) for side in rows]
    values = [pick.value() for pick in picks]
    if values[0] is None or values[1] is None:
        return NOTHING
    if values[0] < values[1]:
        picks.reverse()
    texts = [records.text(side[0], sides[0].column) for side in rows]
    return scalar_plan(question.linked, Bin("-", picks[0], picks[1]), "difference", (texts[0], texts[1]), 0.95), used


def _measure(question: Question) -> tuple[int | None, frozenset[int]]:
    """The column that a difference is in: behind "more", "in", or said anywhere."""
    records = question.records
    at = next(
        (
            i
            for i, t in enumerate(question.texts)
            if t in ("more", "fewer", "less", "longer", "taller", "older", "higher")
        ),
        None,
    )
    if at is not None:
        found = measured_by(records, question.tokens, at, question.synonyms, question.taken)
        if found is not None:
            return found[0], found[2]
    said = said_columns(records, question.tokens, question.taken, question.synonyms, list(records.measures))
    return said[0] if said else (None, frozenset())


def extreme_value(question: Question) -> Made:
    """ "What is the highest attendance": the greatest number itself."""
    cue = question.at("max", "min")
    records = question.records
    if cue is None or question.intent.ask not in ("value", "count") or question.wanted not in records.measures:
        return NOTHING
    column = question.wanted
    if column is None or column not in records.grid.values or question.intent.has("difference", "sum", "average"):
        return NOTHING
    kind = "max" if question.intent.first("max", "min").kind == "max" else "min"  # type: ignore[union-attr]
    pick = Pick(records.grid, (column,), (Where(-1, "in", tuple(question.rows())),))
    plain = replace(pick, where=question.wheres())
    pick = plain if plain.rows() == pick.rows() else pick
    function: Function = "max" if kind == "max" else "min"
    return (
        (scalar_plan(question.linked, Agg(function, pick), function, (), 0.95), frozenset((cue,)))
        if pick.cells()
        else NOTHING
    )
