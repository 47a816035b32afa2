"""The witness query: the same query, with the cells behind every value in columns beside it.

It is written as SQL, so that DuckDB follows the rows through joins, groups, CASE branches, windows and set operations;
nothing is guessed from the text. Where a construct is not covered (recursion, LATERAL, grouping sets, PIVOT)
`Unfollowed` is raised and the citation's scope is the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from gbi.sql import shape as shapes
from gbi.sql import units
from gbi.sql.block import Block
from gbi.sql.checked import Checked
from gbi.sql.expressions import Expressions
from gbi.sql.feed import errors_of
from gbi.sql.note import Keys, Note, Unfollowed, call, column, is_label, joined, unwrapped
from gbi.sql.ordered import Order, ordered
from gbi.sql.relations import CELLS_COLUMNS
from gbi.sql.select import Parts, is_aggregated, parts_of
from gbi.sql.shape import Shape, Source
from gbi.sql.unpivot import without_unpivot
from gbi.types import TableInfo


@dataclass(frozen=True, slots=True)
class Annotated:
    """The annotated query; its outputs are those of the original, in order, under `shape.names`."""

    shape: Shape
    keys: Keys
    sql: str
    also: tuple[str, ...]


def annotate(checked: Checked) -> Annotated:
    """The witness query of a checked one. Raises `Unfollowed`, saying through what the lineage was lost."""
    schema: dict[str, object] = {info.name: dict.fromkeys(info.sql_columns, "unknown") for info in checked.tables}
    if checked.uses_cells:
        schema["cells"] = dict.fromkeys(CELLS_COLUMNS, "unknown")
    try:
        plain = without_unpivot(checked.runs.copy(), checked.tables)
        tree = qualify(plain, dialect="duckdb", schema=schema, validate_qualify_columns=False)
        keys = Keys()
        shape = _Compiler(checked.tables, keys).compile(tree, None, {})
        sql = shape.tree.sql(dialect="duckdb")
    except (SqlglotError, RecursionError) as error:
        raise Unfollowed(str(error)) from error
    return Annotated(shape, keys, sql, tuple(errors_of(info.name) for info in checked.tables))


class _Compiler:
    def __init__(self, tables: Sequence[TableInfo], keys: Keys) -> None:
        self._tables = {info.name.lower(): info for info in tables}
        self._keys = keys

    def compile(self, query: exp.Expr, parent: Block | None, ctes: Mapping[str, Shape]) -> Shape:
        """The annotated form of a qualified query that stands inside `parent`."""
        with_ = query.args.get("with_")
        definitions: list[exp.Expr] = []
        if isinstance(with_, exp.With):
            if with_.args.get("recursive"):
                raise Unfollowed("WITH RECURSIVE")
            for cte in with_.expressions:
                shape = self.compile(cte.this, parent, ctes)
                ctes = {**ctes, cte.alias.lower(): shape}
                definition = cte.copy()
                definition.set("this", shape.tree)
                definitions.append(definition)
        body = self._body(query, parent, ctes)
        return replace(body, tree=_with_ctes(body.tree, definitions))

    def _body(self, query: exp.Expr, parent: Block | None, ctes: Mapping[str, Shape]) -> Shape:
        if isinstance(query, exp.Select):
            return self._select(query, parent, ctes)
        if isinstance(query, exp.SetOperation):
            return self._set_operation(query, parent, ctes)
        if isinstance(query, exp.Subquery) and not any(query.args.get(name) for name in ("order", "limit", "pivots")):
            return self.compile(query.this, parent, ctes)
        raise Unfollowed(type(query).__name__.upper())

    def _select(self, query: exp.Select, parent: Block | None, ctes: Mapping[str, Shape]) -> Shape:
        parts = parts_of(query)
        block = Block(self.compile, ctes, parent)
        block.windows = {str(window.this.name).lower(): window for window in query.args.get("windows") or ()}
        tree = self._from(query, block)
        block.grouped = is_aggregated(parts)
        rows = Expressions(block)
        sources = list(block.sources.values())
        visible = [rows.note(part) for part in parts.joins]
        support = [part for item in sources for part in item.row] + [part for note in visible for part in note.all]
        won, asked = _filters(parts, rows)
        key_cells = [part for key in parts.keys for part in rows.note(key).value]
        first = tuple(part for item in sources for part in item.first)
        block.counted = tuple(asked + won + key_cells) or tuple(support) or first
        outer = Expressions(block, parts.keys) if block.grouped else rows
        notes = {name: outer.note(part) for name, part in parts.outputs}
        late = [outer.note(part) for part in parts.late]
        won = [_flat(part, block) for part in won] if block.grouped else won
        won += [part for note in late if note.ranked for part in note.value]
        behind = (
            [_flat(part, block) for part in (*support, *asked, *key_cells)] if block.grouped else [*support, *asked]
        )
        behind += [part for note in late for part in (note.support if note.ranked else note.all)]
        behind += won
        notes = {n: replace(note, value=(*note.value, *won)) if is_label(note) else note for n, note in notes.items()}
        kept = joined(first)
        kept = _flat(kept, block) if kept is not None and block.grouped else kept
        row = joined(behind)
        hidden = shapes.projections(notes, row, kept)
        tree.set("expressions", [exp.alias_(part.copy(), name, quoted=True) for name, part in parts.outputs] + hidden)
        if parts.keys:
            tree.set("group", exp.Group(expressions=[key.copy() for key in parts.keys]))
        shape = Shape(tree, tuple(notes), shapes.own(notes), row is not None, kept is not None)
        shape = ordered(shape, Order.of(query), outer, distinct=parts.distinct)
        return replace(shape, tree=_with_ctes(shape.tree, block.aside))

    def _from(self, query: exp.Select, block: Block) -> exp.Select:
        """The query's skeleton over annotated sources, which are entered in `block`."""
        tree = query.copy()
        tree.set("with_", None)
        from_ = tree.args.get("from_")
        if from_ is not None:
            from_.set("this", self._source(from_.this, block))
        for join in tree.args.get("joins") or ():
            if join.args.get("method") == "NATURAL" or join.args.get("using"):
                raise Unfollowed("NATURAL JOIN")
            hidden = join.kind in ("SEMI", "ANTI")
            join.set("this", self._source(join.this, Block(self.compile, block.ctes, block) if hidden else block))
        return tree

    def _source(self, node: exp.Expr, block: Block) -> exp.Expr:
        alias = node.alias_or_name
        if node.args.get("pivots") or isinstance(node, (exp.Lateral, exp.Pivot)):
            raise Unfollowed("PIVOT" if node.args.get("pivots") else type(node).__name__.upper())
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            shape = block.ctes.get(node.name.lower())
            block.sources[alias.lower()] = shapes.source(shape or (made := self._stored(node.name)), alias)
            return node.copy() if shape else made.tree.subquery(exp.to_identifier(alias, quoted=True))
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Query):
            inner = self.compile(node.this, block.parent, block.ctes)
            if node.args["alias"].columns if node.args.get("alias") else False:
                inner = _renamed(inner, [part.name for part in node.args["alias"].columns])
            block.sources[alias.lower()] = shapes.source(inner, alias)
            return inner.tree.subquery(exp.to_identifier(alias, quoted=True))
        listed = (exp.Values, exp.Unnest, exp.GenerateSeries)
        if not isinstance(node, listed) and not isinstance(node.this, listed):
            raise Unfollowed(type(node.this).__name__.upper())
        if any(block.lookup(part).all for part in node.find_all(exp.Column)):
            raise Unfollowed("UNNEST")
        block.sources[alias.lower()] = Source({})
        return node.copy()

    def _stored(self, name: str) -> Shape:
        info = self._tables.get(name.lower())
        if info is None:
            return shapes.cells_relation(CELLS_COLUMNS, self._keys)
        return shapes.stored(info.name, info.columns, info.sql_columns, self._keys, errors_of(info.name))

    def _set_operation(self, query: exp.SetOperation, parent: Block | None, ctes: Mapping[str, Shape]) -> Shape:
        parts = _operands(query) if isinstance(query, exp.Union) else [query.left, query.right]
        sides = [self.compile(part, parent, ctes) for part in parts]
        names = sides[0].names
        if query.args.get("by_name") or any(len(side.names) != len(names) for side in sides):
            raise Unfollowed("UNION BY NAME")
        if isinstance(query, exp.Union):
            tree: exp.Query = shapes.full(sides[0], names, "~l")
            for side in sides[1:]:
                tree = exp.Union(this=tree, expression=shapes.full(side, names, "~r"), distinct=False)
        else:
            tree = _members(sides[0], sides[1], isinstance(query, exp.Intersect))
        notes = {name: _either([side.notes[side.names[n]] for side in sides]) for n, name in enumerate(names)}
        shape = Shape(tree, names, shapes.own(notes), True, True)
        unique = bool(query.args.get("distinct")) or not isinstance(query, exp.Union)
        return ordered(shape, Order.of(query), None, distinct=unique)


