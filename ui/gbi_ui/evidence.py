"""One self-contained HTML page: the answer, its SQL, and the pages it came from with the cited boxes marked.

Everything from documents is escaped; the page loads nothing and runs no script.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from gbi.errors import GbiError
from gbi.files import replacing
from gbi.types import Answer, Citation, PageBox
from gbi_agents.chinese import in_language
from gbi_agents.language import Language, language_of
from gbi_ui.batch.words import WORDS

if TYPE_CHECKING:
    from gbi.workspace import Workspace

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
MOST_ROWS = 50
STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --soft: #667085; --line: #d0d5dd; --value: #d92d20; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ec; --paper: #14181f; --soft: #98a2b3; --line: #344054; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.1rem; color: var(--soft); font-weight: 500; } h2 { font-size: 1rem; margin-top: 2rem; }
.answer { font-size: 1.5rem; line-height: 1.3; } .soft { color: var(--soft); } .warn { color: #b54708; }
pre { background: color-mix(in srgb, var(--line) 30%, transparent); padding: .8rem; white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .2rem .6rem; text-align: left; }
.row { display: flex; flex-wrap: wrap; gap: 3rem; align-items: flex-start; } .row img { background: #fff; }
figure { margin: 1rem 0; } .page { position: relative; display: inline-block; border: 1px solid var(--line); }
.page img { display: block; width: 100%; } .page svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.value { fill: rgba(217, 45, 32, .16); stroke: var(--value); }
.support { fill: rgba(21, 112, 239, .10); stroke: #1570ef; }
rect { stroke-width: 1.5; vector-effect: non-scaling-stroke; }
"""


def write_evidence(ws: Workspace, answer: Answer, path: Path) -> None:
    """Writes the page as UTF-8, in the question's language. Raises `OSError` when the path cannot be written."""
    language = language_of(answer.question) or "en"
    words = WORDS[language]
    body = [
        f"<h1>{escape(answer.question)}</h1>",
        f'<p class="answer">{escape(answer.text)}</p>',
        f'<p class="soft">{escape(_facts(answer, language))}</p>',
        *(f'<p class="warn">{escape(in_language(warning, language))}</p>' for warning in answer.warnings),
        f'<div class="row"><div>{_result(answer, words)}</div>{_chart(answer, words)}</div>',
        f"<h2>SQL</h2><pre>{escape(answer.sql)}</pre>" if answer.sql else "",
        f"<h2>{words['evidence']}</h2>" if answer.citations else "",
        *_pages(ws, answer, language),
        *_elsewhere(answer, language),
    ]
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(answer.question)}</title><style>{STYLE}</style></head><body>{''.join(body)}</body></html>"
    )
    with replacing(path) as part:
        part.write_text(html, encoding="utf-8")


def _facts(answer: Answer, language: Language) -> str:
    words = WORDS[language]
    parts = [words[answer.status], words["sure"].format(share=f"{answer.confidence:.0%}")]
    if answer.basis is not None:
        parts.append(words["basis"].format(basis=words[answer.basis]))
    if answer.error:
        parts.append(words["error half"].format(error=f"{answer.error:.3g}"))
    for check in answer.checks:
        parts.append(words["passed" if check.passed else "not passed"].format(check=in_language(check.name, language)))
    return " · ".join(parts)


def _result(answer: Answer, words: Mapping[str, str]) -> str:
    if answer.table is None:
        return ""
    head = "".join(f"<th>{escape(column.name)}</th>" for column in answer.table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape('' if v is None else str(v))}</td>" for v in row) + "</tr>"
        for row in answer.table.rows[:MOST_ROWS]
    )
    left = len(answer.table.rows) - MOST_ROWS
    more = f'<p class="soft">{words["rows more"].format(rows=left)}</p>' if left > 0 else ""
    return f"<h2>{words['result']}</h2><table><tr>{head}</tr>{rows}</table>{more}"


def _chart(answer: Answer, words: Mapping[str, str]) -> str:
    """The answer's chart as an image inside the page, drawn by vl-convert without network access."""
    if answer.chart is None:
        return ""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(answer.chart, allowed_base_urls=[])
    data = base64.b64encode(svg.encode()).decode()
    return f'<figure><img alt="{words["chart of the result"]}" src="data:image/svg+xml;base64,{data}"></figure>'


def _pages(ws: Workspace, answer: Answer, language: Language) -> list[str]:
    """One figure per cited page: its image with every cited box, value boxes above support boxes."""
    words = WORDS[language]
    pages: dict[tuple[str, int], list[Citation]] = {}
    for citation in answer.citations:
        if isinstance(citation.place, PageBox):
            pages.setdefault((citation.document, citation.place.page), []).append(citation)
    figures = []
    for (document, number), citations in pages.items():
        caption = words["name, page"].format(name=escape(citations[0].name), number=number)
        try:
            page = ws.page(document, number)
            image = base64.b64encode(ws.page_image(document, number)).decode()
        except GbiError as error:
            told = words["no picture"].format(where=caption, error=escape(in_language(str(error), language)))
            figures.append(f'<p class="warn">{told}</p>')
            continue
        boxes = "".join(_rect(c) for c in sorted(citations, key=lambda c: c.role == "value"))
        figures.append(
            f'<figure><figcaption class="soft">{caption}</figcaption><div class="page">'
            f'<img alt="{caption}" src="data:image/png;base64,{image}">'
            f'<svg viewBox="0 0 {page.width:g} {page.height:g}" preserveAspectRatio="none">{boxes}</svg></div></figure>'
        )
    return figures


def _rect(citation: Citation) -> str:
    assert isinstance(citation.place, PageBox)
    x0, y0, x1, y1 = citation.place.box
    words = "; ".join(f"{cell.row_label}, {cell.column}: {cell.text or cell.value}" for cell in citation.cells)
    return (
        f'<rect class="{citation.role}" x="{x0 - 2:.1f}" y="{y0 - 2:.1f}" width="{x1 - x0 + 4:.1f}" '
        f'height="{y1 - y0 + 4:.1f}"><title>{escape(words or citation.text)}</title></rect>'
    )


def _elsewhere(answer: Answer, language: Language) -> list[str]:
    """Citations that stand on no page: sheet ranges, rows of data files, parts of a DOCX."""
    from gbi_ui.asking import place_words

    rest = [citation for citation in answer.citations if not isinstance(citation.place, PageBox)]
    return [f"<p>{escape(place_words(citation, language))}</p>" for citation in rest]
