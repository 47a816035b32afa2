"""Rows, columns, figures and reports of one name: what is meant for one of them never comes to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from gbi import settings
from gbi.store.jobs import READING, Job
from gbi.workspace import Workspace
from gbi_ui.desk.choices import apart
from gbi_ui.desk.review import cells
from support.desk_made import desk_with, page, reading_of, region, report

ROWS = (("East", 11.0, 12.0), ("East", 11.0, 22.0), ("East", 31.0, 32.0), ("West", 41.0, 42.0))


@pytest.fixture
def alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Two figures of one title on one page, with several rows of one name."""
    monkeypatch.setenv("GBI_DESK_DIR", str(tmp_path / "desk"))
    settings.current.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()
    document, source = report(tmp_path)
    made = [reading_of(region(document.id, number), rows=ROWS) for number in (0, 5)]
    with desk_with(tmp_path / "desk", *made, document=document, source=source) as ws:
        yield ws
    settings.current.cache_clear()
    st.cache_resource.clear()


def test_only_names_that_come_again_have_a_mark() -> None:
    assert apart({1: "a", 2: "b", 3: "a"}, lambda one: f"no. {one}") == {1: "a (no. 1)", 2: "b", 3: "a (no. 3)"}
    assert apart({}, str) == {}


def test_each_cell_has_a_name_of_its_own() -> None:
    reading = reading_of(region("0" * 64), rows=ROWS)
    spots = cells.order(reading, [])
    named = cells.names(reading, spots, [])
    assert len(set(named.values())) == len(spots) == 12
    assert named[0, 0] == "East (1) · Region · East" and named[1, 0] == "East (2) · Region · East"
    assert named[3, 1] == "West · 2019 · 41"


def test_columns_of_one_name_are_told_apart_too() -> None:
    reading = reading_of(region("0" * 64), rows=ROWS)
    twice = reading.columns[1].model_copy(update={"name": reading.columns[2].name})
    reading = reading.model_copy(update={"columns": (reading.columns[0], twice, reading.columns[2])})
    named = cells.names(reading, cells.order(reading, []), [])
    assert len(set(named.values())) == 12


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_correction_comes_to_the_row_that_it_was_made_for(alike: Workspace, row: int) -> None:
    app = page("review", workspace="w", review__shelf="all")
    box = next(box for box in app.selectbox if box.label == "Cell")
    spot = next(option for option in box.options if option.startswith(f"East ({row + 1}) · 2019"))
    box.set_value(spot).run()
    given = next(field for field in app.text_input if field.key and field.key.startswith("review.value"))
    given.set_value("99")
    next(button for button in app.button if button.key and button.key.startswith("review.submit")).click().run()
    assert not app.exception
    (correction,) = alike.corrections()
    assert (correction.row, correction.column_name, correction.value) == (row, "2019", 99.0)


def test_figures_of_one_title_are_told_apart_and_judged_alone(alike: Workspace) -> None:
    app = page("review", workspace="w", review__shelf="all")
    box = next(box for box in app.selectbox if box.key == "review.figure")
    assert len(set(box.options)) == len(box.options) == 2
    first = alike.readings()[0].region.id
    other = alike.readings()[1].region.id
    app.session_state["review.figure"] = first
    app.run()
    app.button(key="review.accept").click().run()
    assert [review.region for review in alike.reviews.all()] == [first]
    assert other not in {review.region for review in alike.reviews.all()}


def test_reports_of_one_name_are_told_apart(alike: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gbi_ui.desk.reports.panel.visitor", lambda: None)
    where = {"name": "report.pdf", "path": "report.pdf", "status": "failed", "error": "gone"}
    alike.jobs.finish(Job(**where, document="f" * 64, question=READING))
    app = page("reports", workspace="w", language="en")
    box = app.selectbox(key="reports.open")
    assert len(set(box.options)) == len(box.options) == 2
    assert all(option.startswith("report.pdf (") for option in box.options)
