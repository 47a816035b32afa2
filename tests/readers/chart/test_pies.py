"""Pies of hand-made scenes: names from legend or labels, printed and measured shares, what is refused."""

from __future__ import annotations

import math

import pytest

from gbi.readers.chart.legend import Legend
from gbi.readers.chart.pies import read_pies
from gbi.readers.chart.scene import Wedge
from gbi.readers.chart.slice_labels import split_numbers
from gbi.types import Basis, Word
from support.scenes import BLUE, GREEN, RED, legend, scene, word

CENTRE = (50.0, 50.0)


def pie(*shares: float, inner: float = 0.0, centre: tuple[float, float] = CENTRE) -> tuple[Wedge, ...]:
    start, out = 0.0, []
    for share, colour in zip(shares, (RED, GREEN, BLUE), strict=False):
        out.append(Wedge(centre, inner, 40.0, start, 3.6 * share, colour))
        start += 3.6 * share
    return tuple(out)


def at(degrees: float, radius: float, text: str) -> Word:
    radians = math.radians(degrees)
    return word(text, CENTRE[0] + radius * math.sin(radians), CENTRE[1] - radius * math.cos(radians))


def test_shares_by_angle_and_names_by_legend() -> None:
    table = read_pies(scene(wedges=pie(50, 30, 20)), legend(a=RED, b=GREEN, c=BLUE), 2)
    assert table is not None and table.chart_type == "pie"
    assert [row[0].value for row in table.rows] == ["a", "b", "c"]
    assert [row[1].value for row in table.rows] == pytest.approx([50, 30, 20], abs=0.1)
    assert (table.columns[1].unit, table.columns[1].scale) == ("%", 0.01)
    assert all(row[1].place is not None for row in table.rows)


def test_labels_beyond_the_rim_name_and_number_the_slices() -> None:
    words = (at(90, 52, "Apples"), at(234, 52, "Pears"), at(324, 52, "Plums"))
    inside = (at(90, 20, "50%"), at(234, 20, "30%"), at(324, 20, "20%"))
    table = read_pies(scene(wedges=pie(50, 30, 20), words=(*words, *inside)), Legend())
    assert table is not None
    assert [[c.value for c in row] for row in table.rows] == [["Apples", 50], ["Pears", 30], ["Plums", 20]]
    assert {row[1].basis for row in table.rows} == {Basis.PRINTED}


def test_printed_amounts_in_proportion_make_a_column() -> None:
    words = (at(90, 20, "250"), at(234, 20, "150"), at(324, 20, "100"))
    table = read_pies(scene(wedges=pie(50, 30, 20), words=words), legend(a=RED, b=GREEN, c=BLUE))
    assert table is not None
    assert [c.name for c in table.columns] == ["category", "value", "share"]
    assert [row[1].value for row in table.rows] == [250, 150, 100]


def test_a_share_that_contradicts_its_angle_is_measured() -> None:
    table = read_pies(scene(wedges=pie(50, 30, 20), words=(at(90, 20, "5%"),)), legend(a=RED, b=GREEN, c=BLUE))
    assert table is not None
    assert table.rows[0][1].basis == Basis.MEASURED
    assert table.rows[0][1].value == pytest.approx(50, abs=0.1)


def test_donuts_and_several_pies() -> None:
    ring = read_pies(scene(wedges=pie(60, 40, inner=20.0)), legend(a=RED, b=GREEN))
    assert ring is not None and ring.chart_type == "donut"
    two = (*pie(60, 40), *pie(25, 75, centre=(150.0, 50.0)))
    both = read_pies(scene(wedges=two), legend(a=RED, b=GREEN))
    assert both is not None and len(both.columns) == 3 and both.warnings
    assert [row[2].value for row in both.rows] == pytest.approx([25, 75], abs=0.1)


def test_open_pies_and_roses_are_refused() -> None:
    assert read_pies(scene(wedges=pie(50, 30)), Legend()) is None
    rose = tuple(Wedge(CENTRE, 0, r, s, 120, c) for r, s, c in ((40, 0, RED), (20, 120, GREEN), (30, 240, BLUE)))
    assert read_pies(scene(wedges=rose), Legend()) is None


@pytest.mark.parametrize(
    ("text", "name", "numbers"),
    [
        ("Apples 25%", "Apples", [25]),
        ("Apples: 1,250 (25%)", "Apples", [1250, 25]),
        ("Apples", "Apples", []),
        ("45.5 %", "", [45.5]),
        ("华东 30%", "华东", [30]),
    ],
)
def test_names_and_numbers_of_a_label(text: str, name: str, numbers: list[float]) -> None:
    found, parsed = split_numbers(text)
    assert found == name
    assert [p.value for p in parsed] == numbers
