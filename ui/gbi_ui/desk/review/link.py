"""From a number on another page to its cell in the review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from gbi.errors import GbiError
from gbi.types import Citation
from gbi.workspace import Workspace
from gbi_ui.desk.review import cells
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say

MOST = 3
PAGE = "views/review.py"


def buttons(ws: Workspace, citations: Sequence[Citation], key: str, names: Mapping[tuple[str, str], str]) -> None:
    """One for each of the first `MOST` cells that hold the answer's numbers: it opens the cell for correction.

    `names` are the columns' own names by table and SQL name.
    """
    found = {cell.id: cell for citation in citations if citation.role == "value" for cell in citation.cells}
    for number, cell in enumerate(list(found.values())[:MOST]):
        column = names.get((cell.table, cell.column), cell.column)
        label = plain(", ".join(filter(None, (cell.row_label, column))))
        if st.button(say("review.link", label=label), key=f"{key}-correct-{number}", icon=":material/edit:"):
            open_cell(ws, cell.id)


def open_cell(ws: Workspace, cell: str) -> None:
    """Goes to the review page with this cell chosen. An id of a reading that has gone leads to the page alone."""
    reading, _, place = cell.partition(":")
    row, _, column = place.partition(":")
    try:
        region = ws.reading(reading).region.id
    except GbiError:
        st.switch_page(PAGE)
    cells.go_to(region, (int(row), int(column)))
    open_figure(region)


def open_figure(region: str) -> None:
    """Goes to the review page with this region's reading chosen."""
    st.session_state["review.shelf"] = "all"
    st.session_state["review.wanted figure"] = region
    st.switch_page(PAGE)
