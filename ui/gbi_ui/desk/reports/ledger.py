"""Reports down, questions across: what the workspace's ledger says now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from gbi.store.jobs import READING, Job
from gbi.workspace import Workspace
from gbi_ui.desk.reports.order import Order

Status = Literal["waiting", "reading", "read", "failed"]
HEAVY: Mapping[str, object] = {"citations": (), "trace": (), "checks": (), "table": None, "chart": None, "sql": None}
"""What of an answer the table does not show."""
Known = dict[tuple[str, str], tuple[float, Job]]


@dataclass(frozen=True)
class Row:
    """One report: how far it is, and its jobs that have ended, by question."""

    document: str
    name: str
    status: Status
    pages: int | None = None  # None until it was opened
    figures: int = 0
    error: str | None = None
    warnings: tuple[str, ...] = ()  # of the document
    jobs: Mapping[str, Job] = field(default_factory=dict)


def jobs(ws: Workspace) -> dict[tuple[str, str], Job]:
    """Every job that ended, by document and question, in the order of their ends; only new ones are loaded.

    Their answers are without evidence: thousands of them are kept for the table. `ws.jobs.find` has the whole one.
    """
    known = _known(str(ws.path))
    stamps = ws.jobs.stamps()
    found = {}
    for (document, question), made in stamps.items():
        before = known.get((document, question))
        job = before[1] if before is not None and before[0] == made else _light(ws.jobs.find(document, question))
        if job is not None:
            known[document, question] = (made, job)
            found[document, question] = job
    for gone in known.keys() - stamps.keys():
        known.pop(gone, None)
    return found


def _light(job: Job | None) -> Job | None:
    if job is None or job.answer is None:
        return job
    return job.model_copy(update={"answer": job.answer.model_copy(update=dict(HEAVY))})


@st.cache_resource(max_entries=32, show_spinner=False)
def _known(path: str) -> Known:
    return {}


def questions(ended: Mapping[tuple[str, str], Job], order: Order | None) -> tuple[str, ...]:
    """What was asked or is to be asked, in that order."""
    asked = [question for _, question in ended if question != READING]
    return tuple(dict.fromkeys([*asked, *(order.questions if order else ())]))


def rows(ws: Workspace, ended: Mapping[tuple[str, str], Job], order: Order | None) -> tuple[Row, ...]:
    """All reports in the order of their names: those of the workspace, those that wait, those that failed."""
    figures = Counter(info.document for info in ws.table_infos())
    known = {document.id: document for document in ws.documents()}
    wanted = {report.document: report.name for report in order.reports} if order else {}
    names = {job.document: job.name for job in ended.values()} | wanted | {d.id: d.name for d in known.values()}
    of: dict[str, dict[str, Job]] = {document: {} for document in names}
    for (document, question), job in ended.items():
        of[document][question] = job
    found = []
    for document, name in names.items():
        mine = of[document]
        reading, opened = mine.get(READING), known.get(document)
        status: Status = "read"
        if reading is not None:
            status = "failed" if reading.status == "failed" else "read"
        elif document in wanted:
            status = "reading" if opened else "waiting"
        found.append(
            Row(
                document=document, name=name, status=status, pages=opened.pages if opened else None,
                figures=figures[document], error=reading.error if reading else None,
                warnings=opened.warnings if opened else (), jobs=mine,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.name.casefold(), row.document)))
