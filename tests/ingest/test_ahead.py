"""A process started ahead of its work does it, is used once, and ends with its parent."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import gbi
from gbi import ahead


def test_a_process_started_ahead_is_the_one_that_is_taken() -> None:
    ahead.start(ocr=False)
    waiting = ahead._SPARE[-1]
    taken = ahead.take()
    assert taken is waiting and ahead._SPARE == []
    assert taken.stdin is not None
    taken.stdin.close()
    assert taken.wait(20) == 0


def test_one_that_died_is_not_taken() -> None:
    ahead.start(ocr=False)
    dead = ahead._SPARE[-1]
    dead.kill()
    dead.wait()
    taken = ahead.take()
    assert taken is not dead and taken.poll() is None
    taken.kill()
    taken.wait()


def test_a_single_picture_is_read_apart_as_it_is_read_here(chart_png: Path, tmp_path: Path) -> None:
    ahead.start(ocr=True)
    with gbi.Workspace(tmp_path / "apart.gbi") as apart, gbi.Workspace(tmp_path / "here.gbi") as here:
        list(apart.ingest(chart_png, apart=True))
        here.add(chart_png)
        assert [r.model_dump() for r in apart.readings()] == [r.model_dump() for r in here.readings()]
    assert ahead._SPARE == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_it_ends_when_its_parent_is_killed() -> None:
    start = "from gbi import ahead; ahead.start(ocr=False); print(ahead._SPARE[0].pid, flush=True)"
    code = f"import time; {start}; time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = Path("/proc") / parent.stdout.readline().strip()
    parent.kill()
    parent.wait()
    end = time.monotonic() + 20
    while child.exists() and "Z" not in (child / "stat").read_text().split()[2] and time.monotonic() < end:
        time.sleep(0.1)
    assert not child.exists() or (child / "stat").read_text().split()[2] == "Z"


def test_a_relative_workspace_is_found_from_a_process_started_in_another_folder(
    chart_png: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead.start(ocr=False)
    monkeypatch.chdir(tmp_path)
    with gbi.Workspace("here.gbi") as ws:
        list(ws.ingest(chart_png, apart=True))
        assert len(ws.readings()) == 1


def test_what_was_not_taken_is_ended() -> None:
    ahead.start(ocr=True)
    waiting = ahead._SPARE[-1]
    ahead.discard()
    assert ahead._SPARE == [] and waiting.poll() is not None
