"""The doctor's checks in the background, for all who look at once, and the adapters that the model server has."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import streamlit as st

from gbi.errors import GbiError
from gbi.models.serving.adapters import RunningServer, Served
from gbi.settings import current
from gbi_ui import doctor
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

MARKS = {"works": ":material/check_circle:", "fails": ":material/error:", "off": ":material/remove_circle:"}


@dataclass
class Checking:
    """What the checks have come to; `served` is what the model server lists, by its address."""

    findings: list[doctor.Finding] = field(default_factory=list)
    served: dict[str, tuple[Served, ...]] = field(default_factory=dict)
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether checks run now."""
        return self.thread is not None and self.thread.is_alive()


@st.cache_resource(show_spinner=False)
def checking() -> Checking:
    """One for the process: the checks are the same for everybody."""
    return Checking()


def start() -> None:
    """Runs all checks in the background; nothing happens while they run."""
    state = checking()
    with state.lock:
        if not state.running:
            state.findings, state.served = [], {}
            state.thread = threading.Thread(target=_run, args=(state,), name="gbi-desk-checks", daemon=True)
            state.thread.start()


def _run(state: Checking) -> None:
    for finding in doctor.each():
        state.findings = [*state.findings, finding]
    settings = current()
    for url, key in ((settings.vlm_url, settings.vlm_key), (settings.llm_url, settings.llm_key)):
        if url and url not in state.served:
            try:
                state.served = {**state.served, url: RunningServer(url=url, key=key, seconds=5).served()}
            except GbiError:
                continue  # the model's check has said so


def state_of(finding: doctor.Finding) -> str:
    """ "works", "fails", or "off" for what is not needed and not there."""
    return "works" if finding.ok else "fails" if finding.required else "off"


@st.fragment(run_every=1.0)
def show() -> None:
    """The button, how far the checks are, and what they found."""
    state = checking()
    if st.button(say("settings.run"), icon=":material/stethoscope:", disabled=state.running, key="settings.run"):
        start()
    if state.running:
        done, of = len(state.findings), len(doctor.CHECKS)
        name = doctor.CHECKS[min(done, of - 1)][0]
        st.progress(done / of, say("settings.checking", name=told(name), done=done, of=of))
    if not state.findings:
        st.caption(say("settings.never"))
    for finding in state.findings:
        _line(finding)
    adapters = [
        {say("settings.server"): shown_url(url), say("settings.model"): one.name, say("settings.base"): one.base or ""}
        for url, served in state.served.items()
        for one in served
    ]
    if adapters:
        st.caption(say("settings.served"))
        st.dataframe(adapters, hide_index=True)


def _line(finding: doctor.Finding) -> None:
    kind = state_of(finding)
    name, detail = st.columns([1, 3])
    name.markdown(f"{MARKS[kind]} {plain(told(finding.name))} · {say(f'settings.{kind}')} · {finding.seconds:.2f} s")
    detail.text(told(finding.detail))
    if finding.mend:
        detail.text(say("settings.mend", what=told(finding.mend)))


def shown_url(url: str) -> str:
    """An address without the name and the password that it may carry."""
    scheme, divider, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{divider}{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}" if divider else url
