"""Printed numbers, units and dates of several locales."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.numbers import is_missing, parse_column, parse_date, parse_number, parse_unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("12,345,678", 12_345_678),
        ("1.234.567", 1_234_567),
        ("1,23,456", 123_456),
        ("1'234", 1234),
        ("1’234.5", 1234.5),
        ("(12.3)", -12.3),
        ("( 1,234 )", -1234),
        ("−4 274", -4274),
        ("–5", -5),
        ("‐5", -5),
        ("5-", -5),
        ("+3", 3),
        (".5", 0.5),
        ("0,5", 0.5),
        ("1.2e6", 1.2e6),
        ("½", 0.5),
        ("2½", 2.5),
        ("１２３．４", 123.4),
        ("2018", 2018),
        ("▼5.2", -5.2),
        ("1.234", 1.234),
        ("1,234", 1234),
        ("减少3.5", -3.5),
    ],
)
def test_values_of_several_locales(text: str, value: float) -> None:
    parsed = parse_number(text)
    assert parsed is not None and parsed.value == pytest.approx(value) and parsed.unit is None and parsed.scale == 1


@pytest.mark.parametrize(
    ("text", "value", "unit", "scale"),
    [
        ("12.5%", 12.5, "%", 0.01),
        ("12,5 %", 12.5, "%", 0.01),
        ("(12.3)%", -12.3, "%", 0.01),
        ("12.5 pp", 12.5, "pp", 0.01),
        ("增加3.88个百分点", 3.88, "pp", 0.01),
        ("25 bps", 25, "bp", 1e-4),
        ("$3.4bn", 3.4, "USD", 1e9),
        ("$5M", 5, "USD", 1e6),
        ("$ (1,234)", -1234, "USD", 1),
        ("($1,234)", -1234, "USD", 1),
        ("-$5", -5, "USD", 1),
        ("US$ 1.2m", 1.2, "USD", 1e6),
        ("3.4 million U.S. dollars", 3.4, "USD", 1e6),
        ("€5k", 5, "EUR", 1e3),
        ("1,2 Mrd. €", 1.2, "EUR", 1e9),
        ("¥1,200万", 1200, "CNY", 1e4),
        ("3.4亿元", 3.4, "CNY", 1e8),
        ("5万亿元", 5, "CNY", 1e12),
        ("Rs. 1,23,456", 123456, "INR", 1),
        ("5 million", 5, None, 1e6),
        ("5 000 km²", 5000, "km²", 1),
        ("1.5x", 1.5, "x", 1),
        ("9.3℃", 9.3, "°c", 1),
        ("−3.5 °C", -3.5, "°c", 1),
        ("70℉", 70, "°f", 1),
    ],
)
def test_units_beside_the_value(text: str, value: float, unit: str | None, scale: float) -> None:
    parsed = parse_number(text)
    assert parsed is not None
    assert parsed.unit == unit
    assert (parsed.value, parsed.scale) == pytest.approx((value, scale))


@pytest.mark.parametrize(
    ("text", "value", "marks", "relation"),
    [
        ("12.3*", 12.3, "*", ""),
        ("12.3¹", 12.3, "¹", ""),
        ("12.3 (1)", 12.3, "(1)", ""),
        ("12.3a", 12.3, "a", ""),
        ("r12.3", 12.3, "r", ""),
        ("<1", 1, "", "<"),
        (">100", 100, "", ">"),
        ("~5", 5, "", "~"),
        ("约5", 5, "", "~"),
    ],
)
def test_marks_and_bounds_are_set_aside(text: str, value: float, marks: str, relation: str) -> None:
    parsed = parse_number(text)
    assert parsed is not None and (parsed.value, parsed.marks, parsed.relation) == (value, marks, relation)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "45 (12%)",
        "2018-2019",
        "1.2.3",
        "12:30",
        "2020-01-05",
        "Q1 2020",
        "1 2 3",
        "5 apples",
        "$5 €",
        "1e400",
        "9" * 100,
    ],
)
def test_what_is_no_single_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "n/a", "N.A.", "-", "—", "−", "NA", "*", "…", "..", "$ -", "$—", "不适用", "无"]
)
def test_missing_values(text: str) -> None:
    assert is_missing(text) and parse_number(text) is None


@pytest.mark.parametrize("text", ["0", "-1", "no", "Nation", "-x"])
def test_what_is_not_missing(text: str) -> None:
    assert not is_missing(text)


def column(*texts: str) -> list[float | None]:
    return [parsed.value if parsed else None for parsed in parse_column(texts)]


def test_a_column_decides_what_a_lone_separator_means() -> None:
    assert column("1.234", "2.345") == [1.234, 2.345]
    assert column("1.234", "345", "12.456") == [1234, 345, 12456]
    assert column("1.234", "2.345.678") == [1234, 2345678]
    assert column("1.234", "12,5") == [1234, 12.5]
    assert column("1,234", "12.5") == [1234, 12.5]
    assert column("1,234", "5,678", "n/a") == [1234, 5678, None]
    assert column("0.123", "1.234") == [0.123, 1.234]


def test_one_odd_cell_does_not_turn_a_column_of_thousands() -> None:
    assert column("1,234", "5,678", "9,012", "3,4") == [1234, 5678, 9012, 3.4]


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", ".", " ", "'", "\u202f"]))
def test_grouped_integers_come_back(number: int, separator: str) -> None:
    text = f"{number:,}".replace(",", separator)
    hint = "," if separator == "." else "."
    parsed = parse_number(text, hint)  # type: ignore[arg-type]
    assert parsed is not None and parsed.value == number


@given(
    st.decimals(-(10**7), 10**7, places=2), st.sampled_from([",.", ".,", " ,", "'."]), st.sampled_from(["-", "(", "−"])
)
def test_decimals_come_back_in_every_style(number: object, marks: str, style: str) -> None:
    value = float(str(number))
    digits = f"{abs(value):,.2f}".replace(",", "\0").replace(".", marks[1]).replace("\0", marks[0])
    text = digits if value >= 0 else (f"({digits})" if style == "(" else style + digits)
    parsed = parse_number(text)
    assert parsed is not None and parsed.value == pytest.approx(value)


@given(st.text(max_size=90))
def test_no_text_breaks_the_parsers(text: str) -> None:
    parsed = parse_number(text)
    assert parsed is None or abs(parsed.value) < 1e308
    parse_unit(text), parse_date(text), is_missing(text)


@pytest.mark.parametrize(
    ("text", "unit", "scale", "name"),
    [
        ("Net income in million U.S. dollars", "USD", 1e6, "Net income"),
        ("Revenue (in thousands)", None, 1e3, "Revenue"),
        ("$ in millions, except per share", "USD", 1e6, "$ in millions, except per share"),
        ("(In millions, except per share data)", None, 1e6, "(In millions, except per share data)"),
        ("Dollars in millions", "USD", 1e6, "Dollars in millions"),
        ("(thousands of dollars)", "USD", 1e3, "(thousands of dollars)"),
        ("% of GDP", "%", 0.01, "% of GDP"),
        ("Share (%)", "%", 0.01, "Share"),
        ("Interest rate, %", "%", 0.01, "Interest rate"),
        ("Umsatz in Mio. €", "EUR", 1e6, "Umsatz"),
        ("Revenue, $ million", "USD", 1e6, "Revenue"),
        ("CO2 emissions (million tonnes)", "tonnes", 1e6, "CO2 emissions"),
        ("$'000", "USD", 1e3, "$'000"),
        ("TEUR", "EUR", 1e3, "TEUR"),
        ("GDP per capita (US$)", "USD", 1, "GDP per capita"),
        ("USD per capita", "USD per capita", 1, "USD per capita"),
        ("Height (m)", "m", 1, "Height"),
        ("Population (m)", None, 1e6, "Population"),
        ("营业收入（万元）", "CNY", 1e4, "营业收入"),
        ("增长率(%)", "%", 0.01, "增长率"),
        ("人口（万人）", "人", 1e4, "人口"),
        ("亿美元", "USD", 1e8, "亿美元"),
    ],
)
def test_units_of_headers(text: str, unit: str | None, scale: float, name: str) -> None:
    found = parse_unit(text)
    assert (found.unit, found.name) == (unit, name)
    assert found.scale == pytest.approx(scale)


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [("金额：万元", "CNY", 1e4), ("单位：元", "CNY", 1), ("单位：人民币百万元", "CNY", 1e6), ("单位:%", "%", 0.01)],
)
def test_unit_labels_in_chinese(text: str, unit: str, scale: float) -> None:
    found = parse_unit(text)
    assert found.unit == unit
    assert found.scale == pytest.approx(scale)


def test_a_denominator_is_no_scale() -> None:
    assert parse_unit("per 1,000 inhabitants").scale == 1
    found = parse_unit("Deaths per 100,000 people")
    assert (found.unit, found.scale, found.name) == ("per 100,000 people", 1, "Deaths")


@pytest.mark.parametrize(
    "text",
    ["BP", "M", "K", "Euro area", "Year", "Revenue in 2018", "Year Ended December 31,", "万科", "Total", "x", ""],
)
def test_names_that_hold_no_unit(text: str) -> None:
    found = parse_unit(text)
    assert (found.unit, found.scale, found.name) == (None, 1.0, text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Jan 2020", "2020-01"),
        ("Sept. 2019", "2019-09"),
        ("January 5, 2020", "2020-01-05"),
        ("5 March 2020", "2020-03-05"),
        ("2020-01-05", "2020-01-05"),
        ("2020-01-05T10:00:00Z", "2020-01-05"),
        ("31.12.2019", "2019-12-31"),
        ("13/4/2020", "2020-04-13"),
        ("Q1 2020", "2020-Q1"),
        ("2020Q3", "2020-Q3"),
        ("Jan '20", "2020-01"),
        ("2020年3月", "2020-03"),
        ("2020年12月31日", "2020-12-31"),
        ("2020年第三季度", "2020-Q3"),
    ],
)
def test_dates(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize("text", ["2020", "May", "2020-13", "2021-02-30", "hello", "12.5", "", "FY2020"])
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_bare_degree_sign_may_be_a_misread_zero() -> None:
    assert parse_number("12°") is None
