"""Figures that the workspace's glossary defines: "gross margin" as `(revenue - cost) / revenue`, over one table or two.

The expression is read as a tree of + - * / over columns and numbers. Each column is asked for in the question's own
words ("gross margin in 2020" asks for "revenue in 2020"), so that it may be a column, a row or another table's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.planning.compute import scalar_plan
from gbi_agents.dispatchers.planning.expr import Agg, Bin, Const, Expr
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import Language, Token, fold, stems, tokenize
from gbi_agents.linking import Synonyms
from gbi_agents.tables import Grid

if TYPE_CHECKING:
    from sqlglot import exp

    from gbi.glossary import Metric

LEAST = 0.7
"""Coverage that each column of the expression must reach: a doubtful part makes a doubtful figure."""
_OPERATORS = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/"}


def defined(
    question: str, language: Language, grids: Sequence[Grid], metrics: Mapping[str, Metric], synonyms: Synonyms = ()
) -> Interpretation | None:
    """The interpretation of a question for a defined figure; None where it names none or a part is not found.

    Raises `GlossaryError` for an expression that is not arithmetic over columns.
    """
    tokens = tokenize(question)
    for name in sorted(metrics, key=len, reverse=True):
        span = _span(tokens, stems(name))
        if span is None:
            continue
        intent = parse(question, tokens, language, frozenset(range(*span)))
        if intent.ask != "value" or intent.has("max", "min", "growth", "cagr", "difference", "average", "sum"):
            return None
        return _interpretation(question, language, grids, synonyms, name, metrics[name], span)
    return None


def check(name: str, metric: Metric) -> None:
    """Raises `GlossaryError` for an expression that is not arithmetic over columns."""
    tree = _tree(name, metric)
    _expr(tree, name, dict.fromkeys(_terms(tree), Const(1.0)))


def _span(tokens: Sequence[Token], form: tuple[str, ...]) -> tuple[int, int] | None:
    said = tuple(token.stem for token in tokens)
    return next(((at, at + len(form)) for at in range(len(said)) if form and said[at : at + len(form)] == form), None)


def _interpretation(
    question: str, language: Language, grids: Sequence[Grid], synonyms: Synonyms, name: str, metric: Metric,
    span: tuple[int, int],
) -> Interpretation | None:  # fmt: skip
    tokens, text = tokenize(question), fold(question)
    before, after = text[: tokens[span[0]].start], text[tokens[span[1] - 1].end :]
    parts: dict[str, Interpretation] = {}
    tree = _tree(name, metric)
    for term in _terms(tree):
        found = interpret(before + term.replace("_", " ") + after, language, grids, synonyms)
        best = next((i for i in found if _clear(i)), None)
        if best is None:
            return None
        parts[term] = best
    expr = _expr(tree, name, {term: part.plan.expr for term, part in parts.items() if part.plan and part.plan.expr})
    first = next(iter(parts.values()), None)
    if first is None:
        return None
    percent = metric.unit == "%"
    made = scalar_plan(first.linked, Bin("*", expr, Const(100)) if percent else expr, "metric")
    if made is None:
        return None
    divides = any(type(node).__name__ == "Div" for node in tree.walk())
    update: dict[str, object] = {"measure": name, "subjects": (metric.sql,)}
    if percent or divides or metric.unit is not None:
        update |= {"unit": metric.unit, "scale": 0.01 if percent else 1.0}
    made = replace(made, saying=made.saying.model_copy(update=update), fit=0.95)
    score = min(part.score for part in parts.values())
    return Interpretation(first.linked, made, score, (), ())


def _clear(found: Interpretation) -> bool:
    plan = found.plan
    usable = plan is not None and isinstance(plan.expr, Agg) and plan.saying.operation == "lookup"
    return usable and not found.missing and found.grounded and found.score >= LEAST


def _tree(name: str, metric: Metric) -> exp.Expr:
    import sqlglot
    from sqlglot.errors import SqlglotError

    from gbi.glossary import GlossaryError

    try:
        return sqlglot.parse_one(metric.sql, dialect="duckdb")
    except SqlglotError as error:
        raise GlossaryError(f"the metric {name!r} is no SQL expression: {metric.sql!r}; mend glossary.yaml") from error


def _terms(tree: exp.Expr) -> list[str]:
    return list(dict.fromkeys(node.name for node in tree.walk() if type(node).__name__ == "Column"))


def _expr(node: exp.Expr, name: str, parts: Mapping[str, Expr]) -> Expr:
    from gbi.glossary import GlossaryError

    kind = type(node).__name__
    if kind == "Paren":
        return _expr(node.this, name, parts)
    if kind == "Column":
        return parts[node.name]
    if kind == "Literal" and not node.is_string:
        return Const(float(node.this))
    if kind == "Neg":
        return Bin("*", Const(-1), _expr(node.this, name, parts))
    if kind in _OPERATORS:
        left, right = _expr(node.this, name, parts), _expr(node.expression, name, parts)
        return Bin(_OPERATORS[kind], left, right)  # type: ignore[arg-type]  # one of the four
    raise GlossaryError(f"the metric {name!r} uses {kind}; only + - * / over columns and numbers can be computed")
