"""Names of lines that stand in the plot: in the line's ink, or clearly beside it; and texts that are no names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from gbi.documents import open_source
from gbi.readers.chart.axes import find_axes
from gbi.readers.chart.legend import find_legend
from gbi.readers.chart.line_names import names_by_ink
from gbi.readers.chart.phrases import phrases_of
from gbi.readers.chart.scene import Colour, Ink, Line, Scene
from gbi.readers.pixels.extract import scene_of
from gbi.readers.vector import VectorReader
from gbi.types import PageBox, Region, Word
from support.drawn import BLUE, RED, word

UPPER = Line(((100, 150), (300, 130), (500, 100)), BLUE)
LOWER = Line(((100, 250), (300, 280), (500, 300)), RED)
BLACK: Colour = (20, 20, 20)


def drawn(words: dict[str, tuple[float, float, Colour]], lines: tuple[Line, ...] = (UPPER, LOWER)) -> Scene:
    texts = tuple(word(text, x, y) for text, (x, y, _) in words.items())
    inks = tuple(Ink(one.box, colour) for one, (_, _, colour) in zip(texts, words.values(), strict=True))
    return Scene((0, 0, 600, 450), texts, lines=lines, inks=inks)


def named(words: dict[str, tuple[float, float, Colour]], lines: tuple[Line, ...] = (UPPER, LOWER)) -> dict[str, Colour]:
    scene = drawn(words, lines)
    return {entry.name: entry.colour for entry in find_legend(scene, find_axes(scene)).entries}


def test_ink_tells_the_line_wherever_the_name_stands() -> None:
    assert named({"Falling": (300, 105, RED), "Rising": (300, 310, BLUE)}) == {"Falling": RED, "Rising": BLUE}


def test_thin_letters_may_be_lighter_than_the_line() -> None:
    pale = (90, 150, 200)  # BLUE as anti-aliased text shows it
    assert named({"Rising": (300, 105, pale), "Falling": (300, 310, RED)}) == {"Rising": BLUE, "Falling": RED}


def test_a_name_of_two_lines_is_one_name() -> None:
    found = named({"Unfavorable": (300, 200, BLUE), "view": (300, 211, BLUE), "Favorable": (300, 330, RED)})
    assert found == {"Unfavorable view": BLUE, "Favorable": RED}


@pytest.mark.parametrize(
    "words",
    [
        {"Rising": (300, 105, BLUE)},  # one colour is without a name
        {"Rising": (300, 105, BLUE), "Falling": (300, 330, RED), "Peak": (120, 90, BLUE)},  # two for one colour
        {"Rising": (300, 105, BLUE), "Falling": (300, 330, (128, 128, 128))},
        {"Rising": (300, 105, BLUE), "Source survey": (300, 440, RED)},  # below the plot
    ],
)
def test_ink_that_does_not_name_every_line_once_names_none(words: dict[str, tuple[float, float, Colour]]) -> None:
    scene = drawn(words)
    assert names_by_ink(scene, phrases_of(scene.words)) == ()


def test_numbers_in_a_lines_colour_are_values() -> None:
    words = {"43": (120, 140, BLUE), "22": (120, 260, RED), "Up": (300, 105, BLUE), "Down": (300, 310, RED)}
    assert named(words) == {"Up": BLUE, "Down": RED}


def test_black_names_belong_to_the_lines_they_stand_at() -> None:
    assert named({"General": (300, 112, BLACK), "Hispanic": (300, 300, BLACK)}) == {"General": BLUE, "Hispanic": RED}


@pytest.mark.parametrize(
    "words",
    [
        {"General": (300, 205, BLACK), "Hispanic": (300, 300, BLACK)},  # half way between the two
        {"General": (300, 112, BLACK), "Hispanic": (200, 120, BLACK)},  # both at one line
        {"General": (300, 112, BLACK), "Hispanic": (300, 300, BLACK), "Great Recession": (180, 180, BLACK)},
    ],
)
def test_black_texts_that_do_not_pair_off_are_no_names(words: dict[str, tuple[float, float, Colour]]) -> None:
    assert named(words) == {}


def test_keys_and_line_ends_come_before_texts_beside() -> None:
    found = named({"Alpha": (522, 100, BLACK), "Beta": (520, 300, BLACK)})
    assert found == {"Alpha": BLUE, "Beta": RED}


def test_lines_of_one_colour_have_no_names_of_their_own() -> None:
    again = Line(LOWER.points, BLUE)
    assert named({"General": (300, 112, BLUE), "Hispanic": (300, 300, BLUE)}, (UPPER, again)) == {}


def test_the_ink_of_printed_words_is_seen_in_pixels() -> None:
    picture: Any = np.full((200, 400, 3), 255, np.uint8)
    for text, y, colour in (("Unfavorable", 60, BLUE), ("Favorable", 140, RED)):
        cv2.putText(picture, text, (40, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, colour, 1, cv2.LINE_AA)
    words = [Word(text="Unfavorable", box=(38, 46, 140, 66)), Word(text="Favorable", box=(38, 126, 120, 146))]
    words.append(Word(text="blank", box=(300, 20, 340, 34)))
    inks = scene_of(picture, words, (0.0, 0.0, 400.0, 200.0), 1.0).inks
    assert [ink.box for ink in inks] == [words[0].box, words[1].box]
    for ink, colour in zip(inks, (BLUE, RED), strict=True):
        assert max(abs(a - b) for a, b in zip(ink.colour, colour, strict=True)) < 40


def test_a_typeset_chart_is_read_with_its_names(tmp_path: Path) -> None:
    import pymupdf

    green, blue = (0.55, 0.65, 0.25), (0.12, 0.29, 0.5)
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    levels = {
        "Favorable": (green, (80, 120, 140, 160), (200, 190)),
        "Unfavorable": (blue, (200, 160, 120, 90), (200, 70)),
    }
    for colour, ys, _ in levels.values():
        points = [pymupdf.Point(60 + 80 * i, y) for i, y in enumerate(ys)]
        page.draw_polyline(points, color=colour, width=2)
    for name, (colour, _, at) in levels.items():
        page.insert_text(at, name, fontsize=8, color=colour)
    for i, year in enumerate(("2005", "2010", "2015", "2020")):
        page.insert_text((52 + 80 * i, 262), year, fontsize=8)
    for value, y in ((0, 250), (50, 150), (100, 50)):
        page.insert_text((35, y + 3), str(value), fontsize=8)
    page.draw_line((55, 250), (310, 250))
    document.save(tmp_path / "views.pdf")
    source = open_source(tmp_path / "views.pdf")
    region = Region.at(source.document.id, 1, PageBox(page=1, box=(20, 30, 340, 275)), "chart")
    reading = VectorReader().read(source, region)
    assert reading is not None
    assert {column.name for column in reading.columns[1:]} == {"Favorable", "Unfavorable"}
    at = next(i for i, column in enumerate(reading.columns) if column.name == "Favorable")
    assert [round(float(row[at].value or 0)) for row in reading.rows] == [85, 65, 55, 45]
