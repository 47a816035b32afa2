"""A question for a share is answered by a printed share, else by one computed from the whole, never by an amount."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.language import Language
from support.grids import database, grid

PRINTED = grid(
    [["产品", "收入（万元）", "占比"], ["咨询服务", 300, 60.0], ["硬件", 150, 30.0], ["培训", 50, 10.0]],
    name="printed",
    title="分产品收入",
    units={"收入（万元）": ("CNY", 1e4), "占比": ("%", 0.01)},
)
PRODUCTS = grid(
    [["Product", "Revenue", "Share"], ["Tea", 300, 60.0], ["Coffee", 150, 30.0], ["Juice", 50, 10.0]],
    name="products",
    title="Revenue by product",
    units={"Revenue": ("USD", 1e6), "Share": ("%", 0.01)},
)
REGIONS = grid(
    [["Region", "2022", "2023"], ["North", 120, 150], ["South", 80, 50]], name="regions", title="Revenue by region"
)
TOTALLED = grid(
    [["地区", "2022年（万元）", "2023年（万元）"], ["苏南", 120, 150], ["苏北", 80, 50], ["合计", 200, 200]],
    name="totalled",
    units={"2022年（万元）": ("CNY", 1e4), "2023年（万元）": ("CNY", 1e4)},
)
LINES = grid(
    [["项目", "2023年", "2022年"], ["营业收入", 480, 430], ["研发费用", 51, 40]],
    name="lines",
    units={"2023年": ("CNY", 1e4), "2022年": ("CNY", 1e4)},
)


def answered(question: str, language: Language, *tables: object) -> object:
    best = interpret(question, language, tables)[0]  # type: ignore[arg-type]
    return best.plan.expected if best.plan is not None and best.grounded and not best.missing else None


@pytest.mark.parametrize(
    ("question", "share"),
    [("咨询服务收入占比是多少？", 60), ("硬件的收入比重是多少？", 30), ("培训收入的比例是多少？", 10)],
)
def test_a_printed_share_and_not_the_amount_beside_it(question: str, share: float) -> None:
    assert answered(question, "zh", PRINTED) == share
    assert answered("硬件的收入是多少？", "zh", PRINTED) == 150


@pytest.mark.parametrize(
    "question",
    [
        "What is the revenue share of Coffee?",
        "What share of revenue came from Coffee?",
        "What percentage of revenue is Coffee?",
        "Coffee as a share of revenue",
        "What proportion of revenue is Coffee?",
    ],
)
def test_a_printed_share_in_english(question: str) -> None:
    assert answered(question, "en", PRODUCTS) == 30


@pytest.mark.parametrize(
    "question",
    [
        "What is North's revenue share in 2023?",
        "What percentage of revenue came from North in 2023?",
        "What share of 2023 revenue came from North?",
    ],
)
def test_a_share_that_is_not_printed_is_computed_from_what_the_table_is_split_by(question: str) -> None:
    assert answered(question, "en", REGIONS) == pytest.approx(75)


@pytest.mark.parametrize("word", ["占比", "比重"])
def test_a_share_of_the_printed_total(word: str) -> None:
    assert answered(f"苏南2023年收入{word}是多少？", "zh", TOTALLED) == pytest.approx(75)


def test_unlike_lines_have_no_whole_and_an_amount_is_no_share() -> None:
    assert answered("研发费用2023年占比是多少？", "zh", LINES) is None
    assert answered("研发费用2023年比重是多少？", "zh", LINES) is None
    assert answered("研发费用2023年是多少？", "zh", LINES) == 51


def test_a_share_of_one_of_several_years_is_not_the_one_column_of_shares() -> None:
    table = grid(
        [["Product", "2022", "2023", "Share"], ["Tea", 300, 100, 60.0], ["Coffee", 100, 100, 40.0]],
        name="years",
        title="Revenue by product",
        units={"2022": ("USD", 1e6), "2023": ("USD", 1e6), "Share": ("%", 0.01)},
    )
    assert answered("What share of revenue was Tea in 2022?", "en", table) == pytest.approx(75)


@pytest.mark.parametrize("question", ["What were earnings per share in 2023?", "What was the share price in 2023?"])
def test_a_share_of_stock_is_no_share_of_a_whole(question: str) -> None:
    table = grid(
        [["Item", "2022", "2023"], ["Earnings per share", 120, 150], ["Share price", 800, 150]],
        name="stock",
        units={"2022": ("USD", 1.0), "2023": ("USD", 1.0)},
    )
    assert answered(question, "en", table) == 150


def test_numbers_that_may_be_shares_stay_an_answer() -> None:
    chart = grid(
        [["x", "Orion", "Vega"], ["2021", 31, 28], ["2022", 33, 27]], name="m", title="Vendors", chart_type="bar"
    )
    assert answered("What percentage of sales had Orion in 2022?", "en", chart) in (33, None)
    assert answered("What was Orion's share in 2022?", "en", chart) == 33


def test_the_query_gives_what_was_computed_apart_from_it() -> None:
    made = interpret("苏南2023年收入占比是多少？", "zh", [TOTALLED])[0].plan
    assert made is not None and made.saying.unit == "%"
    [(value,)] = database(TOTALLED).execute(made.tree.sql(dialect="duckdb")).fetchall()
    assert value == pytest.approx(made.expected)


ACCOUNTS = grid(
    [["Year", "Revenue (USD m)", "Costs (USD m)", "Staff"], ["2021", 440, 330, 1200], ["2022", 480, 420, 1300]],
    name="accounts",
    units={"Revenue (USD m)": ("USD", 1e6), "Costs (USD m)": ("USD", 1e6)},
)


@pytest.mark.parametrize(
    ("question", "language", "share"),
    [
        ("What percentage of revenue were costs in 2022?", "en", 87.5),
        ("costs as a share of revenue in 2021", "en", 75),
        ("2022年成本占收入的比例是多少？", "zh", 87.5),
        ("What share of costs was revenue in 2021?", "en", 400 / 3),
    ],
)
def test_one_thing_as_a_share_of_another(question: str, language: Language, share: float) -> None:
    assert answered(question, language, ACCOUNTS) == pytest.approx(share)


def test_of_two_rows_the_one_after_of_is_the_whole() -> None:
    assert answered("What percentage of North was South in 2022?", "en", REGIONS) == pytest.approx(200 / 3)
    assert answered("2023年研发费用占营业收入的比例", "zh", LINES) == pytest.approx(100 * 51 / 480)


def test_no_share_of_what_is_counted_otherwise() -> None:
    assert answered("What percentage of revenue were staff in 2022?", "en", ACCOUNTS) is None
