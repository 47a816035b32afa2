"""The kinds of questions over records in the order in which they are tried; the first that makes sense is taken."""

from __future__ import annotations

from collections.abc import Callable

from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.records import naming, numbers
from gbi_agents.dispatchers.planning.records.naming import Made
from gbi_agents.dispatchers.planning.records.question import Question, take_apart
from gbi_agents.dispatchers.planning.records.table import is_records
from gbi_agents.dispatchers.planning.selection import Linked

KINDS: tuple[Callable[[Question], Made], ...] = (
    naming.other_than,
    naming.choice,
    numbers.difference,
    numbers.counting,
    naming.neighbour,
    naming.superlative,
    numbers.extreme_value,
    numbers.aggregate,
    naming.at_end,
    naming.passing,
    numbers.of_record,
    numbers.looked_up,
)


FORGIVING = frozenset((naming.choice, naming.neighbour, naming.superlative, numbers.counting))
"""Kinds that may leave one word of the question unsaid: what they need is said by the others."""


def records_plan(linked: Linked, alone: bool) -> tuple[Plan, tuple[int, ...]] | None:
    """The plan for a question over a table of records with the tokens that nothing in the table accounts for.

    None where the table does not serve, or too much is left unsaid. One table of many has to hold a value that is
    named in full.
    """
    if not is_records(linked.grid) or linked.intent.language != "en":
        return None
    question = take_apart(linked)
    if question is None or not (alone or any(c.whole for c in question.conditions)):
        return None
    for kind in KINDS:
        made, used = kind(question)
        if made is not None:
            left = question.left(used)
            verb = kind is numbers.looked_up and all(linked.tokens[at].text.endswith("ed") for at in left)
            return (made, left) if len(left) <= (1 if alone and (kind in FORGIVING or verb) else 0) else None
    return None