def _operands(query: exp.Union) -> list[exp.Expr]:
    """What a chain of equal UNIONs puts together, left to right."""
    parts: list[exp.Expr] = []
    node: exp.Expr = query
    while isinstance(node, exp.Union) and node.args.get("distinct") == query.args.get("distinct"):
        if node is not query and any(node.args.get(name) for name in ("with_", "order", "limit", "offset", "by_name")):
            break
        parts.insert(0, node.right)
        node = node.left
    return [node, *parts]


def _with_ctes(tree: exp.Query, definitions: Sequence[exp.Expr]) -> exp.Query:
    """The query with these CTEs before its own."""
    if definitions:
        inner = tree.args.get("with_")
        later = inner.expressions if isinstance(inner, exp.With) else []
        tree.set("with_", exp.With(expressions=[*definitions, *later]))
    return tree


def _members(left: Shape, right: Shape, present: bool) -> exp.Query:
    """The rows of `left` that are in `right` (INTERSECT), or are not (EXCEPT)."""
    same: list[exp.Expr] = [
        exp.NullSafeEQ(this=column(a, "~m"), expression=column(b, "~r"))
        for a, b in zip(left.names, right.names, strict=True)
    ]
    there = exp.select("1").from_(right.tree.subquery(exp.to_identifier("~r", quoted=True))).where(*same)
    found: exp.Expr = exp.Exists(this=there)
    whole = shapes.full(left, left.names, "~l").subquery(exp.to_identifier("~m", quoted=True))
    return exp.select("*").from_(whole).where(found if present else exp.Not(this=found))


