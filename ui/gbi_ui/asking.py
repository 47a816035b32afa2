"""`gbi ask`: files in, one question, an answer with its evidence."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gbi import ahead
from gbi.errors import DocumentError, GbiError
from gbi_agents.chinese import in_language
from gbi_agents.language import Language, language_of
from gbi_ui.batch.words import WORDS

if TYPE_CHECKING:
    from gbi.types import Answer, Citation
    from gbi.workspace import Workspace

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"})
"""Suffixes of files that are most likely pictures: reading them is prepared before they are looked at."""


def run(
    files: Sequence[Path],
    question: str,
    *,
    workspace: Path | None,
    thread: str | None,
    as_json: bool,
    show: Path | None,
) -> int:
    """Answers and prints in the question's language; returns the exit status.

    Raises `GbiError`, in that language too, for files or questions that cannot be taken.
    """
    if any(path.suffix.lower() in PICTURES for path in files):
        ahead.start(ocr=True)
    language = language_of(question) or "en"
    try:
        _run(files, question, language, workspace=workspace, thread=thread, as_json=as_json, show=show)
    except GbiError as error:
        raise type(error)(in_language(str(error), language)) from error
    return 0


def _run(
    files: Sequence[Path],
    question: str,
    language: Language,
    *,
    workspace: Path | None,
    thread: str | None,
    as_json: bool,
    show: Path | None,
) -> None:
    from gbi.workspace import Workspace, cached_workspace
    from gbi_agents.analyst import warm_up
    from gbi_ui.progress import follow

    warm_up()  # the graph library loads while the files are read: each takes most of a second
    missing = [path for path in files if not path.exists()]
    if missing:
        raise DocumentError(f"{missing[0]}: no such file; give the path of a report, image, slides or data file")
    with cached_workspace(files) if workspace is None else Workspace(workspace) as ws:
        ws.warm_up()
        documents = follow(ws.ingest(*files, apart=True), language) if files else None
        ahead.discard()
        answer = _ask(ws, question, thread, documents)
        if show is not None:
            from gbi_ui.evidence import write_evidence

            write_evidence(ws, answer, show)
        if as_json:
            from gbi_ui.output import answer_json

            print(answer_json(answer))
        else:
            print_answer(answer)
            if show is not None:
                print(WORDS[language]["evidence at"].format(path=show))


def _ask(ws: Workspace, question: str, thread: str | None, documents: Sequence[str] | None) -> Answer:
    from gbi_agents.analyst import Analyst

    analyst = Analyst(ws)
    if thread is not None:
        return analyst.thread(thread, documents).ask(question)
    return analyst.ask(question, documents=documents)


def print_answer(answer: Answer) -> None:
    """The answer for a person, in the question's language: text, table, SQL, and where each value stood."""
    language = language_of(answer.question) or "en"
    words = WORDS[language]
    print(answer.text)
    for warning in answer.warnings:
        print(words["note"].format(text=warning), file=sys.stderr)
    for suggestion in answer.suggestions:
        print(f"  {words['try'].format(text=suggestion)}")
    if answer.status != "answered":
        return
    if answer.table is not None and len(answer.table.rows) > 1:
        _print_table(answer, words)
    if answer.sql:
        print(f"SQL: {answer.sql}")
    for citation in answer.citations:
        if citation.role == "value":
            print(words["from"].format(place=place_words(citation, language)))
    supports = sum(citation.role == "support" for citation in answer.citations)
    if supports:
        print(words["compared with one" if supports == 1 else "compared with"].format(count=supports))
    print(words["confident"].format(share=f"{answer.confidence:.0%}"))


def _print_table(answer: Answer, words: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    assert answer.table is not None
    table = Table()
    for column in answer.table.columns:
        table.add_column(Text(column.name))
    for row in answer.table.rows[:20]:
        table.add_row(*(Text("" if value is None else f"{value}") for value in row))
    Console().print(table)
    if len(answer.table.rows) > 20:
        print(words["rows more"].format(rows=len(answer.table.rows) - 20))


PLACES = {
    "en": {"page": "page {page}, box ({box})", "sheet": "sheet {sheet!r}, {ref}", "row": "row {first}",
           "rows": "rows {first} to {last}"},
    "zh": {"page": "第 {page} 页，框（{box}）", "sheet": "工作表 {sheet!r}，{ref}", "row": "第 {first} 行",
           "rows": "第 {first} 至 {last} 行"},
}  # fmt: skip


def place_words(citation: Citation, language: str = "en") -> str:
    """A place in words: document, page and box in points, or sheet and range, or rows, or the part."""
    words = PLACES[language]
    place = citation.place
    if place.kind == "page":
        box = ", ".join(f"{edge:.0f}" for edge in place.box)
        where = words["page"].format(page=place.page, box=box)
    elif place.kind == "sheet":
        where = words["sheet"].format(sheet=place.sheet, ref=place.ref)
    elif place.kind == "rows":
        first, last = place.rows
        where = words["row" if first == last else "rows"].format(first=first + 1, last=last + 1)
    else:
        where = place.path
    said = "; ".join(f"{cell.row_label}, {cell.column}: {cell.text or cell.value}" for cell in citation.cells[:3])
    return f"{citation.name}, {where}" + (f" [{said}]" if said else "")
