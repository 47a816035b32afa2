"""Bars that are outlines: of strokes in a picture, of fills in the ground's colour in a drawing."""

from __future__ import annotations

from dataclasses import replace

from gbi.readers.chart.bars import data_bars
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.outlined import with_outlined
from gbi.readers.chart.scene import Bar, Line, Rule, Scene
from support.scenes import BLUE, RED, axes, scene

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
TOPS = (60.0, 30.0, 45.0, 70.0)


def outline(x: float, top: float, width: float = 14.0) -> tuple[Rule, ...]:
    """Three strokes over the base line."""
    return (
        Rule((x, top + 1), (x, 99.0), BLACK),
        Rule((x + width, top + 1), (x + width, 99.0), BLACK),
        Rule((x + 1, top), (x + width, top), BLACK),
    )


def picture(*rules: Rule, **marks: object) -> Scene:
    base = Rule((0.0, 100.0), (100.0, 100.0), BLACK)
    return replace(scene(rules=(base, *rules), **marks), source="raster", tolerance=0.5)


HOLLOW = tuple(rule for i, top in enumerate(TOPS) for rule in outline(5 + 24.0 * i, top))


def test_three_strokes_make_a_bar() -> None:
    bars = with_outlined(picture(*HOLLOW)).bars
    assert [bar.box for bar in bars] == [(5 + 24.0 * i, top, 19 + 24.0 * i, 99.0) for i, top in enumerate(TOPS)]


def test_hatching_goes_and_a_line_over_the_bars_stays() -> None:
    hatching = tuple(Line(((6, 90 - 4 * i), (18, 78 - 4 * i)), BLUE) for i in range(6))
    over = Line(((12, 20), (50, 40), (84, 30)), RED)
    found = with_outlined(picture(*HOLLOW, lines=(*hatching, over)))
    assert len(found.bars) == 4 and found.lines == (over,)


def test_frames_tables_filled_bars_and_drawings_are_left_alone() -> None:
    frame = picture(*outline(0.0, 0.0, 100.0))
    cells = picture(*(rule for i in range(4) for rule in outline(5 + 24.0 * i, 40.0)))
    uneven = picture(*(rule for i, top in enumerate(TOPS) for rule in outline(5 + 24.0 * i, top, 6 + 5 * i)))
    filled = picture(*HOLLOW, bars=(Bar((0, 50, 10, 100), BLUE),))
    open_top = picture(*(rule for rule in HOLLOW if not rule.horizontal))
    for shown in (frame, cells, uneven, filled, open_top, scene(rules=HOLLOW)):
        assert with_outlined(shown) == shown


def test_white_bars_of_a_drawing_are_data_where_they_stand_like_data() -> None:
    white = tuple(Bar((5 + 24.0 * i, top, 19 + 24.0 * i, 100.0), WHITE) for i, top in enumerate(TOPS))
    assert data_bars(scene(bars=white), axes(), Legend()) == list(white)
    labels = tuple(Bar((5 + 24.0 * i, 103.0, 19 + 24.0 * i, 110.0), WHITE) for i in range(4))
    assert data_bars(scene(bars=labels), axes(), Legend()) == []  # the grounds of labels
    assert data_bars(replace(scene(bars=white), source="raster", tolerance=0.5), axes(), Legend()) == []
