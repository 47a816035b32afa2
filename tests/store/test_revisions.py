"""Readings never change, the revision that counts does; names last; tables are what SQL sees."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gbi.errors import StoreError
from gbi.sql.relations import CELLS_COLUMNS, Relations
from gbi.store import PageResult, Store
from gbi.types import Basis, Cell, Column, Reading
from support.fake_source import make_reading, make_region
from support.stores import DOCUMENT, store_with

pytest_plugins = ("support.agreeing",)

REGION = make_region(DOCUMENT.id)
SALES = make_reading(REGION, ["Region", "2019", "2020"], [["North", 1, 2.5], ["South", 3, 4]], title="Sales")


def test_a_reading_becomes_a_table(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    relations: Relations = store
    (info,) = relations.tables()
    assert (info.name, info.sql_columns, info.rows) == ("sales", ("region", "_2019", "_2020"), 2)
    assert (info.document, info.document_name, info.page, info.region) == (DOCUMENT.id, "report.pdf", 1, REGION.id)
    table = pq.read_table(relations.parquet("sales"))
    assert table.to_pydict() == {"_row": [0, 1], "region": ["North", "South"], "_2019": [1.0, 3.0], "_2020": [2.5, 4.0]}
    assert [str(kind) for kind in table.schema.types] == ["int64", "string", "double", "double"]


def test_a_reading_survives_as_it_is(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    store.close()
    assert Store(store.path).readings.current() == (SALES,)


def test_values_of_a_column_have_one_type(tmp_path: Path) -> None:
    reading = Reading.build(
        REGION,
        reader="fake",
        reader_version="1",
        title="Mixed",
        columns=[Column(name=kind[0], type=kind) for kind in ("number", "text", "bool", "date")],
        rows=[
            [Cell(value="n/a", basis=Basis.PRINTED), Cell(value=1234, text="1,234", basis=Basis.PRINTED),
             Cell(value=True, basis=Basis.NATIVE), Cell(value="2020-01-31", basis=Basis.NATIVE)],
            [Cell(value=True, basis=Basis.PRINTED), Cell(value=None, basis=Basis.PRINTED),
             Cell(value=1, basis=Basis.NATIVE), Cell(value=None, basis=Basis.NATIVE)],
        ],
    )  # fmt: skip
    table = pq.read_table(store_with(tmp_path, reading).parquet("mixed")).to_pydict()
    assert table == {
        "_row": [0, 1], "n": [None, None], "t": ["1,234", None], "b": [True, None], "d": ["2020-01-31", None],
    }  # fmt: skip


def test_empty_readings_are_kept_but_are_no_tables(tmp_path: Path) -> None:
    store = store_with(tmp_path, make_reading(REGION, [], []))
    assert store.tables() == () and len(store.readings.current()) == 1


def test_cells_relation(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    table = pq.read_table(store.parquet("cells"))
    assert tuple(table.column_names) == CELLS_COLUMNS
    rows = table.to_pylist()
    assert len(rows) == 6
    assert rows[5] == {
        "cell": f"{SALES.id}:1:2", "reading": SALES.id, "table_name": "sales", "row": 1, "column_name": "_2020",
        "value": "4", "original": None, "basis": "printed", "error": 0.0, "confidence": 1.0, "page": 1,
        "x0": 100.0, "y0": 20.0, "x1": 140.0, "y1": 35.0, "corrected_by": None, "unit": None, "scale": 1.0,
    }  # fmt: skip


def test_cells_follow_the_revision(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    before = store.parquet("cells")
    store.readings.correct(f"{SALES.id}:1:2", 40, "me")
    after = store.parquet("cells")
    assert before != after and before.exists()
    row = pq.read_table(after).to_pylist()[5]
    assert (row["value"], row["original"], row["corrected_by"]) == ("40", "4", "me")


def test_cited_cells(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    cells = store.cells("Sales", [1, 7, 0], ["_2020", "no_such"])
    assert [(cell.row, cell.row_label, cell.column, cell.value) for cell in cells] == [
        (1, "South", "_2020", 4),
        (0, "North", "_2020", 2.5),
    ]
    assert cells[0].place == SALES.rows[1][2].place and cells[0].id == f"{SALES.id}:1:2"


@pytest.mark.usefixtures("last_reading_agreed")
def test_names_are_given_once_and_last(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    second = make_region(DOCUMENT.id, 1, 1)
    more = make_reading(second, ["a"], [[1]], title="Sales")
    store.commit_page(DOCUMENT, "again", PageResult(number=1, regions=(REGION, second), readings=(more,)))
    assert [info.name for info in store.tables()] == ["sales", "sales_2"]
    emptied = make_reading(REGION, ["Region"], [["x"]], title="Quite another title", reader="other")
    store.readings.add(emptied)
    assert {info.region: info.name for info in store.tables()}[REGION.id] == "sales"


@pytest.mark.usefixtures("merged_readings")
def test_a_second_reading_is_agreed(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    revision, number = store.revision_of("sales"), store.revision()
    other = make_reading(REGION, ["Region", "2019", "2020"], [["North", 1, 2.5], ["South", 3, 44]], reader="vlm")
    store.readings.add(other)
    assert store.readings.witnesses(REGION.id) == (SALES, other)
    (current,) = store.readings.current()
    assert current.id not in {SALES.id, other.id}
    assert current.rows[0][1].id == f"{current.id}:0:1"
    assert store.revision() == number + 1 and store.revision_of("sales") != revision
    assert store.readings.get(current.id) == current and store.readings.get(SALES.id) == SALES
    store.readings.add(other)
    assert store.readings.current() == (current,) and store.revision() == number + 1


@pytest.mark.usefixtures("merged_readings")
def test_of_two_versions_of_a_reader_the_last_is_heard(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    newer = Reading.build(
        REGION, reader="fake", reader_version="2", title="Sales", columns=SALES.columns, rows=SALES.rows[:1]
    )
    store.readings.add(newer)
    assert store.readings.current() == (newer,)  # no second witness of itself
    assert store.readings.witnesses(REGION.id) == (SALES, newer)


def test_the_same_pass_again_changes_nothing(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    number = store.revision()
    changed = SALES.model_copy(update={"title": "readings do not change"})
    store.commit_page(DOCUMENT, "default", PageResult(number=1, regions=(REGION,), readings=(changed,)))
    assert store.readings.current() == (SALES,) and store.revision() == number


def test_files_are_made_again_and_old_ones_removed(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    first, cells = store.parquet("sales"), store.parquet("cells")
    first.unlink()
    assert pq.read_table(store.parquet("sales")).num_rows == 2
    store.readings.correct(f"{SALES.id}:0:1", 9, "me")
    second = store.parquet("sales")
    long_ago = time.time() - 86_400
    left = store.path / "tables" / ".writing-left-over.parquet"
    left.write_bytes(b"half a file")
    for path in (first, second, cells, left):
        os.utime(path, (long_ago, long_ago))
    Store(store.path)
    assert second.exists() and not first.exists() and not cells.exists() and not left.exists()


def test_recent_files_stay_for_those_who_were_told_of_them(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    first = store.parquet("sales")
    store.readings.correct(f"{SALES.id}:0:1", 9, "me")
    Store(store.path)
    assert first.exists()


def test_unknown_things_say_where_to_look(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    for call, hint in (
        (lambda: store.parquet("nothing"), r"ws\.tables\(\)"),
        (lambda: store.readings.get("nothing"), r"ws\.readings\(\)"),
        (lambda: store.readings.region("nothing"), r"ws\.regions\(\)"),
        (lambda: store.documents.get("nothing"), r"ws\.documents\(\)"),
        (lambda: store.documents.page(DOCUMENT.id, 9), "pages="),
    ):
        with pytest.raises(StoreError, match=hint):
            call()


def test_what_is_kept_is_json(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    (row,) = store._catalogue.rows("SELECT info, applied FROM revisions")
    assert json.loads(row["info"])["name"] == "sales" and json.loads(row["applied"]) == []
