"""Names for SQL: readable, without quotes, unique."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.store.names import LONGEST, RESERVED, clean, column_names, table_name, unique
from gbi.types import Region, SheetRange
from support.fake_source import make_reading, make_region


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Net income 2018", "net_income_2018"),
        ("2018", "_2018"),
        ("Growth (%)", "growth_pct"),
        ("净利润（万元）", "净利润_万元"),
        ("ＡＢＣ１２", "abc12"),
        ("Índice de Préstamos", "indice_de_prestamos"),
        ("が行", "が行"),
        ("select", "select_"),
        ("cells", "cells_"),
        ("_row", "row"),
        ("CO₂; DROP TABLE x --", "co2_drop_table_x"),
        ("  ", ""),
        ("!?", ""),
    ],
)
def test_clean(text: str, name: str) -> None:
    assert clean(text) == name


def test_a_long_name_is_cut_at_a_word() -> None:
    name = clean("Average number of hours worked per employee and year in all member states since 1990")
    assert name == "average_number_of_hours_worked_per_employee_and"
    assert len(clean("x" * 500)) == LONGEST


@pytest.mark.parametrize(
    ("title", "caption", "name"),
    [
        ("Net income of the group (in million U.S. dollars)", "", "net_income_of_the_group"),
        ("", "Figure 3.2: Share of voters\nSource: own survey", "share_of_voters"),
        ("", "Table 4 — Exports", "exports"),
        ("", "图3-1 营业收入构成", "营业收入构成"),
        ("", "表 二：主要指标", "主要指标"),
        ("2018", "Figure 7. Deaths", "deaths"),
        ("", "", "annual_report_2020_p12"),
        ("Figures of the year", "", "figures_of_the_year"),
        ("Tablets sold", "", "tablets_sold"),
        ("", "主要财务数据 单位：万元", "主要财务数据"),
        ("", "4.2 Liquidity", "liquidity"),
        ("单位：元 币种：人民币", "主要会计数据", "主要会计数据"),
        ("(in millions)", "", "annual_report_2020_p12"),
        ("【营业收入】", "", "营业收入"),
        ("", "3. Employees by country", "employees_by_country"),
        ("", "（三）研发投入", "研发投入"),
        ("", "一、营业收入", "营业收入"),
        ("5.5 million people", "", "_5_5_million_people"),
        ("1. 2020 in figures", "", "_1_2020_in_figures"),
    ],
)
def test_table_name_says_what_the_table_is_about(title: str, caption: str, name: str) -> None:
    reading = make_reading(make_region(page=12, caption=caption), ["a"], [["x"]], title=title)
    assert table_name(reading, "Annual report 2020.pdf", ()) == name


def test_a_sheet_is_named_after_file_and_sheet() -> None:
    region = Region.at("d", 2, SheetRange(sheet="Q3 plan", ref="A1:B9"), "table")
    reading = make_reading(make_region(), ["a"], [["x"]]).model_copy(update={"region": region})
    assert table_name(reading, "sales.xlsx", ()) == "sales_q3_plan"


def test_unique_counts_from_two() -> None:
    assert unique("sales", {"sales", "sales_2"}) == "sales_3"


def test_column_names_are_unique_and_never_empty() -> None:
    assert column_names(["Year", "year", "", "Year 2", "%"]) == ("year", "year_2", "column_3", "year_2_2", "pct")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_any_text_gives_names_that_sql_takes_bare(texts: list[str]) -> None:
    names = column_names(texts)
    assert len({name.lower() for name in names}) == len(texts)
    assert not RESERVED & set(names)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t({', '.join(f'{name} INTEGER' for name in names)})")
        assert [column[0] for column in connection.execute("SELECT * FROM t").description] == list(names)


@pytest.mark.parametrize(
    "text",
    [
        "x) ; drop table t; --",
        "__import__('os').system('id')",
        'a"b',
        "a'b",
        "<script>alert(1)</script>",
        "\u202e\u200b\x00",
    ],
)
def test_a_payload_in_a_column_name_becomes_letters(text: str) -> None:
    name = column_names([text])[0]
    assert name.replace("_", "").isalnum() and name.isascii()
