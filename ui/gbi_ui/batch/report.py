"""One HTML page that holds it all: reports and answers, the pages with what was cited, every figure with its table.

It loads nothing and runs no script. Each page's picture stands in it once; figures and evidence are cut-outs of it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

from gbi.errors import GbiError
from gbi.store.jobs import READING, Job
from gbi.types import Answer, Box, Document, PageBox, Reading
from gbi.workspace import Workspace
from gbi_agents.chinese import in_language
from gbi_agents.findings import findings
from gbi_agents.language import Language
from gbi_ui.asking import place_words
from gbi_ui.batch.index import WIDE, table
from gbi_ui.batch.key_figures import KeyFigure, key_figures
from gbi_ui.batch.words import WORDS, kind_words
from gbi_ui.evidence import POLICY, STYLE

MOST_PIXELS, QUALITY = 1400, 80  # of a page's longer side, and of its JPEG
MOST_PAGES = 400
"""Pictures of pages in one file; what stands on further pages is there without a picture."""
MOST_ROWS = 200
MORE_STYLE = """
main { max-width: 70rem; } svg.cut { display: block; max-width: 100%; height: auto; border: 1px solid var(--line);
background: #fff; } section { border-top: 2px solid var(--line); margin-top: 3rem; } svg.store { position: absolute; }
"""


class Pictures:
    """Pictures of pages, each put into the file once and shown from there, whole or in part."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._sizes: dict[tuple[str, int], tuple[float, float] | None] = {}
        self.stored: list[str] = []

    def cut(self, document: str, page: int, box: Box | None = None, marks: str = "") -> str:
        """The page, or what is in the box (in points), with `marks` (SVG) over it; "" where it has no picture."""
        size = self._size(document, page)
        if size is None:
            return ""
        x0, y0, x1, y1 = box or (0.0, 0.0, *size)
        view = f"{x0:.1f} {y0:.1f} {max(1.0, x1 - x0):.1f} {max(1.0, y1 - y0):.1f}"
        wide = f"{max(1.0, x1 - x0) * 1.4:.0f}"
        return f'<svg class="cut" width="{wide}" viewBox="{view}"><use href="#{_name(document, page)}"/>{marks}</svg>'

    def _size(self, document: str, page: int) -> tuple[float, float] | None:
        at = (document, page)
        if at not in self._sizes:
            self._sizes[at] = self._store(document, page) if len(self.stored) < MOST_PAGES else None
        return self._sizes[at]

    def _store(self, document: str, page: int) -> tuple[float, float] | None:
        from PIL import Image

        try:
            size = self._ws.page(document, page)
            data = self._ws.page_image(document, page)
        except GbiError:  # it cannot be drawn any more: what was read of it stands in the file nonetheless
            return None
        with Image.open(BytesIO(data)) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
        out = BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
        self.stored.append(
            f'<image id="{_name(document, page)}" width="{size.width:g}" height="{size.height:g}" '
            f'preserveAspectRatio="none" href="data:image/jpeg;base64,{b64encode(out.getvalue()).decode()}"/>'
        )
        return size.width, size.height


def write_report(
    ws: Workspace, jobs: Sequence[Job], path: Path, only: str | None = None, language: Language = "en"
) -> None:
    """Writes the page as UTF-8, with `only` (an id) of that document alone. Raises `OSError` when it cannot."""
    jobs = [job for job in jobs if only in (None, job.document)]
    pictures = Pictures(ws)
    answered = [job for job in jobs if job.question != READING and job.answer is not None]
    anchors = {(job.document, job.question): f"#a{n}" for n, job in enumerate(answered)}
    body = [table(ws, jobs, anchors, only, language)]
    for number, job in enumerate(answered):
        body += _answer(pictures, job, f"a{number}", language)
    for document in [document for document in ws.documents() if only in (None, document.id)]:
        body += _document(ws, pictures, document, language)
    store = f'<svg class="store" width="0" height="0"><defs>{"".join(pictures.stored)}</defs></svg>'
    path.write_text(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{WORDS[language]["title"]}</title>'
        f"<style>{STYLE}{WIDE}{MORE_STYLE}</style></head><body>{store}<main>{''.join(body)}</main></body></html>",
        encoding="utf-8",
    )


def _answer(pictures: Pictures, job: Job, anchor: str, language: Language) -> Iterator[str]:
    words = WORDS[language]
    answer = job.answer
    assert answer is not None
    yield f'<section id="{anchor}"><h1>{escape(job.name)}: {escape(job.question)}</h1>'
    yield f'<p class="answer">{escape(answer.text)}</p>'
    if answer.status == "answered":
        basis = f" · {words[answer.basis]}" if answer.basis else ""
        yield f'<p class="soft">{words["sure"].format(share=f"{answer.confidence:.0%}")}{escape(basis)}</p>'
    yield from (f'<p class="warn">{escape(warning)}</p>' for warning in answer.warnings)
    yield f"<pre>{escape(answer.sql)}</pre>" if answer.sql else ""
    yield from _evidence(pictures, answer, language)
    yield "</section>"


def _evidence(pictures: Pictures, answer: Answer, language: Language) -> Iterator[str]:
    """Each cited page once, with all boxes on it; places that are on no page in words."""
    pages: dict[tuple[str, int], list[str]] = {}
    for citation in sorted(answer.citations, key=lambda citation: citation.role == "value"):
        if isinstance(citation.place, PageBox):
            x0, y0, x1, y1 = citation.place.box
            words = "; ".join(f"{cell.row_label}, {cell.column}: {cell.text or cell.value}" for cell in citation.cells)
            pages.setdefault((citation.document, citation.place.page), []).append(
                f'<rect class="{citation.role}" x="{x0 - 2:.1f}" y="{y0 - 2:.1f}" width="{x1 - x0 + 4:.1f}" '
                f'height="{y1 - y0 + 4:.1f}"><title>{escape(words or citation.text)}</title></rect>'
            )
        else:
            yield f'<p class="soft">{escape(place_words(citation, language))}</p>'
    for (document, page), marks in pages.items():
        picture = pictures.cut(document, page, marks="".join(marks))
        where = WORDS[language]["on page"].format(number=page)
        yield f'<figure><figcaption class="soft">{where}</figcaption>{picture}</figure>'


def _document(ws: Workspace, pictures: Pictures, document: Document, language: Language) -> Iterator[str]:
    words = WORDS[language]
    yield f'<section id="{_name(document.id)}"><h1>{escape(document.name)}</h1>'
    yield from (f'<p class="warn">{escape(in_language(warning, language))}</p>' for warning in document.warnings)
    figures = key_figures(ws, document.id)
    if figures:
        yield f"<h2>{words['key figures']}</h2><table>{''.join(_key_figure(one, words) for one in figures)}</table>"
    found = findings(ws, [document.id])
    if found:
        where = [words["on page"].format(number=one.page) for one in found]
        lines = "".join(
            f"<li>{escape(in_language(one.text, language))} <span class='soft'>{page}</span></li>"
            for one, page in zip(found, where, strict=True)
        )
        yield f"<h2>{words['misfits']}</h2><ul>{lines}</ul>"
    readings = ws.readings(document)
    yield f"<h2>{words['charts and tables'].format(count=len(readings))}</h2>"
    for reading in readings:
        yield from _figure(pictures, reading, language)
    yield "</section>"


def _key_figure(figure: KeyFigure, words: Mapping[str, str]) -> str:
    unit = " ".join(filter(None, (f"× {figure.scale:g}" if figure.scale != 1 else "", figure.unit)))
    change = (
        ""
        if figure.change is None
        else words["from year"].format(change=f"{figure.change:+.1%}", year=figure.year_before)
    )
    cells = (
        f"{figure.label}, {figure.year}",
        f"{figure.value:,.10g}",
        unit,
        change,
        words["on page"].format(number=figure.page),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _figure(pictures: Pictures, reading: Reading, language: Language) -> Iterator[str]:
    words = WORDS[language]
    region = reading.region
    title = reading.title or region.caption or region.heading
    yield f'<figure><figcaption><strong>{escape(title)}</strong> <span class="soft">'
    sure = words["sure"].format(share=f"{reading.confidence:.0%}")
    kind = escape(kind_words(reading.chart_type or region.kind, language))
    yield f'{kind}, {words["on page"].format(number=region.page)}, {sure}</span></figcaption><div class="row"><div>'
    for place in (region.place, *region.more):
        if isinstance(place, PageBox):
            yield pictures.cut(region.document, place.page, place.box)
    head = "".join(f"<th>{escape(column.name)}</th>" for column in reading.columns)
    yield f"</div><table><tr>{head}</tr>"
    for number in range(min(len(reading.rows), MOST_ROWS)):
        texts = (cell.text or ("" if cell.value is None else str(cell.value)) for cell in reading.rows[number])
        yield "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>"
    yield "</table></div>"
    if len(reading.rows) > MOST_ROWS:
        yield f'<p class="soft">{words["first rows"].format(rows=MOST_ROWS, of=len(reading.rows))}</p>'
    yield "</figure>"


def _name(document: str, page: int = 0) -> str:
    return f"d{document[:24]}p{page}"
