"""What is drawn is what the gold says: marks have their colour where their boxes are, words stand where theirs are."""

from __future__ import annotations

import warnings
from random import Random

import cv2
import numpy as np
import pytest
from matplotlib import font_manager

from gbi.documents.ocr import read_words
from gbi.numbers import parse_number
from gbi_sft.sample import GoldBox
from gbi_sft.synth import degrade
from gbi_sft.synth.colours import distance, enough, readable_on, rgb
from gbi_sft.synth.config import PRESETS, SynthConfig, changed
from gbi_sft.synth.drawn import Drawn, Span
from gbi_sft.synth.fonts import CJK
from gbi_sft.synth.gold import estimated, gold_of
from gbi_sft.synth.legible import covered, drowned, faults
from gbi_sft.synth.make import SynthError, chart
from gbi_sft.synth.renderers import RENDERERS, renderer
from gbi_sft.synth.scene import Quantity, Scene, Series

CLEAN = changed(PRESETS["mix"], {"worn": 0, "jpeg": 0, "questions": 0}, "test")
CASES = [(name, kind) for name in RENDERERS for kind in renderer(name).KINDS]


def only(name: str, kind: str) -> SynthConfig:
    return changed(CLEAN, {"renderers": {name if kind != "table" else "pygal": 1}, "kinds": {kind: 1}}, "test")


def _near(pixels: np.ndarray, box: GoldBox, colour: str) -> float:
    """The share of the box's pixels that are of about that colour; opaque marks and their mixes with other ones."""
    x0, y0, x1, y1 = (round(v) for v in box.box)
    part = pixels[max(y0, 0) : max(y1, y0 + 1), max(x0, 0) : max(x1, x0 + 1)].reshape(-1, 3).astype(int)
    return float((np.abs(part - np.array(rgb(colour))).max(axis=1) < 40).mean()) if len(part) else 0.0


def _hue(scene: Scene, box: GoldBox) -> int:
    """Which of the style's colours a mark has: its wedge's, its point's series', its column's."""
    assert box.row is not None and box.column is not None
    if scene.what.mark == "wedge":
        return box.row
    if scene.what.mark == "point":
        return [n for n, series in enumerate(scene.series) for _ in series.xs][box.row]
    return box.column - 1


@pytest.mark.parametrize(("name", "kind"), [case for case in CASES if case[1] not in ("table",)])
def test_marks_have_their_colour_where_their_boxes_are(name: str, kind: str) -> None:
    seen = hit = 0
    for number in range(4):
        made = chart(only(name, kind), 5, number)
        if made.style.opacity < 1 or made.style.vary:
            continue
        for box in made.gold.boxes:
            wide, high = box.box[2] - box.box[0], box.box[3] - box.box[1]
            if box.part == "mark" and box.column and box.row is not None and wide >= 2 and high >= 2:
                seen += 1
                hit += _near(made.pixels, box, made.style.colour(_hue(made.scene, box))) > 0.1
    assert hit >= 0.93 * seen  # points and lines cover each other


@pytest.mark.parametrize("name", [name for name in RENDERERS if name != "pymupdf"])
def test_some_marks_are_fully_theirs(name: str) -> None:
    """Bars next to each other fill their boxes."""
    shares = []
    for number in range(4):
        made = chart(only(name, "bar"), 11, number)
        for box in made.gold.boxes:
            if box.part == "mark" and box.row is not None and box.box[3] - box.box[1] > 12:
                colour = made.style.colour(box.row if made.style.vary and name != "pygal" else 0)
                shares.append(_near(made.pixels, box, colour))
    assert len(shares) > 8
    assert np.median(shares) > 0.85


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_every_cell_has_its_places(name: str, kind: str) -> None:
    made = chart(only(name, kind), 7, 1)
    where = {(box.part, box.row, box.column) for box in made.gold.boxes}
    for row, values in enumerate(made.gold.values):
        for column, value in enumerate(values, 1):
            if value is None or kind in ("scatter", "bubble"):
                continue
            assert kind == "table" or ("mark", row, column) in where
            assert not made.scene.printed or ("value label", row, column) in where
    if kind in ("scatter", "bubble"):
        assert len([box for box in made.gold.boxes if box.part == "mark"]) == len(made.gold.texts)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_texts_and_values_of_the_gold_agree(name: str, kind: str) -> None:
    made = chart(only(name, kind), 9, 2)
    printed = kind == "table" or made.scene.printed
    for texts, values in zip(made.gold.texts, made.gold.values, strict=True):
        assert len(texts) == len(values) + 1 == len(made.gold.columns)
        for text, value in zip(texts[1:], values, strict=True):
            if value is None:
                continue
            size = kind == "bubble" and made.scene.printed and text == texts[-1]
            assert text.startswith("~") != (size if kind == "bubble" else printed)
            parsed = parse_number(text.removeprefix("~"), ".")
            assert parsed is not None and parsed.value == pytest.approx(value)


