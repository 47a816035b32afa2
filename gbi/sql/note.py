"""What is known of one expression of a query, and the small pieces of SQL that compute it.

Lists of cells are BIGINT lists of cell keys (`Keys`), half-widths are DOUBLEs in shown units, infinite where unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlglot import exp

from gbi.sql.units import UNKNOWN, Measure

ROW_BITS = 40
MAX_NODES = 1_000


class Unfollowed(Exception):
    """The lineage of a query cannot be followed down to cells; its message says through what."""


@dataclass(frozen=True, slots=True)
class Note:
    """`value` and `support` are SQL expressions whose lists together are the cells behind the expression; `spread` is
    its half-width (None: exact). `ranked`: it is a rank, so that a filter on it makes its cells a winner's."""

    value: tuple[exp.Expr, ...] = ()
    support: tuple[exp.Expr, ...] = ()
    spread: exp.Expr | None = None
    measure: Measure = UNKNOWN
    ranked: bool = False

    @property
    def all(self) -> tuple[exp.Expr, ...]:
        """Value and support together."""
        return self.value + self.support


def is_label(note: Note) -> bool:
    """Whether it names or dates something rather than measuring it: stored numbers, and what is made of them, always
    have a half-width."""
    return note.spread is None or note.measure.time


@dataclass(slots=True)
class Keys:
    """Numbers the cells: key = column's index * 2**40 + row. `columns[i]` is (table, column) of index i."""

    columns: list[tuple[str, str]] = field(default_factory=list)

    def base(self, table: str, column: str) -> int:
        """The key of the column's row 0."""
        pair = (table, column)
        if pair not in self.columns:
            self.columns.append(pair)
        return self.columns.index(pair) << ROW_BITS

    def cell(self, key: int) -> tuple[str, int, str]:
        """Table, row and column of a key."""
        table, column = self.columns[key >> ROW_BITS]
        return table, key & ((1 << ROW_BITS) - 1), column


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a DuckDB function by its own name."""
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def column(name: str, table: str = "") -> exp.Expr:
    """A quoted column."""
    return exp.column(exp.to_identifier(name, quoted=True), exp.to_identifier(table, quoted=True) if table else None)


def number(value: float) -> exp.Expr:
    """A DOUBLE literal."""
    return exp.cast(exp.Literal.string(repr(float(value))), "double")


NOTHING = exp.cast(exp.Array(expressions=[]), "bigint[]")
UNSURE = number(float("inf"))
EXACT = number(0.0)


def joined(parts: Iterable[exp.Expr]) -> exp.Expr | None:
    """One list from several; NULLs count as empty. None for no parts."""
    unique = list(dict.fromkeys(parts))
    if not unique:
        return None
    return unique[0] if len(unique) == 1 else call("flatten", exp.Array(expressions=[part.copy() for part in unique]))


def when(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Expr:
    """CASE WHEN condition THEN then ELSE otherwise END."""
    return exp.Case(
        ifs=[exp.If(this=condition.copy(), true=then.copy())], default=otherwise.copy() if otherwise else None
    )


def is_set(value: exp.Expr) -> exp.Expr:
    """value IS NOT NULL."""
    return exp.Not(this=exp.Is(this=exp.paren(value), expression=exp.Null()))


def total(spreads: Sequence[exp.Expr | None]) -> exp.Expr | None:
    """The sum of half-widths; None when all are exact."""
    known = [spread for spread in spreads if spread is not None]
    if not known:
        return None
    if UNSURE in known:
        return UNSURE
    result: exp.Expr = exp.paren(known[0])
    for spread in known[1:]:
        result = exp.Add(this=result, expression=exp.paren(spread))
    return result if len(known) == 1 else exp.paren(result)


def all_or_nothing(spreads: Sequence[exp.Expr | None]) -> exp.Expr | None:
    """Exact when every part is, else unknown: for functions whose spread has no formula here."""
    known = total(spreads)
    return (
        known if known is None or known == UNSURE else when(exp.EQ(this=known, expression=EXACT.copy()), EXACT, UNSURE)
    )


def within_bounds(note: Note) -> Note:
    """The note, its half-width unknown where the formula has grown too long: each product doubles it.

    Raises `Unfollowed` when the lists of cells themselves have.
    """
    if any(_is_long(part) for part in note.all):
        raise Unfollowed("an expression nested too deeply")
    return replace(note, spread=UNSURE) if note.spread is not None and _is_long(note.spread) else note


def _is_long(expression: exp.Expr) -> bool:
    return sum(1 for _ in islice(expression.walk(), MAX_NODES + 1)) > MAX_NODES


def unwrapped(expression: exp.Expr) -> exp.Expr:
    """The expression without the parentheses around it."""
    while isinstance(expression, exp.Paren):
        expression = expression.this
    return expression
