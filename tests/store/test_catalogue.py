"""The catalogue: transactions, versions, threads, processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gbi.errors import StoreError
from gbi.store.catalogue import Catalogue
from gbi.store.schema import VERSION

INSERT = "INSERT INTO passes VALUES (?, ?, 'default')"


def test_a_block_that_raises_leaves_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalog.sqlite")
    with pytest.raises(KeyError), catalogue.write() as connection:
        connection.execute(INSERT, ("d", 1))
        raise KeyError
    assert catalogue.rows("SELECT * FROM passes") == []


def test_a_newer_catalogue_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    Catalogue(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    with pytest.raises(StoreError, match=r"newer gbi.*update gbi"):
        Catalogue(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION + 1


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs(x)")
    with pytest.raises(StoreError, match="another program"):
        Catalogue(path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"not a database at all" * 400)
    with pytest.raises(StoreError, match=r"catalog\.sqlite.*another folder"):
        Catalogue(path)


def test_a_folder_that_cannot_hold_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check that the folder exists"):
        Catalogue(tmp_path / "missing" / "catalog.sqlite")


def test_threads_share_one(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalog.sqlite")

    def work(document: int) -> None:
        for number in range(20):
            with catalogue.write() as connection:
                connection.execute(INSERT, (str(document), number))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(catalogue.rows("SELECT * FROM passes")) == 80


def test_a_forked_child_opens_its_own(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalog.sqlite")
    child = os.fork()
    if child == 0:
        with catalogue.write() as connection:
            connection.execute(INSERT, ("child", 1))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert [row["document"] for row in catalogue.rows("SELECT document FROM passes")] == ["child"]


WRITER = """
import sys
from pathlib import Path
from gbi.store.catalogue import Catalogue
catalogue = Catalogue(Path(sys.argv[1]))
for number in range(25):
    with catalogue.write() as connection:
        connection.execute("INSERT INTO passes VALUES (?, ?, 'default')", (sys.argv[2], number))
"""


def test_processes_that_make_it_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(i)]) for i in range(4)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    assert Catalogue(path).rows("SELECT count(*) AS n FROM passes")[0]["n"] == 100
