"""Each metric against cases worked by hand."""

from __future__ import annotations

import pytest

from gbi_eval.metrics.adjacency import SpanCell, adjacency, relations
from gbi_eval.metrics.calibration import auroc, coverage, expected_calibration_error
from gbi_eval.metrics.cells import Grid, assign, cell_f1, match_cells
from gbi_eval.metrics.denotation import same_denotation
from gbi_eval.metrics.execution import same_result
from gbi_eval.metrics.longdoc import longdoc_score
from gbi_eval.metrics.relaxed import relaxed_match, split_list, to_float
from gbi_eval.metrics.rms import rms, text_similarity
from gbi_eval.metrics.teds import teds

GOLD = [["Year", "Sales", "Profit"], ["2019", "100", "10"], ["2020", "200", "-20"]]


@pytest.mark.parametrize(
    ("said", "gold", "right"),
    [
        ("104.9", "100", True),
        ("105.1", "100", False),
        ("-95", "100", False),
        ("0", "0", True),
        ("0.01", "0", False),
        ("Blue ", "blue", True),
        ("light blue", "blue", False),
        ("12%", "12", True),
        ("12", "12%", True),
        ("0.12", "12%", True),
        ("1,250", "1250", True),
        ("[Italy, Spain]", "['Spain', 'Italy']", True),
        ("['Spain']", "['Spain', 'Italy']", False),
    ],
)
def test_relaxed_match(said: str, gold: str, right: bool) -> None:
    assert relaxed_match(said, gold) is right


def test_exact_years_refuse_a_neighbouring_year_that_the_measure_would_take() -> None:
    assert relaxed_match("2011", "2010")
    assert not relaxed_match("2011", "2010", exact_years=True)
    assert relaxed_match("2010", "2010", exact_years=True)
    assert relaxed_match("20.9", "20", exact_years=True)


def test_to_float_and_lists() -> None:
    assert to_float("45%") == pytest.approx(0.45)
    assert to_float("about 5") is None
    assert to_float("nan") is None
    assert split_list("['a', 'b']") == ("a", "b")
    assert split_list("plain") == ("plain",)


def test_rms_of_gold_against_gold_and_its_transpose_is_one() -> None:
    assert rms(GOLD, GOLD).f1 == 1.0
    assert rms([list(row) for row in zip(*GOLD, strict=True)], GOLD).f1 == 1.0


def test_rms_worked_by_hand() -> None:
    # One of four entries 5 % off (similarity 0.95), one missing: score 2.95, of 3 said and 4 wanted.
    said = [["Year", "Sales", "Profit"], ["2019", "105", "10"], ["2020", "200"]]
    score = rms(said, GOLD)
    assert score.precision == pytest.approx(2.95 / 3)
    assert score.recall == pytest.approx(2.95 / 4)
    assert score.f1 == pytest.approx(2 * 2.95 / 7)


def test_rms_counts_a_lost_sign_and_an_empty_table_as_wrong() -> None:
    lost = [GOLD[0], GOLD[1], ["2020", "200", "20"]]
    assert rms(lost, GOLD).f1 == pytest.approx(0.75)
    assert rms([], GOLD).f1 == 0.0
    assert rms([], []).f1 == 1.0


def test_text_similarity_is_cut_at_half() -> None:
    assert text_similarity("abcd", "abcx") == 0.75
    assert text_similarity("abcd", "xyzd") == 0.0


GRID = Grid(("2019", "2020"), ("Sales", "Profit"), ((100.0, 10.0), (200.0, -20.0)))


def test_cell_f1_uses_the_range_of_the_gold_column() -> None:
    # Sales range 100: 103 is 3 % off. Profit range 30: 10.5 is 1.7 % off.
    said = Grid(("2020", "2019"), ("Profit", "Sales"), ((-20.0, 200.0), (10.5, 103.0)))
    assert [m.distance for m in match_cells(said, GRID)] == pytest.approx([0.03, 0.0, 0.5 / 30, 0.0])
    assert cell_f1(said, GRID, 0.01).f1 == pytest.approx(0.5)
    assert cell_f1(said, GRID, 0.02).f1 == pytest.approx(0.75)
    assert cell_f1(said, GRID, 0.03).f1 == 1.0
    assert cell_f1(GRID, GRID, 0.0).f1 == 1.0


def test_cell_f1_counts_what_is_missing_and_what_is_too_much() -> None:
    missing = Grid(("2019",), ("Sales", "Profit"), ((100.0, 10.0),))
    assert cell_f1(missing, GRID, 0.01).recall == 0.5
    assert cell_f1(missing, GRID, 0.01).precision == 1.0
    extra = Grid(("2019", "2020", "2021"), ("Sales", "Profit"), (*GRID.values, (300.0, 30.0)))
    assert cell_f1(extra, GRID, 0.01).precision == pytest.approx(4 / 6)
    abstained = Grid(("2019", "2020"), ("Sales", "Profit"), ((100.0, None), (200.0, None)))
    assert cell_f1(abstained, GRID, 0.01).precision == 1.0


