"""The metrics on cases that their papers or published code decide, worked by hand in the comments."""

from __future__ import annotations

import pytest

from gbi_eval.metrics.adjacency import SpanCell, adjacency, relations
from gbi_eval.metrics.calibration import auroc, coverage, expected_calibration_error
from gbi_eval.metrics.cells import Grid, cell_f1, match_cells, value_range
from gbi_eval.metrics.denotation import normalise, same_denotation
from gbi_eval.metrics.execution import same_result
from gbi_eval.metrics.longdoc import longdoc_f1, longdoc_score
from gbi_eval.metrics.pairing import all_paired
from gbi_eval.metrics.relaxed import relaxed_match
from gbi_eval.metrics.rms import rms
from gbi_eval.metrics.teds import teds


def test_rms_on_the_case_of_the_published_tests() -> None:
    # Its entries: argentina 200 against 202, |200 - 202| / 200 = 0.01, scores 0.99; brazil 158 against 0 scores 0.
    gold = [["year", "argentina", "brazil"], ["1999", "200", "158"]]
    said = [["year", "argentina", "brazil"], ["1999", "202", "0"]]
    score = rms(said, gold)
    assert (score.precision, score.recall, score.f1) == pytest.approx((0.495, 0.495, 0.495))
    # The transposed gold: keys "argentina 1999" meet the said table's transpose; the same score.
    transposed = [["country", "1999"], ["argentina", "200"], ["brazil", "158"]]
    assert rms(said, transposed).f1 == pytest.approx(0.495)


def test_rms_entry_similarity_is_key_times_value() -> None:
    # Keys "1999 sales" and "1999 sale": one edit over ten letters, 0.9. Values 100 and 95: 0.05 off, 0.95. 0.855.
    assert rms([["y", "sale"], ["1999", "95"]], [["y", "Sales"], ["1999", "100"]]).f1 == pytest.approx(0.855)
    # 0.1 off is as far as 1: the pair scores nothing.
    assert rms([["y", "s"], ["1999", "110"]], [["y", "s"], ["1999", "100"]]).f1 == 0.0
    assert rms([["y", "s"], ["1999", "109"]], [["y", "s"], ["1999", "100"]]).f1 == pytest.approx(0.91)


def test_rms_keys_half_different_are_no_pair() -> None:
    # "ab x" against "cd x": two of four letters, distance 0.5 is cut off.
    assert rms([["", "x"], ["cd", "1"]], [["", "x"], ["ab", "1"]]).f1 == 0.0
    # One column too many: of 2 entries said one is right, of 1 wanted: P 0.5, R 1, F1 2/3.
    assert rms([["", "x", "other"], ["ab", "1", "9"]], [["", "x"], ["ab", "1"]]).f1 == pytest.approx(2 / 3)


def test_rms_catches_a_shifted_column() -> None:
    gold = [["Year", "North", "South"], ["2019", "10", "-30"], ["2020", "20", "-40"]]
    shifted = [["Year", "North", "South"], ["2019", "-30", "10"], ["2020", "-40", "20"]]
    assert rms(shifted, gold).f1 == 0.0


@pytest.mark.parametrize(
    ("said", "gold", "right"),
    [
        ("95", "100", True),  # exactly 5 %
        ("-100", "100", False),  # 200 % off
        ("105", "-100", False),
        ("0.2", "0.21", True),  # 4.8 %
        ("0.2", "0.22", False),  # 9.1 %
        ("12%", "0.12", True),
        ("$5", "5", True),
        ("yes", "Yes", True),
        ("5", "five", False),
        ("[100, 104]", "[104, 100]", True),
        ("[99.8, 109]", "[104.9, 100]", True),  # 109 is 3.9 % off 104.9, 99.8 is 0.2 % off 100; 99.8 also fits 104.9
        ("[100, 100]", "[100, 200]", False),
        ("2024", "['2024', '2025']", False),
    ],
)
def test_relaxed_accuracy(said: str, gold: str, right: bool) -> None:
    assert relaxed_match(said, gold) is right


