"""Growth, change and means of a statement's figures over years, and figures by the names that readers give them."""

from __future__ import annotations

import math

import pytest

from gbi_agents.dispatchers.planning.statements.asked import asked_of, is_ratio
from gbi_agents.dispatchers.planning.statements.lines import LINES, plain_path
from gbi_agents.dispatchers.planning.statements.moves import move_said
from gbi_agents.dispatchers.planning.statements.planner import Lacking, statement_plan
from gbi_agents.dispatchers.planning.understand import Interpretation
from gbi_agents.language import Language
from gbi_agents.tables import Grid
from support.grids import database
from support.statements import BALANCE, CASH, DOLLARS, INCOME, acorn, one_document, songshu, table


def asked(question: str, *grids: Grid, language: Language = "en") -> Interpretation:
    made = statement_plan(question, language, grids or acorn())
    assert isinstance(made, Interpretation) and made.plan is not None, (question, made)
    return made


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("What is Acorn's revenue growth in FY2021?", 100 * 110 / 730, "%"),
        ("What was the growth rate of revenue from 2020 to 2021?", 100 * 110 / 730, "%"),
        ("By what percentage did operating income grow from 2020 to 2021?", 100 * 20 / 90, "%"),
        ("What is the percentage change of net income between 2020 and 2021?", 100 * 14 / 61, "%"),
        ("What is the year-over-year change in net income in 2021 in percent?", 100 * 14 / 61, "%"),
        ("By how much did Acorn's revenue increase from 2020 to 2021?", 110, "USD"),
        ("What was the change in net income from 2020 to 2021?", 14, "USD"),
        ("What is the difference in total assets between 2020 and 2021?", 100, "USD"),
        ("By what percentage did net income decrease from 2020 to 2021?", -100 * 14 / 61, "%"),
        ("How much did long-term debt fall from 2020 to 2021?", -20, "USD"),
        ("By how many percentage points did the operating margin change from 2020 to 2021?",
         100 * (110 / 840 - 90 / 730), "%"),
        ("what is average total assets for Acorn between FY2020 and FY2021?", 950, "USD"),
        ("What is the 2 year average of Acorn's operating margin for FY2020 and FY2021?",
         (110 / 840 + 90 / 730) / 2, None),
        ("What is the two-year average of net income in FY2021?", 68, "USD"),
    ],
)  # fmt: skip
def test_a_figure_over_years_is_computed_and_sql_agrees(question: str, value: float, unit: str | None) -> None:
    plan = asked(question).plan
    assert plan is not None and plan.expected == pytest.approx(value, rel=1e-9)
    assert plan.saying.unit == unit
    got = database(*acorn()).execute(plan.tree.sql(dialect="duckdb")).fetchone()
    assert got is not None and math.isclose(got[0], value, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("松树股份2020年营业收入同比增长多少？", 100 * 100 / 1480, "%"),
        ("2020年营业收入比上年增加了多少？", 100, "CNY"),
        ("2020年净利润比2019年增长百分之几？", 100 * 30 / 170, "%"),
        ("2020年毛利率比2019年上升了多少个百分点？", 100 * ((1 - 948 / 1580) - (1 - 900 / 1480)), "%"),
        ("2019年和2020年净利润的平均是多少？", 185, "CNY"),
    ],
)
def test_moves_are_said_in_chinese_too(question: str, value: float, unit: str) -> None:
    plan = asked(question, *songshu(), language="zh").plan
    assert plan is not None and plan.expected == pytest.approx(value) and plan.saying.unit == unit
    assert "变动" in plan.saying.measure or "平均" in plan.saying.subjects[0]


def test_a_change_is_told_with_the_year_that_it_is_since() -> None:
    plan = asked("What is Acorn's revenue growth in FY2021?").plan
    assert plan is not None and plan.saying.measure == "change of revenue"
    assert plan.saying.subjects == ("change of revenue since 2020, 2021",)


@pytest.mark.parametrize(
    "question",
    [
        "Did Acorn's net income increase from 2020 to 2021?",
        "Which year saw the larger increase in net income, 2020 or 2021?",
        "What was the change in inventory in 2021?",  # the cash flow statement has a line of that name
        "What was the percentage change of the gross margin from 2020 to 2021?",  # per cent of it, or points?
        "What was the growth of net income from 2020 to 2021 in Asia?",
    ],
)
def test_what_is_no_plain_change_is_left_to_others(question: str) -> None:
    assert statement_plan(question, "en", acorn()) is None


