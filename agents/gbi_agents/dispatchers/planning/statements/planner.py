"""A question for a figure of the statements as a plan: every line's cell, the arithmetic over them, and its SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.planning.compute import scalar_plan
from gbi_agents.dispatchers.planning.expr import Bin, Const, Expr
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.dispatchers.planning.statements.asked import Asked, asked_of
from gbi_agents.dispatchers.planning.statements.figures import SHARES
from gbi_agents.dispatchers.planning.statements.maker import Maker
from gbi_agents.dispatchers.planning.statements.shelf import Shelf, shelves
from gbi_agents.dispatchers.planning.understand import Interpretation
from gbi_agents.language import Language, fold, stems, tokenize
from gbi_agents.linking import SURE
from gbi_agents.tables import Grid

SCORE = 0.95
"""Every word of the question is understood and every line found by its name."""


@dataclass(frozen=True)
class Lacking:
    """A question for a figure that the statements have no lines for: only a table that says `words` may answer it."""

    words: frozenset[str]

    def answered_by(self, found: Interpretation) -> bool:
        """Whether the interpretation's table names the figure in full."""
        tokens = found.linked.tokens
        return any(
            self.words <= {tokens[at].stem for at in mention.used}
            for mention in found.linked.mentions
            if mention.score >= SURE
        )


def statement_plan(
    question: str, language: Language, grids: Sequence[Grid], percent: bool = False
) -> Interpretation | Lacking | None:
    """The question as one for a figure of the statements, a ratio in `percent` if so wished; None where it is not one.

    Where several documents could answer, none is chosen: the question must name one of them.
    """
    found: list[Interpretation] = []
    lacking: Lacking | None = None
    for shelf in shelves(grids):
        asked = asked_of(question, shelf.names)
        if asked is None:
            continue
        made = _planned(question, language, shelf, replace(asked, percent=asked.percent or percent))
        if made is not None:
            found.append(made)
        else:
            lacking = Lacking(frozenset(stems(_named(question, asked, language))))
    return found[0] if len(found) == 1 else None if found else lacking


def _planned(question: str, language: Language, shelf: Shelf, asked: Asked) -> Interpretation | None:
    if not asked.expression:
        return None
    year = asked.year or max(shelf.years, default=0)
    made = Maker(shelf).made(asked.expression, year)
    if made is None or not made.expr.picks():
        return None
    expr, told = made
    columns = [pick.grid.info.columns[c] for pick in expr.picks() for c in pick.columns]
    units = {column.unit for column in columns} - {None}
    if len({column.scale for column in columns}) != 1 or len(units) > 1:
        return None  # a note whose scale was not read beside a statement whose was
    ratio = _is_ratio(expr)
    percent = ratio and (asked.percent or (language == "zh" and asked.expression in SHARES))
    tokens = tokenize(question)
    linked = Linked(expr.picks()[0].grid, tokens, (), parse(question, tokens, language))
    operation = "growth" if asked.move == "grown" else "metric"
    plan = scalar_plan(linked, Bin("*", expr, Const(100)) if percent else expr, operation)
    if plan is None:
        return None
    update: dict[str, object] = {"measure": _named(question, asked, language), "subjects": (f"{told}, {year}",)}
    if ratio:
        update |= {"unit": "%" if percent else None, "scale": 0.01 if percent else 1.0}
    return Interpretation(linked, replace(plan, saying=plan.saying.model_copy(update=update)), SCORE, (), ())


def _named(question: str, asked: Asked, language: Language) -> str:
    """The figure in the question's own words, and that its change is meant."""
    named = fold(question)[asked.said[0].start : asked.said[-1].end].strip()
    if asked.move not in ("grown", "moved"):
        return named
    return f"{named}变动" if language == "zh" else f"change of {named}"


def _is_ratio(expr: Expr) -> bool:
    """Whether the units cancel: a quotient of amounts, be it times a number of days."""
    if not isinstance(expr, Bin):
        return False
    if expr.operator == "/":
        return bool(expr.right.picks()) or _is_ratio(expr.left)
    return _is_ratio(expr.left) or (expr.operator == "*" and _is_ratio(expr.right))
