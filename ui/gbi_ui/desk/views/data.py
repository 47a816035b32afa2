"""Data: tables with their units and doubts, SQL, and the glossary."""

from __future__ import annotations

import streamlit as st

from gbi_ui.desk.data import query, tables, terms
from gbi_ui.desk.rooms import workspace
from gbi_ui.desk.words import say


def main() -> None:
    """The page."""
    ws = workspace()
    names = (say("data.tables", count=len(ws.tables())), say("data.sql"), say("data.glossary"))
    for tab, show in zip(st.tabs(names), (tables.show, query.show, terms.show), strict=True):
        with tab:
            show(ws)


main()
