"""The Excel file: answers with their sources and links, documents, figures. Text from documents is never a formula."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gbi.store.jobs import READING, Job
from gbi.types import Value
from gbi.workspace import Workspace
from gbi_agents.chinese import in_language
from gbi_agents.language import Language
from gbi_ui.asking import place_words
from gbi_ui.batch.index import reports_of
from gbi_ui.batch.listed import Listed
from gbi_ui.batch.words import WORDS, kind_words

MOST_CHARACTERS = 32_000  # Excel takes 32,767 in a cell
ANSWERS = (
    ("report", 34), ("question", 44), ("status", 14), ("value", 18), ("unit", 12), ("scale", 10), ("answer", 60),
    ("error", 10), ("confidence", 12), ("source", 60), ("evidence", 12), ("sql", 60),
)  # fmt: skip
DOCUMENTS = (("report", 34), ("pages", 8), ("figures", 10), ("seconds", 10), ("not read", 80), ("path", 60))
FIGURES = (("report", 34), ("page", 8), ("kind", 14), ("heading", 60), ("rows", 8), ("columns", 50), ("table", 30))
"""Keys of the columns' words, and their widths in characters."""
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEADING = Font(bold=True)
EMPTY: Mapping[int, str] = {}


def write_workbook(
    ws: Workspace,
    jobs: Sequence[Job],
    pages: Mapping[tuple[str, str], str],
    figures: Sequence[Listed],
    path: Path,
    language: Language = "en",
) -> None:
    """Writes the file, its headings in the language. `pages` are the evidence pages by document and question,
    relative to the file's folder."""
    book = Workbook(write_only=True)  # a row is written and forgotten: tens of thousands of figures take no memory
    answers = _sheet(book, "answers", ANSWERS, language)
    for job in jobs:
        if job.question != READING:
            _answer(answers, job, pages.get((job.document, job.question)), language)
    documents = _sheet(book, "reports", DOCUMENTS, language)
    known = {document.id: document for document in ws.documents()}
    counts = Counter(info.document for info in ws.table_infos())
    for job in reports_of(ws, jobs):
        document = known.get(job.document)
        notes = [*([job.error] if job.error else []), *(document.warnings if document else ())]
        told = "; ".join(in_language(note, language) for note in notes)
        pages_of = document.pages if document else None
        _row(documents, (job.name, pages_of, counts[job.document], round(job.seconds, 2), told, job.path))
    list_of = _sheet(book, "figures", FIGURES, language)
    for one in figures:
        kind = kind_words(one.kind, language)
        _row(list_of, (one.name, one.page, kind, one.title, one.rows, "; ".join(one.columns), one.table))
    book.save(path)


def _answer(sheet: WriteOnlyWorksheet, job: Job, page: str | None, language: Language) -> None:
    words = WORDS[language]
    answer = job.answer
    if answer is None:
        _row(sheet, (job.name, job.question, words["failed"], None, None, None, in_language(job.error or "", language)))
        return
    value: Value = "; ".join(map(str, answer.value)) if isinstance(answer.value, tuple) else answer.value
    sources = "\n".join(place_words(citation, language) for citation in answer.citations if citation.role == "value")
    _row(
        sheet,
        (
            job.name, job.question, words[answer.status], value, answer.unit, answer.scale, answer.text, answer.error,
            answer.confidence if answer.status == "answered" else None, sources, words["open"] if page else None,
            answer.sql,
        ),
        {[name for name, _ in ANSWERS].index("evidence"): page} if page is not None else {},
    )  # fmt: skip


def _sheet(book: Workbook, title: str, columns: Sequence[tuple[str, int]], language: Language) -> Any:
    words = WORDS[language]
    sheet = book.create_sheet(words[title])  # what its stubs leave out is set here
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    sheet.append([_cell(sheet, words[name], HEADING) for name, _ in columns])
    return sheet


def _row(sheet: WriteOnlyWorksheet, values: Sequence[Any], links: Mapping[int, str] = EMPTY) -> None:
    """Appends a row; `links` lead from its cells, by place, to files. Text stays text, where it begins with "=" too."""
    cells = [_cell(sheet, value) for value in values]
    for place, link in links.items():
        cells[place].hyperlink = link
        cells[place].style = "Hyperlink"
    sheet.append(cells)


def _cell(sheet: WriteOnlyWorksheet, value: Any, font: Font | None = None) -> Any:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:MOST_CHARACTERS]
    cell.data_type = "s"
    if re.match(r"[=+\-@]", value):
        cell.quotePrefix = True
    cell.alignment = WRAPPED
    if font is not None:
        cell.font = font
    return cell
