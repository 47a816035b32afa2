"""What can be taken away: Excel, Parquet, one HTML page, everything as a ZIP. Made when it is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

from gbi.store.jobs import READING, Job
from gbi.workspace import Workspace
from gbi_agents.language import Language
from gbi_ui.batch.exports import write_exports
from gbi_ui.batch.listed import listed
from gbi_ui.batch.parquet import write_answers, write_readings
from gbi_ui.batch.report import write_report
from gbi_ui.batch.workbook import write_workbook
from gbi_ui.desk.words import say

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"


def downloads(ws: Workspace) -> None:
    """The buttons, behind one."""
    here, room = st.context.url, st.session_state.get("workspace", "")
    language: Language = st.session_state.get("language", "en")
    made: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("excel", "reports.xlsx", EXCEL, lambda: workbook(ws, here, room, language)),
        ("answers", "answers.parquet", PARQUET, lambda: _file(lambda path: write_answers(ws.jobs.all(), path))),
        ("readings", "readings.parquet", PARQUET, lambda: _file(lambda path: write_readings(ws, path))),
        (
            "html",
            "reports.html",
            "text/html",
            lambda: report(ws, language),
        ),
        ("zip", "reports.zip", "application/zip", lambda: archive(ws, language)),
    ]
    with st.popover(say("reports.download"), icon=":material/download:"):
        for name, file, kind, make in made:
            st.download_button(
                say(f"reports.download.{name}"), make, file, kind, key=f"reports.download-{name}", on_click="ignore",
                width="stretch",
            )  # fmt: skip


def one_page(ws: Workspace, document: str) -> None:
    """The button for one report's HTML page."""
    language: Language = st.session_state.get("language", "en")
    st.download_button(
        say("reports.download.html"), lambda: report(ws, language, document),
        "report.html", "text/html", key="reports.download-one", on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def workbook(ws: Workspace, here: str | None, room: str, language: Language = "en") -> bytes:
    """The Excel file. Its links lead to the desk at `here` (the page's address; None: no links), workspace `room`."""
    jobs = ws.jobs.all()
    links = links_to(jobs, here, room) if here else {}
    return _file(lambda path: write_workbook(ws, jobs, links, listed(ws), path, language))


def report(ws: Workspace, language: Language = "en", only: str | None = None) -> bytes:
    """The HTML page, with `only` (an id) of that document alone."""
    return _file(lambda path: write_report(ws, ws.jobs.all(), path, only, language))


def links_to(jobs: Iterable[Job], here: str, room: str) -> dict[tuple[str, str], str]:
    """The address of each answer on the desk, by document and question."""
    base = here.partition("?")[0]
    return {
        (job.document, job.question): f"{base}?"
        + urlencode({"room": room, "report": job.document, "question": job.question})
        for job in jobs
        if job.question != READING and job.answer is not None and job.answer.citations
    }


def archive(ws: Workspace, language: Language = "en") -> bytes:
    """All that `gbi batch` leaves in its folder, as one ZIP, with links between its files."""

    def fill(path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder, ZipFile(path, "w", ZIP_DEFLATED) as archive:
            out = Path(folder)
            write_exports(ws, out, language)
            for file in sorted(out.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(out))

    return _file(fill)


def _file(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        write(path)
        return path.read_bytes()
