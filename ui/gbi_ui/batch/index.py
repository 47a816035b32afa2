"""The index page: reports down, questions across, each answer a link to its evidence. It loads nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from gbi.store.jobs import READING, Job
from gbi.workspace import Workspace
from gbi_agents.chinese import in_language
from gbi_agents.language import Language
from gbi_ui.batch.words import WORDS
from gbi_ui.evidence import POLICY, STYLE

WIDE = "body { max-width: none; } td { vertical-align: top; max-width: 26rem; } .failed { color: #b42318; }"


def index_page(
    ws: Workspace, jobs: Sequence[Job], pages: Mapping[tuple[str, str], str], language: Language = "en"
) -> str:
    """The page as HTML. `pages` are the evidence pages by document and question, relative to the page's folder."""
    links = " · ".join(
        f'<a href="{name}">{name}</a>' for name in ("answers.xlsx", "answers.parquet", "readings.parquet")
    )
    made = table(ws, jobs, pages, language=language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{WORDS[language]["title"]}</title>'
        f'<style>{STYLE}{WIDE}</style></head><body><p class="soft">{links}</p>{made}</body></html>'
    )


def table(
    ws: Workspace,
    jobs: Sequence[Job],
    pages: Mapping[tuple[str, str], str],
    only: str | None = None,
    language: Language = "en",
) -> str:
    """How many there are, and the table of reports and questions, as HTML; `pages` are where its answers link to.

    With `only` (an id) it is about that document alone; the jobs must be, too.
    """
    words = WORDS[language]
    questions = list(dict.fromkeys(job.question for job in jobs if job.question != READING))
    done = {(job.document, job.question): job for job in jobs}
    figures = Counter(info.document for info in ws.table_infos())
    reports = [job for job in reports_of(ws, jobs) if only in (None, job.document)]
    head = "".join(f"<th>{escape(question)}</th>" for question in questions)
    rows = "".join(
        f"<tr><td>{_report(figures[job.document], job, language)}</td>"
        + "".join(
            f"<td>{_cell(done.get((job.document, q)), pages.get((job.document, q)), language)}</td>" for q in questions
        )
        + "</tr>"
        for job in reports
    )
    answered = sum(job.answer is not None and job.answer.status == "answered" for job in jobs)
    counts = {"report": len(reports), "question": len(questions), "answer": answered}
    each = (words[f"{'one' if count == 1 else 'count'} {noun}"].format(count=count) for noun, count in counts.items())
    summary = words["join"].join(each)
    return f"<h1>{summary}</h1><table><tr><th>{words['report']}</th>{head}</tr>{rows}</table>"


def reports_of(ws: Workspace, jobs: Sequence[Job]) -> list[Job]:
    """The reading of each report: as the ledger has it, and of documents that came into the workspace another way."""
    readings = {job.document: job for job in jobs if job.question == READING}
    others = [
        Job(document=document.id, name=document.name, path="", status="done")
        for document in ws.documents()
        if document.id not in readings
    ]
    return [*readings.values(), *others]


def _report(figures: int, job: Job, language: Language) -> str:
    words = WORDS[language]
    error = in_language(job.error or "", language)
    name = f"<strong>{escape(job.name)}</strong>"
    if job.status == "failed":
        return f'{name}<br><span class="failed">{escape(error or words["failed"])}</span>'
    note = f'<br><span class="warn">{escape(error)}</span>' if error else ""
    took = f", {job.seconds:.1f} s" if job.seconds else ""
    return f'{name}<br><span class="soft">{words["count figures"].format(count=figures)}{took}</span>{note}'


def _cell(job: Job | None, page: str | None, language: Language) -> str:
    words = WORDS[language]
    if job is None:
        return f'<span class="soft">{words["not asked"]}</span>'
    if job.answer is None:
        return f'<span class="failed">{escape(in_language(job.error or "", language) or words["failed"])}</span>'
    text = escape(job.answer.text)
    if job.answer.status != "answered":
        return f'<span class="soft">{text}</span>'
    sure = words["sure"].format(share=f"{job.answer.confidence:.0%}")
    linked = f'<a href="{escape(page)}">{text}</a>' if page else text
    return f'{linked}<br><span class="soft">{sure}</span>'
