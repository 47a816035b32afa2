"""Files are whole or not there."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from gbi.errors import DocumentError, StoreError
from gbi.store import Store
from gbi.store.files import KEEP_S, keep_copy, replace_file, sha256_of, sweep


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "table.parquet"
    target.write_bytes(b"old")

    def fail(temporary: Path) -> None:
        temporary.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_file(target, fail)
    assert target.read_bytes() == b"old" and list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot write"):
        replace_file(tmp_path / "file" / "inside", lambda temporary: temporary.write_bytes(b"x"))


def test_a_copy_is_its_own_file(tmp_path: Path) -> None:
    source = tmp_path / "Report.PDF"
    source.write_bytes(b"first")
    digest = hashlib.sha256(b"first").hexdigest()
    name = keep_copy(source, tmp_path / "files", digest)
    source.write_bytes(b"edited in place")
    assert name == f"{digest}.pdf" and (tmp_path / "files" / name).read_bytes() == b"first"
    assert keep_copy(source, tmp_path / "files", digest) == name


@pytest.mark.parametrize("name", ["report.p\ndf", "report. or 1=1", "report." + "x" * 200, "report", ".pdf"])
def test_an_odd_suffix_is_left_out(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"first")
    digest = hashlib.sha256(b"first").hexdigest()
    assert keep_copy(source, tmp_path / "files", digest) == digest


def test_bytes_that_changed_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "report.pdf"
    source.write_bytes(b"second")
    with pytest.raises(DocumentError, match="changed while"):
        keep_copy(source, tmp_path / "files", hashlib.sha256(b"first").hexdigest())
    assert list((tmp_path / "files").iterdir()) == []


def test_sweep_takes_old_files_that_nobody_wants(tmp_path: Path) -> None:
    for name, age in (("kept", 2 * KEEP_S), ("old", 2 * KEEP_S), ("new", 0), (".writing-x", 2 * KEEP_S)):
        path = tmp_path / name
        path.write_bytes(b"")
        os.utime(path, (time.time() - age, time.time() - age))
    (tmp_path / "folder").mkdir()
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "old", "new", "folder"}
    sweep(tmp_path, {"kept"})
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "new", "folder"}


def test_half_a_copy_of_a_killed_process_is_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "w.gbi")
    whole, half, picture = (
        store.path / "files" / "abc.pdf",
        store.path / "files" / ".writing-a.pdf",
        store.path / "images" / "a.png",
    )
    for path in (whole, half, picture):
        path.write_bytes(b"x")
        os.utime(path, (time.time() - 86_400, time.time() - 86_400))
    Store(store.path)
    assert whole.exists() and picture.exists() and not half.exists()
    os.utime(picture, (0, 0))
    Store(store.path)
    assert whole.exists() and not picture.exists()


def test_sha256_of(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc" * 1_000_000)
    assert sha256_of(path) == hashlib.sha256(b"abc" * 1_000_000).hexdigest()


def test_a_workspace_cannot_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "w.gbi").write_bytes(b"")
    with pytest.raises(StoreError, match="name another folder"):
        Store(tmp_path / "w.gbi")
