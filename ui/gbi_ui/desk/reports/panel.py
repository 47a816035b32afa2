"""What to read and what to ask of it; start, stop, go on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gbi.errors import GbiError
from gbi.workspace import Workspace
from gbi_agents.batch.files import SUFFIXES, find_files
from gbi_ui.desk import uploads
from gbi_ui.desk.login import login_is_configured
from gbi_ui.desk.reports import background
from gbi_ui.desk.reports import order as orders
from gbi_ui.desk.reports.order import Order
from gbi_ui.desk.safe import plain
from gbi_ui.desk.starters import starters
from gbi_ui.desk.words import say, told

SOURCES = ("files", "directory", "path")
"""Files that are uploaded, a folder that is uploaded, a folder on the machine that the desk runs on."""
LOOK_S = 20.0
"""How long the files of a folder that was named are known before they are looked for again."""
HERE = (None, "127.0.0.1", "::1")


def panel(ws: Workspace, asked: Sequence[str]) -> DeltaGenerator:
    """The page's upper part, open while nothing was asked; `asked` are the questions of the ledger, which the list
    begins with. Returns the row of its buttons, for more of them."""
    running = background.batch_of(ws).running
    with st.expander(say("reports.order"), expanded=not running and not asked, icon=":material/playlist_add:"):
        left, right = st.columns(2, gap="large")
        with left:
            files = _files(ws)
        with right:
            questions = _questions(ws, asked)
    row = st.container(horizontal=True)
    if row.button(
        say("reports.start"), type="primary", icon=":material/play_arrow:", disabled=running, key="reports.start"
    ):
        _start(ws, files, questions)
    if row.button(say("reports.stop"), icon=":material/stop:", disabled=not running, key="reports.stop"):
        background.stop(ws)
    if not running:
        _go_on(ws)
    return row


def may_name_folders() -> bool:
    """Whether a folder of this machine may be named: on a desk without login, in a browser on this machine."""
    return not login_is_configured() and visitor() in HERE


def visitor() -> str | None:
    """The address of the browser's machine; None for this one."""
    return st.context.ip_address


def _files(ws: Workspace) -> list[Path | uploads.Uploaded]:
    """What is to be read beside what the workspace holds already."""
    sources = SOURCES if may_name_folders() else SOURCES[:2]
    source = st.segmented_control(
        say("reports.source"), sources, default="files", required=True, key="reports.source",
        format_func=lambda name: say(f"reports.source.{name}"),
    )  # fmt: skip
    if source == "path":
        return list(_folder(ws))
    count = st.session_state.setdefault("reports.uploads", 0)  # a new key empties the widget
    kinds = sorted(suffix[1:] for suffix in SUFFIXES)
    several = st.file_uploader(
        say(f"reports.upload.{source}"), kinds, "directory" if source == "directory" else True,
        key=f"reports.upload-{source}-{count}",
    )  # fmt: skip
    return list(several or [])


def _folder(ws: Workspace) -> tuple[Path, ...]:
    name = st.text_input(say("reports.folder"), key="reports.folder", placeholder="/data/reports").strip()
    if not name:
        return ()
    try:
        inside = ws.path.absolute()
        files = tuple(file for file in _found(name) if not file.absolute().is_relative_to(inside))
    except (GbiError, OSError, RuntimeError) as error:  # RuntimeError: a home that nobody has
        st.error(plain(told(error)))
        return ()
    st.caption(say("reports.found", count=len(files)))
    return files


@st.cache_data(max_entries=8, ttl=LOOK_S, show_spinner=True)
def _found(name: str) -> tuple[Path, ...]:
    return find_files([Path(name).expanduser()])


def _questions(ws: Workspace, asked: Sequence[str]) -> list[str]:
    """The list of questions, one a line; kept in the session, for each workspace its own."""
    kept, key = f"reports.questions {ws.path}", f"reports.edited {ws.path}"
    st.session_state.setdefault(kept, "\n".join(asked))
    st.session_state.setdefault(key, st.session_state[kept])
    text = st.text_area(say("reports.questions"), key=key, height=160, placeholder=say("reports.questions.example"))
    st.session_state[kept] = text
    suggested = [q for q in starters(ws, st.session_state["language"]) if q not in text.splitlines()]
    with st.container(gap=None):
        for number, question in enumerate(suggested[:3]):
            st.button(
                plain(question), key=f"reports.suggested-{number}", icon=":material/add:", type="tertiary",
                on_click=_add_question, args=(key, question),
            )  # fmt: skip
    return [line.strip() for line in text.splitlines() if line.strip()]


def _add_question(key: str, question: str) -> None:
    text = st.session_state[key].rstrip()
    st.session_state[key] = f"{text}\n{question}" if text else question


def _start(ws: Workspace, files: Sequence[Path | uploads.Uploaded], questions: Sequence[str]) -> None:
    named = [file for file in files if isinstance(file, Path)]
    sent = [file for file in files if not isinstance(file, Path)]
    waiting = orders.load(ws)
    try:
        there = [orders.path_of(ws, d) for d in ws.documents() if ws.jobs.to_do(d.id, questions)]
        before = [Path(report.path) for report in (orders.left(ws, waiting) if waiting else ())]
        every = [*there, *before, *named, *uploads.keep(ws, sent, orders.FOLDER)]
        if not every:
            st.info(say("reports.nothing"))
            return
        background.start(ws, every, questions)
    except (GbiError, OSError) as error:
        st.error(plain(told(error)))
        return
    st.session_state["reports.uploads"] += 1
    st.rerun()


def _go_on(ws: Workspace) -> None:
    """Offers to go on with an order that was stopped, or that a restart has cut off."""
    order = orders.load(ws)
    left = orders.left(ws, order) if order is not None else ()
    if order is None or not left:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(say("reports.left", left=len(left), of=len(order.reports)))
        if st.button(say("reports.go on"), icon=":material/resume:", key="reports.go on"):
            resume(ws, order)
        if st.button(say("reports.forget"), key="reports.forget"):
            orders.finish(ws)
            for report in left:
                orders.discard(ws, report.document)
            st.rerun()


def resume(ws: Workspace, order: Order) -> None:
    """Goes on with the order: of what the workspace holds already, its own copy is asked."""
    known = {document.id: document for document in ws.documents()}
    files = [
        orders.path_of(ws, known[report.document]) if report.document in known else Path(report.path)
        for report in order.reports
    ]
    try:
        background.start(ws, files, order.questions)
    except GbiError as error:
        st.error(plain(told(error)))
        return
    st.rerun()
