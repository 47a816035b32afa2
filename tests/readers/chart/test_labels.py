"""Printed value labels: matched one to one, checked and mended against geometry."""

from __future__ import annotations

import pytest

from gbi.readers.chart.labels import Target, ValueLabel, match_labels, value_labels
from gbi.readers.chart.phrases import phrases_of
from gbi.readers.chart.values import Measure, agreement, decide, measured_cell, ratio_from_labels, scale_from_labels
from gbi.types import Basis, Cell
from support.drawn import word

BOX = (0.0, 0.0, 10.0, 10.0)


def label(text: str, confidence: float = 1.0) -> ValueLabel:
    return value_labels(phrases_of([word(text, 50, 50, confidence=confidence)]))[0]


def settle(text: str | None, measure: Measure | None, *, reliable: bool = True, factor: float = 1.0) -> Cell:
    shown = label(text) if text else None
    return decide(shown, measure, page=1, box=BOX, factor=factor, reliable=reliable)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.4%", 12.4),
        ("$5M", 5e6),
        ("+3", 3),
        ("1 404", 1404),
        ("-7", -7),
        ("(20)", -20),
        ("3.5万", 35000),
        ("12*", 12),
    ],
)
def test_value_labels_of_all_notations(text: str, value: float) -> None:
    assert label(text).full == value


def test_text_is_no_value_label() -> None:
    assert value_labels(phrases_of([word("Germany", 10, 10), word("2010/11", 90, 90)])) == ()


def test_each_label_goes_to_the_bar_it_stands_on() -> None:
    targets = [Target((x, 100.0, x + 20, 300.0), "y", 300.0, 100.0) for x in (0.0, 30.0, 60.0)]
    labels = value_labels(phrases_of([word("3", 70, 92), word("1", 10, 91), word("2", 40, 92)]))
    matched = match_labels(labels, targets)
    assert {i: matched[i].full for i in matched} == {0: 1, 1: 2, 2: 3}


def test_beside_lying_bars_and_below_negative_ones() -> None:
    lying = Target((100.0, 0.0, 180.0, 20.0), "x", 100.0, 180.0)
    negative = Target((300.0, 200.0, 320.0, 260.0), "y", 200.0, 260.0)
    labels = value_labels(phrases_of([word("8", 190, 10), word("-6", 310, 269)]))
    matched = match_labels(labels, [lying, negative])
    assert (matched[0].full, matched[1].full) == (8, -6)


def test_inside_the_segments_of_a_stack() -> None:
    targets = [
        Target((0.0, 200.0, 20.0, 300.0), "y", 300.0, 200.0, stacked=True),
        Target((0.0, 150.0, 20.0, 200.0), "y", 200.0, 150.0, stacked=True),
    ]
    labels = value_labels(phrases_of([word("50", 10, 250), word("25", 10, 175), word("75", 10, 141)]))
    matched = match_labels(labels, targets)
    assert (matched[0].full, matched[1].full) == (50, 25)


def test_a_far_label_belongs_to_nobody() -> None:
    target = Target((0.0, 100.0, 20.0, 300.0), "y", 300.0, 100.0)
    assert match_labels(value_labels(phrases_of([word("9", 10, 40), word("7", 60, 92)])), [target]) == {}


def test_agreeing_witnesses_are_surer_than_one() -> None:
    both = settle("40", Measure(40.2, 0.2, 0.96))
    alone = settle("40", None)
    measured = settle(None, Measure(40.2, 0.2, 0.96))
    assert (both.value, both.basis, alone.value, measured.basis) == (40, Basis.PRINTED, 40, Basis.MEASURED)
    assert both.confidence > measured.confidence and both.confidence > alone.confidence


@pytest.mark.parametrize(
    ("text", "measured", "value"),
    [("4274", -4270.0, -4274), ("125", 12.4, 12.5), ("1.25", 12.6, None), ("2800", 2.8e6, 2.8e6), ("91", 97.0, None)],
)
def test_single_slips_are_mended_only_when_one_reading_fits(text: str, measured: float, value: float | None) -> None:
    cell = settle(text, Measure(measured, abs(measured) * 0.004, 0.96))
    if value is None:
        assert cell.alternatives or cell.confidence <= 0.9
    else:
        assert cell.value == value


def test_contradiction_prefers_geometry_only_where_it_is_reliable() -> None:
    measure = Measure(60.0, 0.2, 0.96)
    trusting, doubting = settle("31", measure, reliable=True), settle("31", measure, reliable=False)
    assert (trusting.value, trusting.alternatives[0].value) == (60, 31)
    assert (doubting.value, doubting.alternatives[0].value) == (31, 60)
    assert max(trusting.confidence, doubting.confidence) < 0.7


def test_common_suffix_stays_as_shown() -> None:
    cell = settle("$5M", Measure(5.01e6, 2e4, 0.96), factor=1e6)
    assert (cell.value, cell.text) == (5, "$5M")
    assert measured_cell(Measure(5.2e6, 2e4, 0.9), 1, BOX, 1e6).value == pytest.approx(5.2)


def test_unknown_is_none_with_no_confidence() -> None:
    cell = settle(None, None)
    assert (cell.value, cell.confidence) == (None, 0.0)


def test_small_values_are_less_sure() -> None:
    assert (
        measured_cell(Measure(0.5, 0.4, 1.0), 1, BOX).confidence
        < measured_cell(Measure(50, 0.4, 1.0), 1, BOX).confidence
    )


def test_scale_from_labels_survives_a_wrong_one() -> None:
    points = [(100.0 + 4 * v, v) for v in (10.0, 20, 30, 40)] + [(300.0, 7.0)]
    axis = scale_from_labels(points, "x", 0.5, unit="%")
    assert axis is not None and axis.to_value(260.0) == pytest.approx(40)
    assert scale_from_labels(points[:2], "x", 0.5, unit=None) is None
    assert scale_from_labels([(0, 5), (10, 1), (20, 9), (35, 2)], "x", 0.1, unit=None) is None


def test_ratio_and_agreement() -> None:
    assert ratio_from_labels([(40, 10), (80, 20), (120, 30), (50, 99)]) == pytest.approx(0.25)
    assert ratio_from_labels([(40, 10), (80, 90), (120, 3)]) is None
    assert agreement([]) == 0
    assert agreement([(label("10"), Measure(10.1, 0.1, 1)), (label("10"), Measure(50, 0.1, 1))]) == 0.5
