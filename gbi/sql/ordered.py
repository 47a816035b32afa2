"""DISTINCT, ORDER BY and LIMIT of an annotated query.

Where LIMIT cuts rows off, what they were ordered by decided. For a label ("which is the largest") the winners' order
cells join the value, and all compared ones the support; for a quantity, and for a key that says when (a year), all of
them are support.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from sqlglot import exp

from gbi.sql import shape as shapes
from gbi.sql.expressions import Expressions
from gbi.sql.note import Note, Unfollowed, call, column, is_label, joined, when
from gbi.sql.shape import ROW, Shape

_names = count()


@dataclass(frozen=True, slots=True)
class Order:
    """The tail of a query."""

    order: exp.Order | None
    limit: exp.Expr | None
    offset: exp.Expr | None

    @classmethod
    def of(cls, query: exp.Expr) -> Order:
        """The tail of `query`."""
        return cls(query.args.get("order"), query.args.get("limit"), query.args.get("offset"))


def ordered(shape: Shape, tail: Order, inside: Expressions | None, *, distinct: bool) -> Shape:
    """The shape with the tail on it. `inside` notes order keys that are not outputs; None for a set operation."""
    on = shape.tree.args.get("distinct")
    if isinstance(on, exp.Distinct) and on.args.get("on"):
        return shape  # DISTINCT ON and its order stand in the tree as they were
    for name in ("order", "limit", "offset"):
        shape.tree.set(name, None)
    if distinct:
        shape.tree.set("distinct", None)
        shape = shapes.distinct(shape)
    terms = _terms(shape, tail.order)
    if tail.limit is None or not terms:
        return replace(shape, tree=_with_tail(shape.tree, tail, terms))
    return _cut(shape, tail, terms, inside if not distinct else None)


def _terms(shape: Shape, order: exp.Order | None) -> list[exp.Ordered]:
    terms = []
    for term in order.expressions if order is not None else ():
        if term.this.name.upper() == "ALL" and term.this.name.lower() not in shape.names:
            terms += [_with_key(term, column(name)) for name in shape.names]
        else:
            terms.append(term.copy())
    return terms


def _cut(shape: Shape, tail: Order, terms: list[exp.Ordered], inside: Expressions | None) -> Shape:
    name = f"~b{next(_names)}"
    extra: list[exp.Expr] = []
    sorted_by: list[exp.Ordered] = []
    value: list[exp.Expr] = []
    support: list[exp.Expr] = []
    for position, term in enumerate(terms):
        key = term.this
        if isinstance(key, exp.Column) and not key.table and key.name in shape.notes:
            note = shape.notes[key.name]
            sorted_by.append(_with_key(term, column(key.name)))
        elif inside is not None:
            note, parts = _kept(inside.note(key), f"~o{position}")
            extra += [exp.alias_(key.copy(), f"~o{position}", quoted=True), *parts]
            sorted_by.append(_with_key(term, column(f"~o{position}")))
        else:
            raise Unfollowed("ORDER BY")
        if position and is_label(note):
            continue  # a later label only breaks ties
        (support if note.measure.time else value).extend(note.value)
        support.extend(note.support)
    won, compared = joined(value), joined([*value, *support])
    core = shape.tree.select(*extra) if isinstance(shape.tree, exp.Select) and extra else shape.tree
    both = [(won, "~k"), (compared, "~c")]
    keys = [exp.alias_(part.copy(), hidden, quoted=True) for part, hidden in both if part is not None]
    core = exp.select("*", *keys).from_(core.subquery(exp.to_identifier("~u", quoted=True)))
    return _winners(shape, core, name, tail, sorted_by, won is not None, compared is not None)


def _kept(note: Note, name: str) -> tuple[Note, list[exp.Expr]]:
    """The note of an order key that is no output, with the columns that its lists are kept in."""
    value, support = joined(note.value), joined(note.support)
    kept = [(part, f"{name}{letter}") for part, letter in ((value, "v"), (support, "q")) if part is not None]
    held = replace(
        note,
        value=(column(f"{name}v"),) if value is not None else (),
        support=(column(f"{name}q"),) if support is not None else (),
    )
    return held, [exp.alias_(part.copy(), hidden, quoted=True) for part, hidden in kept]


def _winners(
    shape: Shape, core: exp.Query, name: str, tail: Order, terms: list[exp.Ordered], won: bool, compared: bool
) -> Shape:
    table = exp.Table(this=exp.to_identifier(name, quoted=True))

    def whole(part: exp.Expr) -> exp.Expr:
        return exp.Subquery(this=exp.select(part).from_(table.copy()))

    limit = tail.limit.expression if isinstance(tail.limit, exp.Limit) else None
    cuts: exp.Expr = exp.true()
    if isinstance(limit, exp.Literal) and limit.is_int:
        cuts = exp.GT(this=whole(exp.Count(this=exp.Star())), expression=limit.copy())
    notes: dict[str, Note] = {}
    for output in shape.names:
        note = shape.notes[output]
        decided = won and is_label(note)
        notes[output] = replace(note, value=(*note.value, when(cuts, column("~k")))) if decided else note
    everyone = [when(cuts, whole(call("flatten", call("list", column("~c")))))] if compared else []
    row = joined(([column(ROW)] if shape.row else []) + everyone)
    first = column(shapes.FIRST) if shape.first else None
    select = exp.select(*(column(output) for output in shape.names), *shapes.projections(notes, row, first))
    select = select.from_(table.copy())
    select.set("with_", exp.With(expressions=[_materialized(name, core)]))
    tree = _with_tail(select, tail, terms)
    return replace(shape, tree=tree, notes=shapes.own(notes), row=row is not None)


def _materialized(name: str, query: exp.Query) -> exp.CTE:
    alias = exp.TableAlias(this=exp.to_identifier(name, quoted=True))
    return exp.CTE(this=query, alias=alias, materialized=True)


def _with_tail(tree: exp.Query, tail: Order, terms: list[exp.Ordered]) -> exp.Query:
    if terms:
        tree.set("order", exp.Order(expressions=terms))
    for name, part in (("limit", tail.limit), ("offset", tail.offset)):
        if part is not None:
            tree.set(name, part.copy())
    return tree


def _with_key(term: exp.Ordered, key: exp.Expr) -> exp.Ordered:
    copy = term.copy()
    copy.set("this", key)
    return copy
