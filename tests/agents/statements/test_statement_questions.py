"""Figures of financial statements asked in words: the value, its cells, the same by SQL, and what is left alone."""

from __future__ import annotations

import math

import pytest

from gbi_agents.dispatchers.planning.statements.planner import Lacking, statement_plan
from gbi_agents.dispatchers.planning.understand import Interpretation
from gbi_agents.language import Language
from gbi_agents.tables import Grid
from support.grids import database
from support.statements import BALANCE, DOLLARS, INCOME, Rows, acorn, one_document, songshu, table


def asked(question: str, *grids: Grid, language: Language = "en") -> Interpretation:
    made = statement_plan(question, language, grids or acorn())
    assert isinstance(made, Interpretation), made
    assert made.plan is not None
    return made


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What was the working capital of Acorn in FY2021? Answer in millions.", 210),
        ("what is EBITDA for acorn in FY2020?", 130),
        ("What is Acorn's FY2021 effective tax rate?", 0.25),
        ("What is the gross margin in 2021?", 340 / 840),
        ("What is the return on equity in 2021", 75 / 400),
        ("what is shareholders' equity for Acorn in 2021", 380),
        ("total liabilities of Acorn Holdings in FY 2021?", 600),
        ("What is total long-term liabilities for ACORN in FY 2021?", 390),
        ("What is the fixed asset turnover ratio for Acorn in FY2021?", 840 / 475),
        ("what is Acorn's FY2021 days payable outstanding (DPO)?", 365 * 80 / 500),
        ("Interest Expense to Average Long-Term Debt Ratio in FY2021", 10 / 290),
        ("what is sales to working capital ratio of Acorn in FY2021?", 840 / 210),
        ("what is Operating cash flow to Current Liabilitiesfor ACORN in FY2021?", 130 / 210),
        ("What is the FY2021 capital expenditure amount (in USD millions) based on the cash flow statement?", 92),
        ("What was the free cash flow of Acorn in 2020?", 20),
        ("What is the ratio of net income and total assets in 2021?", 0.075),
        ("What is the interest coverage ratio for Acorn in F2021?", 11),
        ("What was the cash ratio as of December 31, 2021?", 120 / 210),
        ("what is the pretax margin for the fiscal year ended December 31, 2020?", 81 / 730),
        ("What is the cash conversion cycle in FY2021?", 365 * (180 / 500 + 70 / 840 - 80 / 500)),
    ],
)
def test_a_figure_is_computed_from_the_lines_and_sql_agrees(question: str, value: float) -> None:
    plan = asked(question).plan
    assert plan is not None and plan.expected == pytest.approx(value, rel=1e-9)
    got = database(*acorn()).execute(plan.tree.sql(dialect="duckdb")).fetchone()
    assert got is not None and math.isclose(got[0], value, rel_tol=1e-9)
    assert plan.value_cells and all(name in ("balance", "income", "cash") for name, _, _ in plan.value_cells)


def test_the_answer_says_what_the_figure_was_made_of() -> None:
    plan = asked("What is the EBITDA margin of Acorn in 2021, in percent?").plan
    assert plan is not None and plan.expected == pytest.approx(100 * 152 / 840)
    assert (plan.saying.unit, plan.saying.scale, plan.saying.measure) == ("%", 0.01, "ebitda margin")
    assert plan.saying.subjects == ("(operating income + depreciation and amortization) / revenue, 2021",)


def test_an_amount_keeps_its_unit_and_a_ratio_has_none() -> None:
    capital, ratio = asked("working capital in 2021").plan, asked("current ratio in 2021").plan
    assert capital is not None and (capital.saying.unit, capital.saying.scale) == DOLLARS
    assert ratio is not None and (ratio.saying.unit, ratio.saying.scale) == (None, 1.0)


def test_without_a_year_the_latest_is_meant() -> None:
    plan = asked("What is Acorn's net income?").plan
    assert plan is not None and plan.expected == 75 and "2021" in plan.saying.subjects[0]


@pytest.mark.parametrize(
    "question",
    [
        "What was the net income of the snacks segment in 2021?",
        "What was the net income per share in 2021?",
        "Which year had the highest net income?",
        "How much did revenue grow from 2020 to 2021 in Asia?",
        "Did net income increase from 2020 to 2021?",
        "In which year did net income grow more, 2020 or 2021?",
        "What was the net income of Birch Corporation in 2021?",
        "Is total revenue more than cost of sales in 2021?",
        "What was the revenue and the net income in 2021?",
        "How many employees did Acorn have in 2021?",
    ],
)
def test_a_question_with_a_word_more_is_left_to_others(question: str) -> None:
    assert statement_plan(question, "en", acorn()) is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the EBITDA of Acorn in 2019?",
        "What is the R&D to asset ratio in 2021?",
        "dividend payout ratio in 2021",
    ],
)
def test_a_figure_without_its_lines_is_lacking(question: str) -> None:
    assert isinstance(statement_plan(question, "en", acorn()), Lacking)


def test_two_companies_with_the_figure_are_no_answer_unless_one_is_named() -> None:
    rows: Rows = [
        ["label", "2021"],
        ["Total current assets", 30],
        ["Total current liabilities", 10],
        ["Total assets", 50],
    ]
    sheet = table(rows, "birch_balance", "Balance sheets", DOLLARS)
    grids = (*acorn(), *one_document(sheet, document="birch", name="birch.pdf", text="BIRCH CORPORATION\n"))
    assert statement_plan("What was the current ratio in 2021?", "en", grids) is None
    plan = asked("What was Birch's current ratio in 2021?", *grids).plan
    assert plan is not None and plan.expected == 3


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("松树股份2020年的流动比率是多少？", 2),
        ("2020年资产负债率是多少？", 45),
        ("2020年末的速动比率是多少", 1.5),
        ("公司2019年净资产是多少", 950),
        ("2020年的毛利率是多少", 100 * (1580 - 948) / 1580),
        ("2020年净利润与营业收入之比是多少？", 200 / 1580),
        ("2020年所得税费用占利润总额的比例是多少？", 20),
        ("2020年存货周转率是多少？", 948 / 280),
        ("2020年非流动负债是多少？", 300),
        ("截至2020年12月31日的现金比率是多少？", 500 / 600),
    ],
)
def test_chinese_figures(question: str, value: float) -> None:
    plan = asked(question, *songshu(), language="zh").plan
    assert plan is not None and plan.expected == pytest.approx(value)
    assert all(name != "parent" for name, _, _ in plan.value_cells)


def test_a_chinese_figure_is_told_in_the_reports_own_words() -> None:
    plan = asked("2020年存货周转率是多少？", *songshu(), language="zh").plan
    assert plan is not None and plan.saying.subjects == ("营业成本 / 平均存货, 2020",)


def test_units_that_were_not_read_do_not_stand_apart_but_scales_do() -> None:
    bare = table(INCOME, "bare", "Statements of income", (None, 1e6))
    balance = table(BALANCE, "balance", "Balance sheets", DOLLARS)
    both = one_document(balance, bare, document="both", name="both.pdf", text="")
    plan = asked("What is the return on assets in 2021?", *both).plan
    assert plan is not None and plan.expected == 0.075
    thousands = table(INCOME, "thousands", "Statements of income", ("USD", 1e3))
    apart = one_document(balance, thousands, document="both", name="both.pdf", text="")
    assert isinstance(statement_plan("What is the return on assets in 2021?", "en", apart), Lacking)


def test_a_chinese_question_with_a_word_more_is_left_to_others() -> None:
    assert statement_plan("2020年疫苗业务的净利润是多少？", "zh", songshu()) is None
