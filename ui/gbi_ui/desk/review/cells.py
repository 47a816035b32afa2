"""One cell at a time: what was read there, by whom, how sure; kept, emptied or corrected, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from gbi.store.corrections import row_label, shown
from gbi.types import Cell, PageBox, Reading, Value
from gbi_ui.desk.amounts import heading
from gbi_ui.desk.choices import apart
from gbi_ui.desk.review.doubt import Doubt
from gbi_ui.desk.review.figure import Mark
from gbi_ui.desk.review.table import MOST_ROWS
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say

Spot = tuple[int, int]
"""Row and column of a cell, from 0."""
Correct = Callable[[Spot, Value], None]
MOST_CHOICES = 3000


def order(reading: Reading, found: Sequence[Doubt]) -> list[Spot]:
    """The cells in the order in which they are gone through: the doubtful ones first, then row by row."""
    first = [(doubt.row, doubt.column) for doubt in found]
    seen = set(first)
    rows = range(min(MOST_ROWS, len(reading.rows)))
    rest = [(r, c) for r in rows for c in range(len(reading.columns)) if (r, c) not in seen]
    return (first + rest)[:MOST_CHOICES]


def choose(reading: Reading, found: Sequence[Doubt]) -> Spot | None:
    """The list of cells with its keys for the next and the previous one; None for a reading without cells."""
    spots = order(reading, found)
    if not spots:
        return None
    key = f"review.cell.{reading.region.id}"
    if st.session_state.get(key) not in spots:
        st.session_state[key] = spots[0]
    chosen: Spot = st.selectbox(
        say("review.cell"), spots, key=key, format_func=names(reading, spots, found).__getitem__
    )
    row = st.container(horizontal=True)
    row.button(
        say("review.previous cell"), icon=":material/arrow_upward:", shortcut="Alt+Up", on_click=_step,
        args=(key, spots, -1), key="review.previous",
    )  # fmt: skip
    row.button(
        say("review.next cell"), icon=":material/arrow_downward:", shortcut="Alt+Down", on_click=_step,
        args=(key, spots, 1), key="review.following",
    )  # fmt: skip
    return chosen


def go_to(region: str, spot: Spot) -> None:
    """Makes it the chosen cell at the page's next run."""
    st.session_state["review.wanted"] = (region, spot)


def arrive() -> None:
    """Does what `go_to` asked for; before the widgets are drawn."""
    if wanted := st.session_state.pop("review.wanted", None):
        st.session_state[f"review.cell.{wanted[0]}"] = wanted[1]


def _step(key: str, spots: Sequence[Spot], step: int) -> None:
    at = spots.index(st.session_state[key]) if st.session_state[key] in spots else 0
    st.session_state[key] = spots[(at + step) % len(spots)]


def names(reading: Reading, spots: Sequence[Spot], found: Sequence[Doubt]) -> dict[Spot, str]:
    """What each cell is called in the list: row, column, value, and why it is doubtful; no two alike."""
    rows = apart({r: row_label(reading, r) for r in sorted({r for r, _ in spots})}, lambda r: str(r + 1))
    columns = apart({c: column.name for c, column in enumerate(reading.columns)}, lambda c: str(c + 1))
    reasons = {(doubt.row, doubt.column): say(f"review.reason.{doubt.reason}") for doubt in found}
    return {
        (r, c): " · ".join(filter(None, (rows[r], columns[c], shown(reading.rows[r][c]), reasons.get((r, c)))))
        for r, c in spots
    }


def decide(reading: Reading, spot: Spot, correct: Correct) -> None:
    """What was read at the cell, and the ways to put it right; `correct` is called with the value that is right."""
    cell, column = reading.rows[spot[0]][spot[1]], reading.columns[spot[1]]
    key = f"{cell.id}.{len(cell.alternatives)}.{shown(cell)}"
    st.text(f"{row_label(reading, spot[0])} · {heading(column)}")
    st.text(_said(cell))
    row = st.container(horizontal=True)
    if row.button(say("review.right"), icon=":material/check:", shortcut="Alt+Y", key="review.right"):
        correct(spot, cell.value)
    if row.button(say("review.clear"), icon=":material/backspace:", shortcut="Alt+0", key="review.clear"):
        correct(spot, None)
    for number, other in enumerate(cell.alternatives):
        words = say("review.other", value=plain(other.text or str(other.value)), reader=plain(other.reader))
        if other.value != cell.value and st.button(words, key=f"review.other.{number}", width="stretch"):
            correct(spot, other.value)
    with st.form(f"review.form.{key}", border=False):
        given = st.text_input(say("review.correct"), shown(cell), key=f"review.value.{key}")
        if st.form_submit_button(say("review.save"), key=f"review.submit.{key}") and given != shown(cell):
            correct(spot, given.strip() or None)


def _said(cell: Cell) -> str:
    parts = [
        say("review.cell.read", value=shown(cell) or say("review.cell.empty")),
        f"± {cell.error:.3g}" if cell.error else "",
        say("review.cell.sure", percent=round(100 * cell.confidence)),
        say(f"basis.{cell.basis.value}"),
        say("review.cell.corrected", by=cell.corrected_by) if cell.corrected_by is not None else "",
    ]
    return " · ".join(filter(None, parts))


def marks(reading: Reading, found: Sequence[Doubt], here: Spot | None) -> list[tuple[PageBox, Mark]]:
    """What is marked on the figure: doubtful and corrected cells, and over them the chosen one."""
    chosen: list[tuple[Spot, Mark]] = [((doubt.row, doubt.column), "doubt") for doubt in found[:200]]
    rows = range(min(MOST_ROWS, len(reading.rows)))
    chosen += [
        ((r, c), "corrected") for r in rows for c, cell in enumerate(reading.rows[r]) if cell.corrected_by is not None
    ]
    if here is not None:
        chosen = [(spot, mark) for spot, mark in chosen if spot != here] + [(here, "here")]
    placed = [(reading.rows[r][c].place, mark) for (r, c), mark in chosen]
    return [(place, mark) for place, mark in placed if isinstance(place, PageBox)]
