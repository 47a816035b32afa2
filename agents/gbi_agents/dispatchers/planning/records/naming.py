"""Questions over records whose answer is a name: of the records that are meant, the greatest, the first, the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.records.answers import Order, most_frequent, names
from gbi_agents.dispatchers.planning.records.columns import asked_noun, known_kind, measured_by
from gbi_agents.dispatchers.planning.records.conditions import Condition
from gbi_agents.dispatchers.planning.records.question import Question

Made = tuple[Plan | None, frozenset[int]]
"""A plan and the tokens that it accounts for beside the question's conditions."""
NOTHING: Made = (None, frozenset())
_OFTEN = re.compile(
    r"\bappear|\boften\b|\bcommon\b|\bfrequent|\b(?:most|least|fewest)(?: number of)? times\b|\bmost used\b"
)
_COMPARING = frozenset((
    "more", "less", "fewer", "higher", "lower", "longer", "shorter", "larger", "smaller", "bigger", "older", "younger",
    "taller", "faster", "slower", "earlier", "later", "greater", "heavier", "lighter", "newer",
))  # fmt: skip
_SUPERLATIVE = re.compile(
    r"(?:most|least|fewest|highest|lowest|largest|smallest|biggest|greatest|longest|shortest|tallest|oldest|youngest|"
    r"newest|earliest|latest|heaviest|lightest|fastest|slowest|deepest|maximum|minimum)$"
)


def answer_column(question: Question) -> int | None:
    """The column that names the answer: the one asked for, else the one that names the records."""
    if question.wanted is not None:
        return question.wanted
    noun = asked_noun(question.tokens)
    if noun and known_kind(question.tokens[noun[-1]].stem):
        return None
    return question.records.entity


def superlative(question: Question) -> Made:
    """ "Which player scored the most points", "the longest river in Wales", "the artist that appears the most"."""
    texts = question.texts
    at = next((i for i, t in enumerate(texts) if _SUPERLATIVE.match(t) and i not in question.taken
               and (not i or texts[i - 1] != "at")), None)  # fmt: skip
    column = answer_column(question)
    if at is None or column is None or _comparison(question) is not None or question.counts() or question.verdict():
        return NOTHING
    rows = question.rows()
    said = " ".join(question.texts)
    if _OFTEN.search(said) and question.wanted is not None:
        least = question.texts[at] in ("least", "fewest")
        words = ("appear", "appears", "often", "common", "frequent", "frequently", "times", "time", "number", "used")
        return most_frequent(question, rows, question.wanted, least), frozenset(
            i for i, t in enumerate(question.texts) if t in words or i == at
        )
    found = measured_by(question.records, question.tokens, at, question.synonyms, question.taken)
    if found is None:
        return NOTHING
    by, most, used = found
    if by == column or {"times", "time"} & set(texts) - {texts[i] for i in used}:
        return NOTHING
    return _extreme(question, rows, column, (by, "max" if most else "min"), used)


def _extreme(question: Question, rows: Sequence[int], column: int, order: Order, used: frozenset[int]) -> Made:
    records = question.records
    known = [(number, row) for row in rows if (number := records.order(row, order[0])) is not None]
    if len(known) < 2 and len(rows) != 1:
        return NOTHING
    best = (max if order[1] == "max" else min)((number for number, _ in known), default=None)
    winners = [row for number, row in known if number == best]
    if len(winners) > 3:
        return NOTHING
    return names(question, winners, column, "name", order), used


def _comparison(question: Question) -> tuple[Condition, Condition] | None:
    """Two values of one column with "or" between them: a choice."""
    for a, b in zip(question.conditions, question.conditions[1:], strict=False):
        between = question.texts[a.end : b.start]
        if a.column == b.column and "or" in between and len(between) <= 3:
            return a, b
    return None


def choice(question: Question) -> Made:
    """ "Who scored more points, A or B", "which came first, A or B", "did A or B win more"."""
    pair = _comparison(question)
    if pair is None:
        return NOTHING
    rest = question.without(*pair)
    rows = [[row for row in rest.rows() if row in side.rows] for side in pair]
    if not all(rows):
        return _only_one(question, pair, rows)
    texts, records = question.texts, question.records
    at = next(
        (i for i, t in enumerate(texts) if (t in _COMPARING or _SUPERLATIVE.match(t)) and i not in question.taken), None
    )
    column = pair[0].column
    if at is not None:
        found = measured_by(records, question.tokens, at, question.synonyms, question.taken)
        if found is None or any(len(side) != 1 for side in rows):
            return _more_often(question, pair, rows, at) if found is None else NOTHING
        by, most, used = found
        order: Order = (by, "max" if most else "min")
        values = [records.order(side[0], by) for side in rows]
    else:
        first = next((i for i, t in enumerate(texts) if t in ("first", "before", "last", "earlier", "after")), None)
        if first is None or any(len(side) != 1 for side in rows):
            return NOTHING
        timed = next(iter(sorted(records.timed)), None)
        listed = timed is None or "listed" in texts
        values = [float(side[0]) if listed or timed is None else records.order(side[0], timed) for side in rows]
        order = (-1, "max" if texts[first] in ("last", "after") else "min")
        used = frozenset((first,))
    a, b = values
    if a is None or b is None or a == b:
        return NOTHING
    winner = 0 if (a > b) == (order[1] == "max") else 1
    return names(question, rows[winner], column, "name"), used


