"""One report: its answers, every chart and table, key figures, what does not fit, what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gbi.errors import GbiError
from gbi.store.jobs import READING, Job
from gbi.workspace import Workspace
from gbi_ui.batch.key_figures import KeyFigure, key_figures
from gbi_ui.desk import answers
from gbi_ui.desk.amounts import number_text, scale_words
from gbi_ui.desk.choices import apart
from gbi_ui.desk.reports import again, background, downloads, figures, misfits
from gbi_ui.desk.reports.ledger import Row
from gbi_ui.desk.reports.overview import OPEN, PART, QUESTION
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

METRICS_A_ROW = 3
OF_OPENED = frozenset({"figures", "key figures", "findings"})
"""Parts of which there is nothing before the report was opened."""


def one(ws: Workspace, rows: Sequence[Row]) -> None:
    """The choice of a report and of a part of it, and that part."""
    by_id = {row.document: row for row in rows}
    if st.session_state.get(OPEN) not in by_id:
        st.session_state[OPEN] = None
    names = apart({row.document: row.name for row in rows}, lambda document: document[:6])
    opened = st.selectbox(
        say("reports.open"), list(by_id), index=None, format_func=names.__getitem__, key=OPEN,
        placeholder=say("reports.open.hint"),
    )  # fmt: skip
    if opened is None:
        return
    row = by_id[opened]
    if st.session_state.get(PART) not in PARTS:
        st.session_state[PART] = "answers" if any(row.jobs) else "figures"
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        part = st.segmented_control(
            say("reports.part"), list(PARTS), format_func=lambda name: say(f"reports.part.{name}"), key=PART,
            label_visibility="collapsed", required=True,
        )  # fmt: skip
        downloads.one_page(ws, row.document)
    if row.pages is None and part in OF_OPENED:
        st.info(say(f"reports.not opened.{'waiting' if row.status == 'waiting' else 'failed'}"))
        return
    try:
        PARTS[part or "figures"](ws, row)
    except GbiError as error:
        st.error(plain(told(error)))


def _answers(ws: Workspace, row: Row) -> None:
    """The answer to one of the questions, with its evidence."""
    asked = [question for question in row.jobs if question != READING]
    if not asked:
        st.info(say("reports.not asked"))
        return
    if st.session_state.get(QUESTION) not in asked:
        st.session_state[QUESTION] = asked[0]
    question = st.selectbox(say("reports.question"), asked, key=QUESTION)
    job = ws.jobs.find(row.document, question) or row.jobs[question]
    with st.container(border=True):
        if job.answer is None:
            st.error(plain(told(job.error) if job.error else say("reports.status.failed")))
        else:
            suggested = answers.show(ws, job.answer, f"report-{row.document[:12]}-{job.answer.id}")
            if suggested is not None:
                again.ask(ws, row, [suggested])
    again.ask_again(ws, row, question)


def _key_figures(ws: Workspace, row: Row) -> None:
    found = _kept_key_figures(str(ws.path), _state(ws, row), ws, row.document)
    if not found:
        st.info(say("reports.no key figures"))
    for start in range(0, len(found), METRICS_A_ROW):
        for figure, column in zip(found[start : start + METRICS_A_ROW], st.columns(METRICS_A_ROW), strict=False):
            with column.container(border=True):
                _metric(figure)


def _metric(figure: KeyFigure) -> None:
    unit = " ".join(filter(None, (scale_words(figure.scale), figure.unit)))
    change = None
    if figure.change is not None:
        change = say("reports.change", percent=f"{100 * figure.change:+.1f}", year=figure.year_before)
    value = " ".join(filter(None, (number_text(figure.value), unit)))
    st.metric(plain(f"{figure.label}, {figure.year}"), plain(value), change, delta_color="off")
    words = filter(None, (plain(figure.title), say("page.number", number=figure.page)))
    st.caption(" · ".join(words))


def _problems(ws: Workspace, row: Row) -> None:
    """Why the report, its pages or its questions failed; with the way to try again."""
    failed = [job for job in row.jobs.values() if job.status == "failed"]
    for reason in dict.fromkeys(job.error or "" for job in failed):
        _failure(reason, [job for job in failed if (job.error or "") == reason])
    for warning in dict.fromkeys([*([row.error] if row.error and not failed else []), *row.warnings]):
        st.warning(plain(told(warning)))
    if not failed and not row.error and not row.warnings:
        st.success(say("reports.no problems"))
    if failed:
        again.retry(ws, row)
        again.forget(ws, row)


def _failure(reason: str, jobs: Sequence[Job]) -> None:
    """One reason, told once with all that failed by it."""
    what = " · ".join(plain(job.question or say("reports.reading")) for job in jobs)
    st.error(f"**{what}**: {plain(told(reason))}")


@st.cache_data(max_entries=64, show_spinner=False)
def _kept_key_figures(path: str, state: str, _ws: Workspace, document: str) -> tuple[KeyFigure, ...]:
    return key_figures(_ws, document)


def _misfits(ws: Workspace, row: Row) -> None:
    misfits.show(ws, row.document, _state(ws, row))


def _figures(ws: Workspace, row: Row) -> None:
    if background.batch_of(ws).running and row.status == "reading":
        st.caption(say("reports.still reading"))
    figures.show(ws, row.document)


def _state(ws: Workspace, row: Row) -> str:
    """Changes whenever a table of the report does: what is computed from them is computed again then."""
    return " ".join(
        f"{info.name}:{ws.revision_of(info.name)}" for info in ws.table_infos() if info.document == row.document
    )


PARTS = {
    "answers": _answers,
    "figures": _figures,
    "key figures": _key_figures,
    "findings": _misfits,
    "problems": _problems,
}
"""The parts of a report's view. To add one: its function here, its words in `words/`."""
