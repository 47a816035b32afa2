"""A run that is killed goes on; an item that breaks, hangs or kills its process costs itself alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from multiprocessing import active_children
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest

from gbi_eval import lanes
from gbi_eval.benchmark import Item, Options
from gbi_eval.benchmarks import chart2table
from gbi_eval.lanes import Lane, attempt, grouped, outcomes
from gbi_eval.runner import Progress, read_outcomes, run
from support.figure_sets import draw_set

CHARTS = 10
START = [sys.executable, "-c", "from gbi_eval.cli import main; main()"]
MODULO_TIME = {"seconds"}


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_set(tmp_path_factory.mktemp("set") / "drawn", CHARTS)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a copy of the program: a run goes on only with the very program that began it."""
    folder = tmp_path_factory.mktemp("program")
    for room in ("gbi", "gbi_agents", "gbi_eval"):
        spec = find_spec(room)
        assert spec is not None and spec.origin is not None
        shutil.copytree(Path(spec.origin).parent, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    return {**os.environ, "PYTHONPATH": str(folder)}


def words(charts: Path, out: Path) -> list[str]:
    return [*START, "chart2table", "--data", str(charts), "--out", str(out), "--workers", "2"]


def content(out: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Results and items of a finished run, without times, command and machine."""
    results = json.loads((out / "results.json").read_text("utf-8"))
    kept = {key: results[key] for key in ("benchmark", "items", "failed", "scores", "extra", "slices", "found")}
    return kept, {o.id: o.model_dump(exclude=MODULO_TIME) for o in read_outcomes(out)}


def lines(out: Path) -> int:
    path = out / "items.jsonl"
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def until(met: Callable[[], bool], seconds: float = 120.0) -> None:
    """Waits until it is met, or the time is up."""
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(0.005)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listed.read_text().split()] if listed.is_file() else []


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.is_file() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_run_stopped_and_killed_half_way_ends_like_one_that_was_not(
    charts: Path, program: dict[str, str], tmp_path: Path
) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    with subprocess.Popen(words(charts, killed), env=program, stderr=subprocess.PIPE, text=True) as process:
        until(lambda: lines(killed) >= 1 or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]
        assert process.returncode == 130 and "what is done is kept" in said and "Traceback" not in said
    stopped = lines(killed)
    assert 1 <= stopped < CHARTS, "the run was not stopped half-way"
    with subprocess.Popen(words(charts, killed), env=program, stderr=subprocess.DEVNULL) as process:
        until(lambda: lines(killed) > stopped or process.poll() is not None)
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    done = lines(killed)
    assert stopped < done < CHARTS, "the run was not killed half-way"
    assert not (killed / "results.json").exists()
    until(lambda: not any(map(alive, workers)))
    assert not any(map(alive, workers)), "workers outlive the run"
    subprocess.run(words(charts, killed), check=True, timeout=200, env=program)
    run("chart2table", Options(data=charts), whole, workers=1)
    assert content(killed) == content(whole)
    assert lines(killed) == CHARTS and not (killed / "cache").exists()


def broken_item(name: str = "bad") -> Item:
    """An item whose payload lacks what the benchmark needs: a fault of the program."""
    return Item(id=name, payload={"gold": "none.csv"}, slices={"source": "made"})


def test_a_fault_is_one_outcome_with_the_fault_in_its_trace() -> None:
    outcome = attempt("chart2table", broken_item(), Options(data=Path()))
    assert outcome.failed and "KeyError" in outcome.trace[0]
    assert set(outcome.scores) == set(chart2table.SCORES) and not any(outcome.scores.values())
    assert outcome.slices == {"source": "made"}


def test_a_broken_item_costs_itself_alone_in_worker_processes(charts: Path) -> None:
    options = Options(data=charts, limit=2)
    items = [broken_item("one"), *chart2table.items(options), broken_item("two")]
    found = {outcome.id: outcome for outcome in outcomes("chart2table", items, options, workers=2)}
    assert set(found) == {item.id for item in items}
    assert [name for name, outcome in found.items() if outcome.failed] and found["one"].failed and found["two"].failed
    assert all(found[item.id].scores["rms_f1"] > 0.5 for item in items[1:3])
    assert not active_children()


def test_a_lane_goes_on_after_its_process_died_or_hung(charts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = Options(data=charts, limit=3)
    items = chart2table.items(options)
    lane = Lane("chart2table", options, 0, 1)
    waiting = deque([deque(items)])
    try:
        assert lane.next(waiting)
        (process,) = active_children()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        wait([lane.connection], timeout=30)
        died = lane.take()
        assert died.id == items[0].id and died.failed and "exit code -9" in died.trace[0]
        assert lane.next(waiting)
        with monkeypatch.context() as patch:
            patch.setattr(lanes, "ITEM_SECONDS", 0.0)
            assert lane.overdue
            hung = lane.take()
        assert hung.id == items[1].id and hung.failed and "was stopped" in hung.trace[0]
        assert lane.next(waiting) and not lane.overdue
        wait([lane.connection], timeout=60)
        assert not lane.take().failed
        assert not lane.next(waiting)
    finally:
        lane.close()


def test_groups_stay_together_and_the_longest_starts_first() -> None:
    items = [
        Item(id="a1", group="a", cost=10),
        Item(id="b1", group="b", cost=99),
        Item(id="a2", group="a", cost=10),
        Item(id="c"),
    ]
    assert [[item.id for item in group] for group in grouped(items)] == [["b1"], ["a1", "a2"], ["c"]]


def test_progress_tells_the_time_left_by_the_work_left() -> None:
    # Work: 99.5 s for b, 1.5 s for c. After b, 995 s are gone: a tenth of a second of work takes one, so 15 s are left.
    items = [Item(id="b", cost=99), Item(id="c")]
    progress = Progress("x", items, of=3)
    progress.show(attempt("chart2table", broken_item("b"), Options(data=Path())))
    assert progress.line(995.0).strip() == "x: 2 of 3 items, 17 min, about 15 s left"
