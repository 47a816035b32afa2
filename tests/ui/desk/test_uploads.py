"""Files that are dropped into the chat: each is read once, what fails says so by name, and nothing else is lost."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import streamlit as st

from gbi.files import TEMPORARY
from gbi.workspace import Workspace
from gbi_agents.values import are_years
from gbi_ui.desk import uploads
from gbi_ui.desk.starters import _question
from support.desk_made import page, reading_of, region

SALES = "Year,Revenue\n2020,90\n2021,100\n"
WAIT_S = 120.0  # far more than a file of two rows needs on a busy machine


@dataclass
class Dropped:
    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


def drop(ws: Workspace, *files: tuple[str, bytes | str]) -> uploads.Work:
    """Drops the files and waits until all have been read."""
    made = [Dropped(name, body if isinstance(body, bytes) else body.encode()) for name, body in files]
    uploads.read(ws, uploads.keep(ws, made))
    return ended(ws)


def ended(ws: Workspace) -> uploads.Work:
    work = uploads.work_of(ws)
    if (thread := work.thread) is not None:
        thread.join(WAIT_S)
    assert not work.running
    return work


def test_a_file_is_told_of_with_its_pages_and_figures(desk: Workspace) -> None:
    work = drop(desk, ("sales.csv", SALES))
    assert work.done == {"sales.csv": uploads.Came("sales.csv", 1, 1)}
    assert not work.failures
    assert list((desk.path / uploads.FOLDER).glob("*/*")) == [], "the workspace has a copy of its own"


def test_a_file_dropped_twice_is_read_once_and_no_failure(desk: Workspace) -> None:
    before = len(desk.documents())
    work = drop(desk, ("sales.csv", SALES), ("sales.csv", SALES))
    drop(desk, ("sales.csv", SALES))
    assert not work.failures
    assert len(desk.documents()) == before + 1
    assert work.done["sales.csv"].figures == 1, "counted where it lies, not only what was read now"


def test_the_same_bytes_under_two_names_are_no_failure_either(desk: Workspace) -> None:
    work = drop(desk, ("sales.csv", SALES), ("copy of sales.csv", SALES))
    assert not work.failures
    assert set(work.done) == {"sales.csv", "copy of sales.csv"}


def test_a_file_that_waits_is_not_taken_a_second_time(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_run", lambda ws, work: None)
    (path,) = uploads.keep(desk, [Dropped("sales.csv", SALES.encode())])
    uploads.read(desk, [path, path])
    uploads.read(desk, [path])
    assert uploads.work_of(desk).waiting == [path]


def test_what_an_ended_desk_left_unread_is_read_by_the_next(desk: Workspace) -> None:
    (path,) = uploads.keep(desk, [Dropped("sales.csv", SALES.encode())])
    (path.parent / f"{TEMPORARY}half.part").write_text("Year,Rev")  # what it was writing when it was killed
    assert uploads.left(desk) == [path]
    st.cache_resource.clear()  # a new process
    assert set(ended(desk).done) == {"sales.csv"}
    assert uploads.left(desk) == []


def test_every_failure_is_told_and_the_good_files_are_read(desk: Workspace) -> None:
    bad = [(f"empty {number}.csv", "\n" * number) for number in range(8)]
    work = drop(desk, *bad, ("sales.csv", SALES))
    assert set(work.failures) == {name for name, _ in bad}
    assert set(work.done) == {"sales.csv"}
    chat = page("chat", workspace="w", language="zh")
    (error,) = chat.error
    assert all(f"empty {number}" in error.value for number in range(8)), "all of them, not the last five"
    assert "请重新保存或下载" in error.value and "again" not in error.value
    assert any("sales" in told.value for told in chat.success)


def test_a_mended_file_takes_its_failure_away(desk: Workspace) -> None:
    assert drop(desk, ("sales.csv", "")).failures
    work = drop(desk, ("sales.csv", SALES))
    assert not work.failures and set(work.done) == {"sales.csv"}


def test_what_has_been_seen_goes_away(desk: Workspace) -> None:
    drop(desk, ("empty.csv", ""), ("sales.csv", SALES))
    chat = page("chat", workspace="w", language="en")
    assert chat.error and chat.success
    chat.button(key="reading.seen").click().run()
    assert not chat.error and not chat.success
    assert not chat.exception


def test_a_file_without_a_figure_says_so_and_long_lists_are_counted(desk: Workspace) -> None:
    work = uploads.work_of(desk)
    work.done = {f"{n}.pdf": uploads.Came(f"{n}.pdf", 1, 0) for n in range(30)}
    chat = page("chat", workspace="w", language="en")
    (told,) = chat.info
    assert "charts and tables 0" in told.value
    assert "and 18 more" in told.value


def test_page_failures_of_one_file_are_bounded(desk: Workspace) -> None:
    work = uploads.Work()
    for number in range(uploads.MOST_FAILURES + 5):
        uploads._failed(work, "long.pdf", f"long.pdf, page {number}: damaged")
    assert len(work.failures["long.pdf"]) == uploads.MOST_FAILURES


@pytest.mark.parametrize("question", ["？！", "...", "。", "🙂", "$%"])
def test_a_question_without_a_word_says_what_to_do(desk: Workspace, question: str) -> None:
    chat = page("chat", workspace="w", language="zh")
    chat.chat_input[0].set_value(question).run()
    assert not chat.exception
    assert "没有文字" in chat.status[0].label
    assert not desk.conversations.all(), "nothing is kept of it"


def test_years_are_the_last_that_is_asked_for() -> None:
    rows = (("North", 2022.0, 12.0), ("South", 2022.0, 22.0), ("East", 2023.0, 32.0))
    assert _question(reading_of(region("0" * 64), rows=rows), "en", 0) == "What is the 2020 of East?"
    assert are_years([2022.0, None, 2023]) and not are_years([]) and not are_years(["2022"])
    assert not are_years([2022.5]) and not are_years([2022.0, 90.0])


def test_a_label_of_several_rows_is_not_asked_for_alone() -> None:
    rows = (("North", 11.0, 12.0), ("South", 21.0, 22.0), ("South", 31.0, 32.0))
    assert _question(reading_of(region("0" * 64), rows=rows), "en", 0) == "Which region has the highest 2019?"
