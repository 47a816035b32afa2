"""Every chart and table of a report: its picture beside what was read from it."""

from __future__ import annotations

import streamlit as st

from gbi.documents.columns import unique_names
from gbi.errors import GbiError
from gbi.types import Cell, PageBox, Reading
from gbi.workspace import Workspace
from gbi_ui.desk.amounts import heading
from gbi_ui.desk.marked import fitted, framed
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import known, say, told

AT_ONCE = 8
MOST_ROWS = 500


def show(ws: Workspace, document: str) -> None:
    """`AT_ONCE` figures at a time, all of them or those of one kind. Raises `GbiError`."""
    readings = ws.readings(document)
    if not readings:
        st.info(say("reports.no figures"))
        return
    kinds = sorted({reading.region.kind for reading in readings})
    kind = None
    if len(kinds) > 1:
        kind = st.pills(
            say("reports.kind"), kinds, format_func=lambda name: say(f"reports.kind.{name}"), key="reports.kind",
            label_visibility="collapsed",
        )  # fmt: skip
    wanted = [reading for reading in readings if kind is None or reading.region.kind == kind]
    pages = -(-len(wanted) // AT_ONCE)
    number = 1
    if pages > 1:
        number = min(st.pagination(pages, key=f"reports.figures {document} {kind}"), pages)
    for reading in wanted[(number - 1) * AT_ONCE : number * AT_ONCE]:
        with st.container(border=True):
            figure(ws, reading)


def figure(ws: Workspace, reading: Reading) -> None:
    """One figure: what it is, its picture, its table, its warnings."""
    region = reading.region
    st.markdown(f"**{plain(reading.title or region.caption or region.heading) or say(f'reports.kind.{region.kind}')}**")
    facts = [
        say("page.number", number=region.page),
        kind_words(reading),
        say("reports.confidence", percent=round(100 * reading.confidence)),
    ]
    st.caption(" · ".join(facts))
    left, right = st.columns(2)
    with left:
        if isinstance(region.place, PageBox):
            _picture(ws, region.id)
    with right:
        table(reading)
    for warning in reading.warnings:
        st.caption(f":material/info: {plain(told(warning))}")


def kind_words(reading: Reading) -> str:
    """What kind of figure it is, in the session's language where it has a word for it, harmless in Markdown."""
    kind = reading.chart_type or reading.region.kind
    return say(f"reports.kind.{kind}") if known(f"reports.kind.{kind}") else plain(kind)


def _picture(ws: Workspace, region: str) -> None:
    try:
        st.image(_drawn(str(ws.path), ws, region))
    except GbiError as error:
        st.warning(plain(told(error)))


@st.cache_data(max_entries=128, show_spinner=False)
def _drawn(path: str, _ws: Workspace, region: str) -> bytes:
    return framed(fitted(_ws.region_image(region)), ())


def table(reading: Reading) -> None:
    """The first `MOST_ROWS` rows as shown, with units in the heads of the columns."""
    import pandas as pd

    names = unique_names([heading(column) for column in reading.columns])
    rows = [reading.rows[number] for number in range(min(len(reading.rows), MOST_ROWS))]
    columns = {name: shown([row[at] for row in rows]) for at, name in enumerate(names)}
    st.dataframe(pd.DataFrame(columns), hide_index=True)
    if len(reading.rows) > MOST_ROWS:
        st.caption(say("reports.first rows", rows=MOST_ROWS, of=len(reading.rows)))


def shown(cells: list[Cell]) -> list[float | str | None]:
    """Numbers where all of the column are, so that it can be sorted by them; else the text of each."""
    values = [cell.value for cell in cells]
    if all(value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values):
        return [None if value is None else float(value) for value in values]
    return [cell.text or ("" if cell.value is None else str(cell.value)) for cell in cells]
