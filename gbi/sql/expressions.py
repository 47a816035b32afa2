"""Notes on the expressions of one SELECT: which cells made a value, how far off it may be, what it measures.

Rules: arithmetic joins the cells of its parts; CASE and COALESCE take the branch that was taken, with the condition as
support; GREATEST and LEAST take the winner, with the others as support. Aggregates and windows: `aggregates`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from sqlglot import exp

from gbi.sql import spread, units
from gbi.sql.aggregates import aggregate, is_aggregate, widened, windowed
from gbi.sql.nodes import call_name
from gbi.sql.note import EXACT, NOTHING, Note, all_or_nothing, is_set, joined, total, unwrapped, when, within_bounds


class Scope(Protocol):
    """What an expression is looked up in."""

    windows: dict[str, exp.Window]
    counted: tuple[exp.Expr, ...]

    def lookup(self, column: exp.Column) -> Note:
        """The note of a column of this block or of one around it."""

    def query(self, query: exp.Expr, matching: exp.Expr | None = None) -> Note:
        """The note of a subquery's value; with `matching`, of its rows whose first column equals that."""


class Expressions:
    """Notes of expressions; `keys` are the grouping expressions of a grouped block, None where there is none."""

    def __init__(self, scope: Scope, keys: Sequence[exp.Expr] | None = None) -> None:
        self.scope = scope
        self._keys = keys
        self.rows = Expressions(scope) if keys is not None else self

    def note(self, expression: exp.Expr) -> Note:
        """The note of `expression`. Raises `Unfollowed` where its cells cannot be told, or not in reasonable length."""
        return within_bounds(self._note(unwrapped(expression)))

    def _note(self, inner: exp.Expr) -> Note:
        if self._keys is not None and (inner in self._keys or isinstance(inner, exp.Column)):
            return widened(self.rows.note(inner))
        if isinstance(inner, exp.Column):
            return self.scope.lookup(inner)
        if isinstance(inner, exp.Alias):
            return self.note(inner.this)
        if isinstance(inner, exp.Window):
            return windowed(inner, self)
        if is_aggregate(inner):
            return aggregate(inner, self.rows)
        if isinstance(inner, (exp.Literal, exp.Boolean, exp.Null)):
            return Note(measure=units.constant(float(inner.name) if inner.is_number else None))
        if isinstance(inner, exp.Query):
            return self.scope.query(inner.this if isinstance(inner, exp.Subquery) else inner)
        return self._composed(inner)

    def _composed(self, node: exp.Expr) -> Note:
        if isinstance(node, (exp.Case, exp.If)):
            return self._case(node)
        if isinstance(node, exp.Coalesce):
            return self._coalesce(node)
        if isinstance(node, (exp.Greatest, exp.Least)):
            return self._winner(node)
        if isinstance(node, (exp.In, exp.Exists, exp.Any, exp.All)) and node.find(exp.Query):
            return self._among(node)
        if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Div)):
            return self._arithmetic(node)
        children = [child for child in node.iter_expressions() if not isinstance(child, (exp.Identifier, exp.DataType))]
        return self._function(node, [self.note(child) for child in children])

    def _arithmetic(self, node: exp.Binary) -> Note:
        left, right = self.note(node.left), self.note(node.right)
        both = _merged([left, right])
        if isinstance(node, exp.Mul):
            width = spread.product(node.left, node.right, left.spread, right.spread)
            return replace(both, spread=width, measure=units.times(left.measure, right.measure))
        if isinstance(node, exp.Div):
            width = spread.quotient(node.left, node.right, left.spread, right.spread)
            return replace(both, spread=width, measure=units.over(left.measure, right.measure))
        measure = units.together([left.measure, right.measure])
        return replace(both, spread=total([left.spread, right.spread]), measure=measure)

    def _function(self, node: exp.Expr, notes: list[Note]) -> Note:
        merged = _merged(notes)
        if isinstance(node, (exp.Predicate, exp.Connector, exp.Not)):
            return merged  # true or false has no half-width
        first = notes[0] if notes else Note()
        name = call_name(node) if isinstance(node, exp.Func) else None
        if isinstance(node, (exp.Cast, exp.TryCast)) and node.to.is_type(*exp.DataType.NUMERIC_TYPES):
            whole = node.to.is_type(*exp.DataType.INTEGER_TYPES)
            return replace(
                merged, spread=spread.rounded(first.spread, 1.0) if whole else first.spread, measure=first.measure
            )
        if isinstance(node, (exp.Neg, exp.Abs)) or name in ("nullif", "ifnull"):
            return replace(merged, spread=first.spread, measure=first.measure)
        if isinstance(node, (exp.Round, exp.Floor, exp.Ceil)) or name == "trunc":
            return replace(merged, spread=spread.rounded(first.spread, _rounding_unit(node)), measure=first.measure)
        if isinstance(node, (exp.Sqrt, exp.Ln, exp.Exp)):
            width = spread.monotone(node, node.this, first.spread, positive=not isinstance(node, exp.Exp))
            return replace(merged, spread=width)
        return replace(merged, spread=all_or_nothing([note.spread for note in notes]), ranked=False)

    def _case(self, node: exp.Case | exp.If) -> Note:
        branches = node.args.get("ifs") or [node]
        default = node.args.get("default") if isinstance(node, exp.Case) else node.args.get("false")
        subject = node.this if isinstance(node, exp.Case) else None
        conditions = [_compared(subject, branch.this) for branch in branches]
        outcomes = [branch.args["true"] for branch in branches] + ([default] if default is not None else [])
        notes = [self.note(outcome) for outcome in outcomes]
        asked = _merged([self.note(condition) for condition in conditions])
        chosen: list[exp.Expr] = []
        for pick in (0, 1):
            lists = [joined(note.support if pick else note.value) for note in notes]
            if any(part is not None for part in lists):
                chosen.append(_branches(conditions, [part or NOTHING for part in lists]))
            else:
                chosen.append(NOTHING)
        widths = [note.spread for note in notes]
        width = _branches(conditions, [part or EXACT for part in widths]) if any(widths) else None
        constant = not any(note.value for note in notes)
        value = asked.all if constant else (chosen[0],)
        support = () if constant else (*asked.all, chosen[1])
        return Note(value, support, width, units.together([note.measure for note in notes]))

    def _coalesce(self, node: exp.Coalesce) -> Note:
        parts = [node.this, *node.expressions]
        notes = [self.note(part) for part in parts]
        given = [is_set(part) for part in parts[:-1]]
        value = _branches(given, [joined(note.value) or NOTHING for note in notes])
        widths = [note.spread for note in notes]
        width = _branches(given, [part or EXACT for part in widths]) if any(widths) else None
        measure = units.together([note.measure for note in notes])
        return Note((value,), tuple(part for note in notes for part in note.support), width, measure)

    def _winner(self, node: exp.Greatest | exp.Least) -> Note:
        parts = [node.this, *node.expressions]
        notes = [self.note(part) for part in parts]
        wins = [exp.EQ(this=exp.paren(part), expression=node.copy()) for part in parts[:-1]]
        value = _branches(wins, [joined(note.value) or NOTHING for note in notes])
        everything = tuple(part for note in notes for part in note.all)
        measure = units.together([note.measure for note in notes])
        return Note((value,), everything, spread.widest([note.spread for note in notes]), measure)

    def _among(self, node: exp.Expr) -> Note:
        """x IN (query), EXISTS (query), x = ANY (query): the cells of x, and of the rows that it was found in."""
        subject = self.note(node.this) if isinstance(node, exp.In) else Note()
        query = node.args.get("query") if isinstance(node, exp.In) else node.this
        if isinstance(query, exp.Subquery):
            query = query.this
        if not isinstance(query, exp.Query) or isinstance(node.parent, exp.Not):
            return replace(subject, spread=None, measure=units.UNKNOWN)
        found = self.scope.query(query, node.this if isinstance(node, exp.In) else None)
        return Note(subject.value, (*subject.support, *found.all))


def _merged(notes: Sequence[Note]) -> Note:
    return Note(
        tuple(dict.fromkeys(part for note in notes for part in note.value)),
        tuple(dict.fromkeys(part for note in notes for part in note.support)),
        ranked=any(note.ranked for note in notes),
    )


def _compared(subject: exp.Expr | None, against: exp.Expr) -> exp.Expr:
    return against if subject is None else exp.EQ(this=exp.paren(subject), expression=exp.paren(against))


def _branches(conditions: Sequence[exp.Expr], outcomes: Sequence[exp.Expr]) -> exp.Expr:
    """CASE over conditions; one outcome more than conditions is the ELSE."""
    rest = outcomes[len(conditions)] if len(outcomes) > len(conditions) else None
    result: exp.Expr | None = rest
    for condition, outcome in reversed(list(zip(conditions, outcomes, strict=False))):
        result = when(condition, outcome, result)
    return result if result is not None else NOTHING


def _rounding_unit(node: exp.Expr) -> float:
    digits = node.args.get("decimals")
    if digits is None:
        return 1.0 if isinstance(node, exp.Round) else 2.0
    try:
        return float(10.0 ** -int(digits.sql()))
    except ValueError:
        return 1.0