def test_a_year_that_the_report_lacks_gives_no_growth() -> None:
    assert isinstance(statement_plan("What was the revenue growth of Acorn in 2020?", "en", acorn()), Lacking)
    assert isinstance(statement_plan("Three-year average of net income in 2021?", "en", acorn()), Lacking)


def test_the_ratio_of_a_pair_is_not_the_ratio_called_like_its_second_half() -> None:
    plan = asked("What is the interest expense to average debt ratio of Acorn in 2021?").plan
    assert plan is not None and plan.expected == pytest.approx(10 / 290)


def test_a_ratio_is_never_answered_by_the_amount_in_its_name() -> None:
    plan = asked("What is the operating cash flow ratio in 2021?").plan
    assert plan is not None and plan.expected == pytest.approx(130 / 210)
    made = statement_plan("What is the inventory ratio of Acorn in 2021?", "en", acorn())
    assert isinstance(made, Lacking) and "ratio" in made.words
    assert is_ratio("gross_margin") and not is_ratio("inventory")


@pytest.mark.parametrize(
    ("text", "years", "kind"),
    [
        ("what is the growth in ", (2021,), "grown"),
        ("by how much did  increase from  to ", (2019, 2021), "moved"),
        ("what is the three-year average of  in ", (2021,), "mean"),
        ("what is  in ", (2021,), None),
        ("what is the average  in ", (2021,), None),
        ("did it rise or fall", (2021,), None),
    ],
)
def test_moves_by_their_words(text: str, years: tuple[int, ...], kind: str | None) -> None:
    move = move_said(text, years, False)
    assert (move.kind if move else None) == kind


EARNINGS = [
    *INCOME,
    ["Net income per common share attributable to Acorn / Basic", 3.1, 2.5],
    ["Net income per common share attributable to Acorn / Diluted", 3.0, 2.4],
    ["Net income per common share attributable to Acorn / Shares used in calculation / Diluted", 25.0, 25.4],
    ["Total operating expenses", 730, 640],
    ["Comprehensive income", 71, 60],
]
FURTHER = [
    *BALANCE,
    ["Short-term investments", 55, 45],
    ["Accrued expenses and other", 33, 30],
    ["Accumulated other comprehensive loss", -9, -8],
]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is Acorn's FY2021 diluted earnings per share?", 3.0),
        ("What is the basic EPS of Acorn in 2020?", 2.5),
        ("What was Acorn's net earnings per share - diluted in fiscal year 2021?", 3.0),
        ("What are the total operating expenses of Acorn in 2021?", 730),
        ("What is the comprehensive income of Acorn in 2021?", 71),
        ("What is the accumulated other comprehensive loss of Acorn in 2021?", -9),
        ("What are the accrued liabilities of Acorn in 2021?", 33),
        ("What is the total cash and short-term investments of Acorn in 2021?", 175),
        ("What is the operating profit before depreciation and amortization in 2021?", 152),
        ("What is Acorn's operating profit margin before depreciation and amortization in 2021?", 152 / 840),
        ("What is the accounts payable turnover of Acorn in 2021?", 500 / 80),
    ],
)
def test_lines_by_the_names_that_readers_give_them(question: str, value: float) -> None:
    own = (
        table(FURTHER, "balance", "Consolidated Balance Sheets", DOLLARS),
        table(EARNINGS, "income", "CONSOLIDATED STATEMENTS OF INCOME", DOLLARS),
        table(CASH, "cash", "Consolidated Statements of Cash Flows", DOLLARS),
    )
    plan = asked(question, *one_document(*own, document="acorn", name="a.pdf", text="ACORN HOLDINGS, INC.")).plan
    assert plan is not None and plan.expected == pytest.approx(value)


def test_lines_in_chinese_by_their_names() -> None:
    plan = asked("2020年营业总收入是多少？", *songshu(), language="zh").plan
    assert plan is not None and plan.expected in (1580, 1600)
    made = asked_of("2020年销售费用率是多少？", "")
    assert made is not None and made.expression == "selling_expense_ratio"


def test_headings_count_only_where_a_line_needs_them() -> None:
    path = plain_path("Earnings per share (Note 3): / Diluted")
    assert path == "earnings per share / diluted"
    assert any(" / " in pattern for pattern in LINES["eps_diluted"].labels)
