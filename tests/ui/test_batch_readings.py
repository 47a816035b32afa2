"""`readings.parquet` is written anew only where something changed, and is then what it would be written whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

import gbi
from gbi.types import Reading
from gbi_ui.batch import kept, parquet
from gbi_ui.batch.exports import write_exports
from gbi_ui.batch.listed import Listed, listed
from gbi_ui.batch.parquet import write_readings


def report(folder: Path, number: int) -> Path:
    path = folder / f"report-{number}.csv"
    path.write_text(f"year,revenue\n2020,{number}\n2021,{number + 10}\n", "utf-8")
    return path


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[gbi.Workspace]:
    with gbi.Workspace(tmp_path / "w.gbi") as workspace:
        workspace.add(*(report(tmp_path, number) for number in range(3)))
        yield workspace


@pytest.fixture
def asked(ws: gbi.Workspace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents whose readings were taken from the workspace."""
    found: list[str] = []
    real = ws.readings

    def readings(document: gbi.Document | None = None) -> tuple[Reading, ...]:
        assert isinstance(document, gbi.Document), "never all at once"
        found.append(document.name)
        return real(document)

    monkeypatch.setattr(ws, "readings", readings)
    return found


def rows(path: Path) -> list[dict[str, object]]:
    return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]


def whole(ws: gbi.Workspace, folder: Path) -> list[dict[str, object]]:
    write_readings(ws, folder / "whole.parquet")
    return rows(folder / "whole.parquet")


def test_what_has_not_changed_is_not_read_again(ws: gbi.Workspace, tmp_path: Path, asked: list[str]) -> None:
    first, second = tmp_path / "a.parquet", tmp_path / "b.parquet"
    lines = write_readings(ws, first)
    assert asked == ["report-0.csv", "report-1.csv", "report-2.csv"]
    asked.clear()
    assert write_readings(ws, second, first) == lines
    assert asked == []
    assert rows(second) == rows(first) and len(rows(first)) == 12
    assert pq.ParquetFile(second).num_row_groups == 3


def test_a_new_report_alone_is_written_anew(ws: gbi.Workspace, tmp_path: Path, asked: list[str]) -> None:
    write_readings(ws, tmp_path / "a.parquet")
    ws.add(report(tmp_path, 3))
    asked.clear()
    lines = write_readings(ws, tmp_path / "b.parquet", tmp_path / "a.parquet")
    assert asked == ["report-3.csv"]
    assert [line.name for line in lines] == [f"report-{number}.csv" for number in range(4)]
    assert rows(tmp_path / "b.parquet") == whole(ws, tmp_path)


def test_a_correction_and_its_withdrawal_are_taken_over(ws: gbi.Workspace, tmp_path: Path, asked: list[str]) -> None:
    path = tmp_path / "a.parquet"
    write_readings(ws, path)
    document = ws.documents()[1]
    ws.correct(ws.readings(document)[0].rows[0][1], 99, by="ann")
    asked.clear()
    write_readings(ws, tmp_path / "b.parquet", path)
    assert asked == ["report-1.csv"]
    (changed,) = [row for row in rows(tmp_path / "b.parquet") if row["corrected_by"] == "ann"]
    assert changed["number"] == 99
    ws.withdraw(ws.corrections()[0])
    write_readings(ws, tmp_path / "c.parquet", tmp_path / "b.parquet")
    assert rows(tmp_path / "c.parquet") == rows(path) == whole(ws, tmp_path)


def test_a_rejected_reading_loses_its_table_s_name(ws: gbi.Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    assert all(line.table for line in write_readings(ws, path))
    ws.reviews.give(ws.regions()[0].id, "rejected", by="ann")
    lines = write_readings(ws, tmp_path / "b.parquet", path)
    assert [line.table is None for line in lines] == [True, False, False]
    assert {row["table"] for row in rows(tmp_path / "b.parquet") if row["name"] == "report-0.csv"} == {None}


@pytest.mark.parametrize("content", [b"", b"no parquet at all", None])
def test_a_file_of_another_program_is_written_over(
    content: bytes | None, ws: gbi.Workspace, tmp_path: Path, asked: list[str]
) -> None:
    before = tmp_path / "before.parquet"
    if content is None:
        pq.write_table(pq.read_table(source(ws, tmp_path)), before)  # the same rows, but without what it says of itself
        asked.clear()
    else:
        before.write_bytes(content)
    assert len(write_readings(ws, tmp_path / "b.parquet", before)) == 3
    assert len(asked) == 3


def source(ws: gbi.Workspace, folder: Path) -> Path:
    write_readings(ws, folder / "source.parquet")
    return folder / "source.parquet"


@pytest.mark.parametrize("data", [None, b"???", b"e30=", kept.packed({})[:-4]])
def test_what_a_file_says_of_itself_is_not_trusted(data: bytes | None) -> None:
    assert kept._unpacked(data) == {}


def test_what_an_older_form_wrote_is_written_anew(
    ws: gbi.Workspace, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = source(ws, tmp_path)
    asked.clear()
    monkeypatch.setattr(kept, "FORM", kept.FORM + 1)
    write_readings(ws, tmp_path / "b.parquet", before)
    assert len(asked) == 3


def test_a_large_document_has_several_row_groups(
    ws: gbi.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "CELLS_AT_ONCE", 3)
    before = source(ws, tmp_path)
    assert pq.ParquetFile(before).num_row_groups == 6  # 4 cells a document
    lines = write_readings(ws, tmp_path / "b.parquet", before)
    assert rows(tmp_path / "b.parquet") == rows(before)
    assert lines == listed(ws)


def test_an_empty_workspace_leaves_an_empty_table(tmp_path: Path) -> None:
    with gbi.Workspace(tmp_path / "empty.gbi") as ws:
        assert write_readings(ws, tmp_path / "a.parquet") == ()
        assert write_readings(ws, tmp_path / "b.parquet", tmp_path / "a.parquet") == ()
    assert pq.read_table(tmp_path / "b.parquet").num_rows == 0
    assert pq.read_schema(tmp_path / "b.parquet").names == parquet.READINGS.names


def test_the_exports_take_over_their_own_file(ws: gbi.Workspace, tmp_path: Path, asked: list[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_exports(ws, out, "zh")
    first = rows(out / "readings.parquet")
    asked.clear()
    write_exports(ws, out, "zh")
    assert asked == []
    assert rows(out / "readings.parquet") == first
    sheet = openpyxl.load_workbook(out / "answers.xlsx")["图表"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(line[0], line[2], line[4], line[5]) for line in lines] == [
        (f"report-{number}.csv", "表", 2, "year; revenue") for number in range(3)
    ]
    shutil.rmtree(out)


def test_states_change_with_what_they_stand_for(ws: gbi.Workspace) -> None:
    before = ws.states()
    ids = [document.id for document in ws.documents()]
    assert list(before) and set(before) == set(ids) and len(set(before.values())) == 3
    ws.correct(ws.readings(ws.documents()[2])[0].rows[0][1], 5, by="ann")
    after = ws.states()
    assert [before[one] == after[one] for one in ids] == [True, True, False]
    ws.withdraw(ws.corrections()[0])
    assert ws.states() == before, "the same contents have the same state"


def test_a_line_of_the_list_says_what_the_reading_is(ws: gbi.Workspace) -> None:
    line = Listed.of(ws.readings(ws.documents()[0])[0], "report-0.csv", "t")
    assert (line.kind, line.page, line.rows, line.columns, line.table) == ("table", 1, 2, ("year", "revenue"), "t")
