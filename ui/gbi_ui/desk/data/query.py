"""The SQL box: a guarded query, its rows, and where the numbers of a clicked row stand."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gbi.documents.columns import unique_names
from gbi.errors import GbiError
from gbi.sql.result import Result, Witness
from gbi.types import Box, CitedCell, PageBox, Role
from gbi.workspace import Workspace
from gbi_ui.desk.amounts import column_names, heading
from gbi_ui.desk.data import downloads
from gbi_ui.desk.marked import marked_page
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

MOST_PAGES = 3


def show(ws: Workspace) -> None:
    """The box and the result of what ran last; it stays until another query runs."""
    infos = ws.table_infos()
    first = f'SELECT *\nFROM "{infos[0].name}"\nLIMIT 100' if infos else ""
    with st.form("data.sql.form", border=False):
        query = st.text_area(say("data.query"), first, key="data.query", height=140, persist_state="session")
        if st.form_submit_button(say("data.run"), icon=":material/play_arrow:", shortcut="Ctrl+Enter", key="data.run"):
            _run(ws, query)
    ran: tuple[str, Result] | None = st.session_state.get("data.result")
    if ran is None or ran[0] != str(ws.path):
        return
    result = ran[1]
    for warning in result.warnings:
        st.warning(plain(told(warning)))
    clicked = st.dataframe(
        frame(result), hide_index=True, on_select="rerun", selection_mode="single-row",
        key=f"data.rows.{st.session_state['data.runs']}",
    )  # fmt: skip
    if result.truncated:
        st.caption(say("sql.truncated", rows=len(result.rows)))
    downloads.offer(lambda: result, "query", ", ".join(result.tables), "data.query")
    rows = clicked["selection"]["rows"]
    if rows:
        _witnesses(ws, result, rows[0])
    else:
        st.caption(say("data.click"))


def _run(ws: Workspace, query: str) -> None:
    try:
        result = ws.sql(query)
    except GbiError as error:
        st.session_state.pop("data.result", None)
        st.error(plain(told(error)))
        return
    st.session_state["data.result"] = str(ws.path), result
    st.session_state["data.runs"] = st.session_state.get("data.runs", 0) + 1


def frame(result: Result) -> Any:
    """The rows as a `pandas.DataFrame` under headings with units."""
    import pandas as pd

    return pd.DataFrame(result.rows, columns=unique_names([heading(column) for column in result.columns]))


def _witnesses(ws: Workspace, result: Result, row: int) -> None:
    """The cells behind a row, and the pages that they stand on."""
    try:
        found = result.witnesses([row])
    except GbiError as error:
        st.error(plain(told(error)))
        return
    cells = {cell.id: (witness, cell) for witness in found for cell in witness.cells}
    tables = sorted({table for witness in found if witness.scope == "table" for table in witness.tables})
    if tables:
        st.caption(say("data.only table", tables=plain(", ".join(tables))))
    if not cells:
        st.caption(say("data.no witness"))
        return
    names = column_names(ws, {info.document for info in ws.table_infos()})
    lines = [_line(witness, cell, names) for witness, cell in cells.values()]
    st.dataframe(lines, hide_index=True, key="data.witnesses")
    _pages(ws, list(cells.values()))


def _line(witness: Witness, cell: CitedCell, names: dict[tuple[str, str], str]) -> dict[str, object]:
    return {
        say("data.name"): cell.table,
        say("cell.row"): cell.row_label,
        say("cell.column"): names.get((cell.table, cell.column), cell.column),
        say("cell.value"): cell.text or str(cell.value),
        "±": cell.error,
        say("data.lowest"): f"{cell.confidence:.0%}",
        say("cell.basis"): say(f"basis.{cell.basis.value}"),
        say("cell.role"): say(f"role.{witness.role}"),
    }


def _pages(ws: Workspace, found: list[tuple[Witness, CitedCell]]) -> None:
    documents = {info.name: info for info in ws.table_infos()}
    pages: dict[tuple[str, int], list[tuple[Box, Role]]] = {}
    for witness, cell in found:
        info = documents.get(cell.table)
        if info is not None and isinstance(cell.place, PageBox):
            pages.setdefault((info.document, cell.place.page), []).append((cell.place.box, witness.role))
    for (document, number), boxes in list(pages.items())[:MOST_PAGES]:
        name = next(info.document_name for info in documents.values() if info.document == document)
        st.caption(f"{plain(name)} · {say('page.number', number=number)}")
        try:
            st.image(marked_page(ws, document, number, boxes))
        except GbiError as error:
            st.warning(plain(told(error)))
