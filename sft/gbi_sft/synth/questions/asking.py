"""Questions about a figure: operations drawn by weight, answered by DuckDB, put into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from gbi_sft.sample import Gold, Language
from gbi_sft.synth.questions.answers import answer
from gbi_sft.synth.questions.chart_table import load, load_points, result
from gbi_sft.synth.questions.facts import facts
from gbi_sft.synth.questions.operations.point_table import POINT_OPERATIONS, PointOperation
from gbi_sft.synth.questions.operations.table import OPERATIONS, Operation
from gbi_sft.synth.questions.phrases import of_points
from gbi_sft.synth.questions.phrases.filling import worded
from gbi_sft.synth.questions.points import point_facts
from gbi_sft.synth.questions.question import Draft, Question

if TYPE_CHECKING:
    import duckdb

MOST_MISSING = 0.2
"""Past this share of what is asked for, nothing more is asked that cannot be answered."""
TRIES = 8
"""So many draws a question are made before a figure counts as one that has no more to ask."""


class _Asker(NamedTuple):
    """An operation bound to its figure: what it drafts, and how its draft is put into words."""

    kind: Operation | PointOperation
    ask: Callable[[Random], Draft | None]
    worded: Callable[[Draft, Random], str]


def questions(
    gold: Gold, language: Language, rng: Random, count: int,
    operations: Sequence[Operation] = OPERATIONS, of_a_point: Sequence[PointOperation] = POINT_OPERATIONS,
) -> list[Question]:  # fmt: skip
    """At most `count` questions, no program twice, each with one answer (or, being unanswerable, none).

    `operations` are for tables of labels, `of_a_point` for scatter and bubble charts. Fewer where the figure has not so
    much to ask; none with a label twice, without rows, or for points whose measures have no names. Deterministic by the
    generator. Raises `DataError` where a program cannot run, which is a fault.
    """
    if count <= 0:
        return []
    points, known = point_facts(gold, language), facts(gold, language)
    if points is not None:
        bound = [
            _Asker(one, lambda r, o=one: o.ask(points, r), lambda d, r, o=one: of_points.worded(o.name, d, points, r))  # type: ignore[misc]
            for one in of_a_point
        ]
        return _drawn(bound, load_points(points), language, rng, count)
    if known is None:
        return []
    bound = [
        _Asker(one, lambda r, o=one: o.ask(known, r), lambda d, r, o=one: worded(o.name, d, known, r))  # type: ignore[misc]
        for one in operations
    ]
    return _drawn(bound, load(known), language, rng, count)


def _drawn(
    askers: Sequence[_Asker], table: duckdb.DuckDBPyConnection, language: Language, rng: Random, count: int
) -> list[Question]:
    found: list[Question] = []
    seen: set[str] = set()
    left = {asker.kind.name: asker for asker in askers}
    for _ in range(TRIES * count):
        if len(found) == count or not left:
            break
        if sum(bool(one.missing) for one in found) > count * MOST_MISSING:
            left = {name: one for name, one in left.items() if one.kind.family != "unanswerable"} or left
        asker = rng.choices(list(left.values()), [one.kind.weight for one in left.values()])[0]
        draft = asker.ask(rng)
        if draft is None:
            left.pop(asker.kind.name)  # a figure without a second series will not get one
            continue
        key = draft.sql or f"{asker.kind.name} {draft.missing} {sorted(draft.slots.items(), key=str)}"
        if key in seen:
            continue
        seen.add(key)
        computed = ("", None) if draft.missing else answer(draft, result(table, draft.sql), language)
        if computed is not None:
            said, value = computed
            made = Question(
                text=asker.worded(draft, rng), sql=draft.sql, answer=said, value=value, operation=asker.kind.name,
                hops=asker.kind.hops, missing=draft.missing,
            )  # fmt: skip
            found.append(made)
    return found
