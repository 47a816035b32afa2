"""The Reports page: files in, questions of each, a table with answers, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import gbi
from gbi import settings
from support.desk import finished, own_desk, page

QUESTION = "What was the revenue in 2021?"
LACKING = "What was the number of employees in Atlantis?"
NORTH = b"Year,Revenue\n2020,90\n2021,100\n"
SOUTH = b"Year,Revenue\n2020,240\n2021,250\n"


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[gbi.Workspace]:
    yield own_desk(tmp_path / "desk", monkeypatch)
    settings.current.cache_clear()


def ordered(ws: gbi.Workspace, files: dict[str, bytes], *questions: str) -> AppTest:
    """The page after these files were uploaded, asked, and all of it has ended."""
    app = page("reports")
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files.items()])
    app.text_area[0].set_value("\n".join(questions))
    app.button(key="reports.start").click().run()
    finished(ws)
    return app.run()


def test_an_empty_desk_says_what_to_do(ws: gbi.Workspace) -> None:
    app = page("reports")
    assert not app.exception
    assert [info.value for info in app.info] == [
        "No report yet. Upload some above; what you drop into the chat stands here too."
    ]
    assert app.button(key="reports.stop").disabled


def test_each_report_answers_each_question_in_the_table(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH, "south.csv": SOUTH}, QUESTION, LACKING)
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table.columns)[4:] == [QUESTION, LACKING]
    assert list(table["Report"]) == ["north.csv", "south.csv"]
    assert [text.split(" · ")[0] for text in table[QUESTION]] == ["100", "250"]
    assert list(table[LACKING]) == ["not in the report"] * 2
    assert list(table["Figures"]) == [1, 1]