@pytest.mark.parametrize(("name", "language"), [(name, lang) for name in RENDERERS for lang in ("en", "zh")])
def test_ocr_reads_the_labels_where_their_boxes_are(name: str, language: str) -> None:
    kind = "table" if name == "pymupdf" else "horizontal bar"
    config = changed(only(name, kind), {"languages": {language: 1}, "fonts": ("sans",), "font_px": (13, 14)}, "test")
    made = chart(config, 3, 1)
    words = read_words(made.pixels)
    labels = [box for box in made.gold.boxes if box.part in ("row label", "title") and len(box.text) > 1]
    read = [
        box for box in labels if any(_same(word.text, box.text) and covered(word.box, box.box) > 0.5 for word in words)
    ]
    assert len(read) >= 0.75 * len(labels)


def _same(read: str, text: str) -> bool:
    """Whether what was read is a good part of the text; OCR cuts lines at blanks."""
    plain = read.replace(" ", "").lower()
    return len(plain) > 1 and (plain in text.replace(" ", "").lower() or text.replace(" ", "").lower() in plain)


def test_values_without_numbers_are_rounded_to_pixels() -> None:
    quantity = Quantity(name="a", decimals=2)
    assert estimated(123.456, Span(low=0, high=1000, length_px=250), quantity) == ("~120", 120.0)
    assert estimated(1.23456, Span(low=0, high=2, length_px=400), quantity) == ("~1.23", 1.23)
    assert estimated(7.0, None, quantity) == ("~7.00", 7.0)


def test_a_pie_without_numbers_tells_shares() -> None:
    scene = Scene(
        kind="pie", language="en", labels=("a", "b"), y=Quantity(name="Sales", unit="million USD", scale=1e6),
        series=(Series(name="", values=(30.0, 10.0), mark="wedge"),),
    )  # fmt: skip
    gold = gold_of(scene, Drawn(np.zeros((4, 4, 3), np.uint8), ()))
    assert gold.texts == (("a", "~75%"), ("b", "~25%"))
    assert gold.columns[1].unit == "%" and gold.columns[1].scale == 0.01


def test_words_that_overlap_or_leave_are_seen() -> None:
    scene = Scene(kind="bar", language="en", y=Quantity(name="a"), series=(Series(name="", values=()),))
    pixels = np.zeros((100, 100, 3), np.uint8)
    one = GoldBox(part="title", box=(10, 10, 60, 20), text="one")
    assert faults(scene, Drawn(pixels, (one,))) == []
    over = GoldBox(part="tick", box=(40, 12, 90, 22), text="two")
    assert "overlap" in faults(scene, Drawn(pixels, (one, over)))[0]
    out = GoldBox(part="tick", box=(80, 12, 120, 22), text="three")
    assert "leaves" in faults(scene, Drawn(pixels, (one, out)))[0]
    labelled = scene.model_copy(update={"labels": ("x",), "series": (Series(name="", values=(1.0,)),)})
    assert "'x' is not there" in faults(labelled, Drawn(pixels, (one,)))[0]


def test_what_cannot_be_legible_is_refused() -> None:
    tiny = changed(CLEAN, {"width": (60, 60), "height": (40, 40), "kinds": {"line": 1}, "axis_titles": 1}, "test")
    with pytest.raises(SynthError, match="allow larger pictures"):
        chart(tiny, 1, 1)


@pytest.mark.parametrize("wear", degrade.WEARS)
def test_boxes_go_where_their_pixels_go(wear: str) -> None:
    picture = np.full((200, 300, 3), 255, np.uint8)
    picture[60:90, 100:180] = (200, 30, 30)
    box = GoldBox(part="mark", box=(100, 60, 180, 90), row=0, column=1)
    for seed in range(4):
        worn = degrade.worn(picture, 12.0, [wear], Random(seed))
        high, wide = worn.pixels.shape[:2]
        (moved,) = degrade.carried((box,), worn.moved, (wide, high))
        dark = cv2.cvtColor(worn.pixels, cv2.COLOR_RGB2GRAY)[34:, 2:-2] < 150 if wear == "window" else None
        x0, y0, x1, y1 = (round(v) for v in moved.box)
        inside = worn.pixels[y0:y1, x0:x1].astype(int).mean(axis=(0, 1))
        assert inside[1] < 120  # the mark's green is low, the paper's is not
        left = worn.pixels[y0:y1, max(x0 - 12, 0) : x0 - 4].astype(int).mean(axis=(0, 1))
        assert left[1] > 180
        assert dark is None or dark.any()