def _more_often(question: Question, pair: tuple[Condition, Condition], rows: list[list[int]], at: int) -> Made:
    """ "More wins on clay or on grass": the side with more records."""
    if question.texts[at] not in ("more", "most", "less", "fewer") or len(rows[0]) == len(rows[1]):
        return NOTHING
    more = question.texts[at] in ("more", "most")
    winner = 0 if (len(rows[0]) > len(rows[1])) == more else 1
    used = frozenset((at, *range(at + 1, min(at + 2, len(question.texts)))))
    made = names(question, rows[winner], pair[0].column, "name")
    return (made, used) if made is not None and not isinstance(made.expected, tuple) else NOTHING


def _only_one(question: Question, pair: tuple[Condition, Condition], rows: list[list[int]]) -> Made:
    """Of two names the one that meets the further conditions: "is 2008 or 2009 on that network"."""
    if len(question.conditions) < 3 or bool(rows[0]) == bool(rows[1]):
        return NOTHING
    return names(question, rows[0] or rows[1], pair[0].column, "name"), frozenset()


_NEXT = frozenset(("after", "next", "following", "follows", "followed", "below", "succeeded"))
_PREVIOUS = frozenset(("before", "previous", "prior", "preceding", "precedes", "above", "preceded"))


def neighbour(question: Question) -> Made:
    """ "Who is listed after A", "the year before the title", "the next team after A"."""
    texts = question.texts
    at = next((i for i, t in enumerate(texts) if (t in _NEXT or t in _PREVIOUS) and i not in question.taken), None)
    rows = question.rows()
    if at is None or len(rows) != 1 or not question.conditions or question.counts() or question.verdict():
        return NOTHING
    if question.intent.numbers:
        return NOTHING  # "two places before"
    anchor = question.conditions[-1]
    column = question.wanted if question.wanted is not None else anchor.column
    step = 1 if texts[at] in _NEXT else -1
    listed = bool({"listed", "list", "below", "above", "chart", "table"} & set(texts))
    falling = any(question.records.rising(c) is False for c in question.records.timed)
    if falling and not listed:
        step = -step
    row = rows[0] + step
    if row not in question.records.rows or row in question.records.totals:
        return NOTHING
    words = {"listed", "directly", "immediately", "right", "come", "came", "just", "comes"}
    used = frozenset(i for i, t in enumerate(texts) if t in words or i == at)
    return names(question, [row], column, "neighbour"), used


def at_end(question: Question) -> Made:
    """ "The first player listed", "the last film that he directed": by the order of the rows, or of a date said."""
    texts, records = question.texts, question.records
    at = next((i for i, t in enumerate(texts) if t in ("first", "last", "final", "latest", "earliest", "top", "bottom")
               and i not in question.taken), None)  # fmt: skip
    column = answer_column(question)
    if at is None or column is None or question.counts() or question.verdict() or question.intent.has("or"):
        return NOTHING
    rows = [row for row in question.rows() if records.value(row, column) not in (None, "")]
    if len(rows) < 1 or question.intent.numbers:
        return NOTHING
    end = texts[at] in ("last", "final", "latest", "bottom")
    if not {"listed", "list", "chart", "table", "top", "bottom"} & set(texts):
        run = {records.rising(c) for c in records.timed}
        if False in run and True not in run:
            end = not end
        elif None in run and True not in run:
            return _by_time(question, rows, column, end, at)
    return names(question, [rows[-1 if end else 0]], column, "name"), frozenset((at,))


def _by_time(question: Question, rows: Sequence[int], column: int, last: bool, at: int) -> Made:
    by = column if column in question.records.timed else min(question.records.timed)
    return _extreme(question, rows, column, (by, "max" if last else "min"), frozenset((at,)))


def lookup(question: Question) -> Made:
    """The asked column's cells in the rows that are meant: "which team did A play for"."""
    wanted = question.wanted
    unserved = ("max", "min", "difference", "not", "except", "equal", "first", "last", "rank", "before", "after", "sum",
                "previous", "next", "average", "ratio")  # fmt: skip
    if wanted is None or not question.conditions or question.verdict() or question.at(*unserved) is not None:
        return NOTHING
    tests = question.tests()
    if tests is None:
        return NOTHING
    rows = question.passing(tests, question.rows())
    used = frozenset(at for test in tests for at in test.used)
    if wanted in {c.column for c in question.conditions} and not tests:
        return NOTHING
    if not tests and question.intent.has("more", "less", "atleast", "atmost"):
        return NOTHING  # "over 1,200" is no number that a record has
    counted = question.counts() and (len(rows) != 1 or wanted not in question.records.numeric)
    if counted or {"consecutive", "same"} & set(question.texts):
        return NOTHING
    return (names(question, rows, wanted, "name"), used) if rows and len(rows) <= 12 else NOTHING


def passing(question: Question) -> Made:
    """ "Which teams scored more than 20 points": the names whose numbers pass."""
    tests = question.tests()
    column = answer_column(question)
    if not tests or column is None or question.counts() or question.verdict():
        return NOTHING
    rows = question.passing(tests, question.rows())
    used = frozenset(at for test in tests for at in test.used)
    return (names(question, rows, column, "filter"), used) if rows else NOTHING


def other_than(question: Question) -> Made:
    """ "Other than A, which player is from Wales": the records that share the condition, without A's."""
    if not question.intent.has("except") or len(question.conditions) < 2 or question.counts() or question.verdict():
        return NOTHING
    at = question.at("except")
    left_out = next((c for c in question.conditions if at is not None and c.start > at), None)
    column = answer_column(question)
    if left_out is None or column is None:
        return NOTHING
    rows = [row for row in question.without(left_out).rows() if row not in left_out.rows]
    return (names(question, rows, column, "name"), frozenset()) if 0 < len(rows) <= 12 else NOTHING
