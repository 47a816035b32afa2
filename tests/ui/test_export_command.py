"""`gbi export`: the corrections of a workspace as a file, and what it says where there is nothing to write."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import gbi
from support.command import Command


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one small table."""
    table = tmp_path / "sales.csv"
    table.write_text("Region,Sales\nNorth,12\nSouth,9\n", "utf-8")
    with gbi.Workspace(tmp_path / "q3.gbi") as ws:
        ws.add(table)
    return tmp_path / "q3.gbi"


def correct(workspace: Path) -> None:
    with gbi.Workspace(workspace) as ws:
        (info,) = ws.table_infos()
        (cell,) = ws.cells(info.name, [0], [info.sql_columns[1]])
        ws.correct(cell, value=14, by="me")


def test_corrections_are_written_with_what_they_corrected(workspace: Path, gbi_command: Command) -> None:
    correct(workspace)
    out = workspace.parent / "corrections.zip"
    done = gbi_command("export", out, "--workspace", workspace)
    assert done.status == 0 and "1 corrections in" in done.out
    with zipfile.ZipFile(out) as packed:
        (line,) = [json.loads(text) for text in packed.read("corrections.jsonl").splitlines()]
    assert (line["original"], line["value"], line["row_label"], line["by"]) == (12, 14, "North", "me")
    assert list(workspace.parent.glob("*.part")) == []


def test_nothing_corrected_is_said(workspace: Path, gbi_command: Command) -> None:
    done = gbi_command("export", workspace.parent / "c.zip", "-w", workspace)
    assert done.status == 1 and "nothing was corrected" in done.err
    assert not (workspace.parent / "c.zip").exists()


def test_a_folder_that_is_none_is_not_made(tmp_path: Path, gbi_command: Command) -> None:
    done = gbi_command("export", tmp_path / "c.zip", "-w", tmp_path / "none.gbi")
    assert done.status == 1 and "there is no workspace" in done.err
    assert not (tmp_path / "none.gbi").exists()


def test_a_place_that_cannot_be_written_is_named(workspace: Path, gbi_command: Command) -> None:
    correct(workspace)
    done = gbi_command("export", workspace.parent / "missing" / "c.zip", "-w", workspace)
    assert done.status == 1 and "cannot be written" in done.err
