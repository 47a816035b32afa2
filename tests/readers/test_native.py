"""The native reader: what the file says, exactly, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.documents import open_source
from gbi.readers.native import NativeReader
from gbi.types import Basis, PageBox, Reading, Region, RowRange
from support.documents_made import pdf_bytes, put


def test_a_data_file_is_read_exactly(tmp_path: Path) -> None:
    source = open_source(put(tmp_path, "a.csv", "region,sales (USD millions)\nNorth,12.5\nSouth,(3)\n"))
    (region,) = source.regions(1)
    reading = NativeReader().read(source, region)
    assert reading is not None
    assert reading.reader == "native"
    assert [[c.value for c in row] for row in reading.rows] == [["North", 12.5], ["South", -3]]
    assert {(c.basis, c.error, c.confidence) for row in reading.rows for c in row} == {(Basis.NATIVE, 0.0, 1.0)}
    assert reading.rows[1][1].place == RowRange(rows=(1, 1), columns=("sales (USD millions)",))
    assert (reading.columns[1].unit, reading.columns[1].scale) == ("USD", 1e6)
    assert Reading.model_validate_json(reading.model_dump_json()) == reading


def test_a_file_with_only_a_picture_has_none(tmp_path: Path) -> None:
    source = open_source(put(tmp_path, "a.pdf", pdf_bytes()))
    region = Region.at(source.document.id, 1, PageBox(page=1, box=(0, 0, 100, 100)), "chart")
    assert NativeReader().read(source, region) is None


@pytest.mark.parametrize(
    "payload", ["__import__('os').system('true')", "'; DROP TABLE x; --", "<script>alert(1)</script>"]
)
def test_names_from_files_are_data(tmp_path: Path, payload: str) -> None:
    quoted = '"' + payload.replace('"', '""') + '"'
    source = open_source(put(tmp_path, "a.csv", f"{quoted},n\nx,1\n"))
    reading = NativeReader().read(source, source.regions(1)[0])
    assert reading is not None
    assert reading.columns[0].name == payload
