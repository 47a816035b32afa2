"""Corrections: beside what was read, and at the right cell when a region is read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from gbi.errors import StoreError
from gbi.store import Store
from gbi.store.corrections import fit, key_of, locate, overlap, row_label
from gbi.types import Column, PageBox, Reading, SheetRange
from support.fake_source import make_reading, make_region
from support.stores import DOCUMENT, store_with

pytest_plugins = ("support.agreeing",)

REGION = make_region(DOCUMENT.id)
COLUMNS = ["Region", "2019", "2020"]
SALES = make_reading(REGION, COLUMNS, [["North", 1, 2], ["South", 3, 4]], title="Sales")
CELL = f"{SALES.id}:1:2"


def value(store: Store, row: int, column: int) -> Any:
    return store.readings.current()[0].rows[row][column].value


def test_a_correction_shows_everywhere_and_keeps_the_original(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    revision = store.revision_of("sales")
    store.readings.correct(CELL, 40, "Ann")
    cell = store.readings.get(SALES.id).rows[1][2]
    assert (cell.value, cell.text, cell.error, cell.corrected_by) == (40, "40", 0.0, "Ann")
    assert (cell.alternatives[0].value, cell.alternatives[0].text, cell.alternatives[0].reader) == (4, "4", "fake")
    (cited,) = store.cells("sales", [1], ["_2020"])
    assert (cited.value, cited.original, cited.corrected_by) == (40, 4, "Ann")
    assert pq.read_table(store.parquet("sales"))["_2020"].to_pylist() == [2.0, 40.0]
    assert store.readings.witnesses(REGION.id) == (SALES,)
    assert store.revision_of("sales") != revision
    (correction,) = store.readings.corrections()
    assert (correction.row_label, correction.column_name, correction.table) == ("South", "2020", "sales")
    assert (correction.value, correction.original, correction.by, correction.orphaned) == (40, 4, "Ann", False)


def test_another_process_sees_it(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    other = Store(store.path)
    assert value(other, 1, 2) == 4
    store.readings.correct(CELL, 40, "Ann")
    assert value(other, 1, 2) == 40 and other.revision() == store.revision()


def test_the_last_correction_of_a_cell_stands_and_can_be_withdrawn(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    revision = store.revision_of("sales")
    store.readings.correct(CELL, 40, "Ann")
    store.readings.correct(CELL, 41, "Bob")
    (correction,) = store.readings.corrections()
    assert (correction.value, correction.original) == (41, 4)
    store.readings.withdraw(correction.id)
    assert value(store, 1, 2) == 4 and store.readings.corrections() == ()
    assert store.revision_of("sales") == revision
    with pytest.raises(StoreError, match="no correction"):
        store.readings.withdraw(correction.id)


@pytest.mark.usefixtures("last_reading_agreed")
def test_it_follows_its_row_and_column(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    store.readings.correct(CELL, 40, "Ann")
    rows = [["Total", 0, 0, 0], ["south", 9, 8, 7], ["North", 6, 5, 4]]
    store.readings.add(make_reading(REGION, ["Region", "2021", " 2020", "2019"], rows, reader="better"))
    assert value(store, 1, 2) == 40
    assert not store.readings.corrections()[0].orphaned


@pytest.mark.usefixtures("last_reading_agreed")
def test_it_follows_its_place_where_the_column_was_renamed(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    store.readings.correct(CELL, 40, "Ann")
    store.readings.add(
        make_reading(REGION, ["Region", "Year 2019", "Year 2020"], [["North", 1, 2], ["South", 3, 4]], reader="x")
    )
    assert value(store, 1, 2) == 40


@pytest.mark.usefixtures("last_reading_agreed")
def test_it_is_orphaned_and_comes_back(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    store.readings.correct(CELL, 40, "Ann")
    store.readings.add(make_reading(REGION, ["Item", "Price"], [["Apple", 7]], reader="x"))
    assert store.readings.corrections()[0].orphaned
    assert value(store, 0, 1) == 7
    store.readings.add(make_reading(REGION, COLUMNS, [["South", 3, 4]], reader="y"))
    assert not store.readings.corrections()[0].orphaned and value(store, 0, 2) == 40


@pytest.mark.usefixtures("last_reading_agreed")
def test_a_cell_of_an_older_reading_is_found_in_the_current_one(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    moved = without_places(make_reading(REGION, COLUMNS, [["East", 0, 0], ["South", 3, 4]], reader="x"))
    store.readings.add(moved)
    store.readings.correct(CELL, 40, "Ann")
    assert value(store, 1, 2) == 40
    with pytest.raises(StoreError, match="not in the current reading"):
        store.readings.correct(f"{SALES.id}:0:1", 40, "Ann")


def test_a_label_can_be_corrected(tmp_path: Path) -> None:
    store = store_with(tmp_path, SALES)
    store.readings.correct(f"{SALES.id}:0:0", "North-West", "Ann")
    store.readings.correct(f"{SALES.id}:0:1", 11, "Ann")
    assert [cell.value for cell in store.readings.current()[0].rows[0]] == ["North-West", 11, 2]
    assert store.cells("sales", [0], ["_2019"])[0].row_label == "North-West"
    assert [correction.row_label for correction in store.readings.corrections()] == ["North", "North"]


def test_rows_with_the_same_label_are_told_apart_by_place() -> None:
    twice = make_reading(REGION, COLUMNS, [["South", 1, 2], ["South", 3, 4]])
    assert [locate(twice, key_of(twice, (r, 2))) for r in (0, 1)] == [(0, 2), (1, 2)]


def test_rows_with_the_same_label_and_no_place_by_their_number() -> None:
    twice = without_places(make_reading(REGION, COLUMNS, [["South", 1, 2], ["South", 3, 4]]))
    assert locate(twice, key_of(twice, (1, 2))) == (1, 2)
    assert locate(twice, key_of(twice, (1, 2)).model_copy(update={"row": 7})) is None


def without_places(reading: Reading) -> Reading:
    rows = tuple(tuple(cell.model_copy(update={"place": None}) for cell in row) for row in reading.rows)
    return reading.model_copy(update={"rows": rows})


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("number", "1,234.5", 1234.5),
        ("number", "−3", -3.0),
        ("number", None, None),
        ("text", 7, "7"),
        ("bool", False, False),
        ("date", "2020-02-29", "2020-02-29"),
    ],
)
def test_fit(kind: Any, given: Any, kept: Any) -> None:
    assert fit(Column(name="c", type=kind), given) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "twelve"),
        ("number", True),
        ("number", float("nan")),
        ("number", "inf"),
        ("bool", 1),
        ("date", "31.1.2020"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, kind: Any, given: Any) -> None:
    with pytest.raises(StoreError, match="column 'c' holds"):
        fit(Column(name="c", type=kind), given)


@pytest.mark.parametrize("cell", ["", "x", f"{SALES.id}:9:9", f"{SALES.id}:1", "nothing:0:0", f"{SALES.id}:-1:0"])
def test_an_unknown_cell_is_refused_and_nothing_kept(tmp_path: Path, cell: str) -> None:
    store = store_with(tmp_path, SALES)
    number = store.revision()
    with pytest.raises(StoreError):
        store.readings.correct(cell, 1, "Ann")
    assert store.readings.corrections() == () and store.revision() == number


def test_row_label_joins_leading_texts() -> None:
    reading = make_reading(REGION, ["Country", "City", "2020"], [["Peru", "Lima", 1]])
    assert row_label(reading, 0) == "Peru / Lima"
    assert row_label(make_reading(REGION, ["x", "y"], [[2019, 1]]), 0) == "2019"
    assert row_label(make_reading(REGION, ["only"], [["text"]]), 0) == "text"


def test_overlap() -> None:
    box = PageBox(page=1, box=(0, 0, 10, 10))
    assert overlap(box, PageBox(page=1, box=(0, 0, 10, 20))) == 0.5
    assert overlap(box, box.model_copy(update={"page": 2})) == 0.0
    assert overlap(SheetRange(sheet="a", ref="B1"), SheetRange(sheet="a", ref="B1")) == 1.0
    assert overlap(box, SheetRange(sheet="a", ref="B1")) == 0.0
