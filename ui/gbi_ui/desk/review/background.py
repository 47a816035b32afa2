"""Asking again goes on in the background, one thread a workspace; more corrections meanwhile make it start over."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import streamlit as st

from gbi.errors import GbiError
from gbi.workspace import Workspace
from gbi_ui.desk.review import renewal
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

MOST_SAID = 3
"""Changed answers that are told, the latest."""


@dataclass
class Again:
    """How far it is; `asked` and `changed` count answers since the process began."""

    left: int = 0
    asked: int = 0
    changed: int = 0
    said: list[tuple[str, str, str]] = field(default_factory=list)  # question, old answer, new answer
    failures: list[str] = field(default_factory=list)
    wanted: bool = False
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether answers are being asked again now."""
        return self.thread is not None and self.thread.is_alive()


def again_of(ws: Workspace) -> Again:
    """One object for all sessions of this process that look at the workspace."""
    return _again(str(ws.path))


@st.cache_resource(show_spinner=False)
def _again(path: str) -> Again:
    return Again()


def start(ws: Workspace) -> None:
    """Has the answers that are out of date asked again, after those that are being asked now."""
    state = again_of(ws)
    with state.lock:
        state.wanted = True
        if not state.running:
            state.thread = threading.Thread(target=_run, args=(ws, state), name="gbi-desk-renewal", daemon=True)
            state.thread.start()


def _run(ws: Workspace, state: Again) -> None:
    while True:
        with state.lock:
            if not state.wanted:
                state.thread = None
                return
            state.wanted = False
        try:
            state.left = len(renewal.stale(ws))
            for one in renewal.renew(ws) if state.left else ():
                state.left = max(0, state.left - 1)
                state.asked += 1
                state.changed += one.changed
                if one.changed:
                    state.said.append((one.stale.question, one.stale.answer.text, one.answer.text))
                if one.error is not None:
                    state.failures.append(f"{one.stale.question}: {one.error}")
        except GbiError as error:  # of the workspace: a conversation deleted meanwhile, a full disk
            state.failures.append(str(error))


@st.fragment(run_every=1.0)
def watch(ws: Workspace) -> None:
    """One line that says how far it is, and what came of it."""
    state = again_of(ws)
    seen = st.session_state.setdefault("review.seen", (state.asked, state.changed, len(state.failures)))
    if state.running and state.left:
        st.caption(f":material/sync: {say('review.renewing', left=state.left)}")
    elif state.asked > seen[0]:
        st.caption(
            f":material/check: {say('review.renewed', asked=state.asked - seen[0], changed=state.changed - seen[1])}"
        )
    for question, old, new in state.said[seen[1] :][-MOST_SAID:]:
        st.text(f"{question}  {old} → {new}")
    for failure in state.failures[seen[2] :][-3:]:
        st.error(plain(told(failure)))
