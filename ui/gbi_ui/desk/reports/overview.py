"""The table of reports and questions, which fills while the batch runs; a cell that is chosen opens below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from gbi.documents.columns import unique_names
from gbi.store.jobs import READING, Job
from gbi.types import Answer
from gbi.workspace import Workspace
from gbi_ui.desk.amounts import FAIR, SURE, number_text, scale_words
from gbi_ui.desk.reports import background, ledger
from gbi_ui.desk.reports import order as orders
from gbi_ui.desk.reports.background import Batch
from gbi_ui.desk.reports.ledger import Row
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

REFRESH_S = 2.0
GRID = "reports.grid"
OPEN, PART, QUESTION = "reports.open", "reports.part", "reports.question"
"""Where the session keeps what is open below the table: the report, which part of it, which of its answers."""
MOST_TEXT = 80
MOST_TINTED = 50_000  # cells; a table with more is shown without tints, which take long to make
OUTCOMES = ("answered", "unsure", "refused", "failed")
TINTS = {"fair": "rgba(247, 144, 9, .14)", "unsure": "rgba(247, 144, 9, .34)", "failed": "rgba(240, 68, 56, .22)"}
"""Behind a cell, readable on light and dark ground."""


def overview(ws: Workspace) -> None:
    """The progress and the table; drawn anew every `REFRESH_S` seconds while the batch runs."""
    running = background.batch_of(ws).running
    st.fragment(_overview, run_every=REFRESH_S if running else None)(ws, running)


def _overview(ws: Workspace, was_running: bool) -> None:
    batch = background.batch_of(ws)
    if was_running and not batch.running:
        st.rerun()  # the whole page: the buttons change with it
    if batch.running:
        _progress(batch)
    if batch.error:
        st.error(plain(told(batch.error)))
    for failure in batch.failures[-5:]:
        st.error(plain(told(failure)))
    order = batch.order or orders.load(ws)
    ended = ledger.jobs(ws)
    rows = ledger.rows(ws, ended, order)
    if not rows:
        st.info(say("reports.none"), icon=":material/library_books:")
        return
    _grid(rows, ledger.questions(ended, order), batch.running)


def _progress(batch: Batch) -> None:
    share = min(1.0, batch.ended / batch.of) if batch.of else 0.0
    words = say("reports.progress", ended=batch.ended, of=batch.of) if batch.of else say("reports.counting")
    if batch.pages_of:
        words += " · " + say("reports.progress.pages", pages=batch.pages, of=batch.pages_of)
    if batch.stopping.is_set():
        words += " · " + say("reports.stopping")
    st.progress(share, words)


def _grid(rows: Sequence[Row], questions: Sequence[str], running: bool) -> None:
    import pandas as pd

    fixed = [say(f"reports.column.{name}") for name in ("report", "status", "pages", "figures")]
    names = unique_names([*fixed, *questions])
    table: list[list[Any]] = []
    tints: list[list[str]] = []
    for row in rows:
        cells = [cell(row.jobs.get(question), waits=running) for question in questions]
        table.append([row.name, say(f"reports.status.{row.status}"), row.pages, row.figures, *(c[0] for c in cells)])
        levels = ["failed" if row.status == "failed" else "", *[""] * 3, *(c[1] for c in cells)]
        tints.append([f"background-color: {TINTS[level]}" if level in TINTS else "" for level in levels])
    config = {name: st.column_config.Column(help=plain(name), width="medium") for name in names[len(fixed) :]}
    frame = pd.DataFrame(table, columns=names).astype({names[2]: "Int64"})
    colours = pd.DataFrame(tints, columns=names)
    few = frame.size <= MOST_TINTED
    event = st.dataframe(
        frame.style.apply(lambda _: colours, axis=None) if few else frame, hide_index=True, key=GRID, on_select="rerun",
        selection_mode="single-cell", placeholder="",
        column_config={names[0]: st.column_config.Column(pinned=True), **config},
    )  # fmt: skip
    counts = Counter(_outcome(job) for row in rows for question, job in row.jobs.items() if question != READING)
    words = [say(f"reports.count.{name}", count=counts[name]) for name in OUTCOMES if counts[name]]
    st.caption(" · ".join([*words, say("reports.legend")]))
    drawn = ([row.document for row in rows], dict(zip(names[4:], questions, strict=True)))
    seen = st.session_state.get("reports.drawn", drawn)  # what was clicked at is the table as it stood then
    st.session_state["reports.drawn"] = drawn
    _choose(tuple(event.selection.cells), *seen)


def _outcome(job: Job) -> str:
    if job.answer is None:
        return "failed"
    if job.answer.status != "answered":
        return "refused"
    return "answered" if job.answer.confidence >= SURE else "unsure"


def cell(job: Job | None, *, waits: bool) -> tuple[str, str]:
    """What a cell of the table says, and how sure it is ("sure", "fair", "unsure", "failed", "" for no answer)."""
    if job is None:
        return ("…" if waits else ""), ""
    if job.answer is None:
        return say("reports.failed", why=told(job.error or ""))[:MOST_TEXT], "failed"
    if job.answer.status != "answered":
        return say(f"reports.{job.answer.status}"), ""
    level = "sure" if job.answer.confidence >= SURE else "fair" if job.answer.confidence >= FAIR else "unsure"
    return f"{answer_text(job.answer)} · {job.answer.confidence:.0%}", level


def answer_text(answer: Answer) -> str:
    """The answer in a few words: its value with scale and unit, else the beginning of its text."""
    if isinstance(answer.value, tuple):
        value = "; ".join(map(number_text, answer.value))
    else:
        value = number_text(answer.value)
    if not value:
        return answer.text[:MOST_TEXT]
    return " ".join(filter(None, (value[:MOST_TEXT], scale_words(answer.scale), answer.unit)))


def _choose(cells: tuple[tuple[int, str], ...], documents: Sequence[str], questions: Mapping[str, str]) -> None:
    """Opens the cell that was clicked: an answer, or the report's figures."""
    if cells == st.session_state.get("reports.cells", ()):
        return
    st.session_state["reports.cells"] = cells
    if not cells or cells[0][0] >= len(documents):
        return
    row, column = cells[0]
    st.session_state[OPEN] = documents[row]
    if column in questions:
        st.session_state[PART], st.session_state[QUESTION] = "answers", questions[column]
    else:
        st.session_state[PART] = "problems" if column == say("reports.column.status") else "figures"
    st.rerun()  # the whole page, not this table alone
