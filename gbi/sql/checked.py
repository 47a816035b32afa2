"""What the guard hands on: a query that was looked at, node by node, and the tables it reads."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from gbi.types import TableInfo


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run.

    `tree` is the parsed query (do not change it in place), `sql` the text written back from it, which is all that
    the engine ever sees. `tables` are the tables it names, in order of first use; `cells` is not among them.
    `uses_cells` is true when it reads the relation `cells`.
    `runs` is the tree whose text `sql` is: `tree`, with `_row` made visible where the query asks for it.
    """

    tree: exp.Expr
    runs: exp.Expr
    sql: str
    tables: tuple[TableInfo, ...]
    uses_cells: bool = False

    @property
    def pivots(self) -> bool:
        """Whether a PIVOT or UNPIVOT stands in it."""
        return self.tree.find(exp.Pivot) is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The relations to be loaded, `cells` included."""
        return (*(info.name for info in self.tables), *(("cells",) if self.uses_cells else ()))
