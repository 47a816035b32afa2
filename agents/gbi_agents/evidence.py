"""From cells to citations: addresses and ids to cited cells, one citation per place of a cell, never a doubled one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gbi.types import Basis, Citation, CitedCell, Role
from gbi_agents.workspace import Workspace

MAX_SUPPORT = 60
"""Compared cells that an answer cites; more of them name the table as a whole."""
_ORDER = (Basis.NATIVE, Basis.PRINTED, Basis.MEASURED, Basis.GENERATED)


def worst_basis(cells: Iterable[CitedCell]) -> Basis | None:
    """The least sure way in which one of the cells was come by; None for no cells."""
    return max((cell.basis for cell in cells), key=_ORDER.index, default=None)


def revisions_of(ws: Workspace, cells: Iterable[CitedCell]) -> tuple[str, ...]:
    """The current revisions of the cells' tables. Raises `StoreError` for a table that is gone."""
    return tuple(ws.revision_of(table) for table in dict.fromkeys(cell.table for cell in cells))


def cells_of(ws: Workspace, addresses: Iterable[Sequence[object]]) -> tuple[CitedCell, ...]:
    """The cells at (table, row, column number), in order; unknown ones are left out."""
    infos = {info.name: info for info in ws.table_infos()}
    wanted: dict[tuple[str, str], list[int]] = {}
    order: list[tuple[str, int, str]] = []
    for table, row, column in addresses:
        info = infos.get(str(table))
        if info is None or not isinstance(row, int) or not isinstance(column, int):
            continue
        name = info.sql_columns[column]
        wanted.setdefault((info.name, name), []).append(row)
        order.append((info.name, row, info.columns[column].name))
    found: dict[tuple[str, int, str], CitedCell] = {}
    for (table, name), rows in wanted.items():
        info = infos[table]
        shown = info.columns[info.sql_columns.index(name)].name
        for cell in ws.cells(table, rows, [name]):
            found[(cell.table, cell.row, shown)] = cell
    return tuple(found[key] for key in order if key in found)


def cite(ws: Workspace, cells: Iterable[CitedCell], role: Role) -> tuple[Citation, ...]:
    """One citation per cell that has a place; cells without one are cited by their table's region."""
    infos = {info.name: info for info in ws.table_infos()}
    regions = {region.id: region for region in ws.regions()}
    out: list[Citation] = []
    seen: set[str] = set()
    for cell in cells:
        info = infos.get(cell.table)
        if info is None or cell.id in seen:
            continue
        seen.add(cell.id)
        place = cell.place or regions[info.region].place
        out.append(
            Citation(
                document=info.document,
                name=info.document_name,
                place=place,
                cells=(cell,),
                role=role,
                scope="cells" if cell.place else "table",
                text=cell.text or str(cell.value),
            )
        )
    return tuple(out)


def cite_tables(ws: Workspace, tables: Iterable[str], role: Role = "value") -> tuple[Citation, ...]:
    """Whole tables, where the cells behind a result could not be followed."""
    infos = {info.name: info for info in ws.table_infos()}
    regions = {region.id: region for region in ws.regions()}
    return tuple(
        Citation(
            document=infos[t].document, name=infos[t].document_name, place=regions[infos[t].region].place, role=role,
            scope="table", text=infos[t].title or infos[t].caption,
        )
        for t in dict.fromkeys(tables)
        if t in infos
    )  # fmt: skip
