"""Files and folders take their place whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from gbi.files import replacing, replacing_folder
from gbi.store.files import replace_file

WAYS: list[Callable[[Path], AbstractContextManager[Path]]] = [replacing, replacing_folder]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill(path: Path, text: str) -> None:
    """Writes the text to a file, or into a folder that stands there."""
    (path / "inside" if path.is_dir() else path).write_text(text, encoding="utf-8")


def said(path: Path) -> str:
    return (path / "inside" if path.is_dir() else path).read_text(encoding="utf-8")


@pytest.mark.parametrize("way", WAYS)
def test_what_was_there_stays_until_the_new_is_whole(
    way: Callable[..., AbstractContextManager[Path]], tmp_path: Path
) -> None:
    place = tmp_path / "deep" / "place"
    for text in ("one", "two"):
        with way(place) as fresh:
            assert place.exists() is (text == "two") and fresh.parent == place.parent
            fill(fresh, text)
            assert not place.exists() or said(place) == "one"
        assert said(place) == text and names(place.parent) == ["place"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", [OSError, KeyboardInterrupt])
def test_a_fault_leaves_the_old_and_nothing_else(
    way: Callable[..., AbstractContextManager[Path]], fault: type[BaseException], tmp_path: Path
) -> None:
    place = tmp_path / "place"
    with way(place) as fresh:
        fill(fresh, "old")
    with pytest.raises(fault), way(place) as fresh:
        fill(fresh, "half")
        raise fault
    assert said(place) == "old" and names(tmp_path) == ["place"]


def test_two_may_write_the_same_file_at_once(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as first, replacing(tmp_path / "a") as second:
        fill(first, "first")
        fill(second, "second")
    assert said(tmp_path / "a") == "first" and names(tmp_path) == ["a"]  # the outer block ends last


def test_a_half_written_file_is_of_no_kind_that_is_looked_for(tmp_path: Path) -> None:
    with replacing(tmp_path / "piece.npz") as fresh:
        fill(fresh, "half")
        assert not list(tmp_path.glob("*.npz"))


def test_a_link_to_the_very_file_is_no_rubbish(tmp_path: Path) -> None:
    place = tmp_path / "a"
    fill(place, "same")
    with replacing(place) as fresh:
        os.link(place, fresh)
    assert names(tmp_path) == ["a"] and said(place) == "same"


def test_a_folder_that_a_kill_left_is_begun_anew(tmp_path: Path) -> None:
    with replacing_folder(tmp_path / "made") as fresh:
        left = fresh
        fill(fresh, "one")
    left.mkdir()
    fill(left, "of a process that was killed")
    with replacing_folder(tmp_path / "made") as fresh:
        assert not list(fresh.iterdir())
        fill(fresh, "two")
    assert names(tmp_path) == ["made"] and said(tmp_path / "made") == "two"


def test_a_place_below_a_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    fill(tmp_path / "file", "x")
    with pytest.raises(OSError), replacing(tmp_path / "file" / "inside"):
        pytest.fail("the block must not begin")


def test_a_workspace_is_its_owners_alone_and_a_data_set_as_the_user_says(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        replace_file(tmp_path / "kept", lambda path: path.write_bytes(b"report"))
        with replacing(tmp_path / "samples.jsonl") as fresh:
            fill(fresh, "{}")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("kept", "samples.jsonl")]
    assert modes == [0o600, 0o644]
