"""The workspace's tables: where each comes from, its units, and its values with what is not sure of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from gbi.documents.columns import unique_names
from gbi.errors import GbiError
from gbi.sql.result import Result
from gbi.types import Cell, Reading, TableInfo
from gbi.workspace import Workspace
from gbi_ui.desk.amounts import FAIR, SURE, heading, number_text, scale_words
from gbi_ui.desk.data import downloads
from gbi_ui.desk.review import link
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

MOST_SHOWN = 6
"""Tables that the list shows without scrolling."""
MOST_ROWS = 1000
"""Rows of a preview."""
AMBER, RED, GREEN = "rgba(247, 144, 9, .25)", "rgba(217, 45, 32, .28)", "rgba(18, 183, 106, .22)"


def show(ws: Workspace) -> None:
    """The list of tables, and the one that was clicked."""
    infos = ws.table_infos()
    if not infos:
        st.info(say("data.none"))
        return
    wanted = (
        st.text_input(say("data.find"), key="data.find", icon=":material/search:", persist_state="session")
        .casefold()
        .split()
    )
    found = [info for info in infos if all(word in _words(info) for word in wanted)]
    clicked = st.dataframe(
        [_line(info) for info in found], hide_index=True, on_select="rerun", selection_mode="single-row",
        selection_default={"selection": {"rows": [0] if found else []}}, key="data.tables",
        height=260 if len(found) > MOST_SHOWN else "auto",
    )  # fmt: skip
    rows = [row for row in clicked["selection"]["rows"] if row < len(found)]
    if rows:
        _one(ws, found[rows[0]])


def _words(info: TableInfo) -> str:
    named = (info.name, info.title, info.caption, info.document_name, *(column.name for column in info.columns))
    return " ".join(named).casefold()


def _line(info: TableInfo) -> dict[str, object]:
    units = dict.fromkeys(heading(column) for column in info.columns)
    return {
        say("data.name"): info.name,
        say("data.title"): info.title or info.caption or info.heading,
        say("data.document"): info.document_name,
        say("data.page"): info.page,
        say("data.rows"): info.rows,
        say("data.columns"): " · ".join(units),
    }


def _one(ws: Workspace, info: TableInfo) -> None:
    st.markdown(f"**{plain(info.title or info.caption or info.heading or info.name)}**")
    st.caption(plain(" · ".join((info.document_name, say("page.number", number=info.page), info.name))))
    try:
        reading = ws.reading(info.reading)
    except GbiError as error:  # read again between the list and the click
        st.error(plain(told(error)))
        return
    st.dataframe(columns_of(info, reading), hide_index=True, key=f"data.columns.{info.name}")
    doubts = st.toggle(say("data.doubts"), key="data.doubts")
    st.dataframe(preview(reading, doubts=doubts), hide_index=True, key=f"data.preview.{info.name}")
    st.caption(say("data.legend"))
    if len(reading.rows) > MOST_ROWS:
        st.caption(say("data.first rows", rows=MOST_ROWS, of=len(reading.rows)))
    if st.button(say("data.review"), icon=":material/fact_check:", key="data.review"):
        link.open_figure(info.region)
    source = f"{info.document_name}, {say('page.number', number=info.page)}"
    downloads.offer(lambda: whole(ws, info), info.name, source, "data.table")


def whole(ws: Workspace, info: TableInfo) -> Result:
    """All rows of a table. Raises `SqlError` when it has gone meanwhile."""
    return ws.sql(f'SELECT * FROM "{info.name}" ORDER BY _row', limit=max(1, info.rows))


def columns_of(info: TableInfo, reading: Reading) -> list[dict[str, object]]:
    """One line a column: its name here and in SQL, type, unit, scale, how its values were come by, the least sure."""
    rows = [reading.rows[r] for r in range(min(MOST_ROWS, len(reading.rows)))]
    lines: list[dict[str, object]] = []
    for c, (column, name) in enumerate(zip(info.columns, info.sql_columns, strict=True)):
        basis = Counter(row[c].basis for row in rows)
        least = min((row[c].confidence for row in rows if row[c].value is not None), default=None)
        lines.append(
            {
                say("data.column"): column.name,
                say("data.in sql"): name,
                say("data.type"): say(f"type.{column.type}"),
                say("data.unit"): column.unit or "",
                say("data.scale"): "" if column.scale == 1 else scale_words(column.scale) or f"{column.scale:g}",
                say("data.basis"): " · ".join(f"{say(f'basis.{b.value}')} ({n})" for b, n in basis.most_common()),
                say("data.lowest"): None if least is None else f"{least:.0%}",
            }
        )
    return lines


def preview(reading: Reading, *, doubts: bool) -> Any:
    """The first rows as a styled `pandas.DataFrame`, doubtful cells coloured; with `doubts` two columns more for each
    column of numbers: half-width and confidence."""
    import pandas as pd

    rows = [reading.rows[r] for r in range(min(MOST_ROWS, len(reading.rows)))]
    names = unique_names([heading(column) for column in reading.columns])
    values: dict[str, list[object]] = {}
    colours: dict[str, list[str]] = {}
    for c, (column, name) in enumerate(zip(reading.columns, names, strict=True)):
        cells = [row[c] for row in rows]
        numbers = all(isinstance(cell.value, int | float | None) for cell in cells)
        values[name] = [cell.value if numbers else cell.text or _said(cell) for cell in cells]
        colours[name] = [_colour(cell) for cell in cells]
        if doubts and column.type == "number":
            error, sure = say("data.error", column=name), say("data.confidence", column=name)
            values |= {error: [cell.error for cell in cells], sure: [f"{cell.confidence:.0%}" for cell in cells]}
            colours |= {error: colours[name], sure: colours[name]}
    frame = pd.DataFrame(values)
    numeric = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    styled = frame.style.apply(lambda _: pd.DataFrame(colours), axis=None)
    return styled.format(_number, subset=numeric, na_rep="")


def _number(value: Any) -> str:
    return number_text(float(value))  # pandas gives numpy's kinds


def _said(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value)


def _colour(cell: Cell) -> str:
    if cell.corrected_by is not None:
        return f"background-color: {GREEN}"
    if cell.confidence < FAIR:
        return f"background-color: {RED}"
    doubtful = cell.confidence < SURE or any(other.value != cell.value for other in cell.alternatives)
    return f"background-color: {AMBER}" if doubtful else ""