def test_pairing_finds_the_only_way_that_fits() -> None:
    # a fits 1 and 2, b fits 1 only: the first that fits would leave b without a partner.
    assert all_paired(["a", "b"], ["1", "2"], lambda said, wanted: (said, wanted) != ("b", "2"))
    assert not all_paired(["a", "b"], ["1", "2"], lambda said, wanted: wanted == "1")
    assert all_paired([], [], lambda said, wanted: False)


def test_cells_count_a_value_beside_its_column_range() -> None:
    # One column, 0 to 200: 3 % of the range is 6, though 6 is all of a value of 6.
    gold = Grid(("a", "b", "c"), ("v",), ((0.0,), (6.0,), (200.0,)))
    said = Grid(("a", "b", "c"), ("v",), ((6.0,), (0.0,), (194.0,)))
    assert cell_f1(said, gold, 0.03).f1 == 1.0
    assert cell_f1(said, gold, 0.0299).f1 == 0.0
    assert [match.distance for match in match_cells(said, gold)] == pytest.approx([0.03, 0.03, 0.03])
    # A column of one value: 5 % of that value.
    assert value_range([40.0, 40.0]) == 40.0 and value_range([]) == 1.0


def test_cells_unmatched_on_both_sides_count_against() -> None:
    # Gold rows a, b; said a, z. Right 1 of 2 said and of 2 wanted: F1 0.5.
    gold = Grid(("alpha", "beta"), ("v",), ((1.0,), (2.0,)))
    said = Grid(("alpha", "zzzzzz"), ("v",), ((1.0,), (2.0,)))
    score = cell_f1(said, gold, 0.01)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_adjacency_of_a_two_by_two_table() -> None:
    # a b / c d: a-b, c-d to the right, a-c, b-d below. With d misread as x two of four relations are right.
    gold = [SpanCell(0, 0, "a"), SpanCell(0, 1, "b"), SpanCell(1, 0, "c"), SpanCell(1, 1, "d")]
    said = [*gold[:3], SpanCell(1, 1, "x")]
    score = adjacency(relations(said), relations(gold))
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    # A row cut in two: a-b is lost, the others stand. 2 said (c-d and a-c), both right, of 4.
    cut = [SpanCell(0, 0, "a"), SpanCell(1, 0, "c"), SpanCell(1, 1, "d")]
    score = adjacency(relations(cut), relations(gold))
    assert (score.precision, score.recall) == (1.0, 0.5)
    # White space and the kind of dash do not matter.
    assert relations([SpanCell(0, 0, "1 – 2"), SpanCell(0, 1, "b")]) == relations(
        [SpanCell(0, 0, "1-2"), SpanCell(0, 1, " b ")]
    )


def test_teds_of_a_lost_row_and_a_lost_span() -> None:
    # Table, 2 rows, 4 cells: 7 nodes. The second row with its two cells is lost: 3 deletions, 1 - 3/7.
    gold = [SpanCell(0, 0, "a"), SpanCell(0, 1, "b"), SpanCell(1, 0, "c"), SpanCell(1, 1, "d")]
    assert teds(gold[:2], gold) == pytest.approx(1 - 3 / 7)
    # A header over two columns read as two cells: 6 nodes against 7; rename (spans differ) and insert one, 1 - 2/7.
    spanned = [SpanCell(0, 0, "a", 1, 2), *gold[2:]]
    assert teds(gold, spanned) == pytest.approx(1 - 2 / 7)
    # Text: "12" for "1-2" is one edit of three, 1 - (1/3)/7.
    assert teds([*gold[:3], SpanCell(1, 1, "12")], [*gold[:3], SpanCell(1, 1, "1-2")]) == pytest.approx(1 - 1 / 21)


@pytest.mark.parametrize(
    ("said", "wanted", "same"),
    [
        (["2008-08-xx"], ["2008-8-xx"], True),
        (["2008-08-01"], ["2008-08-02"], False),
        (["2008-xx-xx"], ["2008"], True),  # only the year is known: a number
        (["3", "3"], ["3"], True),  # a set
        (["3", "3"], ["3", "4"], False),
        (["“Gone”"], ['"gone"'], True),
        (["Smith[1]"], ["Smith"], True),
        (["U.S."], ["u.s"], True),
        (["1.0000001"], ["1"], True),
        (["1.001"], ["1"], False),
        ([], [], True),
        (["a"], [], False),
    ],
)
def test_denotation(said: list[str], wanted: list[str], same: bool) -> None:
    assert same_denotation(said, wanted) is same


