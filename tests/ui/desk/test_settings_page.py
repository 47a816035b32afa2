"""The settings page: what is in force without any key, checks on request, and a cache that can be emptied."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi import settings
from gbi.cache import IN_USE_S, cache_folder, clean, held
from gbi.models.serving.adapters import RunningServer, Served
from gbi.store.jobs import Job
from gbi.workspace import Workspace
from gbi_ui import doctor
from gbi_ui.desk.health import checks
from gbi_ui.desk.health.facts import shown_size
from support.desk_made import page

SERVED = (Served(name="Base-8B"), Served(name="charts", base="Base-8B"))


@pytest.fixture
def served(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A desk whose settings name a server with a key; the server is not there, its list is given."""
    monkeypatch.setenv("GBI_VLM_URL", "http://me:password@models.example/v1")
    monkeypatch.setenv("GBI_VLM_MODEL", "charts")
    monkeypatch.setenv("GBI_VLM_KEY", "very-secret")
    monkeypatch.setattr(RunningServer, "served", lambda self: SERVED)
    settings.current.cache_clear()
    yield desk


def cached(name: str, age_s: float) -> Path:
    path = cache_folder(settings.current()) / "workspaces" / f"{name}.gbi"
    (path / "files").mkdir(parents=True)
    (path / "files" / "a.pdf").write_bytes(b"x" * 1500)
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_settings_are_shown_without_keys_and_passwords(served: Workspace) -> None:
    test = page("settings")
    assert not test.exception
    shown = next(frame.value for frame in test.dataframe if "Setting" in frame.value)
    values = dict(zip(shown["Setting"], shown["Value"], strict=True))
    assert values["GBI_VLM_KEY"] == "set, not shown" and values["GBI_LLM_KEY"] == ""
    assert values["GBI_VLM_URL"] == "http://models.example/v1"
    assert shown["From"].tolist()[:3] == ["set here"] * 3 and shown["From"].tolist()[-1] == "default"
    everything = " ".join(frame.value.to_string() for frame in test.dataframe)
    assert "very-secret" not in everything and "password" not in everything


def test_the_models_are_named_for_what_they_do(served: Workspace) -> None:
    models = page("settings").dataframe[0].value
    assert models["Model"].tolist() == ["charts", "the model that reads figures"]
    assert models["Server"].tolist() == ["http://models.example/v1", ""]


def test_checks_run_on_request_and_show_what_was_found(served: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise doctor.CheckFailed("no <b>engine</b>")

    given = (("first", lambda: "it stands", "", True), ("second", broken, "start the engine", True))
    monkeypatch.setattr(doctor, "CHECKS", (*given, ("third", broken, "", False)))
    test = page("settings")
    assert not checks.checking().findings, "nothing runs unasked"
    test.button(key="settings.run").click().run()
    thread = checks.checking().thread
    assert thread is not None
    thread.join(30)
    test.run()
    assert not test.exception
    assert [checks.state_of(finding) for finding in checks.checking().findings] == ["works", "fails", "off"]
    texts = [text.value for text in test.text]
    assert "no <b>engine</b>" in texts and "Mend: start the engine" in texts
    adapters = next(frame.value for frame in test.dataframe if "Base" in frame.value)
    assert adapters["Model"].tolist() == ["Base-8B", "charts"] and adapters["Base"].tolist() == ["", "Base-8B"]


def test_times_of_this_workspace(desk: Workspace) -> None:
    for number, seconds in enumerate((1.0, 2.0, 9.0)):
        desk.jobs.finish(Job(document=f"d{number}", name="a", path="a", status="done", seconds=seconds))
    desk.jobs.finish(Job(document="d9", name="a", path="a", status="failed", error="no", seconds=99.0))
    timings = next(frame.value for frame in page("settings").dataframe if "Median, s" in frame.value)
    assert timings.iloc[0].tolist() == ["Reading a document", 3, 2.0, 9.0]


def test_the_cache_is_emptied_on_request(desk: Workspace) -> None:
    old, new = cached("old", IN_USE_S + 60), cached("new", 1)
    test = page("settings")
    assert any("Remove 2 workspaces (3.0 kB)?" in one.value for one in test.markdown)
    test.button(key="settings.clean").click().run()
    assert not old.exists() and new.exists(), "what may be at work stays"
    assert test.success[0].value == "1 removed, 1.5 kB freed."


def test_a_cache_that_is_not_there_is_empty(desk: Workspace) -> None:
    assert held(settings.current()) == clean(settings.current()) == (0, 0)
    assert page("settings", language="zh").exception.len == 0


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2_500_000, "2.5 MB"), (3.1e12, "3.1 TB")]
)
def test_sizes_in_words(size: float, words: str) -> None:
    assert shown_size(size) == words


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a:b@host:8000/v1", "http://host:8000/v1"),
        ("https://host/v1?key=x", "https://host/v1"),
        ("http://a@b@host/v1", "http://host/v1"),
        ("host/v1", "host/v1"),
    ],
)
def test_addresses_lose_what_is_secret(url: str, shown: str) -> None:
    assert checks.shown_url(url) == shown
