"""The result of a guarded query: rows with units, and the way back to the cells that made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from gbi.types import CitedCell, Column, Frozen, Role, Value


class Witness(Frozen):
    """The cells behind one output value (`row`, `column` count from 0) of a result.

    `scope` "table": lineage could not be followed, `cells` is empty and `tables` names what was read.
    """

    row: int
    column: int
    role: Role
    cells: tuple[CitedCell, ...] = ()
    scope: Literal["cells", "table"] = "cells"
    tables: tuple[str, ...] = ()


class Tracer(Protocol):
    """Finds, when first asked, what stands behind a result's values."""

    def errors(self) -> list[tuple[float | None, ...]]:
        """A half-width per value, in shown units; None where unknown or not a number."""

    def witnesses(self, rows: Sequence[int] | None) -> tuple[Witness, ...]:
        """The witnesses of these output rows, of all for None."""


@dataclass(frozen=True)
class Result:
    """R rows of C values as shown, dates as ISO text, NaN and infinity as None.

    `columns` hold unit and scale where they could be followed through the query (else None and 1). `sql` is what ran,
    `tables` the tables it read and `revisions` their revisions' ids. `truncated`: more rows than the limit allowed.
    `warnings` name columns that the query computes with although their rows are in several units or scales.
    """

    columns: tuple[Column, ...]
    rows: list[tuple[Value, ...]]
    sql: str
    tables: tuple[str, ...]
    revisions: tuple[str, ...]
    truncated: bool
    arrow: Any = field(repr=False)
    tracer: Tracer = field(repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def errors(self) -> list[tuple[float | None, ...]]:
        """R x C half-widths by interval arithmetic, in shown units; None where unknown. Runs the witness query once."""
        return self.tracer.errors()

    def witnesses(self, rows: Sequence[int] | None = None) -> tuple[Witness, ...]:
        """The cells behind every value, in order of row, column and role; of the output `rows` alone when given.

        A constant has no witness. Runs the witness query when first called.
        """
        return self.tracer.witnesses(rows)

    def to_arrow(self) -> Any:
        """The `pyarrow.Table`, with DuckDB's own types."""
        return self.arrow

    def to_pandas(self) -> Any:
        """The result as a `pandas.DataFrame`."""
        return self.arrow.to_pandas()
