"""Figures of a workbook's statements, asked of the analyst: value, unit, evidence, checks, and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.workspace import Workspace
from gbi_agents import Analyst
from support.statements import BALANCE, CASH, INCOME

SHEETS = {"Balance Sheet": BALANCE, "Income Statement": INCOME, "Cash Flow Statement": CASH}


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyst]:
    import openpyxl

    folder: Path = tmp_path_factory.mktemp("statements")
    book = openpyxl.Workbook()
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for row in [["Item", "FY2021", "FY2020"], *rows[1:]]:
            sheet.append(list(row))
    book.remove(book.worksheets[0])
    book.save(folder / "Acorn.xlsx")
    with Workspace(folder / "ws.gbi") as ws:
        ws.add(folder / "Acorn.xlsx")
        yield Analyst(ws)


def test_a_figure_over_two_sheets_cites_each_of_its_lines(analyst: Analyst) -> None:
    answer = analyst.ask("What is Acorn's EBITDA for FY2021?")
    assert (answer.status, answer.value) == ("answered", 152)
    assert {cell.value for citation in answer.citations for cell in citation.cells} == {110, 42}
    assert all(check.passed for check in answer.checks), answer.checks
    assert "operating income + depreciation and amortization" in answer.text and answer.sql


def test_the_wished_digits_and_percent_are_kept(analyst: Analyst) -> None:
    answer = analyst.ask(
        "What is the gross margin of Acorn in FY2021? Answer in percentage terms, round to one decimal."
    )
    assert (answer.value, answer.unit, answer.scale) == (40.5, "%", 0.01)
    ratio = analyst.ask("What is the current ratio of Acorn in FY2020? Round your answer to two decimal places.")
    assert (ratio.value, ratio.unit) == (1.7, None)


def test_a_figure_without_its_lines_is_refused_and_not_looked_up_elsewhere(analyst: Analyst) -> None:
    answer = analyst.ask("What is the R&D to total assets ratio of Acorn in FY2021?")
    assert answer.status == "unanswerable" and answer.value is None


def test_a_plain_line_keeps_its_sheet(analyst: Analyst) -> None:
    answer = analyst.ask("What were the total assets in FY2020?")
    assert answer.value == 900