def test_normalising_as_the_official_evaluator_does() -> None:
    assert normalise("Ángel (born 1980) [2]†") == "angel"
    assert normalise('"Quoted"') == "quoted"
    assert normalise("one–two") == "one-two"


@pytest.mark.parametrize(
    ("said", "gold", "form", "score"),
    [
        ([], "Not answerable", "None", 1.0),
        (["5"], "Not answerable", "None", 0.0),
        ([], "5", "Int", 0.0),
        (["21"], "21%", "Int", 1.0),
        (["21.9"], "21", "Int", 1.0),  # the published code cuts the decimals off
        (["2019-05"], "2019-06", "Str", 0.0),  # a date is exact, though six of seven signs agree
        (["page 12"], "page 13", "Str", 0.0),
        (["12.5"], "12.4", "Float", 1.0),  # 0.8 % of the larger
        (["12.6"], "12.4", "Float", 0.0),  # 1.6 %
        (["0.124"], "12.4%", "Float", 1.0),  # a share for a percentage
        (["0.001"], "0.004", "Float", 0.0),  # rounded to the three decimals of both
        (["abcd"], "abxy", "Str", 0.0),  # half alike is nothing
        (["abcd"], "abcx", "Str", 0.75),
        (["alpha (first)"], "alpha", "Str", 1.0),  # brackets are cleaned away
        (["a", "bbbx"], "['bbbb', 'a']", "List", 0.75),  # the worst element
        (["7.0", "8"], "['7', '8']", "List", 1.0),
        (["7", "9"], "['7', '8']", "List", 0.0),  # numbers in lists are exact
        (["7"], "['7', '8']", "List", 0.0),
    ],
)
def test_longdoc_by_format(said: list[str], gold: str, form: str, score: float) -> None:
    assert longdoc_score(said, gold, form) == pytest.approx(score)


def test_longdoc_generalised_f1_worked_by_hand() -> None:
    # Four questions, three answerable with scores 1, 0.5, 0; two answered: recall 1.5/3, precision 1.5/2, F1 0.6.
    assert longdoc_f1([1.0, 0.5, 0.0, 1.0], [True, True, True, False], [True, True, False, False]) == pytest.approx(0.6)
    assert longdoc_f1([0.0], [True], [False]) == 0.0


def test_execution_strict_and_with_more_columns() -> None:
    gold = [("North", 12.0), ("South", 7.0)]
    assert same_result([(12, "north"), (7, "South ")], gold)
    more = [("North", "x", 12.0), ("South", "y", 7.0)]
    assert not same_result(more, gold)
    assert same_result(more, gold, more_columns=True)
    assert not same_result([("North",), ("South",)], gold, more_columns=True)
    # 12.5 is 4 % off 12; 12.7 is 5.5 % off.
    assert same_result([("North", 12.5), ("South", 7)], gold, tolerance=0.05)
    assert not same_result([("North", 12.7), ("South", 7)], gold, tolerance=0.05)
    assert not same_result([("North", 7.0), ("South", 12.0)], gold)
    assert same_result([("a", None)], [("a", None)]) and not same_result([(True,)], [(1,)])


def test_calibration_of_sure_and_wrong() -> None:
    # All surely right, half of them wrong: |0.5 - 1| = 0.5.
    assert expected_calibration_error([1.0, 1.0], [True, False]) == pytest.approx(0.5)
    # Sure of 0.75 and right three times of four: nothing to correct.
    assert expected_calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert expected_calibration_error([], []) == 0.0
    # Pairs of a right and a wrong one: 0.9 > 0.5 and 0.9 > 0.6, 0.55 > 0.5 but not 0.6: three of four.
    assert auroc([0.9, 0.55, 0.5, 0.6], [True, True, False, False]) == pytest.approx(0.75)
    # Wide errors cover all, and show it: half the axis.
    assert coverage([0.1, 0.2], [0.5, 0.5]) == (1.0, 0.5)
