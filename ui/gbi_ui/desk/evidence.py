"""Where an answer's numbers stand: the figure large, the page small beside it, both marked; the cells in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gbi.boxes import inside
from gbi.errors import GbiError
from gbi.types import Answer, Box, Citation, PageBox
from gbi.workspace import Workspace
from gbi_ui.asking import place_words
from gbi_ui.desk.amounts import column_names
from gbi_ui.desk.marked import boxes_of, cited_pages, marked_page
from gbi_ui.desk.review import link
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

MOST_PAGES = 8
ROOM_PT = 28.0
"""Round a figure that is cut out, so that its caption is on the picture."""
WHOLE = 0.6
"""Share of the page from which the page itself is shown, instead of a cut-out."""
TALL_PX = 620
"""Width of a page in portrait format that is shown whole."""


def evidence(ws: Workspace, answer: Answer, key: str) -> None:
    """The cited pages with their boxes; places that are on no page in words."""
    pages = list(cited_pages(answer.citations).items())
    names = column_names(ws, {citation.document for citation in answer.citations})
    for (document, number), citations in pages[:MOST_PAGES]:
        st.caption(f"{plain(citations[0].name)} · {say('page.number', number=number)}")
        try:
            _pictures(ws, document, number, citations)
        except GbiError as error:
            st.warning(plain(told(error)))
        _cells(citations, names)
    if len(pages) > MOST_PAGES:
        st.caption(say("answer.more pages", count=len(pages) - MOST_PAGES))
    elsewhere(answer.citations)
    link.buttons(ws, answer.citations, key, names)


def _pictures(ws: Workspace, document: str, number: int, citations: Sequence[Citation]) -> None:
    boxes = boxes_of(citations)
    figure = figure_box(ws, document, number, [box for box, _ in boxes])
    if figure is None:
        page = ws.page(document, number)
        tall = page.height > page.width > TALL_PX / 2
        st.image(marked_page(ws, document, number, boxes), width=TALL_PX if tall else "content")
        return
    near, whole = st.columns([3, 1])
    near.image(marked_page(ws, document, number, boxes, figure), width="stretch")
    whole.image(marked_page(ws, document, number, boxes), width="stretch")


def figure_box(ws: Workspace, document: str, number: int, boxes: Sequence[Box]) -> Box | None:
    """The part of the page, in points, that holds the figures in which the boxes stand, with room for a caption.

    None where that is most of the page. Raises `GbiError` where there is no such page.
    """
    page = ws.page(document, number)
    parts = list(boxes)
    for region in ws.regions(document):
        for place in (region.place, *region.more):
            if isinstance(place, PageBox) and place.page == number and any(inside(box, place.box) for box in boxes):
                parts.append(place.box)
    x0, y0 = min(part[0] for part in parts) - ROOM_PT, min(part[1] for part in parts) - ROOM_PT
    x1, y1 = max(part[2] for part in parts) + ROOM_PT, max(part[3] for part in parts) + ROOM_PT
    found = max(0.0, x0), max(0.0, y0), min(page.width, x1), min(page.height, y1)
    share = (found[2] - found[0]) * (found[3] - found[1]) / (page.width * page.height)
    return found if share < WHOLE else None


def elsewhere(citations: tuple[Citation, ...]) -> None:
    """Citations of sheets, data files and parts of documents, in words."""
    for citation in citations:
        if citation.place.kind != "page":
            st.text(place_words(citation, st.session_state.get("language", "en")))


def _cells(citations: list[Citation], names: dict[tuple[str, str], str]) -> None:
    rows = [
        {
            say("cell.row"): cell.row_label,
            say("cell.column"): names.get((cell.table, cell.column), cell.column),
            say("cell.value"): cell.text or str(cell.value),
            "±": cell.error,
            say("cell.basis"): say(f"basis.{cell.basis}"),
            say("cell.role"): say(f"role.{citation.role}"),
        }
        for citation in citations
        for cell in citation.cells
    ]
    if rows:
        st.dataframe(rows, hide_index=True)
