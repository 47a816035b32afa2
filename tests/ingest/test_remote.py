"""Pages read in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from pathlib import Path

import pytest

from gbi import ahead
from gbi.ingest.reading import Gathered, Note
from gbi.ingest.remote import PageProcess, next_run, processes_for, read_pages
from gbi.settings import Settings
from gbi.sql import frames
from gbi.types import Page
from support.fake_source import write_fake

pytest_plugins = ("support.ingesting",)
pytestmark = pytest.mark.usefixtures("fake_documents")

FIGURE = {"title": "Sales", "columns": ["Region", "2020"], "rows": [["North", 1]]}
SETTINGS = Settings(_env_file=None, page_seconds=5)


def cores(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr("gbi.ingest.remote.usable_cores", lambda: number)


@pytest.mark.parametrize(("have", "processes"), [(1, 1), (6, 3)])
def test_every_page_comes_once_whatever_the_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, have: int, processes: int
) -> None:
    cores(monkeypatch, have)
    started: list[subprocess.Popen[bytes]] = []
    take = ahead.take
    monkeypatch.setattr(ahead, "take", lambda: started.append(take()) or started[-1])
    pages = [{"text": f"page {n}", "figures": [FIGURE]} for n in range(1, 22)]
    path = write_fake(tmp_path / "many.fake", pages)
    asked = [n for n in range(1, 22) if n != 4]
    found = [result for result, _ in read_pages(path, asked, None, SETTINGS)]
    assert sorted(result.number for result in found) == asked
    assert all(result.page is not None and result.page.text == f"page {result.number}" for result in found)
    assert all(len(result.readings) == 1 and result.error is None for result in found)
    assert len(started) == processes
    assert all(process.poll() is not None for process in started)


def test_pages_come_while_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cores(monkeypatch, 2)
    path = write_fake(tmp_path / "many.fake", [{"seconds": 2}, *({} for _ in range(11))])
    order = [result.number for result, _ in read_pages(path, range(1, 13), None, SETTINGS)]
    assert order[-1] != order[0] != 1 and sorted(order) == list(range(1, 13))
    assert order.index(1) > 3


def test_one_process_reads_the_pages_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cores(monkeypatch, 1)
    path = write_fake(tmp_path / "many.fake", [{} for _ in range(12)])
    assert [result.number for result, _ in read_pages(path, range(1, 13), None, SETTINGS)] == list(range(1, 13))


def test_given_up_in_the_middle_no_process_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cores(monkeypatch, 2)
    started: list[subprocess.Popen[bytes]] = []
    take = ahead.take
    monkeypatch.setattr(ahead, "take", lambda: started.append(take()) or started[-1])
    path = write_fake(tmp_path / "many.fake", [{"seconds": 0.05} for _ in range(30)])
    results = read_pages(path, range(1, 31), None, SETTINGS)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(started) == 2 and all(process.poll() is not None for process in started)


@pytest.mark.parametrize(
    ("pages", "have", "free", "processes"),
    [(1, 8, 2**40, 1), (8, 8, 2**40, 1), (9, 8, 2**40, 2), (200, 8, 2**40, 4), (200, 2, 2**40, 2), (200, 8, 2**29, 1)],
)
def test_processes_are_as_many_as_pages_cores_and_memory_allow(
    monkeypatch: pytest.MonkeyPatch, pages: int, have: int, free: int, processes: int
) -> None:
    cores(monkeypatch, have)
    monkeypatch.setattr("gbi.ingest.remote._free_bytes", lambda: free)
    assert processes_for(pages) == processes


def test_runs_are_neighbours_and_get_shorter() -> None:
    left = deque(range(1, 41))
    runs = []
    while left:
        runs.append(next_run(left, 2))
    assert runs[0] == list(range(1, 9)) and len(runs[-1]) == 1
    assert [number for run in runs for number in run] == list(range(1, 41))


def test_a_process_that_ends_is_started_anew(tmp_path: Path) -> None:
    path = write_fake(tmp_path / "many.fake", [{"fault": "crash"}, {"text": "fine"}])
    process = PageProcess(path, None, SETTINGS)
    try:
        assert "exit status -9" in (process.read(1).error or "")
        page = process.read(2).page
        assert page is not None and page.text == "fine"
    finally:
        process.close()
    assert process.read(2).error == "reading was given up"


def test_a_file_that_the_process_cannot_open_fails_the_page(tmp_path: Path) -> None:
    path = tmp_path / "broken.fake"
    path.write_bytes(b"{")
    process = PageProcess(path, None, SETTINGS)
    assert "broken.fake is broken" in (process.read(1).error or "")
    process.close()


def test_what_libraries_print_does_not_disturb(tmp_path: Path) -> None:
    path = write_fake(tmp_path / "many.fake", [{"text": "fine", "prints": "noise on stdout"}])
    process = PageProcess(path, None, SETTINGS)
    try:
        page = process.read(1).page
        assert page is not None and page.text == "fine"
    finally:
        process.close()


def test_a_worker_ends_with_its_parent() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "gbi.ingest.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(20) == 0


def test_a_workers_words_are_frames_of_json(tmp_path: Path) -> None:
    path = write_fake(tmp_path / "one.fake", [{"text": "净利润", "figures": [FIGURE]}])
    worker = ahead.take()
    assert worker.stdin is not None and worker.stdout is not None
    hello = {"path": str(path), "readers": None, "settings": {"page_seconds": 5}}
    frames.send(worker.stdin.fileno(), hello)
    frames.send(worker.stdin.fileno(), {"page": 1})
    parts = [frames.receive(worker.stdout.fileno()) for _ in range(5)]
    assert [header["part"] for header, _ in parts] == ["Ready", "Page", "Region", "Reading", "End"]
    assert Page.model_validate_json(bytes(parts[1][1])).text == "净利润"
    worker.kill()
    worker.wait()


def test_gathered_parts_are_a_result_at_any_time() -> None:
    gathered = Gathered(3)
    assert gathered.result().page is None and gathered.result().error is None
    gathered.add(Page(number=3, width=1, height=1, text="words"))
    gathered.add(Note(text="a remark"))
    gathered.add(Note(text="the end", fatal=True))
    result = gathered.result()
    assert result.page is not None and (result.notes, result.error) == (("a remark",), "the end")
