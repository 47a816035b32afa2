"""Rows in a unit of their own: an answer says it, and values of different units are not put together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from gbi.workspace import Workspace
from gbi_agents import Analyst
from support.table_pages import draw_table, save

ROWS = [
    ["", "2014", "2015"],
    ["Revenues", "$ 5,504,656", "$ 6,779,511"],
    ["Net income", "266,799", "122,641"],
    ["Gross margin", "31.8%", "32.3%"],
    ["Diluted earnings per share", "0.62", "0.28"],
    ["Number of shares issued", "431,894", "436,456"],
]


@pytest.fixture(scope="module")
def statement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("statement")
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((60, 110), "(in thousands, except per share data)", fontsize=9)
    draw_table(page, ROWS, [200.0, 90.0, 90.0], ruled=True)
    with Workspace(folder / "ws.gbi") as workspace:
        workspace.add(save(document, folder))
        yield workspace


@pytest.mark.parametrize(
    ("question", "value", "unit", "scale", "said"),
    [
        ("What was diluted earnings per share in 2015?", 0.28, "USD", 1.0, "0.28 USD"),
        ("What were the revenues in 2015?", 6779511, "USD", 1e3, "6,779,511 thousand USD"),
        ("What was the gross margin in 2014?", 31.8, "%", 0.01, "31.8%"),
        ("What was the number of shares issued in 2015?", 436456, "shares", 1e3, "436,456 thousand shares"),
        (
            "What is the difference between diluted earnings per share in 2014 and in 2015?",
            0.34,
            "USD",
            1.0,
            "0.34 USD",
        ),
    ],
)
def test_an_answer_has_its_cells_unit(
    statement: Workspace, question: str, value: float, unit: str, scale: float, said: str
) -> None:
    answer = Analyst(statement).ask(question)
    assert answer.status == "answered", answer.text
    assert isinstance(answer.value, int | float) and abs(answer.value) == pytest.approx(value)
    assert (answer.unit, answer.scale) == (unit, scale)
    assert said in answer.text
    if answer.table is not None:
        assert {(c.unit, c.scale) for c in answer.table.columns if c.name == "value"} <= {(unit, scale)}


def test_values_of_different_units_are_not_added(statement: Workspace) -> None:
    answer = Analyst(statement).ask("What is the sum of revenues and diluted earnings per share in 2015?")
    assert answer.status == "unanswerable" and answer.value is None
    assert "different units" in answer.text and "0.28" in answer.text


def test_a_comparison_over_several_units_is_told(statement: Workspace) -> None:
    answer = Analyst(statement).ask("Which is the largest in 2015?")
    assert answer.status == "answered", answer.text
    assert [w for w in answer.warnings if "different units" in w]
    assert answer.confidence <= 0.5


def test_cells_carry_units_into_sql(statement: Workspace) -> None:
    result = statement.sql("SELECT unit, scale, count(*) FROM cells WHERE column_name = '_2015' GROUP BY 1, 2")
    assert set(result.rows) == {("USD", 1e3, 2), ("%", 0.01, 1), ("USD", 1.0, 1), ("shares", 1e3, 1)}
    (table,) = statement.tables()
    (cell,) = statement.cells(table, [3], ["_2015"])
    assert (cell.value, cell.unit, cell.scale, cell.row_label) == (0.28, None, 1.0, "Diluted earnings per share")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT sum(_2015) FROM {t}", True),
        ("SELECT label FROM {t} WHERE _2015 > 5 ORDER BY _2014", True),
        ("SELECT label, _2015 FROM {t}", False),
        ("SELECT count(_2015) FROM {t}", False),
    ],
)
def test_sql_over_several_units_is_told(statement: Workspace, query: str, told: bool) -> None:
    (info,) = statement.table_infos()
    assert info.mixed == ("_2014", "_2015")
    result = statement.sql(query.format(t=info.name))
    assert bool([w for w in result.warnings if "several units" in w]) is told
