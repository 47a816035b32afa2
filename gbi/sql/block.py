"""The scope of one SELECT: its sources, and the blocks around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from sqlglot import exp

from gbi.sql.note import Note, call, column
from gbi.sql.shape import ROW, SPREAD, SUPPORT, VALUE, Shape, Source

_numbers = count()
Compile = Callable[[exp.Expr, "Block | None", Mapping[str, Shape]], Shape]


@dataclass(slots=True)
class Block:
    """`counted` are the lists that COUNT(*) stands for; `grouped` blocks hide their rows from subqueries. `aside` are
    the subqueries that are run once, as CTEs of the block."""

    compile: Compile
    ctes: Mapping[str, Shape]
    parent: Block | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    windows: dict[str, exp.Window] = field(default_factory=dict)
    counted: tuple[exp.Expr, ...] = ()
    grouped: bool = False
    read: dict[exp.Expr, tuple[Shape, exp.Expr]] = field(default_factory=dict)
    aside: list[exp.CTE] = field(default_factory=list)

    def lookup(self, column: exp.Column) -> Note:
        """See `Scope.lookup`; a lambda's parameter, or a column without cells, has an empty note."""
        block: Block | None = self
        while block is not None:
            found = block.sources.get(column.table.lower())
            if found is not None and (block is self or not block.grouped):
                return found.notes.get(column.name.lower(), Note())
            block = block.parent
        return Note()

    def query(self, query: exp.Expr, matching: exp.Expr | None = None) -> Note:
        """See `Scope.query`."""
        if query not in self.read:
            self.read[query] = self._placed(query)
        shape, place = self.read[query]
        name = shape.names[0]
        note = shape.notes[name]
        where = None
        if matching is not None:
            where = exp.EQ(this=column(name, "~x"), expression=exp.paren(matching))

        def read(part: exp.Expr) -> exp.Expr:
            select = exp.select(part).from_(place.copy())
            return exp.Subquery(this=select.where(where) if where is not None else select)

        def cells(hidden: str) -> exp.Expr:
            return read(call("flatten", call("list", column(hidden))))

        support = ([cells(SUPPORT + name)] if note.support else []) + ([cells(ROW)] if shape.row else [])
        width = read(call("max", column(SPREAD + name))) if note.spread is not None else None
        return Note((cells(VALUE + name),) if note.value else (), tuple(support), width, note.measure)

    def _placed(self, query: exp.Expr) -> tuple[Shape, exp.Expr]:
        """The annotated subquery, and what stands for it in FROM: a CTE of this block, which is run once, or the
        subquery itself where it refers to a block around it."""
        shape = self.compile(query, self, self.ctes)
        if _is_correlated(query):
            return shape, shape.tree.subquery(exp.to_identifier("~x", quoted=True))
        name = f"~x{next(_numbers)}"
        alias = exp.TableAlias(this=exp.to_identifier(name, quoted=True))
        self.aside.append(exp.CTE(this=shape.tree, alias=alias, materialized=True))
        short = exp.TableAlias(this=exp.to_identifier("~x", quoted=True))
        return shape, exp.Table(this=exp.to_identifier(name, quoted=True), alias=short)


def _is_correlated(query: exp.Expr) -> bool:
    named = {
        part.alias_or_name.lower() for part in query.find_all(exp.Table, exp.Subquery, exp.CTE, exp.Values, exp.Unnest)
    }
    return any(part.table and part.table.lower() not in named for part in query.find_all(exp.Column))
