"""Bars that float in a chain: those that lead down are negative, and what is no chain stays as it is."""

from __future__ import annotations

from gbi.readers.chart.bars import read_bars
from gbi.readers.chart.layout import lay_out
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Bar
from gbi.readers.chart.waterfall import with_falls
from support.scenes import BLUE, GREEN, RED, axes, category_axis, scene, word

NAMES = category_axis("Start", "Sales", "Costs", "Other", "Tax", "End")
WORDS = tuple(word(c.text, c.centre, 110) for c in NAMES.categories)


def standing(*spans: tuple[float, float]) -> tuple[Bar, ...]:
    """A bar a category between two values of the axis (0 at 100 pt, 2 pt a unit)."""
    colours = [BLUE, GREEN, RED, GREEN, RED, BLUE]
    return tuple(
        Bar((c.centre - 6, 100 - 2 * max(s), c.centre + 6, 100 - 2 * min(s)), colour)
        for c, s, colour in zip(NAMES.categories, spans, colours, strict=False)
    )


CHAIN = ((0, 30), (30, 40), (40, 25), (25, 33), (33, 20), (0, 20))


def values(*spans: tuple[float, float], words: tuple = WORDS) -> list[object]:
    table = read_bars(scene(bars=standing(*spans), words=words), axes(NAMES), Legend(), None)
    assert table is not None
    return [row[1].value for row in table.rows]


def test_the_bars_that_lead_down_are_negative() -> None:
    assert values(*CHAIN) == [30, 10, -15, 8, -13, 20]


def test_a_subtotal_is_no_fall() -> None:
    assert values((0, 30), (30, 40), (40, 25), (0, 25), (25, 33), (33, 20)) == [30, 10, -15, 25, 8, -13]


def test_printed_labels_decide_what_sign_is_shown() -> None:
    signed = tuple(
        word(text, c.centre, 100 - 2 * max(s) - 5)
        for c, s, text in zip(NAMES.categories, CHAIN, ("30", "10", "-15", "8", "-13", "20"), strict=True)
    )
    assert values(*CHAIN, words=(*WORDS, *signed)) == [30, 10, -15, 8, -13, 20]
    plain = tuple(w.model_copy(update={"text": w.text.lstrip("-")}) for w in signed)
    assert values(*CHAIN, words=(*WORDS, *plain)) == [30, 10, 15, 8, 13, 20]


def test_floating_bars_that_make_no_chain_are_lengths() -> None:
    ranges = ((5, 30), (12, 22), (3, 25), (18, 40), (9, 14), (2, 33))
    assert values(*ranges) == [25, 10, 22, 22, 5, 31]
    layout = lay_out(standing(*ranges), axes(NAMES), 0.05)
    assert with_falls(layout, 1.0) is layout


def test_bars_on_a_base_line_and_few_bars_stay() -> None:
    for spans in (((0, 30), (0, 20), (0, 25), (0, 10), (0, 5), (0, 8)), CHAIN[:3]):
        layout = lay_out(standing(*spans), axes(NAMES), 0.05)
        assert not any(mark.falls for mark in with_falls(layout, 1.0).marks)
