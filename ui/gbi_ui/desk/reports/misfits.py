"""What does not fit together in a report, with the places where it stands."""

from __future__ import annotations

import streamlit as st

from gbi.errors import GbiError
from gbi.types import Box, PageBox, Role
from gbi.workspace import Workspace
from gbi_agents.findings import Finding, findings
from gbi_ui.desk.amounts import column_names
from gbi_ui.desk.marked import marked_page
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

MOST = 30


def show(ws: Workspace, document: str, state: str) -> None:
    """The findings, one below the other; `state` changes when the report's tables do."""
    found = _findings(str(ws.path), state, ws, document)
    if not found:
        st.success(say("reports.no findings"))
    for number, finding in enumerate(found[:MOST]):
        with st.container(border=True):
            st.markdown(f"**{say(f'reports.finding.{finding.kind}')}** · {say('page.number', number=finding.page)}")
            st.text(told(finding.text))
            if st.toggle(say("reports.finding.where"), key=f"reports.finding-{document[:12]}-{number}"):
                _pages(ws, finding)
    if len(found) > MOST:
        st.caption(say("reports.more", count=len(found) - MOST))


@st.cache_data(max_entries=64, show_spinner=False)
def _findings(path: str, state: str, _ws: Workspace, document: str) -> tuple[Finding, ...]:
    return findings(_ws, [document])


def _pages(ws: Workspace, finding: Finding) -> None:
    """The pages with the cells marked, what differs first."""
    boxes: dict[int, list[tuple[Box, Role]]] = {}
    for number, cell in enumerate(finding.cells):
        if isinstance(cell.place, PageBox):
            role: Role = "value" if number == 0 else "support"
            boxes.setdefault(cell.place.page, []).insert(0, (cell.place.box, role))
    for page, marks in boxes.items():
        try:
            st.image(marked_page(ws, finding.document, page, marks), caption=say("page.number", number=page))
        except GbiError as error:
            st.warning(plain(told(error)))
    if not boxes:
        names = column_names(ws, [finding.document])
        for cell in finding.cells:
            column = names.get((cell.table, cell.column), cell.column)
            st.text(f"{cell.row_label}, {column}: {cell.text or cell.value}")
