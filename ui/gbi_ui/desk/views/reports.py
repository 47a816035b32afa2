"""Reports: many files, the same questions of each, a table that fills, each cell with its evidence."""

from __future__ import annotations

import streamlit as st

from gbi_ui.desk.reports import again, background, ledger
from gbi_ui.desk.reports import order as orders
from gbi_ui.desk.reports.downloads import downloads
from gbi_ui.desk.reports.one import one
from gbi_ui.desk.reports.overview import OPEN, PART, QUESTION, overview
from gbi_ui.desk.reports.panel import panel
from gbi_ui.desk.rooms import user_folder, workspace, workspaces


def main() -> None:
    """The page."""
    _follow_link()
    ws = workspace()
    ended = ledger.jobs(ws)
    order = background.batch_of(ws).order or orders.load(ws)
    rows = ledger.rows(ws, ended, order)
    with panel(ws, ledger.questions(ended, order)):
        if rows:
            again.retry_all(ws, rows)
            downloads(ws)
    overview(ws)
    if rows:
        one(ws, rows)


def _follow_link() -> None:
    """Opens what a link of an exported workbook leads to, once."""
    query = st.query_params
    if "report" not in query:
        return
    room = query.get("room", "")
    if room in workspaces(user_folder()) and room != st.session_state.get("workspace"):
        st.session_state["wanted workspace"] = room
        st.rerun()
    st.session_state[OPEN] = query["report"]
    if "question" in query:
        st.session_state[PART], st.session_state[QUESTION] = "answers", query["question"]
    st.query_params.clear()


main()
