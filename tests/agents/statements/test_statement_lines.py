"""Lines of statements: labels as reports print them, notes in the statements' scale, printed figures, leases."""

from __future__ import annotations

import re

import pytest

from gbi_agents.dispatchers.planning.statements.figures import FIGURES, NAMES
from gbi_agents.dispatchers.planning.statements.lines import CORE, LINES, heads_of, of_a_part, plain_label
from gbi_agents.dispatchers.planning.statements.maker import Maker
from gbi_agents.dispatchers.planning.statements.shelf import Shelf, in_statements_scale, shelves
from gbi_agents.dispatchers.planning.statements.statement import Statement, in_scale, statements_in
from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.tables import Grid
from support.statements import BALANCE, DOLLARS, INCOME, acorn, songshu, table


def shelf(*more: Grid) -> Shelf:
    found = shelves(acorn(*more))
    assert len(found) == 1
    return found[0]


def value(of: Shelf, text: str, year: int = 2021) -> float | None:
    made = Maker(of).made(text, year)
    return None if made is None else made.expr.value()


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Total net revenues", "revenue"),
        ("Net sales and revenues", "revenue"),
        ("Income before provision for (benefit from) income taxes", "pretax_income"),
        ("Earnings before income taxes and noncontrolling interest", "pretax_income"),
        ("Provision (benefit) for income taxes", "income_tax"),
        ("Net income attributable to Acorn (Note 3)", "net_income"),
        ("Net cash (used in) provided by operating activities", "operating_cash_flow"),
        ("Cash flows from operating activities", "operating_cash_flow"),
        ("Additions to property and equipment", "capex"),
        ("Total stockholders’ equity (deficit)", "owners_equity"),
        ("Total Acorn Holdings, Inc. shareholders' equity", "owners_equity"),
        ("Long-term debt, excluding current portion", "long_term_debt"),
        ("Receivables, net", "receivables"),
        ("Cash flows from operating activities / Depreciation and amortization", "depreciation_and_amortization"),
        ("归属于母公司所有者权益（或股东权益）合计", "owners_equity"),
        ("购建固定资产、无形资产和其他长期资产支付的现金", "capex"),
        ("其中：利息费用", "interest_expense"),
    ],
)
def test_labels_as_reports_print_them(label: str, line: str) -> None:
    assert any(re.fullmatch(pattern, plain_label(label)) for pattern in LINES[line].labels), plain_label(label)


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Total liabilities and stockholders’ equity", "owners_equity"),
        ("Total liabilities and shareholders' equity", "total_liabilities"),
        ("Net income attributable to noncontrolling interests", "net_income"),
        ("Net income per share", "net_income"),
        ("Other current assets", "current_assets"),
        ("Cost of revenues—product sales: product costs", "cost_of_revenue"),
        ("Amortization of debt issuance costs", "amortization"),
        ("Proceeds from sale of property and equipment", "capex"),
        ("Change in cash from operating activities of discontinued operations", "operating_cash_flow"),
    ],
)
def test_labels_that_say_something_else(label: str, line: str) -> None:
    assert not any(re.fullmatch(pattern, plain_label(label)) for pattern in LINES[line].labels)


def test_titles_of_statements() -> None:
    assert heads_of(["Consolidated Balance Shee t"]) == {"balance"}
    assert heads_of(["CONSOLIDATED STATEMENTS OF CASH FLOWS", ""]) == {"cash"}
    assert (
        heads_of(["The charges were recorded in the consolidated statement of income as follows, in " + "x" * 20])
        == set()
    )
    assert of_a_part(["母公司利润表"]) and of_a_part(["Selected quarterly data"]) and not of_a_part(["合并利润表"])


def test_the_definitions_name_only_lines_and_figures() -> None:
    known = set(LINES) | set(FIGURES)
    used = {word for formulas in FIGURES.values() for text in formulas for word in re.findall(r"[a-z]\w+", text)}
    assert used - known == {"avg", "some", "without"}
    assert {figure for _, figure in NAMES} <= known
    assert {line for names in CORE.values() for line in names} <= set(LINES)


def test_an_outflow_is_an_amount_and_a_tax_an_expense() -> None:
    assert value(shelf(), "interest_expense") == 10 and value(shelf(), "capex") == 92
    assert value(shelf(), "income_tax") == 25
    gains = [[*row] for row in INCOME]
    gains[-2][1:], gains[-1][1:] = [5, 4], [105, 85]  # a credit, printed as what it adds
    other = shelves((table(gains, "gains", "Statements of income", DOLLARS),))[0]
    assert value(other, "income_tax") == -5


def test_two_rows_of_one_name_and_other_values_are_no_line() -> None:
    twice = [*BALANCE, ["Total assets", 5000, 4000]]
    of = shelves((table(twice, "twice", "Balance sheets", DOLLARS),))[0]
    assert value(of, "total_assets") is None and value(of, "total_equity") == 400


