"""Half-widths through arithmetic: for exact bounds of the parts, bounds of the value (interval arithmetic).

For a quotient: |(a+d)/(b+f) - a/b| <= (|b| ea + |a| eb) / (|b| (|b| - eb)) for |d| <= ea, |f| <= eb < |b|, with
equality at a corner. What is divided by an interval that holds 0 has no bound.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from gbi.sql.note import EXACT, UNSURE, all_or_nothing, call, number, total, when

Spread = exp.Expr | None


def product(left: exp.Expr, right: exp.Expr, of_left: Spread, of_right: Spread) -> Spread:
    """Of left * right."""
    if UNSURE in (of_left, of_right):
        return UNSURE
    parts: list[Spread] = []
    if of_left is not None:
        parts.append(_mul(_abs(right), of_left))
    if of_right is not None:
        parts.append(_mul(_abs(left), of_right))
    if of_left is not None and of_right is not None:
        parts.append(_mul(of_left, of_right))
    return total(parts)


def quotient(left: exp.Expr, right: exp.Expr, of_left: Spread, of_right: Spread) -> Spread:
    """Of left / right."""
    if UNSURE in (of_left, of_right):
        return UNSURE
    if of_right is None:
        return None if of_left is None else _div(of_left, call("nullif", _abs(right), number(0)))
    near = _mul(_abs(left), of_right)
    above = near if of_left is None else total([_mul(_abs(right), of_left), near])
    assert above is not None
    safe = exp.GT(this=_abs(right), expression=exp.paren(of_right))
    below = _mul(_abs(right), exp.Sub(this=_abs(right), expression=exp.paren(of_right)))
    sure = exp.EQ(this=exp.paren(of_right), expression=EXACT.copy())
    plain = None if of_left is None else _div(of_left, call("nullif", _abs(right), number(0)))
    return when(sure, plain if plain is not None else EXACT, when(safe, _div(above, below), UNSURE))


def rounded(spread: Spread, unit: float) -> Spread:
    """Of a value rounded to multiples of `unit`; what was exact stays so, since rounding is what was asked for."""
    if spread is None:
        return None
    wider = exp.Add(this=exp.paren(spread), expression=number(unit / 2))
    return when(exp.EQ(this=exp.paren(spread), expression=EXACT.copy()), EXACT, wider)


def widest(spreads: Sequence[Spread]) -> Spread:
    """Of a value that is one of several."""
    known = [spread for spread in spreads if spread is not None]
    if not known:
        return None
    return known[0].copy() if len(spreads) == 1 else call("greatest", EXACT, *known)


def monotone(function: exp.Expr, argument: exp.Expr, spread: Spread, *, positive: bool) -> Spread:
    """Of a growing function of one argument, `positive` when it is defined above 0 alone."""
    if spread is None:
        return None
    low = exp.Sub(this=exp.paren(argument), expression=exp.paren(spread))
    high = exp.Add(this=exp.paren(argument), expression=exp.paren(spread))
    ends = [_abs(exp.Sub(this=_of(function, argument, end), expression=function.copy())) for end in (low, high)]
    width = call("greatest", *ends)
    return (
        when(exp.GT(this=exp.paren(low), expression=number(0)), width, all_or_nothing([spread])) if positive else width
    )


def _of(function: exp.Expr, argument: exp.Expr, other: exp.Expr) -> exp.Expr:
    copy = function.copy()
    for node in copy.find_all(type(argument)):
        if node == argument:
            node.replace(exp.paren(other))
            return copy
    return copy


def _abs(value: exp.Expr) -> exp.Expr:
    return call("abs", value)


def _mul(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Mul(this=exp.paren(left), expression=exp.paren(right))


def _div(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Div(this=exp.paren(left), expression=exp.paren(right))