def test_assign_takes_repeated_labels_in_order_and_lone_ones_together() -> None:
    assert assign(("a", "a", "b"), ("a", "a", "b")) == {0: 0, 1: 1, 2: 2}
    assert assign(("Sales",), ("value",)) == {}
    assert assign(("Sales",), ("value",), lone=True) == {0: 0}


def test_calibration_worked_by_hand() -> None:
    # Bin 0.9: mean confidence 0.95, accuracy 0.5; bin 0.2: confidence 0.25, accuracy 0: (0.45 * 2 + 0.25 * 2) / 4.
    assert expected_calibration_error([0.95, 0.95, 0.25, 0.25], [True, False, False, False]) == pytest.approx(0.35)
    # The first counts as much as the three others together.
    weighted = expected_calibration_error([0.95, 0.95, 0.25, 0.25], [True, False, False, False], weights=[3, 1, 1, 1])
    assert weighted == pytest.approx((abs(3 * 0.05 - 0.95) + 2 * 0.25) / 6)
    assert auroc([0.9, 0.8, 0.8, 0.1], [True, True, False, False]) == pytest.approx(0.875)
    assert auroc([0.9, 0.8], [True, True]) is None
    assert coverage([0.01, 0.03], [0.02, 0.02]) == (0.5, 0.02)
    with pytest.raises(ValueError, match="no items"):
        coverage([], [])


CELLS = [SpanCell(0, 0, "Year", 2, 1), SpanCell(0, 1, "Sales", 1, 2), SpanCell(1, 1, "Q1"), SpanCell(1, 2, "Q2")]


def test_adjacency_of_a_spanned_header_worked_by_hand() -> None:
    # Year-Sales, Year-Q1, Q1-Q2 to the right; Sales-Q1, Sales-Q2 below.
    found = relations(CELLS)
    assert found.total() == 5
    assert found["Sales", "Q2", "below"] == 1
    assert adjacency(found, found).f1 == 1.0


def test_adjacency_skips_empty_cells_and_counts_a_shifted_column() -> None:
    row = [SpanCell(0, 0, "a"), SpanCell(0, 1, " "), SpanCell(0, 2, "b")]
    assert relations(row) == {("a", "b", "right"): 1}
    shifted = [*CELLS[:3], SpanCell(2, 1, "Q2")]
    # Said: Year-Sales, Year-Q1, Sales-Q1, Sales-... Q1-Q2 goes below: 3 of 4 said are right, of 5 gold.
    score = adjacency(relations(shifted), relations(CELLS))
    assert (score.precision, score.recall) == (0.75, 0.6)


@pytest.mark.parametrize(
    ("said", "wanted", "same"),
    [
        (["67"], ["67.0"], True),
        (["Spain", "Italy"], ["italy", "spain"], True),
        (["Spain"], ["Spain", "Italy"], False),
        (["Ginastera (composer)"], ["Ginastera"], True),
        (["José"], ["Jose"], True),
        (["1,234"], ["1234"], True),
        (["5"], ["6"], False),
    ],
)
def test_denotation(said: list[str], wanted: list[str], same: bool) -> None:
    assert same_denotation(said, wanted) is same


@pytest.mark.parametrize(
    ("said", "gold", "form", "score"),
    [
        (["1577"], "$1577.00", "Float", 1.0),
        (["1600"], "$1577.00", "Float", 0.0),
        (["0.0503"], "5.03%", "Float", 1.0),
        (["541"], "541", "Int", 1.0),
        (["542"], "541", "Int", 0.0),
        (["orange"], "Orange", "Str", 1.0),
        (["abcd"], "abcx", "Str", 0.75),
        (["yes"], "No", "Str", 0.0),
        (["b", "a"], "['a', 'b']", "List", 1.0),
        (["a"], "['a', 'b']", "List", 0.0),
    ],
)
def test_longdoc_score(said: list[str], gold: str, form: str, score: float) -> None:
    assert longdoc_score(said, gold, form) == score


def test_teds_worked_by_hand() -> None:
    # CELLS: table, 2 rows, 4 cells = 7 nodes. One text of two letters changed in one letter costs 0.5.
    assert teds(CELLS, CELLS) == 1.0
    changed = [*CELLS[:3], SpanCell(1, 2, "Q9")]
    assert teds(changed, CELLS) == pytest.approx(1 - 0.5 / 7)
    assert teds(CELLS[:3], CELLS) == pytest.approx(1 - 1 / 7)
    unspanned = [SpanCell(0, 0, "Year"), *CELLS[1:]]
    assert teds(unspanned, CELLS) == pytest.approx(1 - 1 / 7)
    assert teds([], []) == 1.0


def test_execution_accuracy() -> None:
    gold = [("a", 1), ("b", 2.0)]
    assert same_result([("b", 2), ("a", 1.0000000001)], gold)
    assert not same_result([("b", 2), ("a", 1)], gold, ordered=True)
    assert same_result([(1, "a"), (2, "b")], gold, ordered=True)
    assert not same_result([("a", 1)], gold)
    assert not same_result([("a", 1), ("a", 1)], gold)
    assert same_result([], [])
