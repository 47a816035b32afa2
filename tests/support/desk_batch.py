"""The desk in an AppTest: a folder of its own, and a batch that works inside this process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import gbi
from gbi import settings
from gbi_agents.batch import Task
from gbi_agents.batch.work import work
from gbi_ui.desk import rooms
from gbi_ui.desk.reports import background

APP = Path(rooms.__file__).with_name("app.py")


def here(tasks: Sequence[Task], workers: int, seconds: float) -> Iterator[tuple[Task, str | None] | None]:
    """An engine that works in this process."""
    for task in tasks:
        work(task)
        yield task, None


def own_desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> gbi.Workspace:
    """Sets the desk's folder; returns the workspace that lies on it."""
    monkeypatch.setenv("GBI_DESK_DIR", str(folder))
    settings.current.cache_clear()
    monkeypatch.setattr("gbi_agents.batch.loop.engine_of", lambda name: here)
    (path,) = rooms.workspaces(folder).values()
    return rooms.opened().at(path)  # the same object that the page uses


def page(name: str, **state: object) -> AppTest:
    """The page of that name, run once, with values put into the session before."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in state.items():
        app.session_state[key.replace("__", ".")] = value
    app.run()
    return app.switch_page(f"views/{name}.py").run()


def finished(ws: gbi.Workspace, seconds: float = 60.0) -> None:
    """Waits until the batch of the workspace has ended."""
    deadline = time.monotonic() + seconds
    while background.batch_of(ws).running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
