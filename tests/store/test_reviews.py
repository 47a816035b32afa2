"""Verdicts on readings: they stand on what they were given on, and a rejected reading is no table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gbi.errors import StoreError
from gbi.store import Store
from support.fake_source import make_reading, make_region
from support.stores import DOCUMENT, store_with

pytest_plugins = ("support.agreeing",)

REGION = make_region(DOCUMENT.id)
SALES = make_reading(REGION, ["Region", "2019"], [["North", 1], ["South", 3]], title="Sales")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_with(tmp_path, SALES)


def verdicts(store: Store) -> list[tuple[str, str, str]]:
    return [(review.region, review.verdict, review.by) for review in store.reviews.all()]


def test_an_accepted_reading_stays_as_it_is(store: Store) -> None:
    before = store.revision_of("sales")
    store.reviews.give(REGION.id, "accepted", "ann")
    assert verdicts(store) == [(REGION.id, "accepted", "ann")]
    assert store.revision_of("sales") == before
    store.readings.correct(f"{SALES.id}:0:1", 7, "ann")
    assert verdicts(store) == [(REGION.id, "accepted", "ann")], "a correction does not undo a verdict"


def test_a_rejected_reading_is_no_table_until_the_verdict_is_withdrawn(store: Store) -> None:
    number, before = store.revision(), store.revision_of("sales")
    store.reviews.give(REGION.id, "rejected", "ann")
    assert store.tables() == ()
    assert store.revision() > number
    assert store.documents.search("North", None, 5) == ()
    with pytest.raises(StoreError, match="no table"):
        store.revision_of("sales")
    assert store.readings.current() == (SALES,), "it can still be looked at"
    store.reviews.withdraw(REGION.id)
    assert [info.name for info in store.tables()] == ["sales"]
    assert store.revision_of("sales") == before
    assert len(store.documents.search("North", None, 5)) == 1
    assert verdicts(store) == []


def test_corrections_of_a_rejected_reading_are_in_force_once_it_is_accepted(store: Store) -> None:
    store.reviews.give(REGION.id, "rejected", "ann")
    store.readings.correct(f"{SALES.id}:1:1", 30, "ann")
    assert store.tables() == ()
    store.reviews.give(REGION.id, "accepted", "ben")
    assert verdicts(store) == [(REGION.id, "accepted", "ben")]
    assert [cell.value for cell in store.cells("sales", [1], ["_2019"])] == [30]


def test_a_verdict_does_not_stand_on_another_reading(store: Store) -> None:
    store.reviews.give(REGION.id, "rejected", "ann")
    second = make_reading(REGION, ["Region", "2019"], [["North", 1], ["South", 4]], title="Sales", reader="better")
    store.readings.add(second)
    assert verdicts(store) == []
    assert len(store.tables()) == 1


def test_a_verdict_needs_a_name_and_a_reading(store: Store) -> None:
    with pytest.raises(StoreError, match="name"):
        store.reviews.give(REGION.id, "accepted", "  ")
    with pytest.raises(StoreError, match="was not read"):
        store.reviews.give("nowhere", "accepted", "ann")
    store.reviews.withdraw("nowhere")
    assert verdicts(store) == []


def test_a_workspace_made_before_there_were_verdicts_takes_them(store: Store) -> None:
    store.close()
    with sqlite3.connect(store.path / "catalog.sqlite") as connection:
        connection.execute("DROP TABLE reviews")
    again = Store(store.path)
    again.reviews.give(REGION.id, "accepted", "ann")
    assert verdicts(again) == [(REGION.id, "accepted", "ann")]