def _filters(parts: Parts, rows: Expressions) -> tuple[list[exp.Expr], list[exp.Expr]]:
    """Cells that WHERE looked at: those that won a comparison with a rank or a best value, and the others."""
    won: list[exp.Expr] = []
    asked: list[exp.Expr] = []
    for condition in parts.filters:
        if isinstance(condition, exp.Not) and isinstance(condition.this, exp.Is):
            continue  # that a value is there is not read off another cell
        note = rows.note(condition)
        best = isinstance(condition, exp.EQ) and any(
            isinstance(unwrapped(side), exp.Query)
            and next(unwrapped(side).find_all(exp.Max, exp.Min), None) is not None
            for side in (condition.left, condition.right)
        )
        decided = (best or note.ranked) and not any(rows.note(side).measure.time for side in _sides(condition))
        (won if decided else asked).extend(note.value)
        asked.extend(note.support)
    return won, asked


def _sides(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.Binary):
        yield from (condition.left, condition.right)


def _renamed(shape: Shape, names: Sequence[str]) -> Shape:
    new = (*names, *shape.names[len(names) :])
    tree = shapes.full(shape, new, "~a")
    notes = {
        b: replace(shape.notes[a], value=(tree,), support=(tree,), spread=tree)
        for a, b in zip(shape.names, new, strict=True)
    }
    return Shape(tree, new, shapes.own(notes), True, True)


def _either(sides: Sequence[Note]) -> Note:
    """The note of a column of a set operation, whose hidden columns are all there."""
    return Note(
        next((side.value for side in sides if side.value), ()),
        next((side.support for side in sides if side.support), ()),
        next((side.spread for side in sides if side.spread is not None), None),
        units.together([side.measure for side in sides]),
    )


def _flat(part: exp.Expr, block: Block) -> exp.Expr:
    """The lists of all rows of a group; what comes from a block around this one is the same for each of them."""
    if not any(item.table.lower() in block.sources for item in part.find_all(exp.Column)):
        return part
    return call("flatten", call("list", part))
