"""Review: the most doubtful readings first, each figure beside its table, corrected cell by cell.

Its keys go with Alt: a letter alone would be taken from who types into the table, which is no input field.
"""

from __future__ import annotations

import getpass

import streamlit as st

from gbi.errors import GbiError
from gbi.store.reviews import Verdict
from gbi.types import PageBox, Reading, Value
from gbi.workspace import Workspace
from gbi_ui.desk.choices import apart
from gbi_ui.desk.login import login_is_configured
from gbi_ui.desk.review import background, cells, deeds, export, table
from gbi_ui.desk.review.doubt import doubts
from gbi_ui.desk.review.figure import Mark, marked_figure
from gbi_ui.desk.review.queue import SHELVES, Entry, entries, misfits, on, opened
from gbi_ui.desk.rooms import workspace
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told


def main() -> None:
    """The page."""
    ws = workspace()
    known = entries(ws)
    cells.arrive()
    _sidebar(ws)
    st.session_state.setdefault("review.shelf", "open" if on("open", known) else "all")
    shelf = st.segmented_control(
        say("review.shelf"), SHELVES, required=True, key="review.shelf", persist_state="session",
        format_func=lambda one: say(f"review.{one}", count=len(on(one, known))),
    )  # fmt: skip
    shown = on(shelf or "open", known)
    background.watch(ws)
    _report()
    if not shown:
        st.info(say("review.nothing"))
        if st.session_state.get(_stack(ws)):
            _undo_button(ws)
        return
    entry = _choose(shown, known)
    reading = opened(ws, entry.region)
    if reading is not None:
        _work(ws, entry, reading, shown)


def _choose(shown: tuple[Entry, ...], known: tuple[Entry, ...]) -> Entry:
    regions = {entry.region: entry for entry in shown}
    if wanted := st.session_state.pop("review.wanted figure", None):
        st.session_state["review.figure"] = wanted
    if st.session_state.get("review.figure") not in regions:
        st.session_state["review.figure"] = next(iter(regions))
    numbers = {region: at for at, region in enumerate(sorted(entry.region for entry in known), 1)}
    names = apart({entry.region: _title(entry) for entry in known}, lambda region: str(numbers[region]))
    chosen = st.selectbox(say("review.figure"), list(regions), key="review.figure", format_func=names.__getitem__)
    return regions[chosen]


def _title(entry: Entry) -> str:
    percent = round(100 * entry.weight.doubt)
    doubt = say("review.doubt", percent=percent) if percent else ""
    where = say("page.number", number=entry.page)
    return " · ".join(filter(None, (doubt, entry.title[:80], entry.name, where)))


def _work(ws: Workspace, entry: Entry, reading: Reading, shown: tuple[Entry, ...]) -> None:
    """The figure at the left, its table and the cell at the right, and the buttons for the whole of it."""
    found = doubts(reading, misfits(ws))
    _buttons(ws, entry, shown)
    left, right = st.columns(2, gap="medium")
    picture = left.container()
    with left:
        here = cells.choose(reading, found)
        if here is not None:
            cells.decide(reading, here, lambda spot, value: _correct(ws, reading, {spot: value}))
    with picture:
        _figure(ws, reading, cells.marks(reading, found, here))
        if here is not None and reading.region.place.kind == "page" and not _placed(reading, here):
            st.caption(say("review.no place"))
    with right:
        _editor(ws, reading)
        weight = entry.weight
        if weight.cells:
            st.caption(say("review.why", cells=weight.cells, conflicts=weight.conflicts, misfits=weight.misfits))
        for warning in reading.warnings:
            st.warning(plain(told(warning)))
        _corrections(ws, reading)
    st.caption(say("review.keys"))


def _placed(reading: Reading, spot: cells.Spot) -> bool:
    place = reading.rows[spot[0]][spot[1]].place
    return place is not None and place.kind == "page"


def _figure(ws: Workspace, reading: Reading, marks: list[tuple[PageBox, Mark]]) -> None:
    if reading.region.place.kind != "page":
        st.caption(say("review.no picture"))
        return
    try:
        st.image(marked_figure(ws, reading.region, marks), width="stretch")
    except GbiError as error:
        st.warning(plain(told(error)))


def _buttons(ws: Workspace, entry: Entry, shown: tuple[Entry, ...]) -> None:
    row = st.container(horizontal=True)  # not columns: where the page is narrow, a button's words would be cut off
    if entry.verdict is not None:
        st.badge(say(f"review.is {entry.verdict}"), color="green" if entry.verdict == "accepted" else "red")
    if row.button(
        say("review.accept"), icon=":material/check_circle:", shortcut="Alt+A", type="primary",
        disabled=entry.verdict == "accepted", key="review.accept",
    ):  # fmt: skip
        _judge(ws, entry, "accepted", shown)
    if row.button(
        say("review.reject"), icon=":material/cancel:", shortcut="Alt+X",
        help=say("review.reject.help"), disabled=entry.verdict == "rejected", key="review.reject",
    ):  # fmt: skip
        _judge(ws, entry, "rejected", shown)
    if row.button(say("review.next"), icon=":material/skip_next:", shortcut="Alt+N", key="review.next"):
        _next(entry, shown)
        st.rerun()
    with row:
        _undo_button(ws)


