"""UNPIVOT written as what it means: a SELECT for each column, one below the other. Only for the witness query.

Covered are single columns, by name or as COLUMNS(* EXCLUDE (...)) of a stored table; any other UNPIVOT stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from gbi.types import TableInfo


def without_unpivot(tree: exp.Expr, tables: Sequence[TableInfo]) -> exp.Expr:
    """The tree with each UNPIVOT that is covered replaced by a union. The tree is changed in place."""
    known = {info.name.lower(): info.sql_columns for info in tables}
    for node in list(tree.find_all(exp.Pivot)):
        if not node.args.get("unpivot"):
            continue
        parts = _statement(node, known) if node.args.get("into") else _clause(node, known)
        if parts is None:
            continue
        source, union = parts
        if source is tree:
            return union
        alias = node.args.get("alias") or source.args.get("alias")
        if isinstance(source.parent, exp.Subquery):
            source.replace(union)
        else:
            source.replace(exp.Subquery(this=union, alias=alias.copy() if alias is not None else None))
    return tree


def _statement(node: exp.Pivot, known: Mapping[str, Sequence[str]]) -> tuple[exp.Expr, exp.Expr] | None:
    """UNPIVOT t ON a, b INTO NAME n VALUE v."""
    into = node.args["into"]
    columns = _columns(node.expressions, node.this, known)
    if columns is None or len(into.expressions) != 1 or node.args.get("group"):
        return None
    return node, _union(
        node.this, columns, into.this.name, into.expressions[0].name, bool(node.args.get("include_nulls"))
    )


def _clause(node: exp.Pivot, known: Mapping[str, Sequence[str]]) -> tuple[exp.Expr, exp.Expr] | None:
    """FROM t UNPIVOT (v FOR n IN (a, b))."""
    source = node.parent
    fields = node.args.get("fields") or []
    if source is None or len(fields) != 1 or len(node.expressions) != 1 or len(source.args.get("pivots") or ()) != 1:
        return None
    bare = source.copy()
    bare.set("pivots", None)
    bare.set("alias", None)
    columns = _columns(fields[0].expressions, bare, known)
    if columns is None:
        return None
    nulls = bool(node.args.get("include_nulls"))
    return source, _union(bare, columns, fields[0].this.name, node.expressions[0].name, nulls)


def _columns(items: Sequence[exp.Expr], source: exp.Expr, known: Mapping[str, Sequence[str]]) -> list[str] | None:
    stored = known.get(source.name.lower(), ()) if isinstance(source, exp.Table) else ()
    spelled = {name.lower(): name for name in stored}
    found: list[str] = []
    for item in items:
        if isinstance(item, exp.Column) and isinstance(item.this, exp.Identifier):
            found.append(spelled.get(item.name.lower(), item.name))
        elif isinstance(item, exp.Columns) and isinstance(item.this, exp.Star) and stored:
            left_out = {part.name.lower() for part in item.this.args.get("except_") or ()}
            found += [name for name in stored if name.lower() not in left_out]
        else:
            return None
    return found or None


def _union(source: exp.Expr, columns: Sequence[str], name: str, value: str, nulls: bool) -> exp.Expr:
    selects = []
    for column in columns:
        picked = exp.column(exp.to_identifier(column, quoted=True))
        rest = exp.Star(except_=[exp.to_identifier(part, quoted=True) for part in columns])
        label = exp.alias_(exp.Literal.string(column), name, quoted=True)
        select = exp.select(rest, label, exp.alias_(picked.copy(), value, quoted=True)).from_(source.copy())
        selects.append(select if nulls else select.where(exp.Not(this=exp.Is(this=picked, expression=exp.Null()))))
    union: exp.Expr = selects[0]
    for select in selects[1:]:
        union = exp.Union(this=union, expression=select, distinct=False)
    return union
