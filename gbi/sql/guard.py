"""The guard: SQL from anybody in, a query that only reads known tables out.

The text is parsed and every node of the tree checked; what runs is the text written back from that tree. The
worker looks a second time with DuckDB's own parser (`gbi.sql.second_look`). Cost is not judged here: the engine stops a
query at its limits.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from gbi.errors import SqlError
from gbi.sql.checked import Checked
from gbi.sql.nodes import ROOTS, check_node
from gbi.sql.relations import CELLS_COLUMNS
from gbi.types import TableInfo

MAX_CHARS = 20_000
MAX_NESTING = 60
MAX_DEPTH = 250
MAX_NODES = 10_000

FIRST_WORDS = frozenset({"SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT", "TABLE", "("})
_SYSTEM = ("sqlite_", "duckdb_", "pragma_", "pg_", "information_schema")


def check(sql: str, tables: Sequence[TableInfo]) -> Checked:
    """The query that may run over `tables` (and `cells`).

    Raises `SqlError`, with the nearest known name where one is near, for: no or several statements, anything but a
    query, a node or function that is not on the lists, an unknown table or column, a text that is too long or deep.
    """
    tree = _parse(sql)
    known = {info.name.lower(): info for info in tables}
    used: dict[str, TableInfo] = {}
    uses_cells = False
    try:
        for node in _walk(tree):
            check_node(node)
            if isinstance(node, exp.CTE) and node.alias.lower().startswith(_SYSTEM):
                raise SqlError(f"{node.alias!r} is the name of a system table; give the CTE another name")
            name = _base_table(node) if isinstance(node, exp.Table) else None
            if name == "cells" and name not in known:
                uses_cells = True
            elif name is not None:
                used[name] = _known(name, known)
        _check_columns(tree, used.values())
        numbered = any(column.name.lower() == "_row" for column in tree.find_all(exp.Column))
        runs = _with_row_numbers(tree, used) if numbered else tree
        text = runs.sql(dialect="duckdb", comments=False)
    except RecursionError as error:
        raise SqlError("The query is nested too deeply; write it in fewer levels") from error
    return Checked(tree, runs, text, tuple(used.values()), uses_cells)


def _parse(sql: str) -> exp.Expr:
    if len(sql) > MAX_CHARS:
        raise SqlError(f"The query has {len(sql)} characters; at most {MAX_CHARS} are allowed")
    try:
        words = sqlglot.tokenize(sql, dialect="duckdb")
        _check_tokens(words)
        statements = [part for part in sqlglot.parse(sql, dialect="duckdb") if part is not None]
    except SqlglotError as error:
        first = str(error).splitlines()[0] if str(error) else "unreadable"
        raise SqlError(f"The query cannot be parsed: {_plain(first)}") from error
    except RecursionError as error:
        raise SqlError("The query is nested too deeply; write it in fewer levels") from error
    statements = [part for part in statements if not isinstance(part, exp.Semicolon)]
    if len(statements) != 1:
        raise SqlError(f"Write exactly one query; {len(statements)} were found")
    tree = statements[0]
    if not isinstance(tree, ROOTS):
        raise SqlError("Only reading queries (SELECT, VALUES, PIVOT, UNION ...) may run")
    return tree


def _check_tokens(words: Sequence[Token]) -> None:
    if not words:
        raise SqlError("The query is empty; write a SELECT")
    if words[0].text.upper() not in FIRST_WORDS:
        raise SqlError(f"A query starts with SELECT, WITH, FROM, VALUES or PIVOT, not with {words[0].text[:30]!r}")
    depth = deepest = 0
    for word in words:
        if word.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.CASE):
            depth += 1
        elif word.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.END):
            depth -= 1
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise SqlError(f"The query is nested {deepest} levels deep; at most {MAX_NESTING} are allowed")


def _walk(tree: exp.Expr) -> Iterator[exp.Expr]:
    stack = [(tree, 0)]
    for _ in range(MAX_NODES):
        if not stack:
            return
        node, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise SqlError("The query is nested too deeply; write it in fewer levels")
        yield node
        stack.extend((child, depth + 1) for child in node.iter_expressions(reverse=True))
    raise SqlError(f"The query has more than {MAX_NODES} parts; ask for less at once")


def _base_table(node: exp.Table) -> str | None:
    if not isinstance(node.this, exp.Identifier):
        if isinstance(node.this, (exp.Func, exp.Pivot, exp.Values, exp.Subquery)):
            return None
        raise SqlError(f"{node.sql(dialect='duckdb')[:60]} is not a table")
    if node.args.get("db") or node.args.get("catalog"):
        raise SqlError(f"Table {node.sql(dialect='duckdb')[:60]} is not found; name tables without a schema")
    name = node.name.lower()
    return None if _is_cte(node, name) else name


def _is_cte(node: exp.Expr, name: str) -> bool:
    """Whether a WITH around `node` defines `name` where `node` stands: a CTE sees those before it, not itself
    (unless recursive) and not those after it; otherwise a CTE could lend its name to a system table elsewhere."""
    child, above = node, node.parent
    inside: exp.Expr | None = None
    while above is not None:
        if isinstance(above, exp.With):
            inside = child
        with_ = above.args.get("with_")
        if isinstance(with_, exp.With):
            for cte in with_.expressions:
                here = id(cte) == id(inside)
                if here:
                    if with_.args.get("recursive") and cte.alias.lower() == name:
                        return True
                    break
                if cte.alias.lower() == name:
                    return True
            inside = None
        child, above = above, above.parent
    return False


def _known(name: str, known: dict[str, TableInfo]) -> TableInfo:
    if name in known:
        return known[name]
    names = [info.name for info in known.values()]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {known[near[0]].name!r}?" if near else ""
    raise SqlError(f"Table {name!r} is not found.{hint} Existing tables: {_listed(names)}")


def _check_columns(tree: exp.Expr, used: Iterable[TableInfo]) -> None:
    """Refuses a column that no table, alias, CTE or parameter of the query could mean. Which of them it means, and
    whether it may stand there, is left to DuckDB."""
    if tree.find(exp.Pivot, exp.Columns):
        return
    existing = [name for info in used for name in info.sql_columns]
    names = {name.lower() for name in existing} | set(CELLS_COLUMNS) | {"_row"}
    for node in tree.walk():
        if isinstance(node, exp.Column):
            continue
        names.update(part.name.lower() for part in node.iter_expressions() if isinstance(part, exp.Identifier))
        if isinstance(node, (exp.GenerateSeries, exp.Unnest, exp.Explode, exp.Anonymous)):
            names.update(("range", "generate_series", "unnest"))
    for column in tree.find_all(exp.Column):
        name = column.name
        if isinstance(column.this, exp.Star) or name.lower() in names or not name.replace("_", "").isalnum():
            continue
        if not (name.lower().startswith("col") and tree.find(exp.Values)):
            raise SqlError(missing_column(name, existing))


def missing_column(name: str, existing: Sequence[str]) -> str:
    """The message for an unknown column, with the nearest known one first."""
    folded = {known.lower(): known for known in existing}
    near = difflib.get_close_matches(name.lower(), folded, n=1)
    hint = f" Did you mean {folded[near[0]]!r}?" if near else ""
    return f"Column {name!r} is not found.{hint} Existing columns: {_listed(existing)}"


def _with_row_numbers(tree: exp.Expr, used: dict[str, TableInfo]) -> exp.Expr:
    """The tree with `_row` there for the asking: the engine's tables keep it as `rowid`, so `*` does not show it."""
    copy = tree.copy()
    for select in list(copy.find_all(exp.Select)):
        sources = [select.args.get("from_"), *(select.args.get("joins") or ())]
        bare = [s.this for s in sources if s is not None and isinstance(s.this, exp.Table)]
        stored = {table.alias_or_name.lower() for table in bare if _base_table(table) in used}
        for item in select.expressions:
            star = item.this if isinstance(item, exp.Column) else item
            whose = item.table.lower() if isinstance(item, exp.Column) else ""
            if stored and isinstance(star, exp.Star) and (not whose or whose in stored):
                star.append("except_", exp.to_identifier("_row"))
    for table in [t for t in copy.find_all(exp.Table) if isinstance(t.this, exp.Identifier)]:
        if _base_table(table) not in used or isinstance(table.parent, exp.Pivot):
            continue
        alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name, quoted=True))
        inner = exp.Table(this=table.this.copy())
        query = exp.select(exp.column("rowid").as_("_row"), exp.Star()).from_(inner)
        table.replace(exp.Subquery(this=query, alias=alias.copy(), joins=table.args.get("joins")))
    return copy


def _listed(names: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(dict.fromkeys(names[:most]))
    return (shown or "none") + (f", and {len(names) - most} more" if len(names) > most else "")


def _plain(text: str) -> str:
    return text.replace("\x1b[4m", "").replace("\x1b[0m", "")
