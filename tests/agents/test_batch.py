"""The batch: every document once, every question once, whatever breaks in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

import gbi
from gbi.errors import QuestionError, SettingsError
from gbi.store.jobs import READING, Job
from gbi_agents.batch import Counted, Outcome, Task, run
from gbi_agents.batch.work import work

QUESTION = "What was the revenue in 2021?"
OTHER = "What is the average revenue?"


def sales(folder: Path, name: str, revenue: int) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(f"Year,Revenue\n2020,{revenue - 10}\n2021,{revenue}\n2022,{revenue + 10}\n", encoding="utf-8")
    return path


def here(tasks: Sequence[Task], workers: int, seconds: float) -> Iterator[tuple[Task, str | None] | None]:
    """An engine that works in this process, for tests of what is round it."""
    for task in tasks:
        work(task)
        yield task, None


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[gbi.Workspace]:
    with gbi.Workspace(tmp_path / "batch.gbi") as workspace:
        yield workspace


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gbi_agents.batch.loop.engine_of", lambda name: here)


def outcomes(ws: gbi.Workspace, files: Sequence[Path], questions: Sequence[str], **rest: bool) -> dict[str, Outcome]:
    events = run(ws, files, questions, workers=2, seconds=120, **rest)  # type: ignore[arg-type]
    return {event.name: event for event in events if isinstance(event, Outcome)}


@pytest.mark.usefixtures("in_this_process")
def test_each_document_answers_for_itself(ws: gbi.Workspace, tmp_path: Path) -> None:
    files = [sales(tmp_path, "north", 100), sales(tmp_path, "south", 250)]
    ended = outcomes(ws, files, [QUESTION, OTHER])
    assert {name: (o.was_read, o.answered, o.failed) for name, o in ended.items()} == {
        "north.csv": (True, 2, 0),
        "south.csv": (True, 2, 0),
    }
    values = {(job.name, job.question): job.answer.value for job in ws.jobs.all() if job.answer}
    assert values == {
        ("north.csv", QUESTION): 100, ("north.csv", OTHER): 100,
        ("south.csv", QUESTION): 250, ("south.csv", OTHER): 250,
    }  # fmt: skip


@pytest.mark.usefixtures("in_this_process")
def test_what_has_ended_is_not_done_again_and_a_new_question_is(ws: gbi.Workspace, tmp_path: Path) -> None:
    files = [sales(tmp_path, "north", 100)]
    outcomes(ws, files, [QUESTION])
    first = ws.jobs.all()
    again = outcomes(ws, files, [QUESTION, OTHER])
    assert ws.jobs.all()[: len(first)] == first
    assert [job.question for job in ws.jobs.all()] == [READING, QUESTION, OTHER]
    assert again["north.csv"].answered == 2


@pytest.mark.usefixtures("in_this_process")
def test_a_broken_document_fails_with_its_questions_and_costs_no_other(ws: gbi.Workspace, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    ended = outcomes(ws, [broken, sales(tmp_path, "north", 100)], [QUESTION])
    assert not ended["broken.pdf"].was_read
    assert ended["broken.pdf"].failed == 1
    assert "broken.pdf" in str(ended["broken.pdf"].error)
    assert ended["north.csv"].answered == 1
    later = outcomes(ws, [broken], [QUESTION, OTHER])
    assert later["broken.pdf"].failed == 2


@pytest.mark.usefixtures("in_this_process")
def test_a_failure_is_tried_again_on_request_alone(ws: gbi.Workspace, tmp_path: Path) -> None:
    path = sales(tmp_path, "north", 100)
    outcomes(ws, [path], [QUESTION])
    document = ws.documents()[0].id
    ws.jobs.drop(document, QUESTION)
    ws.jobs.finish(Job(document=document, question=QUESTION, name="north.csv", path="", status="failed", error="x"))
    assert outcomes(ws, [path], [QUESTION])["north.csv"].failed == 1
    assert outcomes(ws, [path], [QUESTION], retry=True)["north.csv"].answered == 1


@pytest.mark.usefixtures("in_this_process")
def test_equal_bytes_are_one_document(ws: gbi.Workspace, tmp_path: Path) -> None:
    sales(tmp_path, "a", 100)
    sales(tmp_path, "b", 100)
    assert len(outcomes(ws, [tmp_path / "a.csv", tmp_path / "b.csv"], [QUESTION])) == 1
    assert len(ws.documents()) == 1


def test_a_question_or_an_engine_that_cannot_be_is_refused_before_anything_is_read(
    ws: gbi.Workspace, tmp_path: Path
) -> None:
    files = [sales(tmp_path, "north", 100)]
    with pytest.raises(QuestionError, match="empty"):
        list(run(ws, files, [QUESTION, " "], workers=1, seconds=60))
    with pytest.raises(SettingsError, match="no engine called moon; known: local"):
        list(run(ws, files, [QUESTION], workers=1, seconds=60, engine="moon"))
    assert ws.documents() == ()


def test_a_file_that_cannot_be_read_is_an_outcome(ws: gbi.Workspace, tmp_path: Path) -> None:
    (outcome,) = [e for e in run(ws, [tmp_path / "gone.pdf"], [], workers=1, seconds=60) if isinstance(e, Outcome)]
    assert not outcome.was_read
    assert "gone.pdf" in str(outcome.error)


def test_processes_read_and_one_that_takes_too_long_is_stopped(ws: gbi.Workspace, tmp_path: Path) -> None:
    slow = tmp_path / "slow.csv"
    slow.write_text("Year,Revenue\n" + "".join(f"{n},{n}\n" for n in range(400_000)), encoding="utf-8")
    began = time.monotonic()
    events = list(run(ws, [slow], [QUESTION], workers=1, seconds=2.0))
    (outcome,) = [event for event in events if isinstance(event, Outcome)]
    assert outcome.failed == 1
    assert "more than 2 s" in str(outcome.error)
    assert time.monotonic() - began < 60
    assert any(isinstance(event, Counted) and event.ended == 0 for event in events)
    with closing(run(ws, [sales(tmp_path, "north", 100)], [QUESTION], workers=1, seconds=120)) as next_one:  # type: ignore[type-var]
        assert [event.answered for event in next_one if isinstance(event, Outcome)] == [1]


def test_killed_in_the_middle_the_next_run_does_what_is_left_and_nothing_twice(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(6):
        sales(folder, f"r{number}", 100 + number)
    command = [sys.executable, "-c", "from gbi_ui.cli import main; main()", "batch", str(folder), "--out", str(out)]
    command += ["--ask", QUESTION, "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 90
    kept: tuple[Job, ...] = ()
    while time.monotonic() < deadline and process.poll() is None and len(kept) < 3:
        time.sleep(0.05)
        if (out / "batch.gbi" / "catalog.sqlite").exists():
            with gbi.Workspace(out / "batch.gbi") as ws:
                kept = ws.jobs.all()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with gbi.Workspace(out / "batch.gbi") as ws:
        before = {(job.document, job.question): job for job in ws.jobs.all()}
    assert 3 <= len(before) < 12
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    with gbi.Workspace(out / "batch.gbi") as ws:
        after = {(job.document, job.question): job for job in ws.jobs.all()}
        assert len(ws.documents()) == 6
    assert len(after) == 12
    assert {key: after[key] for key in before} == before
    assert sorted(job.answer.value for job in after.values() if job.answer) == [100, 101, 102, 103, 104, 105]
