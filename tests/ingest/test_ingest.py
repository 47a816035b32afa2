"""Files become events and committed pages; what fails costs only itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbi import ahead
from gbi.errors import ReaderError
from gbi.ingest import DocumentDone, DocumentFailed, DocumentOpened, Event, PageFailed, PageRead
from gbi.ingest.run import ingest
from gbi.settings import Settings
from gbi.store import Store
from support.fake_source import open_fake, write_fake

pytest_plugins = ("support.agreeing", "support.ingesting")
pytestmark = pytest.mark.usefixtures("fake_documents")

FIGURE = {"title": "Sales", "columns": ["Region", "2020"], "rows": [["North", 1]]}


def settings(**limits: Any) -> Settings:
    return Settings(_env_file=None, **limits)


def events(store: Store, *paths: Path, pages: Any = None, readers: Any = None, **limits: Any) -> Iterator[Event]:
    return ingest(store, paths, pages=pages, readers=readers, settings=settings(**limits))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "w.gbi")


def kinds(found: list[Event]) -> list[type]:
    return [type(event) for event in found]


def test_one_page_is_read_in_this_process(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", None)
    path = write_fake(tmp_path / "one.fake", [{"text": "hello", "figures": [FIGURE, {"columns": None}]}])
    found = list(events(store, path))
    assert kinds(found) == [DocumentOpened, PageRead, DocumentDone]
    assert isinstance(found[1], PageRead)
    assert (found[1].name, found[1].number, found[1].of, found[1].regions, found[1].readings) == (
        "one.fake",
        1,
        1,
        2,
        1,
    )
    assert store.documents.page(found[1].document, 1).text == "hello"
    assert [info.name for info in store.tables()] == ["sales"]
    assert len(list((store.path / "tables").glob("sales-*.parquet"))) == 1


def test_several_pages_are_read_in_another_one_and_usable_at_once(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "many.fake", [{"figures": [FIGURE]}, {}, {"figures": [FIGURE]}])
    seen: list[tuple[int, int]] = []
    for event in events(store, path):
        if isinstance(event, PageRead):
            seen.append((event.number, len(Store(store.path).tables())))
    assert seen == [(1, 1), (2, 1), (3, 2)]


def test_the_same_again_reads_nothing(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_fake(tmp_path / "one.fake", [{"figures": [FIGURE]}])
    list(events(store, path))
    monkeypatch.setattr("gbi.documents.open_source", None)
    again = path.rename(tmp_path / "renamed.fake")
    found = list(events(store, again))
    assert kinds(found) == [DocumentOpened, DocumentDone] and found[0].name == "one.fake"


def test_a_second_call_goes_on_with_the_first_unread_page(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "many.fake", [{"figures": [FIGURE]} for _ in range(4)])
    running = events(store, path)
    for event in running:
        if isinstance(event, PageRead) and event.number == 2:
            running.close()  # what Ctrl-C does
    again = list(events(store, path))
    assert isinstance(again[0], DocumentOpened) and again[0].unread == 2
    assert [event.number for event in again if isinstance(event, PageRead)] == [3, 4]
    assert len(store.tables()) == 4


def test_pages_are_read_as_asked(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "many.fake", [{} for _ in range(5)])
    found = list(events(store, path, pages="2,4-9"))
    assert [event.number for event in found if isinstance(event, PageRead)] == [2, 4, 5]
    wrong = list(events(store, path, pages="8"))
    assert kinds(wrong) == [DocumentFailed] and "there is no page 8" in wrong[0].error


@pytest.mark.usefixtures("last_reading_agreed")
def test_another_set_of_readers_is_another_pass(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gbi.ingest.run.reader", lambda name: None)
    path = write_fake(tmp_path / "one.fake", [{"figures": [FIGURE]}])
    list(events(store, path, readers=["a"]))
    assert [reading.reader for reading in store.readings.current()] == ["a"]
    assert kinds(list(events(store, path, readers=["a"]))) == [DocumentOpened, DocumentDone]
    list(events(store, path, readers=["b"]))
    assert [reading.reader for reading in store.readings.witnesses(store.readings.regions()[0].id)] == ["a", "b"]


def test_an_unknown_reader_is_refused_before_anything_is_read(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "one.fake", [{}])
    with pytest.raises(ReaderError, match="Known readers"):
        list(events(store, path, readers=["no such reader"]))
    assert store.documents.all() == ()


def test_a_broken_file_costs_only_itself(tmp_path: Path, store: Store) -> None:
    good = write_fake(tmp_path / "good.fake", [{}])
    broken = tmp_path / "broken.fake"
    broken.write_bytes(b"{")
    found = list(events(store, broken, tmp_path / "missing.fake", good))
    assert kinds(found) == [DocumentFailed, DocumentFailed, DocumentOpened, PageRead, DocumentDone]
    assert "broken.fake" in found[0].error and "does not exist" in found[1].error


def test_a_fault_on_opening_costs_only_the_file(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(path: Path, settings: object) -> object:
        return open_fake(path) if path.name == "good.fake" else {}["fault"]

    monkeypatch.setattr("gbi.documents.open_source", faulty)
    bad, good = (write_fake(tmp_path / name, [{"text": name}]) for name in ("bad.fake", "good.fake"))
    found = list(events(store, bad, good))
    assert kinds(found) == [DocumentFailed, DocumentOpened, PageRead, DocumentDone]
    assert "KeyError" in found[0].error and "please report" in found[0].error


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("error", "content is broken"),
        ("raise", "ZeroDivisionError.*please report"),
        ("crash", "ended the process.*status -9"),
        ("hang", "more than 1 s and was stopped"),
    ],
)
def test_a_broken_page_costs_only_itself(tmp_path: Path, store: Store, fault: str, error: str) -> None:
    path = write_fake(tmp_path / "many.fake", [{"figures": [FIGURE]}, {"fault": fault}, {"figures": [FIGURE]}])
    found = list(events(store, path, page_seconds=1))
    failed = [event for event in found if isinstance(event, PageFailed)]
    assert [event.number for event in failed] == [2]
    assert re.search(error, failed[0].error)
    assert sorted(event.number for event in found if isinstance(event, PageRead)) == [1, 3]
    assert isinstance(found[-1], DocumentDone) and found[-1].failed == 1
    assert any("page 2" in warning for warning in store.documents.all()[0].warnings)
    assert kinds(list(events(store, path))) == [DocumentOpened, DocumentDone]  # not tried again by itself


def test_a_failed_page_is_tried_again_when_it_is_named(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "many.fake", [{}, {"fault": "error"}])
    list(events(store, path))
    assert kinds(list(events(store, path, pages="1-2"))) == [DocumentOpened, PageFailed, DocumentDone]


def test_what_a_page_gave_before_it_hung_is_kept(tmp_path: Path, store: Store) -> None:
    slow = {"text": "first words", "figures": [FIGURE, {**FIGURE, "seconds": 3600}]}
    path = write_fake(tmp_path / "many.fake", [slow, {}])
    found = list(events(store, path, page_seconds=1))
    assert [type(event) for event in found[1:3]] == [PageFailed, PageRead]
    assert len(store.tables()) == 1 and store.documents.search("first words", None, 1)


def test_time_is_checked_between_figures_in_this_process(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "one.fake", [{"figures": [{**FIGURE, "seconds": 1.2}, FIGURE, FIGURE]}])
    found = list(events(store, path, page_seconds=1))
    assert isinstance(found[1], PageFailed) and "2 of 3 figures" in found[1].error
    assert len(store.tables()) == 1


def test_a_fault_of_a_reader_costs_only_its_figure(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "one.fake", [{"figures": [{**FIGURE, "caption": "Figure 1"}], "fault": "reader"}])
    found = list(events(store, path))
    assert isinstance(found[1], PageRead) and found[1].readings == 0
    assert "Figure 1" in found[1].notes[0] and "IndexError" in found[1].notes[0]
    assert "IndexError" in store.documents.all()[0].warnings[0]


def test_figures_that_cannot_be_found_leave_the_text(tmp_path: Path, store: Store) -> None:
    path = write_fake(tmp_path / "one.fake", [{"text": "words", "fault": "regions"}])
    found = list(events(store, path))
    assert isinstance(found[1], PageRead) and "layout is broken" in found[1].notes[0]
    assert store.documents.search("words", None, 1)


def test_nobody_is_left_behind(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    take = ahead.take
    monkeypatch.setattr(ahead, "take", lambda: started.append(take()) or started[-1])
    path = write_fake(tmp_path / "many.fake", [{}, {"fault": "hang"}, {}])
    running = events(store, path)
    while not isinstance(next(running), PageRead):
        pass
    running.close()
    assert started and all(process.poll() is not None for process in started)
