"""Parquet holds what the readings hold, whatever the texts and numbers are."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbi.store import PageResult, Store, relations
from gbi.store.names import column_names
from gbi.types import Basis, Cell, Column, DocPart, Reading, RowRange, SheetRange, TableInfo
from support.fake_source import make_reading, make_region
from support.stores import DOCUMENT, store_with

REGION = make_region(DOCUMENT.id)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBER = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)


def info_of(reading: Reading, name: str = "t") -> TableInfo:
    return TableInfo(
        name=name, reading=reading.id, document=DOCUMENT.id, document_name="report.pdf", page=1, region=REGION.id,
        columns=reading.columns, sql_columns=column_names(c.name for c in reading.columns), rows=len(reading.rows),
    )  # fmt: skip


def typed(kinds: list[str], rows: list[list[Any]]) -> Reading:
    return Reading.build(
        REGION,
        reader="fake",
        reader_version="1",
        columns=[Column(name=f"c{i}", type=kind) for i, kind in enumerate(kinds)],
        rows=[[Cell(value=value, basis=Basis.NATIVE) for value in row] for row in rows],
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(
    rows=st.lists(st.tuples(TEXT | st.none(), NUMBER | st.none(), st.booleans() | st.none()), min_size=1, max_size=6)
)
def test_values_come_back(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    reading = typed(["text", "number", "bool"], [list(row) for row in rows])
    relations.write_table(tmp_path / "t.parquet", info_of(reading), reading)
    table = pq.read_table(tmp_path / "t.parquet").to_pydict()
    assert table["_row"] == list(range(len(rows)))
    assert table["c0"] == [row[0] for row in rows]
    assert table["c1"] == [None if row[1] is None else float(row[1]) for row in rows]
    assert table["c2"] == [row[2] for row in rows]


def test_more_rows_than_a_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "GROUP_ROWS", 7)
    reading = typed(["number"], [[n] for n in range(50)])
    relations.write_table(tmp_path / "t.parquet", info_of(reading), reading)
    assert pq.ParquetFile(tmp_path / "t.parquet").num_row_groups == 8
    assert pq.read_table(tmp_path / "t.parquet")["c0"].to_pylist() == [float(n) for n in range(50)]


def test_a_workspace_without_tables_has_an_empty_cells_relation(tmp_path: Path) -> None:
    table = pq.read_table(Store(tmp_path / "w.gbi").parquet("cells"))
    assert table.num_rows == 0 and "corrected_by" in table.column_names


@pytest.mark.parametrize(
    "place", [SheetRange(sheet="Plan", ref="B7"), RowRange(rows=(3, 3), columns=("a",)), DocPart(path="table/1"), None]
)
def test_cells_without_a_box_have_none(tmp_path: Path, place: Any) -> None:
    reading = Reading.build(
        REGION,
        reader="fake",
        reader_version="1",
        columns=[Column(name="a", type="bool")],
        rows=[[Cell(value=True, basis=Basis.NATIVE, error=0.0, place=place)]],
    )
    (row,) = pq.read_table(store_with(tmp_path, reading).parquet("cells")).to_pylist()
    assert (row["page"], row["x0"], row["y1"], row["value"]) == (1, None, None, "true")
    assert store_with(tmp_path, reading).cells("report", [0], ["a"])[0].place == place


def test_a_cell_on_a_further_page_says_so(tmp_path: Path) -> None:
    first, second = make_reading(REGION, ["a"], [[1]]), make_reading(make_region(DOCUMENT.id, 2), ["a"], [[2]])
    both = first.model_copy(update={"rows": (*first.rows, *second.rows)})
    rows = pq.read_table(store_with(tmp_path, both).parquet("cells")).to_pylist()
    assert [row["page"] for row in rows] == [1, 2]


def test_sql_names_of_odd_columns_lead_back_to_their_cells(tmp_path: Path) -> None:
    reading = make_reading(REGION, ["Region", "2020", "2020", "Δ %"], [["North", 1, 2, 3]], title="Sales")
    store = store_with(tmp_path, reading)
    (info,) = store.tables()
    assert info.sql_columns == ("region", "_2020", "_2020_2", "δ_pct")
    assert [cell.value for cell in store.cells("sales", [0], info.sql_columns)] == ["North", 1, 2, 3]


def test_threads_may_correct_and_read_at_once(tmp_path: Path) -> None:
    reading = make_reading(REGION, ["Region", "2020"], [[f"R{n}", n] for n in range(20)], title="Sales")
    store = store_with(tmp_path, reading)
    failures: list[BaseException] = []

    def correct(start: int) -> None:
        for row in range(start, 20, 4):
            store.readings.correct(f"{reading.id}:{row}:1", row + 100, "me")

    def look() -> None:
        for _ in range(10):
            values = pq.read_table(store.parquet("sales"))["_2020"].to_pylist()
            if any(value not in (n, n + 100.0) for n, value in enumerate(values)):
                failures.append(AssertionError(values))

    threads = [threading.Thread(target=correct, args=(start,)) for start in range(4)]
    threads += [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert pq.read_table(store.parquet("sales"))["_2020"].to_pylist() == [n + 100.0 for n in range(20)]
    assert len(store.readings.corrections()) == 20


def test_tables_are_listed_in_the_order_of_the_document(tmp_path: Path) -> None:
    store = store_with(tmp_path)
    for number in (9, 2, 5):
        region = make_region(DOCUMENT.id, number)
        reading = make_reading(region, ["a"], [[1]], title=f"page {number}")
        store.commit_page(DOCUMENT, "default", PageResult(number=number, regions=(region,), readings=(reading,)))
    assert [info.page for info in store.tables()] == [2, 5, 9]