def _undo_button(ws: Workspace) -> None:
    done: list[deeds.Deed] = st.session_state.get(_stack(ws), [])
    if (
        st.button(
            say("review.undo"), icon=":material/undo:", shortcut="Alt+Z", disabled=not done,
            key="review.undo",
        )
        and done
    ):  # fmt: skip
        deed = done.pop()
        deeds.undo(ws, deed)
        st.session_state["review.wanted figure"] = deed.region
        background.start(ws)
        st.rerun()


def _stack(ws: Workspace) -> str:
    return f"review.deeds.{ws.path}"


def _judge(ws: Workspace, entry: Entry, verdict: Verdict, shown: tuple[Entry, ...]) -> None:
    try:
        deed = deeds.judge(ws, entry.region, verdict, _by())
    except GbiError as error:
        st.session_state["review.error"] = str(error)
        st.rerun()
    st.session_state.setdefault(_stack(ws), []).append(deed)
    if verdict == "rejected" or entry.verdict == "rejected":  # the table has gone, or has come back
        background.start(ws)
    _next(entry, shown)
    st.rerun()


def _next(entry: Entry, shown: tuple[Entry, ...]) -> None:
    regions = [one.region for one in shown]
    st.session_state["review.wanted figure"] = regions[(regions.index(entry.region) + 1) % len(regions)]


def _correct(ws: Workspace, reading: Reading, values: dict[cells.Spot, Value], *, typed: bool = False) -> None:
    """Keeps the corrections and runs the page anew, with the last corrected cell as the chosen one.

    What was `typed` into the table stands there already, so that the table need not be drawn anew: it keeps its place.
    """
    for spot, value in values.items():
        try:
            deed = deeds.correct(ws, reading, spot, value, _by())
        except GbiError as error:
            st.session_state["review.error"] = str(error)
            typed = False
        else:
            st.session_state.setdefault(_stack(ws), []).append(deed)
        cells.go_to(reading.region.id, spot)
    background.start(ws)
    if not typed:
        _draw_anew()
    st.session_state["review.wanted figure"] = reading.region.id
    st.rerun()


def _draw_anew() -> None:
    """The table at its next run without what was typed into it."""
    st.session_state["review.edits"] = st.session_state.get("review.edits", 0) + 1


def _report() -> None:
    if error := st.session_state.pop("review.error", None):
        st.error(plain(told(error)))


def _editor(ws: Workspace, reading: Reading) -> None:
    """The whole table; what is typed into it is a correction, once: what others change later stays changed."""
    key = f"review.editor.{reading.region.id}.{st.session_state.get('review.edits', 0)}"
    st.data_editor(table.frame(reading), column_config=table.settings(reading), hide_index=True, key=key)
    if len(reading.rows) > table.MOST_ROWS:
        st.caption(say("review.more rows", rows=table.MOST_ROWS, of=len(reading.rows)))
    changed = table.changes(reading, st.session_state[key]["edited_rows"])
    kept: set[tuple[int, int, Value]] = st.session_state.setdefault(f"{key}.kept", set())
    fresh = [change for change in changed if change not in kept]
    if fresh:
        kept.update(fresh)
        _correct(ws, reading, {(row, column): value for row, column, value in fresh}, typed=True)
    elif changed:  # taken back, or changed again elsewhere: what was typed no longer stands
        _draw_anew()
        st.rerun()


def _corrections(ws: Workspace, reading: Reading) -> None:
    made = [correction for correction in ws.corrections() if correction.region == reading.region.id]
    if not made:
        return
    with st.expander(say("review.corrections", count=len(made))):
        for one in reversed(made):
            words, button = st.columns([5, 1], vertical_alignment="center")
            old = one.original_text or str(one.original)
            words.text(f"{one.row_label} · {one.column_name}: {old} → {one.value} ({one.by}, {one.made})")
            if button.button(say("review.withdraw"), key=f"review.withdraw.{one.id}"):
                ws.withdraw(one)
                background.start(ws)
                st.rerun()


def _by() -> str:
    if login_is_configured():
        return str(st.user.get("email") or st.user.get("name") or st.user.get("sub"))
    return str(st.session_state.get("review.by") or "")


def _sidebar(ws: Workspace) -> None:
    with st.sidebar:
        if not login_is_configured():
            st.session_state.setdefault("review.by", _login_name())
            st.text_input(
                say("review.by"), key="review.by", max_chars=80, help=say("review.by.help"), persist_state="session"
            )
        st.download_button(
            say("review.export"), lambda: export.archive(ws), "corrections.zip", "application/zip",
            on_click="ignore", icon=":material/download:", disabled=not ws.corrections(), width="stretch",
        )  # fmt: skip


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "analyst"


main()
