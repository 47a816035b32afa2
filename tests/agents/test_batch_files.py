"""Which files a batch takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.errors import DocumentError
from gbi_agents.batch import find_files


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_reports_of_a_folder_at_any_depth_in_the_order_of_their_names(tmp_path: Path) -> None:
    touch(tmp_path / "b.PDF", tmp_path / "a.csv", tmp_path / "sub" / "c.xlsx")
    assert find_files([tmp_path]) == (tmp_path / "a.csv", tmp_path / "b.PDF", tmp_path / "sub" / "c.xlsx")


def test_hidden_files_locks_and_other_kinds_are_left_out(tmp_path: Path) -> None:
    touch(
        tmp_path / ".a.pdf", tmp_path / "~$b.xlsx", tmp_path / ".git" / "c.pdf", tmp_path / "d.txt", tmp_path / "e.pdf"
    )
    assert find_files([tmp_path]) == (tmp_path / "e.pdf",)


def test_a_file_that_is_named_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    touch(tmp_path / "d.txt")
    assert find_files([tmp_path / "d.txt"]) == (tmp_path / "d.txt",)


def test_a_file_that_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.csv")
    assert find_files([tmp_path, tmp_path / "a.csv"]) == (tmp_path / "a.csv",)


def test_a_folder_that_is_missing_or_empty_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file or folder"):
        find_files([tmp_path / "missing"])
    with pytest.raises(DocumentError, match=r"no report in .*\.pdf"):
        find_files([tmp_path])