def test_colours_of_a_figure_are_apart() -> None:
    colours = enough(("#4e79a7", "#4e79a8", "#f28e2b"), "#ffffff", 12)
    assert len(colours) == 12
    assert min(distance(a, b) for n, a in enumerate(colours) for b in colours[:n]) >= 48
    assert readable_on("#ffffff") == "#111111" and readable_on("#000000") == "#ffffff"


def test_a_number_that_runs_off_its_wedge_is_seen() -> None:
    """White ink that begins on dark and ends on white says a part of the number only."""
    pixels = np.full((40, 120, 3), 255, np.uint8)
    pixels[:, :60] = (60, 60, 60)
    inside, across = pixels.copy(), pixels.copy()
    cv2.putText(inside, "1500", (8, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1, cv2.LINE_AA)
    cv2.putText(across, "1500", (28, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1, cv2.LINE_AA)
    assert not drowned(inside, GoldBox(part="value label", box=(6, 12, 50, 30), text="1500"))
    assert drowned(across, GoldBox(part="value label", box=(26, 12, 72, 30), text="1500"))
    dark = np.full((40, 120, 3), 255, np.uint8)
    cv2.putText(dark, "1.1", (8, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
    assert not drowned(dark, GoldBox(part="value label", box=(7, 14, 26, 28), text="1.1"))


def test_an_upright_title_in_a_legend_and_a_point_under_another_are_seen() -> None:
    scene = Scene(kind="scatter", language="en", y=Quantity(name="a"), series=(Series(name="", values=()),))
    pixels = np.zeros((100, 100, 3), np.uint8)
    title = GoldBox(part="axis title", box=(53, 10, 72, 90), text="output")
    name = GoldBox(part="legend", box=(29, 20, 54, 32), text="North")
    assert "touches" in faults(scene, Drawn(pixels, (title, name)))[0]
    assert not faults(scene, Drawn(pixels, (title, name.model_copy(update={"box": (20, 20, 50, 32)}))))
    small = GoldBox(part="mark", box=(42, 42, 50, 50), row=0, column=1)
    large = GoldBox(part="mark", box=(30, 30, 60, 60), row=1, column=1)
    assert "under another" in faults(scene, Drawn(pixels, (small, large)))[0]
    assert not faults(scene, Drawn(pixels, (large.model_copy(update={"row": 0}), small)))


@pytest.mark.parametrize("name", ["matplotlib", "vega-lite"])
@pytest.mark.parametrize("printed", [0, 1])
def test_a_bubbles_size_is_gold_where_its_number_stands_at_it_and_nowhere_else(name: str, printed: int) -> None:
    for number in range(3):
        made = chart(changed(only(name, "bubble"), {"printed": printed}, "test"), 21, number)
        several = len(made.scene.series) > 1
        assert len(made.gold.columns) == 2 + several + printed
        labels = {box.row: box for box in made.gold.boxes if box.part == "value label"}
        assert set(labels) == (set(range(len(made.gold.texts))) if printed else set())
        for row, box in labels.items():
            assert row is not None and box.column == len(made.gold.columns) - 1
            assert made.gold.texts[row][box.column] == box.text
        assert not printed or made.gold.columns[-1].name.lower() in made.gold.title.lower()


@pytest.mark.parametrize("kind", ["scatter", "bubble"])
def test_marks_of_points_name_their_cell_of_y(kind: str) -> None:
    for number in range(6):
        made = chart(only("matplotlib", kind), 4, number)
        for box in made.gold.boxes:
            if box.part == "mark" and box.row is not None and box.column is not None:
                assert made.gold.columns[box.column].name == made.scene.y.name
                assert len(made.gold.texts[box.row]) > box.column


def test_names_of_capitals_stay_so_in_a_title() -> None:
    kinds = changed(CLEAN, {"languages": {"en": 1}, "kinds": {"table": 1}, "titles": 1}, "test")
    titles = {chart(kinds, 71, number).gold.title for number in range(60)}
    assert not [title for title in titles if "gDP" in title or "r&D" in title or "cO2" in title]
    assert any(word in title for title in titles for word in ("GDP", "R&D", "CO2"))


def test_chinese_is_drawn_after_matplotlib_has_listed_its_fonts_anew() -> None:
    """Which it does when a font's file is gone; what was added to its list is lost then."""
    zh = changed(only("matplotlib", "bar"), {"languages": {"zh": 1}, "titles": 1}, "test")
    before = chart(zh, 3, 0)
    manager = font_manager.fontManager
    manager.ttflist = [entry for entry in manager.ttflist if entry.name != CJK]
    manager._findfont_cached.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        after = chart(zh, 3, 0)
    assert np.array_equal(before.pixels, after.pixels)
