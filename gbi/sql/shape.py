"""How an annotated query is laid out, and how its columns are found again.

Beside each output column `x` stand `~v:x` (keys of the cells that made it), `~q:x` (support) and `~e:x` (half-width),
where there is something to say; `~s` holds the support of the whole row, `~i` the row's own first cells (for COUNT).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from gbi.sql.note import EXACT, NOTHING, UNSURE, Keys, Note, call, column, joined
from gbi.sql.units import of_column
from gbi.types import Column

VALUE, SUPPORT, SPREAD, ROW, FIRST = "~v:", "~q:", "~e:", "~s", "~i"


@dataclass(frozen=True, slots=True)
class Shape:
    """An annotated query: `notes[name]` refers to the query's own columns, unqualified."""

    tree: exp.Query
    names: tuple[str, ...]
    notes: Mapping[str, Note]
    row: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Something in FROM under a name: notes of its columns, support of its rows, their first cells."""

    notes: Mapping[str, Note]
    row: tuple[exp.Expr, ...] = ()
    first: tuple[exp.Expr, ...] = ()


def source(shape: Shape, alias: str) -> Source:
    """The shape as it is seen under `alias`."""
    notes = {name.lower(): _qualified(shape.notes[name], name, alias) for name in shape.names}
    row = (column(ROW, alias),) if shape.row else ()
    return Source(notes, row, (column(FIRST, alias),) if shape.first else ())


def _qualified(note: Note, name: str, alias: str) -> Note:
    return replace(
        note,
        value=(column(VALUE + name, alias),) if note.value else (),
        support=(column(SUPPORT + name, alias),) if note.support else (),
        spread=column(SPREAD + name, alias) if note.spread is not None else None,
    )


def own(notes: Mapping[str, Note]) -> dict[str, Note]:
    """The notes with their expressions replaced by the columns that hold them."""
    return {name: _qualified(note, name, "") for name, note in notes.items()}


def projections(notes: Mapping[str, Note], row: exp.Expr | None, first: exp.Expr | None) -> list[exp.Expr]:
    """The hidden columns for these notes."""
    found = []
    for name, note in notes.items():
        value, support = joined(note.value), joined(note.support)
        found += [_named(VALUE + name, value)] if value is not None else []
        found += [_named(SUPPORT + name, support)] if support is not None else []
        found += [_named(SPREAD + name, note.spread)] if note.spread is not None else []
    found += [_named(ROW, row)] if row is not None else []
    found += [_named(FIRST, first)] if first is not None else []
    return found


def full(shape: Shape, names: Sequence[str], alias: str) -> exp.Select:
    """The shape with every hidden column there, its outputs renamed to `names`: what set operations need."""
    select = exp.select(*(_named(new, column(old)) for old, new in zip(shape.names, names, strict=True)))
    for old, new in zip(shape.names, names, strict=True):
        note = shape.notes[old]
        select = select.select(
            _named(VALUE + new, joined(note.value) or NOTHING),
            _named(SUPPORT + new, joined(note.support) or NOTHING),
            _named(SPREAD + new, note.spread if note.spread is not None else EXACT),
        )
    select = select.select(
        _named(ROW, column(ROW) if shape.row else NOTHING), _named(FIRST, column(FIRST) if shape.first else NOTHING)
    )
    return select.from_(shape.tree.subquery(exp.to_identifier(alias, quoted=True)))


def distinct(shape: Shape) -> Shape:
    """One row for rows that are equal, with the cells of all of them."""
    hidden: dict[str, Note] = {}
    for name in shape.names:
        note = shape.notes[name]
        hidden[name] = replace(
            note,
            value=tuple(_flat(part) for part in note.value),
            support=tuple(_flat(part) for part in note.support),
            spread=call("max", note.spread) if note.spread is not None else None,
        )
    row = _flat(column(ROW)) if shape.row else None
    first = _flat(column(FIRST)) if shape.first else None
    names = [column(name) for name in shape.names]
    select = exp.select(*names, *projections(hidden, row, first))
    select = select.from_(shape.tree.subquery(exp.to_identifier("~d", quoted=True))).group_by(*names)
    return replace(shape, tree=select)


def stored(name: str, columns: Sequence[Column], sql_columns: Sequence[str], keys: Keys, errors: str) -> Shape:
    """A stored table with the key of each cell and, from the relation `errors`, its half-width."""
    table, widths = exp.to_identifier(name, quoted=True), exp.to_identifier(errors, quoted=True)
    row = column("rowid", name)
    parts: list[exp.Expr] = [_named("rowid", row)]
    notes: dict[str, Note] = {"rowid": Note()}
    for described, sql_name in zip(columns, sql_columns, strict=True):
        parts.append(_named(sql_name.lower(), column(sql_name, name)))
        key = exp.Add(this=exp.Literal.number(keys.base(name, sql_name)), expression=row.copy())
        spread = None
        if described.type == "number":
            spread = call("coalesce", column(sql_name, errors), UNSURE)
        note = Note((call("list_value", key),), (), spread, of_column(name, described))
        notes[sql_name.lower()] = note
    joint = exp.EQ(this=row.copy(), expression=column("rowid", errors))
    query = exp.select(*parts, *projections(notes, None, _first(notes)))
    query = query.from_(exp.Table(this=table))
    if any(note.spread is not None for note in notes.values()):
        query = query.join(exp.Table(this=widths), on=joint)
    return Shape(query, tuple(notes), own(notes), first=len(notes) > 1)


def cells_relation(columns: Sequence[str], keys: Keys) -> Shape:
    """The relation `cells`, each row of which is a cell: its key is the row's number in the relation."""
    row = column("rowid", "cells")
    key = exp.Add(this=exp.Literal.number(keys.base("cells", "")), expression=row)
    notes = {name: Note((call("list_value", key),)) for name in columns}
    query = exp.select(
        *(_named(name, column(name, "cells")) for name in columns), *projections(notes, None, _first(notes))
    )
    return Shape(query.from_(exp.Table(this=exp.to_identifier("cells"))), tuple(notes), own(notes), first=True)


def _first(notes: Mapping[str, Note]) -> exp.Expr | None:
    return next((joined(note.value) for note in notes.values() if note.value), None)


def _flat(part: exp.Expr) -> exp.Expr:
    return call("flatten", call("list", part))


def _named(name: str, value: exp.Expr) -> exp.Expr:
    return exp.alias_(value.copy(), name, quoted=True, copy=False)
