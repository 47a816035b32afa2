"""A workspace whose copy of a file was deleted: what was read stays, pictures say what to do, the file mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.errors import GbiError, StoreError
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_agents.chinese import in_language
from support.desk_made import desk_with, reading_of, region, report


def made(folder: Path) -> tuple[Workspace, Path]:
    """A workspace with one report, and the report's own file."""
    document, source = report(folder)
    return desk_with(folder / "desk", reading_of(region(document.id)), document=document, source=source), source


def test_what_was_read_is_there_still_and_the_picture_says_what_to_do(tmp_path: Path) -> None:
    ws, _ = made(tmp_path)
    with ws:
        (document,) = ws.documents()
        ws.file(document).unlink()
        assert Analyst(ws).ask("What was the 2019 of North?").value == 11
        with pytest.raises(StoreError, match=r"copy of report\.pdf is gone; add that file again") as caught:
            ws.page_image(document, 1)
        assert str(tmp_path) not in str(caught.value), "no path of the workspace's own"
        said = in_language(str(caught.value), "zh")
        assert "report.pdf" in said and "请重新添加" in said


@pytest.mark.parametrize("name", ["report.pdf", "again.PDF", "another name"])
def test_the_file_brought_again_mends_it(tmp_path: Path, name: str) -> None:
    ws, source = made(tmp_path)
    with ws:
        (document,) = ws.documents()
        tables = ws.tables()
        ws.file(document).unlink()
        brought = source.rename(source.with_name(name))
        assert ws.add(brought)[0].id == document.id
        assert ws.page_image(document, 1).startswith(b"\x89PNG")
        assert [one.name for one in ws.documents()] == ["report.pdf"], "it keeps its first name"
        assert ws.tables() == tables, "and what was read of it"


def test_another_file_is_not_taken_for_it(tmp_path: Path) -> None:
    ws, _ = made(tmp_path)
    with ws:
        (document,) = ws.documents()
        ws.file(document).unlink()
        (tmp_path / "other.csv").write_text("Year,Revenue\n2020,1\n2021,2\n")
        ws.add(tmp_path / "other.csv")
        with pytest.raises(GbiError):
            ws.page_image(document, 1)
        assert len(ws.documents()) == 2
