"""The Excel file: answers with their sources and links, documents, figures. Text from documents is never a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gbi.store.jobs import READING, Job
from gbi.types import Value
from gbi.workspace import Workspace
from gbi_agents.chinese import in_language
from gbi_agents.language import Language
from gbi_ui.asking import place_words
from gbi_ui.batch.index import reports_of
from gbi_ui.batch.words import WORDS, kind_of

MOST_CHARACTERS = 32_000  # Excel takes 32,767 in a cell
ANSWERS = (
    ("report", 34), ("question", 44), ("status", 14), ("value", 18), ("unit", 12), ("scale", 10), ("answer", 60),
    ("error", 10), ("confidence", 12), ("source", 60), ("evidence", 12), ("sql", 60),
)  # fmt: skip
DOCUMENTS = (("report", 34), ("pages", 8), ("figures", 10), ("seconds", 10), ("not read", 80), ("path", 60))
FIGURES = (("report", 34), ("page", 8), ("kind", 14), ("heading", 60), ("rows", 8), ("columns", 50), ("table", 30))
"""Keys of the columns' words, and their widths in characters."""


def write_workbook(
    ws: Workspace, jobs: Sequence[Job], pages: Mapping[tuple[str, str], str], path: Path, language: Language = "en"
) -> None:
    """Writes the file, its headings in the language. `pages` are the evidence pages by document and question,
    relative to the file's folder."""
    book = Workbook()
    answers = _sheet(book, "answers", ANSWERS, language)
    for job in jobs:
        if job.question != READING:
            _answer(answers, job, pages.get((job.document, job.question)), language)
    documents = _sheet(book, "reports", DOCUMENTS, language)
    readings = {document.id: ws.readings(document) for document in ws.documents()}
    known = {document.id: document for document in ws.documents()}
    for job in reports_of(ws, jobs):
        document = known.get(job.document)
        notes = [*([job.error] if job.error else []), *(document.warnings if document else ())]
        told = "; ".join(in_language(note, language) for note in notes)
        counts = (document.pages if document else None, len(readings.get(job.document, ())))
        _row(documents, (job.name, *counts, round(job.seconds, 2), told, job.path))
    figures = _sheet(book, "figures", FIGURES, language)
    tables = {info.reading: info.name for info in ws.table_infos()}
    for document_id, found in readings.items():
        for reading in found:
            region = reading.region
            columns = "; ".join(column.name for column in reading.columns)
            title = reading.title or region.caption or region.heading
            name, kind = known[document_id].name, kind_of(reading, language)
            _row(figures, (name, region.page, kind, title, len(reading.rows), columns, tables.get(reading.id)))
    del book[book.sheetnames[0]]
    book.save(path)


def _answer(sheet: Worksheet, job: Job, page: str | None, language: Language) -> None:
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
    )  # fmt: skip
    if page is not None:
        link = sheet.cell(sheet.max_row, 1 + [name for name, _ in ANSWERS].index("evidence"))
        link.hyperlink = page
        link.style = "Hyperlink"


def _sheet(book: Workbook, title: str, columns: Sequence[tuple[str, int]], language: Language) -> Worksheet:
    words = WORDS[language]
    sheet: Worksheet = book.create_sheet(words[title])
    _row(sheet, [words[name] for name, _ in columns])
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    return sheet


def _row(sheet: Worksheet, values: Sequence[Any]) -> None:
    """Appends a row. Text stays text, also where it begins with "="."""
    number = sheet.max_row + 1 if sheet.cell(1, 1).value is not None else 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:MOST_CHARACTERS]
            cell.data_type = "s"
            cell.quotePrefix = bool(re.match(r"[=+\-@]", value))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        else:
            cell.value = value
