"""Few workspaces are open at once: the one asked for longest ago is let go, and nothing that works with it is cut."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest

from gbi.errors import StoreError
from gbi.settings import Settings
from gbi.workspace import Workspace
from gbi_ui.desk.opened import Opened


def sql_process(ws: Workspace) -> int:
    assert ws._engine is not None and ws._engine._process is not None
    return ws._engine._process.pid


def gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_same_folder_is_the_same_workspace(tmp_path: Path) -> None:
    opened = Opened(2)
    assert opened.at(tmp_path / "a.gbi") is opened.at(tmp_path / "a.gbi")
    assert opened.at(tmp_path / "a.gbi") is not opened.at(tmp_path / "b.gbi")


def test_the_one_asked_for_longest_ago_is_let_go(tmp_path: Path) -> None:
    opened = Opened(2)
    a, b, c = (tmp_path / f"{name}.gbi" for name in "abc")
    opened.at(a), opened.at(b), opened.at(a), opened.at(c)
    assert opened.folders() == (a, c)


def test_the_sql_process_of_one_that_was_let_go_ends_with_its_last_user(tmp_path: Path) -> None:
    opened = Opened(1)
    held = opened.at(tmp_path / "a.gbi")
    assert held.sql("SELECT 1").rows == [(1,)]
    worker = sql_process(held)
    other = opened.at(tmp_path / "b.gbi")
    other.sql("SELECT 1")
    assert held.sql("SELECT 2").rows == [(2,)], "a page that still shows it goes on"
    assert sql_process(held) == worker
    del held
    gc.collect()
    assert gone(worker)
    assert opened.at(tmp_path / "a.gbi").sql("SELECT 3").rows == [(3,)], "asked for again, it is opened again"


def test_what_a_workspace_holds_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("year,revenue\n2020,3\n2021,4\n")
    opened = Opened(1)
    (document,) = opened.at(tmp_path / "a.gbi").add(tmp_path / "data.csv")
    opened.at(tmp_path / "b.gbi")
    again = opened.at(tmp_path / "a.gbi")
    assert again.documents() == (document,)
    assert again.sql(f"SELECT sum(revenue) FROM {again.tables()[0]}").rows == [(7,)]


def test_a_folder_that_cannot_be_opened_takes_no_place(tmp_path: Path) -> None:
    opened = Opened(1)
    good = opened.at(tmp_path / "a.gbi")
    (tmp_path / "file.gbi").write_text("no folder")
    with pytest.raises(StoreError):
        opened.at(tmp_path / "file.gbi")
    assert opened.at(tmp_path / "a.gbi") is good


def test_how_many_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().desk_workspaces == 8
    monkeypatch.setenv("GBI_DESK_WORKSPACES", "3")
    assert Settings().desk_workspaces == 3
