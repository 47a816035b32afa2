"""From a figure's name to the cells of one document's statements: definitions are followed down to lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Literal, NamedTuple

from gbi_agents.dispatchers.planning.expr import Bin, Const, Expr
from gbi_agents.dispatchers.planning.statements.figures import FIGURES
from gbi_agents.dispatchers.planning.statements.lines import LINES, plain_label
from gbi_agents.dispatchers.planning.statements.shelf import Shelf
from gbi_agents.language import is_cjk

if TYPE_CHECKING:
    from sqlglot import exp

_OPERATORS: dict[str, Literal["+", "-", "*", "/"]] = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/"}
_SPOKEN = {"rnd_expense": "R&D expense", "sga_expense": "SG&A expense", "owners_equity": "shareholders' equity"}
MOVES = ("mean", "grown", "moved", "fallen")
DEEPEST = 8
"""Definitions within definitions; a ring of them ends there."""


class Made(NamedTuple):
    """An expression over cells, and the same in words: "operating income + depreciation and amortization"."""

    expr: Expr
    told: str


class Maker:
    """Makes figures from one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def made(self, text: str, year: int, depth: int = 0) -> Made | None:
        """The value of an expression over figures (`figures.FIGURES`); None where the report lacks a part."""
        import sqlglot

        return self._node(sqlglot.parse_one(text, dialect="duckdb"), year, depth)

    def _figure(self, name: str, year: int, depth: int) -> Made | None:
        if depth > DEEPEST:
            return None
        found = self._shelf.line(name, year) if name in LINES else self._shelf.printed(name, year)
        if found is not None:
            return Made(found, _spoken(name, found))
        formulas = (self.made(formula, year, depth + 1) for formula in FIGURES.get(name, ()))
        return next((made for made in formulas if made is not None), None)

    def _node(self, node: exp.Expr, year: int, depth: int) -> Made | None:
        kind = type(node).__name__
        if kind == "Paren":
            return self._node(node.this, year, depth)
        if kind == "Column":
            return self._figure(node.name, year, depth)
        if kind == "Literal":
            return Made(Const(float(node.this)), node.this)
        if kind == "Avg":
            return self._mean(node.this, year, depth)
        if kind == "Anonymous":
            return self._called(node.name, node.expressions, year, depth)
        left, right = self._node(node.this, year, depth), self._node(node.expression, year, depth)
        if left is None or right is None:
            return None
        sign = _OPERATORS[kind]
        told = f"{_part(left, sign)} {sign} {_part(right, sign, last=True)}"
        return Made(Bin(sign, left.expr, right.expr), told)

    def _mean(self, node: exp.Expr, year: int, depth: int) -> Made | None:
        now, before = self._node(node, year, depth), self._node(node, year - 1, depth)
        if now is None or before is None:
            return None
        total = Bin("+", now.expr, before.expr)
        told = _part(now, "*")
        return Made(Bin("/", total, Const(2)), f"平均{told}" if is_cjk(told) else f"average {told}")

    def _called(self, name: str, nodes: Sequence[exp.Expr], year: int, depth: int) -> Made | None:
        if name in MOVES:
            return self._over_years(name, nodes, year, depth)
        parts = [self._node(node, year, depth) for node in nodes]
        if name == "without":
            return None if parts[0] is not None else parts[1]
        there = [part for part in parts if part is not None]
        if not there:
            return None
        total, told = there[0]
        for other, words in there[1:]:
            total, told = Bin("+", total, other), f"{told} + {words}"
        return Made(total, told)

    def _over_years(self, name: str, nodes: Sequence[exp.Expr], year: int, depth: int) -> Made | None:
        """A figure's mean over the years given, or its change since the one given, in per cent where 1 follows it."""
        numbers = [int(node.this) for node in nodes[1:]]
        if name == "mean":
            made = [self._node(nodes[0], one, depth) for one in numbers]
            there = [one for one in made if one is not None]
            if not there or len(there) < len(made):
                return None
            total = reduce(lambda a, b: Bin("+", a, b), (one.expr for one in there))
            said, last = f"{numbers[0]}–{numbers[-1]}", there[-1].told
            over = f"{said}年平均{last}" if is_cjk(last) else f"average {last}, {said}"
            return Made(Bin("/", total, Const(len(made))), over)
        now, then = self._node(nodes[0], year, depth), self._node(nodes[0], numbers[0], depth)
        if now is None or then is None:
            return None
        falling = name == "fallen"
        change = ("减少" if falling else "变动") if is_cjk(now.told) else ("decrease" if falling else "change")
        words = (
            f"{now.told}比{numbers[0]}年的{change}"
            if is_cjk(now.told)
            else f"{change} of {now.told} since {numbers[0]}"
        )
        if numbers[1]:
            rate = Bin("change", now.expr, then.expr)
            return Made(Bin("*", Const(-1), rate) if falling else rate, words)
        first, second = (then, now) if falling else (now, then)
        return Made(Bin("-", first.expr, second.expr), words)


def _spoken(name: str, expr: Expr) -> str:
    """The line's name; a Chinese line as its own row is labelled."""
    labels = [plain_label(pick.grid.row_name(row)) for pick in expr.picks() for row in pick.rows()]
    if labels and is_cjk(labels[0]):
        return labels[0]
    return _SPOKEN.get(name, name.replace("_", " "))


def _part(made: Made, sign: str, last: bool = False) -> str:
    """The words of an operand, in brackets where the operation binds closer than what is in it."""
    loose = isinstance(made.expr, Bin) and any(f" {mark} " in made.told for mark in "+-*/")
    return f"({made.told})" if loose and (sign in "*/" or (sign == "-" and last)) else made.told