def test_the_groups_statement_comes_before_the_parents() -> None:
    of = shelves(songshu())[0]
    assert value(of, "total_assets", 2020) == 2000 and value(of, "total_assets", 2019) == 1800


LEASES = [
    ["label", "2021", "2020"],
    ["Operating lease right-of-use assets", 500, 450],
    ["Operating lease liabilities", 200, 160],
    ["Total lease liabilities", 240, 190],
]


def test_a_note_that_shares_numbers_with_the_statements_is_in_their_scale() -> None:
    note = Statement(table(LEASES, "leases", "", (None, 1.0)), "note")
    scaled = in_scale(note, shelf().statements)
    assert {(c.unit, c.scale) for c in scaled.grid.info.columns[1:]} == {DOLLARS}
    apart = Statement(table([LEASES[0], ["Stores", 815, 795], ["Depots", 1, 2]], "stores", "", (None, 1.0)), "note")
    assert in_scale(apart, shelf().statements) == apart


def test_debt_holds_the_liabilities_of_leases_where_a_report_shows_them() -> None:
    assert value(shelf(), "total_debt") == 300
    assert value(shelf(table(LEASES, "leases", "", (None, 1.0))), "total_debt") == 540
    rows = [*BALANCE, ["Long-term operating lease liabilities", 70, 60]]
    unsaid = shelves((table(rows, "with_leases", "Balance sheets", DOLLARS),))[0]
    assert value(unsaid, "total_debt") is None  # the short-term part stands in no line


def test_a_printed_figure_comes_before_its_definition() -> None:
    printed = [["label", "2021", "2020"], ["Working capital", 205, 140], ["Stores", 12, 11]]
    assert value(shelf(table(printed, "selected", "Selected data", DOLLARS)), "working_capital") == 205
    other = [["label", "2021", "2020"], ["Working capital", 300, 140], ["Stores", 12, 11]]
    both = shelf(table(printed, "a", "Selected data", DOLLARS), table(other, "b", "Other data", DOLLARS))
    assert value(both, "working_capital") == 210  # they differ, so it is computed


def test_tables_without_years_or_lines_are_no_statements() -> None:
    assert (
        statements_in(table([["label", "Amount"], ["Total assets", 5], ["Total liabilities", 3]], "t", "", DOLLARS))
        == ()
    )
    found = statements_in(table([["label", "2021"], ["Stores", 5]], "t", "", DOLLARS))
    assert [statement.kind for statement in found] == ["note"]


def test_quarters_are_no_years() -> None:
    heads = ["label", "Three months ended December 31, 2021", "Year ended December 31, 2021"]
    rows = [heads, ["Revenues", 30, 100], ["Net income", 3, 10]]
    of = shelves((table(rows, "quarters", "Statements of operations", DOLLARS),))[0]
    assert value(of, "net_income / revenue") == 0.1


SEGMENTS = [
    ["label", "Northern Operations", "Southern Operations", "Total"],
    ["2021 / Total revenue", 500, 340, 840],
    ["2021 / Total assets", 700, 300, 1000],
    ["2020 / Total revenue", 430, 300, 730],
    ["2020 / Total assets", 650, 250, 900],
]


def scales(*rows: list[object]) -> list[float]:
    """The scales of the value columns of a table in plain dollars, as part of Acorn's report in millions."""
    bare = table([*SEGMENTS, *rows], "segments", "Segment Reporting", ("USD", 1.0))  # type: ignore[list-item]
    found = {grid.name: grid for grid in in_statements_scale(acorn(bare))}
    return [found["segments"].info.columns[column].scale for column in found["segments"].values]


def test_a_table_that_repeats_the_statements_numbers_is_in_their_scale() -> None:
    assert scales() == [1e6, 1e6, 1e6]
    assert [grid.name for grid in in_statements_scale(acorn())] == ["balance", "income", "cash"]


def test_an_amount_per_piece_keeps_its_table_as_it_was_read() -> None:
    assert scales(["2021 / Revenue per share", 2.5, 1.7, 4.2]) == [1.0, 1.0, 1.0]


def test_two_numbers_by_chance_are_not_enough_to_scale_a_table() -> None:
    other = table([["label", "North"], ["Stores", 12], ["Assets", 840]], "stores", "Stores", ("USD", 1.0))
    found = {grid.name: grid for grid in in_statements_scale(acorn(other))}
    assert found["stores"].info.columns[1].scale == 1.0


def test_a_row_under_a_year_is_found_by_its_parts_wherever_they_are_said() -> None:
    bare = table(SEGMENTS, "segments", "Segment Reporting", ("USD", 1.0))
    for question, value in (
        ("What was the total revenue of Southern Operations in 2020?", 300),
        ("In 2021, how much were the total assets of Northern Operations?", 700),
    ):
        found = interpret(question, "en", in_statements_scale(acorn(bare)))
        best = next(i for i in found if i.plan is not None and not i.missing and i.grounded)
        assert best.plan is not None
        assert (best.plan.expected, best.plan.saying.unit, best.plan.saying.scale) == (value, "USD", 1e6)
