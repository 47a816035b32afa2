"""A ratio or difference whose two sides stand in different tables: each side is understood on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.planning.compute import scalar_plan, subjects_of
from gbi_agents.dispatchers.planning.expr import Agg, Bin
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import Language, fold, tokenize
from gbi_agents.linking import Synonyms
from gbi_agents.tables import Grid

SIDE = 0.7
"""Coverage that each side must reach: two doubtful halves make no answer."""
_EN = re.compile(
    r"\b(?P<op>ratio|difference)\b[\w\s]*?\b(?:of|between)\s+(?P<a>.+?)\s+(?:to|and)\s+(?P<b>.+?)"
    r"(?P<tail>\s+(?:in|for|at|during|as of)\s.*)?[?.!]*$",
    re.I,
)
_EN_BARE = re.compile(
    r"^(?:what (?:is|was|are|were)\s+)?(?:the\s+)?(?P<a>[^?]+?)[\s-]to[\s-](?P<b>[^?]+?)(?P<op>\s+ratio)?"
    r"(?P<tail>\s+(?:in|for|of|at|during|as of)\s.*)?[?.!]*$",
    re.I,
)
_SENTENCE = re.compile(r"\b(?:did|does|do|from|which|who|how|many|much)\b", re.I)
_ZH = re.compile(r"^(?P<tail>.*?\d{4}年?(?:的)?)?(?P<a>.+?)(?:与|和|除以)(?P<b>.+?)(?P<op>之比|的?比值|的?差|相差)")


def across(question: str, language: Language, grids: Sequence[Grid], synonyms: Synonyms = ()) -> Interpretation | None:
    """The interpretation of a two-sided question over two tables (or twice over one); None where a side is unclear."""
    match = _ZH.search(question) if language == "zh" else _EN.search(question) or _EN_BARE.search(question)
    if match is None or _SENTENCE.search(match["a"] + " " + match["b"]):
        return None
    tail = match["tail"] or ""
    sides = []
    for part in (match["a"], match["b"]):
        asked = f"{tail}{part}是多少？" if language == "zh" else f"What was {part}{tail}?"
        best = next((i for i in interpret(asked, language, grids, synonyms) if _clear(i)), None)
        if best is None or best.plan is None:
            return None
        sides.append(best)
    return _joined(question, language, sides, bool(re.match("diff|.*差", match["op"] or "", re.I)))


def _clear(side: Interpretation) -> bool:
    plan = side.plan
    lookup = plan is not None and plan.saying.operation == "lookup" and isinstance(plan.expr, Agg)
    return lookup and not side.missing and side.grounded and side.score >= SIDE


def _joined(
    question: str, language: Language, sides: Sequence[Interpretation], difference: bool
) -> Interpretation | None:
    first, second = sides
    left, right = (side.plan.expr for side in sides if side.plan is not None)
    if not isinstance(left, Agg) or not isinstance(right, Agg):
        return None
    linked = replace(first.linked, intent=parse(question, tokenize(question), language))
    if difference and _unlike(left, right):
        return None
    expr = Bin("-" if difference else "/", left, right)
    operation = "difference" if difference else "ratio"
    made = scalar_plan(linked, expr, operation, (subjects_of(left), subjects_of(right)), 0.9)
    if made is None:
        return None
    score = min(first.score, second.score)
    uncovered = tuple(dict.fromkeys((*first.uncovered, *second.uncovered)))
    return Interpretation(linked, made, score, uncovered, ())


def _unlike(left: Agg, right: Agg) -> bool:
    """The sides of a difference in columns of different names and rows of different names: of one thing or one time,
    one of the two would be the same."""
    names = [{fold(side.pick.grid.info.columns[c].name) for c in side.pick.columns} for side in (left, right)]
    rows = [{fold(side.pick.grid.row_name(r)) for r in side.pick.rows()} for side in (left, right)]
    return left.pick.grid is not right.pick.grid and not names[0] & names[1] and not rows[0] & rows[1]
