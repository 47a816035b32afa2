"""What stands behind a result's values, found when first asked."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.sql.checked import Checked
from gbi.sql.engine import Engine
from gbi.sql.relations import Relations
from gbi.sql.result import Witness
from gbi.types import Value


class Trace:
    """The witnesses and errors of one result."""

    def __init__(
        self, relations: Relations, engine: Engine, checked: Checked, rows: Sequence[tuple[Value, ...]]
    ) -> None:
        self._relations = relations
        self._engine = engine
        self._checked = checked
        self._rows = rows

    def errors(self) -> list[tuple[float | None, ...]]:
        """See `Result.errors`."""
        return [tuple(None for _ in row) for row in self._rows]

    def witnesses(self, rows: Sequence[int] | None) -> tuple[Witness, ...]:
        """See `Result.witnesses`."""
        wanted = range(len(self._rows)) if rows is None else rows
        names = self._checked.names
        return tuple(
            Witness(row=r, column=c, role="value", scope="table", tables=names)
            for r in wanted
            for c in range(len(self._rows[r]))
        )
