"""Rows of one kind that are added up by their labels: every answer is what plain Python makes of the same rows."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import gbi
from gbi.types import Answer

Row = dict[str, str]
PRODUCTS, REGIONS = ("Desk", "Lamp", "Shelf", "Chair"), ("East", "West", "South")
PRICES = {"Desk": 240.0, "Lamp": 39.0, "Shelf": 89.5, "Chair": 120.0}


def orders(seed: int = 4, count: int = 90) -> list[Row]:
    """Orders of one year, in no order of their kinds."""
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        product, units = draw.choice(PRODUCTS), draw.randint(1, 30)
        rows.append(
            {
                "order_date": f"2023-{number * 12 // count + 1:02d}-{draw.randint(1, 28):02d}",
                "product": product,
                "region": draw.choice(REGIONS),
                "units": f"{units}",
                "unit_price_usd": f"{PRICES[product]}",
                "revenue_usd": f"{units * PRICES[product]}",
            }
        )
    return rows


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return orders()


@pytest.fixture(scope="module")
def ask(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Answer]]:
    folder = tmp_path_factory.mktemp("flat")
    path = folder / "orders.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with gbi.Workspace(folder / "ws") as ws:
        ws.add(path)
        yield gbi.Analyst(ws).ask


def added(rows: list[Row], by: Callable[[Row], str], what: str = "revenue_usd") -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        sums[by(row)] += float(row[what])
    return dict(sums)


def pairs(answer: Answer) -> dict[str, float]:
    assert answer.status == "answered", answer.text
    assert all(check.passed for check in answer.checks), answer.checks
    assert answer.citations and answer.table is not None
    return {str(row[0]): float(row[1]) for row in answer.table.rows}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question", ["What is the total revenue by product?", "revenue per product", "各产品的总销售额是多少？"]
)
def test_by_a_label(ask: Callable[[str], Answer], rows: list[Row], question: str) -> None:
    assert pairs(ask(question)) == pytest.approx(added(rows, lambda row: row["product"]))


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("monthly revenue trend", lambda day: day[:7]),
        ("各月的收入", lambda day: day[:7]),
        ("quarterly revenue", lambda day: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"),
    ],
)
def test_by_a_unit_of_time(
    ask: Callable[[str], Answer], rows: list[Row], question: str, unit: Callable[[str], str]
) -> None:
    expected = added(rows, lambda row: unit(row["order_date"]))
    answer = ask(question)
    assert pairs(answer) == pytest.approx(expected) and list(pairs(answer)) == sorted(expected)
    assert answer.chart is not None


@pytest.mark.parametrize(
    ("question", "keep"),
    [
        ("total revenue in March 2023", lambda row: row["order_date"][:7] == "2023-03"),
        ("2023年3月的收入是多少？", lambda row: row["order_date"][:7] == "2023-03"),
        ("What was the revenue of Chair in the East in Q1?",
         lambda row: (row["product"], row["region"]) == ("Chair", "East") and row["order_date"] < "2023-04"),
        ("East 2023年第二季度的销售额",
         lambda row: row["region"] == "East" and "2023-04" <= row["order_date"] < "2023-07"),
        ("revenue from January to March 2023", lambda row: row["order_date"] < "2023-04"),
        ("What is the total revenue of the East region?", lambda row: row["region"] == "East"),
    ],
)  # fmt: skip
def test_of_some_rows(
    ask: Callable[[str], Answer], rows: list[Row], question: str, keep: Callable[[Row], bool]
) -> None:
    answer = ask(question)
    assert answer.value == pytest.approx(sum(float(row["revenue_usd"]) for row in rows if keep(row))), answer.text
    assert any(map(keep, rows)) and answer.unit == "USD" and all(check.passed for check in answer.checks)
    assert len(answer.citations) == sum(map(keep, rows))


@pytest.mark.parametrize(
    ("question", "what", "most"),
    [
        ("Which product sold the most units?", "units", True),
        ("哪个产品的销量最高？", "units", True),
        ("What product had the lowest sales?", "revenue_usd", False),
    ],
)
def test_the_label_with_the_most(
    ask: Callable[[str], Answer], rows: list[Row], question: str, what: str, most: bool
) -> None:
    sums = added(rows, lambda row: row["product"], what)
    assert ask(question).value == (max if most else min)(sums, key=lambda name: sums[name])


def test_the_first_few(ask: Callable[[str], Answer], rows: list[Row]) -> None:
    sums = added(rows, lambda row: row["product"])
    first = sorted(sums, key=lambda name: -sums[name])
    assert ask("Top 2 products by revenue").value == tuple(first[:2])
    assert ask("Name the top three products by revenue").value == tuple(first[:3])


def test_rows_are_counted(ask: Callable[[str], Answer], rows: list[Row]) -> None:
    east = sum(row["region"] == "East" for row in rows)
    assert ask("How many orders came from the East?").value == east == ask("East有多少订单？").value
    assert ask("How many orders are there?").value == len(rows)
    counts = {region: sum(row["region"] == region for row in rows) for region in REGIONS}
    assert pairs(ask("各地区的订单数量")) == counts
    autumn = {
        region: sum(row["region"] == region and row["order_date"] >= "2023-10" for row in rows) for region in REGIONS
    }
    least = sorted(autumn, key=lambda region: autumn[region])
    assert autumn[least[0]] < autumn[least[1]], "the draw has no tie"
    assert ask("Which region had the fewest orders in Q4?").value == least[0]


def test_what_is_left_out_is_not_added(ask: Callable[[str], Answer], rows: list[Row]) -> None:
    by_product = added(rows, lambda row: row["product"])
    without = sum(by_product.values()) - by_product["Desk"]
    for question in ("revenue excluding Desk", "What is the total revenue except Desk?", "除Desk外的总收入是多少？"):
        assert ask(question).value == pytest.approx(without), question
    assert pairs(ask("revenue by region without Lamp")) == pytest.approx(
        added([row for row in rows if row["product"] != "Lamp"], lambda row: row["region"])
    )


def test_rows_above_a_threshold(ask: Callable[[str], Answer], rows: list[Row]) -> None:
    over = [row for row in rows if float(row["revenue_usd"]) > 1000]
    assert 0 < len(over) < len(rows)
    assert ask("How many orders had revenue over 1,000?").value == len(over)
    assert ask("收入超过1000的订单有几个？").value == len(over)
    counts = {region: sum(row["region"] == region for row in over) for region in REGIONS}
    assert pairs(ask("number of orders with revenue above 1000 by region")) == counts


def test_shares_of_all_rows(ask: Callable[[str], Answer], rows: list[Row]) -> None:
    sums = added(rows, lambda row: row["region"])
    shares = {region: 100 * value / sum(sums.values()) for region, value in sums.items()}
    for question in ("What share of revenue came from the West?", "West的收入占比是多少？"):
        assert ask(question).value == pytest.approx(shares["West"]), question
    for question in ("share of revenue by region", "各地区收入占比"):
        assert pairs(ask(question)) == pytest.approx(shares), question
    assert ask("Which region had the largest share of revenue?").value == max(shares, key=lambda at: shares[at])
    ordered = sum(row["region"] == "East" for row in rows) / len(rows)
    assert ask("What percentage of orders came from the East?").value == pytest.approx(100 * ordered)


def test_kinds_are_counted_once(ask: Callable[[str], Answer]) -> None:
    for question in ("How many products are there?", "number of different products", "有多少种产品？"):
        assert ask(question).value == len(PRODUCTS), question


def test_two_labels_are_set_beside_each_other(ask: Callable[[str], Answer], rows: list[Row]) -> None:
    sums = added(rows, lambda row: row["region"])
    for question in ("What is the difference in revenue between East and West?", "East和West的收入相差多少？"):
        assert ask(question).value == pytest.approx(sums["East"] - sums["West"]), question
    for question in ("revenue of East compared with West", "East和West的收入对比"):
        assert pairs(ask(question)) == pytest.approx({at: sums[at] for at in ("East", "West")}), question
    assert ask("total revenue of East and West").value == pytest.approx(sums["East"] + sums["West"])
    spring = added([row for row in rows if row["order_date"] < "2023-04"], lambda row: row["region"])
    assert ask("How much more revenue did East make than West in Q1 2023?").value == pytest.approx(
        spring["East"] - spring["West"]
    )


def test_numbers_that_name_rows_are_not_added(tmp_path: Path) -> None:
    path = tmp_path / "bookings.csv"
    lines = [f"{700 + at},{('North', 'South')[at % 2]},{at * 10 + 5}" for at in range(14)]
    path.write_text("Order,Region,Revenue\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with gbi.Workspace(tmp_path / "ws") as ws:
        ws.add(path)
        ask = gbi.Analyst(ws).ask
        assert ask("How many orders came from the North?").value == 7
        for question in ("What was the largest order?", "average order", "total order of South"):
            assert ask(question).value not in (713, 713.0, 706.5, sum(range(701, 714, 2))), question


def test_prices_are_averaged_and_never_added(ask: Callable[[str], Answer]) -> None:
    assert ask("average unit price of Desk").value == PRICES["Desk"]
    assert ask("total unit price").status == "unanswerable"


@pytest.mark.parametrize(
    "question",
    [
        "What was the revenue in 2022?", "total profit by product", "revenue by customer",
        "revenue in March and June 2023 of Lamp compared to Desk", "华东地区的收入",
        "Which products sold more than 40 units?", "revenue of Desk without Lamp", "revenue of East compared to Desk",
        "How many orders above 40?", "share of unit price by product", "difference in revenue of Desk",
    ],
)  # fmt: skip
def test_what_is_not_understood_whole_is_not_answered(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).status == "unanswerable"
