"""For those who write SQL: values as shown are brought to plain numbers where columns of different scale meet.

A column "in millions" holds 409 for 409,000,000; where it meets a column "in thousands" both are multiplied by their
scales. The result's unit follows (`gbi.sql.units`): its scale is then 1, and a percentage has become a plain share.
"""

from __future__ import annotations

from sqlglot import exp

from gbi.types import Column


def scaled(column: Column, expression: exp.Expr) -> exp.Expr:
    """`expression` (values of `column` as shown) times the column's scale; itself where the scale is 1."""
    if column.scale == 1.0:
        return expression
    factor = exp.Literal.number(f"{column.scale:.15g}")
    operand = expression if isinstance(expression, (exp.Column, exp.Func)) else exp.paren(expression, copy=False)
    return exp.Mul(this=operand, expression=factor)
