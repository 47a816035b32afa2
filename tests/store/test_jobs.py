"""The batch's ledger: what has ended is kept once, whatever else happens."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from gbi.store.catalogue import Catalogue
from gbi.store.jobs import READING, Job, Jobs
from gbi.store.schema import VERSION
from gbi.types import Answer


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(Catalogue(tmp_path / "catalog.sqlite"))


def job(question: str = READING, status: str = "done", **rest: object) -> Job:
    given = {"document": "d1", "question": question, "name": "a.pdf", "path": "in/a.pdf", "status": status, **rest}
    return Job.model_validate(given)


def answer(value: float) -> Answer:
    return Answer(id=f"{value}", question="How much?", status="answered", text=f"{value}", value=value)


def test_a_job_is_kept_with_its_answer(jobs: Jobs) -> None:
    kept = job("How much?", answer=answer(4.5), seconds=1.5)
    assert jobs.finish(kept)
    assert jobs.find("d1", "How much?") == kept
    assert jobs.all() == (kept,)


def test_the_first_to_finish_a_job_keeps_it(jobs: Jobs) -> None:
    assert jobs.finish(job("q", answer=answer(1)))
    assert not jobs.finish(job("q", answer=answer(2)))
    assert not jobs.finish(job("q", status="failed", error="late"))
    found = jobs.find("d1", "q")
    assert found is not None and found.answer == answer(1)


def test_a_failure_gives_way_to_a_success(jobs: Jobs) -> None:
    assert jobs.finish(job("q", status="failed", error="too slow"))
    assert jobs.to_do("d1", ["q"]) == (READING,)
    assert jobs.to_do("d1", ["q"], retry=True) == (READING, "q")
    assert jobs.finish(job("q", answer=answer(3)))
    assert jobs.to_do("d1", ["q"], retry=True) == (READING,)


def test_what_is_to_do_is_what_has_no_row_in_the_order_of_asking(jobs: Jobs) -> None:
    assert jobs.to_do("d1", ["b", "a", "b"]) == (READING, "b", "a")
    jobs.finish(job("b"))
    jobs.finish(job())
    assert jobs.to_do("d1", ["b", "a"]) == ("a",)
    assert jobs.to_do("d2", []) == (READING,)


def test_a_dropped_job_is_to_do_again(jobs: Jobs) -> None:
    jobs.finish(job("q"))
    jobs.drop("d1", "q")
    assert "q" in jobs.to_do("d1", ["q"])


def test_of_many_threads_exactly_one_keeps_a_job(tmp_path: Path) -> None:
    won: list[int] = []

    def finish(number: int) -> None:
        if Jobs(Catalogue(tmp_path / "catalog.sqlite")).finish(job("q", answer=answer(number))):
            won.append(number)

    threads = [threading.Thread(target=finish, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = Jobs(Catalogue(tmp_path / "catalog.sqlite")).all()
    assert len(won) == 1
    assert kept.answer == answer(won[0])


def test_a_catalogue_of_the_first_version_gets_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    Catalogue(path).close()
    with sqlite3.connect(path) as connection:
        for table in ("jobs", "conversations", "turns"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version=1")
    jobs = Jobs(Catalogue(path))
    assert jobs.finish(job())
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_stamps_tell_what_is_new_without_loading_it(jobs: Jobs) -> None:
    jobs.finish(job("q", status="failed", error="x"))
    jobs.finish(job("r", answer=answer(1)))
    before = jobs.stamps()
    assert [question for _, question in before] == ["q", "r"]
    jobs.finish(job("q", answer=answer(2)))
    after = jobs.stamps()
    (changed,) = [key for key in after if after[key] != before[key]]
    assert changed[1] == "q"
    jobs.drop(*changed)
    assert changed not in jobs.stamps()
