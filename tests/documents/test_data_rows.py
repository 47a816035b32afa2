"""Rows of data files make their cells when asked, and are the same as rows made at once."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

import gbi
from gbi.data_rows import DataRows
from gbi.documents import open_source
from gbi.readers import read_region
from gbi.store.codec import pack, unpack
from gbi.store.corrections import Applied, apply
from gbi.types import Basis, Cell, LazyRows, Reading, RowRange

NAMES, VALUES, TEXTS = (
    ("city", "share"),
    (("Rom", "北京", None), (12.5, 3, None)),
    (("Rom", "北京", ""), ("12.50", "3", "")),
)


def rows_at_once(key: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(
            Cell(
                id=f"{key}:{r}:{c}",
                value=VALUES[c][r],
                text=TEXTS[c][r],
                basis=Basis.NATIVE,
                error=0.0,
                place=RowRange(rows=(r, r), columns=(NAMES[c],)),
            )
            for c in range(2)
        )
        for r in range(3)
    )


def read(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "made.csv"
    path.write_text(text, encoding="utf-8")
    source = open_source(path)
    (region,) = source.regions(1)
    (reading,) = read_region(source, region)
    return reading


def test_they_equal_the_tuple_of_their_rows() -> None:
    rows = DataRows(NAMES, VALUES, TEXTS).stamped("k")
    assert rows == rows_at_once("k")
    assert rows_at_once("k") == rows
    assert hash(rows) == hash(rows_at_once("k"))
    assert rows != rows_at_once("other")
    assert rows[1:] == rows_at_once("k")[1:]
    assert rows[-1] == rows_at_once("k")[2]
    assert len(rows) == len(list(rows)) == 3
    with pytest.raises(IndexError):
        rows[3]


def test_they_are_packed_by_columns_with_texts_that_differ_from_the_values() -> None:
    rows = DataRows(NAMES, VALUES, TEXTS, key="k")
    line = rows.packed()
    assert line is not None and b"\n" not in line and b"12.50" in line
    assert DataRows.from_packed(line) == rows


def test_a_reading_of_a_data_file_survives_the_catalogue_and_json(tmp_path: Path) -> None:
    reading = read(tmp_path, "city,share %\nRom,12.50\n北京,3\nUlm,1e3\n")
    assert isinstance(reading.rows, LazyRows)
    assert reading.rows[1][1].id == f"{reading.id}:1:1"
    assert unpack(Reading, pack(reading)) == reading
    again = Reading.model_validate_json(reading.model_dump_json())
    assert again == reading
    assert isinstance(again.rows, tuple)
    assert again.rows[0][1].text == "12.50"


def test_a_correction_changes_one_row_and_keeps_the_rest(tmp_path: Path) -> None:
    reading = read(tmp_path, "city,share %\nRom,12.50\n北京,3\nUlm,1e3\n")
    changed = apply(reading, (Applied(correction=1, row=1, column=1, value=4.0, by="me"),))
    assert isinstance(changed.rows, LazyRows)
    assert changed.rows[1][1].value == 4.0 and changed.rows[1][1].corrected_by == "me"
    assert changed.rows[1][1].alternatives[0].value == 3
    assert [changed.rows[0], changed.rows[2]] == [reading.rows[0], reading.rows[2]]
    assert unpack(Reading, pack(changed)) == changed


def test_long_files_take_memory_by_the_value_not_by_the_cell(tmp_path: Path) -> None:
    lines = "".join(f"City {i},{i * 0.5},{i}\n" for i in range(10_000))
    path = tmp_path / "long.csv"
    path.write_text(f"city,a,b\n{lines}")
    with gbi.Workspace(tmp_path / "ws") as ws:
        ws.add(path)
        assert ws.sql(f"select sum(b) from {ws.tables()[0]}").rows == [(sum(range(10_000)),)]
    with gbi.Workspace(tmp_path / "ws") as ws:
        tracemalloc.start()
        (reading,) = ws.readings()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert reading.rows[9_999][0].value == "City 9999"
        assert held < 250 * 30_000  # a cell with its place takes about a kilobyte
