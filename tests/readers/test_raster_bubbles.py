"""Bubbles are points and no pies of one slice; pies stay pies."""

from __future__ import annotations

import pytest

from gbi.readers.chart.scene import Wedge
from gbi.readers.pixels.pies import discs_of
from gbi_sft.synth.config import PRESETS, changed
from gbi_sft.synth.make import chart
from support.gold_proof import Agreement, read

RED, BLUE = (200, 30, 30), (30, 30, 200)


def disc(x: float, colour: tuple[int, int, int] = RED, *, inner: float = 0.0, sweep: float = 360.0) -> Wedge:
    return Wedge((x, 50.0), inner, 20.0, 0.0, sweep, colour)


def test_discs_are_bubbles_where_there_are_several_marks() -> None:
    wedges, symbols = discs_of([disc(50), disc(120, BLUE)], 0)
    assert wedges == [] and [(s.centre[0], s.size, s.colour) for s in symbols] == [(50, 40, RED), (120, 40, BLUE)]
    assert discs_of([disc(50)], 3)[0] == [] and len(discs_of([disc(50)], 3)[1]) == 1
    crossed = [disc(50), disc(120, sweep=300), disc(120, BLUE, sweep=60)]
    assert [symbol.colour for symbol in discs_of(crossed, 1)[1]] == [RED, RED]


@pytest.mark.parametrize(
    ("wedges", "symbols"),
    [
        ([disc(50)], 1),
        ([disc(50, sweep=200), disc(50, BLUE, sweep=160)], 6),
        ([disc(50, inner=8), disc(120, inner=8)], 0),
        ([disc(50), *(disc(x, c, sweep=180) for x in (120, 190, 260) for c in (RED, BLUE))], 2),
        ([], 9),
    ],
)
def test_pies_and_rings_stay_what_they_are(wedges: list[Wedge], symbols: int) -> None:
    assert discs_of(wedges, symbols) == (wedges, [])


@pytest.mark.parametrize("name", ["matplotlib", "vega-lite"])
def test_drawn_bubbles_are_read_where_they_stand(name: str) -> None:
    changes = {"kinds": {"bubble": 1}, "renderers": {name: 1}, "printed": 0, "worn": 0, "jpeg": 0, "series": (1, 1)}
    config = changed(PRESETS["mix"], changes, "test")
    found = Agreement()
    for number in range(3):
        made = chart(config, 5, number)
        reading = read(made)
        assert reading is not None and reading.chart_type in ("scatter", "bubble")
        found.add(made, reading)
    assert found.measured >= 8
    assert found.measured_right >= 0.9 * found.measured, found.off
