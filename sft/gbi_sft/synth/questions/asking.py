"""Questions about a figure: operations drawn by weight, answered by DuckDB, put into words."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from gbi_sft.sample import Gold, Language
from gbi_sft.synth.questions.answers import answer
from gbi_sft.synth.questions.chart_table import load, result
from gbi_sft.synth.questions.facts import facts
from gbi_sft.synth.questions.operations.table import OPERATIONS, Operation
from gbi_sft.synth.questions.phrases.filling import worded
from gbi_sft.synth.questions.question import Question

MOST_MISSING = 0.2
"""Past this share of what is asked for, nothing more is asked that cannot be answered."""
TRIES = 8
"""So many draws a question are made before a figure counts as one that has no more to ask."""


def questions(
    gold: Gold, language: Language, rng: Random, count: int, operations: Sequence[Operation] = OPERATIONS
) -> list[Question]:
    """At most `count` questions, no program twice, each with one answer (or, being unanswerable, none).

    Fewer where the figure has not so much to ask; none for figures of points (scatter, bubble), with a label twice or
    without rows. Deterministic by the generator. Raises `DataError` where a program cannot run, which is a fault.
    """
    known = facts(gold, language)
    if known is None or count <= 0:
        return []
    found: list[Question] = []
    connection = load(known)
    seen: set[str] = set()
    left = {operation.name: operation for operation in operations}
    for _ in range(TRIES * count):
        if len(found) == count or not left:
            break
        if sum(bool(one.missing) for one in found) > count * MOST_MISSING:
            left = {name: one for name, one in left.items() if one.family != "unanswerable"} or left
        operation = rng.choices(list(left.values()), [one.weight for one in left.values()])[0]
        draft = operation.ask(known, rng)
        if draft is None:
            left.pop(operation.name)  # a figure without a second series will not get one
            continue
        key = draft.sql or f"{operation.name} {draft.missing} {sorted(draft.slots.items(), key=str)}"
        if key in seen:
            continue
        seen.add(key)
        computed = ("", None) if draft.missing else answer(draft, result(connection, draft.sql), language)
        if computed is not None:
            said, value = computed
            text = worded(operation.name, draft, known, rng)
            made = Question(
                text=text, sql=draft.sql, answer=said, value=value, operation=operation.name, hops=operation.hops,
                missing=draft.missing,
            )  # fmt: skip
            found.append(made)
    return found
