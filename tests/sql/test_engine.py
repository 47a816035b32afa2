"""The engine stops what goes too far, says so, and is there again; it follows changes and dies with its owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.errors import QueryLimitError, SqlError, StoreError
from gbi.settings import Settings
from gbi.types import Column
from support.laboratory import Laboratory, business
from support.relations import reading_of

ENDLESS = "SELECT sum(i % 7) FROM range(1000000000000) AS t(i)"
GREEDY = "SELECT list(i) FROM range(2000000000) AS t(i)"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Laboratory]:
    laboratory = Laboratory(tmp_path, business(), Settings(sql_memory_bytes=128 * 2**20, sql_seconds=5.0))
    yield laboratory
    laboratory.engine.close()


def pid_of(laboratory: Laboratory) -> int:
    process = laboratory.engine._process
    assert process is not None
    return process.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def test_a_query_over_its_time_is_stopped_and_the_next_one_works(own: Laboratory) -> None:
    own.ask("SELECT 1")
    first, began = pid_of(own), time.monotonic()
    with pytest.raises(QueryLimitError, match=r"stopped after 0\.3 seconds \(setting GBI_SQL_SECONDS\)"):
        own.ask(ENDLESS, seconds=0.3)
    assert time.monotonic() - began < 20
    assert gone_within(first, 20)
    assert own.ask("SELECT sum(revenue) FROM sales").rows == [(480.0,)]


def test_a_query_over_the_memory_limit_is_stopped_and_the_next_one_works(own: Laboratory) -> None:
    with pytest.raises(QueryLimitError, match=r"memory limit of 128 MB \(setting GBI_SQL_MEMORY_BYTES\)"):
        own.ask(GREEDY)
    assert own.ask("SELECT count(*) FROM sales").rows == [(6,)]


def test_a_string_that_duckdbs_own_limit_does_not_stop(own: Laboratory) -> None:
    with pytest.raises(QueryLimitError):
        own.ask("SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(3000)")
    assert own.ask("SELECT 1 AS one").rows == [(1,)]


def test_a_killed_process_is_replaced(own: Laboratory) -> None:
    own.ask("SELECT 1")
    os.kill(pid_of(own), signal.SIGKILL)
    assert gone_within(pid_of(own), 20)
    assert own.ask("SELECT count(*) FROM people").rows == [(3,)]


def test_the_process_stays_warm_between_queries(own: Laboratory) -> None:
    own.ask("SELECT 1")
    first = pid_of(own)
    with pytest.raises(SqlError):
        own.ask("SELECT sum(region) FROM sales")
    own.ask("SELECT count(*) FROM sales")
    assert pid_of(own) == first


def test_only_changed_tables_are_loaded_again(own: Laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
    import gbi.sql.engine as engine

    loaded: list[str] = []
    feed = engine.feed
    monkeypatch.setattr(engine, "feed", lambda relations, name: loaded.append(name) or feed(relations, name))
    both = "SELECT (SELECT count(*) FROM sales), (SELECT count(*) FROM people)"
    assert own.ask(both).rows == [(6, 3)]
    assert sorted(loaded) == ["people", "sales"]
    own.relations.put("people", reading_of("people", [Column(name="region")], [["West"]]))
    assert own.ask(both).rows == [(6, 1)]
    assert sorted(loaded) == ["people", "people", "sales"]
    own.ask(both)
    assert len(loaded) == 3


def test_only_named_tables_are_loaded(own: Laboratory) -> None:
    own.ask("SELECT count(*) FROM sales")
    assert set(own.engine._loaded) == {"sales"}


def test_more_rows_than_the_limit_are_said_to_be_there(own: Laboratory) -> None:
    cut = own.ask("SELECT * FROM range(5000)", limit=3)
    assert (len(cut.rows), cut.truncated) == (3, True)
    whole = own.ask("SELECT * FROM range(3)", limit=3)
    assert (len(whole.rows), whole.truncated) == (3, False)
    assert own.ask("SELECT * FROM range(20000)").truncated
    none = own.ask("SELECT region FROM sales WHERE FALSE")
    assert (none.rows, none.truncated, [column.name for column in none.columns]) == ([], False, ["region"])


def test_many_threads_share_one_engine(own: Laboratory) -> None:
    answers: list[float] = []

    def ask(number: int) -> None:
        answers.append(own.ask(f"SELECT sum(revenue) + {number} FROM sales").rows[0][0])  # type: ignore[arg-type]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [480.0 + number for number in range(8)]


def test_close_ends_the_process_and_a_later_query_starts_one(own: Laboratory) -> None:
    own.ask("SELECT 1")
    first = pid_of(own)
    own.engine.close()
    own.engine.close()
    assert gone_within(first, 20)
    assert own.ask("SELECT 2").rows == [(2,)]


@pytest.fixture
def brief(tmp_path: Path) -> Iterator[Laboratory]:
    """Its engine rests for 0.5 s."""
    laboratory = Laboratory(tmp_path, business(), Settings(sql_seconds=30.0, sql_idle_seconds=0.5))
    yield laboratory
    laboratory.engine.close()


def test_an_idle_process_ends_and_the_next_question_starts_one(brief: Laboratory) -> None:
    for total in (480.0, 480.0):  # the second time the tables are loaded into another process
        assert brief.ask("SELECT sum(revenue) FROM sales").rows == [(total,)]
        worker = pid_of(brief)
        assert gone_within(worker, 30)
    result = brief.ask("SELECT region, sum(revenue) FROM sales WHERE year = 2021 GROUP BY 1 ORDER BY 1 LIMIT 1")
    assert gone_within(pid_of(brief), 30)
    assert {witness.row for witness in result.witnesses()} == {0}, "the cells of a result that is already there, too"


def test_a_query_that_runs_longer_than_the_rest_is_not_cut(brief: Laboratory) -> None:
    brief.ask("SELECT 1")
    worker = pid_of(brief)
    began = time.monotonic()
    numbers = 40_000_000
    while time.monotonic() - began < 1.5:  # each at least as long as the machine is quick, until one outlasts the rest
        began = time.monotonic()
        assert brief.ask(f"SELECT count(i % 7) FROM range({numbers}) AS t(i)").rows == [(numbers,)]
        numbers *= 2
        if brief.engine._process is not None:
            worker = pid_of(brief)
    assert pid_of(brief) == worker
    assert gone_within(worker, 30)


def test_questions_that_follow_each_other_keep_the_process(brief: Laboratory) -> None:
    brief.ask("SELECT 1")
    worker, began = pid_of(brief), time.monotonic()
    while time.monotonic() - began < 1.2:  # longer than the rest, from one question that is not followed at once
        asked = time.monotonic()
        brief.ask("SELECT 2")
        time.sleep(0.02)
        if time.monotonic() - asked > 0.4:  # the machine is busy: the process may have rested
            worker, began = pid_of(brief), time.monotonic()
    assert pid_of(brief) == worker


def test_a_process_that_was_only_started_ends_too(brief: Laboratory) -> None:
    brief.engine.start()
    assert gone_within(pid_of(brief), 30)
    assert brief.ask("SELECT 1").rows == [(1,)]


def test_an_engine_that_nobody_holds_is_not_held_by_its_rest(tmp_path: Path) -> None:
    laboratory = Laboratory(tmp_path, business(), Settings(sql_idle_seconds=600.0))
    laboratory.ask("SELECT 1")
    worker = pid_of(laboratory)
    del laboratory
    assert gone_within(worker, 30)


def test_a_missing_file_is_said_to_be_missing(own: Laboratory) -> None:
    own.relations.parquet("sales").unlink()
    with pytest.raises(StoreError, match="'sales' is missing"):
        own.ask("SELECT * FROM sales")
    assert own.ask("SELECT count(*) FROM people").rows == [(3,)]


def test_start_returns_at_once_and_is_idempotent(own: Laboratory) -> None:
    own.engine.start()
    first = pid_of(own)
    own.engine.start()
    assert pid_of(own) == first


def test_a_fork_leaves_its_parents_process_alone(own: Laboratory) -> None:
    own.ask("SELECT 1")
    worker = pid_of(own)
    child = os.fork()
    if child == 0:
        try:
            fine = own.ask("SELECT 3").rows == [(3,)] and pid_of(own) != worker
            own.engine.close()
        finally:
            os._exit(0 if fine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert alive(worker)
    assert own.ask("SELECT 4").rows == [(4,)]
    assert pid_of(own) == worker


def test_no_key_of_the_user_is_in_the_processes_environment(own: Laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBI_VLM_KEY", "secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    own.ask("SELECT 1")
    environment = Path(f"/proc/{pid_of(own)}/environ")
    if not environment.exists():
        pytest.skip("no /proc here")
    assert b"secret" not in environment.read_bytes()


def test_a_module_of_the_users_folder_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "duckdb.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    laboratory = Laboratory(tmp_path, business())
    try:
        assert laboratory.ask("SELECT 1 AS one").rows == [(1,)]
    finally:
        laboratory.engine.close()


OWNER = """
import sys, time, tempfile, pathlib
sys.path[:0] = {paths!r}
from support.laboratory import Laboratory, business
lab = Laboratory(pathlib.Path(tempfile.mkdtemp()), business())
lab.ask("SELECT 1")
print(lab.engine._process.pid, flush=True)
{then}
"""


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "in a query"])
def test_the_process_dies_with_its_owner(busy: bool) -> None:
    root = Path(__file__).resolve().parents[2]
    then = f"lab.ask({ENDLESS!r}, seconds=60)" if busy else "time.sleep(60)"
    code = OWNER.format(paths=[str(root), str(root / "tests")], then=then)
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    worker = int(owner.stdout.readline())
    time.sleep(0.2)
    assert alive(worker)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    assert gone_within(worker, 30)
