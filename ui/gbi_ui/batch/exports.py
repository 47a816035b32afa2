"""What a batch leaves beside its workspace: Parquet, an Excel file, an index page, one evidence page an answer.

Each file is written whole under a temporary name and renamed; asking for them again changes nothing but what is new.
"""

from __future__ import annotations

from pathlib import Path

from gbi.errors import GbiError
from gbi.store.files import replace_file
from gbi.store.jobs import READING, Job
from gbi.workspace import Workspace
from gbi_agents.language import Language
from gbi_ui.batch.index import index_page
from gbi_ui.batch.listed import Listed
from gbi_ui.batch.parquet import write_answers, write_readings
from gbi_ui.batch.words import language_for
from gbi_ui.batch.workbook import write_workbook
from gbi_ui.evidence import write_evidence

EVIDENCE = "evidence"


def write_exports(ws: Workspace, out: Path, language: Language | None = None) -> list[Path]:
    """Writes `answers.parquet`, `readings.parquet`, `answers.xlsx`, `index.html` and `evidence/` into `out`.

    Their headings are in `language`, by default that of most questions. Returns the first four.
    Raises `StoreError` when the folder cannot be written to.
    """
    jobs = ws.jobs.all()
    language = language or language_for(job.question for job in jobs)
    pages = {(job.document, job.question): page for job in jobs if (page := _evidence(ws, job, out)) is not None}
    answers, readings = out / "answers.parquet", out / "readings.parquet"
    workbook, index = out / "answers.xlsx", out / "index.html"
    replace_file(answers, lambda path: write_answers(jobs, path))
    figures: list[Listed] = []
    replace_file(readings, lambda path: figures.extend(write_readings(ws, path, readings)))
    replace_file(workbook, lambda path: write_workbook(ws, jobs, pages, figures, path, language))
    replace_file(index, lambda path: path.write_text(index_page(ws, jobs, pages, language), encoding="utf-8"))
    return [answers, readings, workbook, index]


def _evidence(ws: Workspace, job: Job, out: Path) -> str | None:
    """The answer's evidence page, as a path relative to `out`; made once, since an answer never changes."""
    if job.question == READING or job.answer is None or not job.answer.citations:
        return None
    name = f"{EVIDENCE}/{job.answer.id}.html"
    if not (out / name).exists():
        try:
            write_evidence(ws, job.answer, out / name)
        except GbiError:  # the page cannot be drawn any more: the answer stands, its row says where it came from
            return None
    return name
