"""Killed at any point, a workspace opens again with nothing committed lost; several processes may fill one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import support
from gbi.store import Store
from gbi.workspace import Workspace
from support.fake_source import write_fake

pytest_plugins = ("support.ingesting",)
pytestmark = pytest.mark.usefixtures("fake_documents")

ADDER = Path(support.__file__).parent / "adder.py"
PAGES = 12


def document(folder: Path, name: str) -> Path:
    rows = [["North", 1], ["South", 2]]
    figures = [
        [{"title": f"Sales {name} {page}", "columns": ["Region", "2020"], "rows": rows}] for page in range(PAGES)
    ]
    pages = [{"text": f"{name} page {page}", "figures": figures[page], "seconds": 0.01} for page in range(PAGES)]
    return write_fake(folder / f"{name}.fake", pages)


def start(workspace: Path, *files: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(ADDER), str(workspace), *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def check_whole(workspace: Path, committed: set[tuple[str, int]]) -> None:
    """Every committed page is there with its table, and whatever is there can be read."""
    store = Store(workspace)
    for name, number in committed:
        assert store.documents.page(name, number).number == number
    assert committed <= {(info.document, info.page) for info in store.tables()}
    for info in store.tables():
        assert pq.read_table(store.parquet(info.name))["_2020"].to_pylist() == [1.0, 2.0]
    assert store._catalogue.rows("PRAGMA integrity_check")[0][0] == "ok"
    store.close()


def test_killed_at_random_points_nothing_committed_is_lost(tmp_path: Path) -> None:
    workspace, path = tmp_path / "w.gbi", document(tmp_path, "report")
    chance = random.Random(7)
    committed: set[tuple[str, int]] = set()
    for _ in range(4):
        process = start(workspace, path)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 3))]
        time.sleep(chance.random() * 0.05)
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
        process.wait()
        for line in filter(str.strip, lines):
            if line.strip() != "done":
                name, number = line.split()
                assert (name, int(number)) not in committed, "a page that was committed was read again"
                committed.add((name, int(number)))
        check_whole(workspace, committed)
    Workspace(workspace).add(path)
    assert len(Store(workspace).tables()) == PAGES


def test_interrupted_it_ends_at_once_and_goes_on_later(tmp_path: Path) -> None:
    workspace, path = tmp_path / "w.gbi", document(tmp_path, "report")
    process = start(workspace, path)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) != 0
    rest = process.stdout.read()
    assert "done" not in rest
    name, number = first.split()
    check_whole(workspace, {(name, int(number))})
    Workspace(workspace).add(path)
    assert len(Store(workspace).tables()) == PAGES


def test_several_processes_fill_one_workspace(tmp_path: Path) -> None:
    workspace = tmp_path / "w.gbi"
    files = [document(tmp_path, name) for name in ("one", "two")]
    processes = [start(workspace, *order) for order in (files, files[::-1])]
    watcher = Store(workspace)
    while any(process.poll() is None for process in processes):
        for info in watcher.tables():
            assert pq.read_table(watcher.parquet(info.name)).num_rows == 2
        assert pq.read_table(watcher.parquet("cells")).num_rows % 4 == 0
        time.sleep(0.02)
    assert [process.wait() for process in processes] == [0, 0]
    infos = watcher.tables()
    assert len(infos) == 2 * PAGES == len({info.name for info in infos}) == len({info.region for info in infos})
