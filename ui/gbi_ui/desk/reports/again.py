"""Doing one thing again: a question, or all that failed of a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from gbi.errors import GbiError
from gbi.store.jobs import READING
from gbi.workspace import Workspace
from gbi_ui.desk.reports import background
from gbi_ui.desk.reports import order as orders
from gbi_ui.desk.reports.ledger import Row
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told


def ask_again(ws: Workspace, row: Row, question: str) -> None:
    """The button that forgets an answer and asks anew."""
    if st.button(
        say("reports.again"), icon=":material/refresh:", key="reports.again",
        disabled=background.batch_of(ws).running, help=say("reports.again.help"),
    ):  # fmt: skip
        ws.jobs.drop(row.document, question)
        ask(ws, row, [question])


def ask(ws: Workspace, row: Row, questions: Sequence[str]) -> None:
    """Asks one report the questions that it has not answered, among them those that failed."""
    _go(ws, [_path(ws, row)], questions)


def retry(ws: Workspace, row: Row) -> None:
    """The button that tries all that failed of one report again."""
    if st.button(
        say("reports.retry"), icon=":material/refresh:", key="reports.retry", disabled=background.batch_of(ws).running
    ):
        ask(ws, row, [question for question in row.jobs if question != READING])


def forget(ws: Workspace, row: Row) -> None:
    """The button that takes a report that could not be opened off the list; not there for one that was."""
    if any(document.id == row.document for document in ws.documents()):
        return
    if st.button(
        say("reports.off"), icon=":material/delete:", key="reports.off", disabled=background.batch_of(ws).running
    ):
        for question in row.jobs:
            ws.jobs.drop(row.document, question)
        orders.discard(ws, row.document)
        st.rerun()


def retry_all(ws: Workspace, rows: Sequence[Row]) -> None:
    """The button that tries everything that failed again; not there where nothing did."""
    broken = [row for row in rows if any(job.status == "failed" for job in row.jobs.values())]
    running = background.batch_of(ws).running
    if broken and st.button(
        say("reports.retry all"), icon=":material/refresh:", key="reports.retry all", disabled=running
    ):
        questions = dict.fromkeys(question for row in broken for question in row.jobs if question != READING)
        _go(ws, [_path(ws, row) for row in broken], list(questions))


def _go(ws: Workspace, files: Sequence[Path], questions: Sequence[str]) -> None:
    try:
        if not background.start(ws, files, questions, retry=True):
            st.info(say("reports.busy"))
            return
    except GbiError as error:
        st.error(plain(told(error)))
        return
    st.rerun()


def _path(ws: Workspace, row: Row) -> Path:
    """Where the report's bytes are: the workspace's copy, else where they were when it failed."""
    for document in ws.documents():
        if document.id == row.document:
            return orders.path_of(ws, document)
    return Path(next(iter(row.jobs.values())).path)
