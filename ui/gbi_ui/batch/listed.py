"""The list of figures: a line for each reading, without its cells, so that thousands of them are no burden."""

from __future__ import annotations

from dataclasses import dataclass

from gbi.types import Reading
from gbi.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Listed:
    """What is said of a reading in a list. `kind` is a key of `words.KINDS` or the kind's own name."""

    name: str  # of the document
    page: int
    kind: str
    title: str
    rows: int
    columns: tuple[str, ...]
    table: str | None  # None: it is no table (rejected, or without rows)

    @classmethod
    def of(cls, reading: Reading, name: str, table: str | None) -> Listed:
        """The line of a reading of the document of that name."""
        region = reading.region
        return cls(
            name=name, page=region.page, kind=reading.chart_type or region.kind,
            title=reading.title or region.caption or region.heading, rows=len(reading.rows),
            columns=tuple(column.name for column in reading.columns), table=table,
        )  # fmt: skip


def listed(ws: Workspace) -> tuple[Listed, ...]:
    """Every current reading of the workspace, document by document."""
    tables = {info.reading: info.name for info in ws.table_infos()}
    return tuple(
        Listed.of(reading, document.name, tables.get(reading.id))
        for document in ws.documents()
        for reading in ws.readings(document)
    )
