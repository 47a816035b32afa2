"""The gold of drawn figures, proved from the figures: axes, ink, words, and gbi's readers given the picture alone."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

import pytest

from gbi_sft.sample import GoldBox
from gbi_sft.synth.config import PRESETS, SynthConfig, changed
from gbi_sft.synth.gold import LABELS, SERIES, VALUES
from gbi_sft.synth.make import Chart, chart
from gbi_sft.synth.renderers import RENDERERS, renderer
from support.gold_proof import Agreement, ends, ink, read

OFF_PX = 2.2
"""How far a mark may end from where its value stands on the axis: half a stroke, and the air in a tick label's box."""
INK = 50
CLEAN = changed(PRESETS["mix"], {"worn": 0, "jpeg": 0, "questions": 0}, "test")
CASES = [(name, kind) for name in RENDERERS for kind in renderer(name).KINDS if kind != "table"]
AXED = [(name, kind) for name, kind in CASES if kind not in ("pie", "donut")]


@cache
def figure(name: str, kind: str, number: int, printed: float = 0.5) -> Chart:
    return chart(only(name, kind, printed), 5, number)


def only(name: str, kind: str, printed: float) -> SynthConfig:
    return changed(CLEAN, {"renderers": {name: 1}, "kinds": {kind: 1}, "printed": printed}, "test")


@pytest.mark.parametrize(("name", "kind"), AXED)
def test_marks_end_where_their_values_stand_on_the_axis(name: str, kind: str) -> None:
    for number in range(2):
        found = list(ends(figure(name, kind, number)))
        assert len(found) > 1
        off = [end for end in found if abs(end.off_px) > OFF_PX]
        assert not off, off[:3]


def test_a_mark_that_is_moved_no_longer_ends_there() -> None:
    made = figure("matplotlib", "bar", 0)
    boxes = [_moved(box) if box.part == "mark" else box for box in made.gold.boxes]
    gold = made.gold.model_copy(update={"boxes": tuple(boxes)})
    assert all(abs(end.off_px) > OFF_PX for end in ends(made._replace(gold=gold)))


def _moved(box: GoldBox) -> GoldBox:
    x0, y0, x1, y1 = box.box
    return box.model_copy(update={"box": (x0, y0 + 6, x1, y1 + 6)})


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_there_is_ink_in_every_texts_box_and_none_far_outside(name: str, kind: str) -> None:
    made = figure(name, kind, 0)
    texts = [box for box in made.gold.boxes if box.text]
    assert texts
    assert [box.text for box in texts if ink(made.pixels, box.box) < INK] == []
    titles = [box for box in texts if box.part == "title"]
    high = made.pixels.shape[0]
    assert all(box.box[1] < high / 4 for box in titles)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_names_units_and_printed_numbers_of_the_gold_stand_in_the_figure(name: str, kind: str) -> None:
    """What the gold says and the picture does not would be taught as a guess."""
    for number in range(2):
        made = figure(name, kind, number)
        gold = made.gold
        written = _folded(" ".join(box.text for box in gold.boxes))
        default = {SERIES, *LABELS.values(), *VALUES.values()}
        for column in gold.columns:
            assert column.name in default or _folded(column.name) in written, column.name
        wedges = kind in ("pie", "donut") and not made.scene.printed  # shares need no unit that is printed
        units = {column.unit for column in gold.columns[1:]} if not wedges else set()
        assert all(_folded(unit) in written for unit in units), units
        for row in gold.texts:
            assert all(_folded(text) in written for text in row if not text.startswith("~"))


def _folded(text: str) -> str:
    return "".join(normalize("NFKC", text).split()).casefold()


def proved(config: SynthConfig, seed: int, count: int) -> Agreement:
    """What the readers read in so many figures."""
    found = Agreement()
    for number in range(count):
        made = chart(config, seed, number)
        found.add(made, read(made))
    return found


@pytest.mark.parametrize(("name", "language"), [("matplotlib", "en"), ("vega-lite", "zh"), ("pygal", "en")])
def test_numbers_that_a_reader_reads_at_their_places_are_the_golds(name: str, language: str) -> None:
    """Three printed bar charts and one stacked one a renderer; what OCR misses altogether does not count."""
    kinds = {"horizontal bar": 1, "stacked bar": 1, "grouped bar": 1}
    changes = {"renderers": {name: 1}, "kinds": kinds, "languages": {language: 1}, "printed": 1, "font_px": (12, 14)}
    found = proved(changed(CLEAN, changes, "test"), 31, 4)
    assert found.printed >= 15
    assert found.printed_right >= 0.97 * found.printed, found.off


def test_values_that_a_reader_measures_at_their_marks_are_the_golds() -> None:
    kinds = {"bar": 1, "horizontal stacked bar": 1, "line": 1, "pie": 1}
    found = proved(changed(CLEAN, {"kinds": kinds, "printed": 0, "series": (1, 3)}, "test"), 33, 8)
    assert found.measured >= 25
    assert found.measured_right >= 0.95 * found.measured, found.off


def test_a_wrong_gold_is_found_out() -> None:
    changes = {"kinds": {"horizontal bar": 1}, "renderers": {"matplotlib": 1}, "printed": 1, "font_px": (13, 14)}
    made = chart(changed(CLEAN, changes, "test"), 35, 0)
    values = tuple(tuple(None if v is None else v * 1.1 + 1 for v in row) for row in made.gold.values)
    found = Agreement()
    found.add(made._replace(gold=made.gold.model_copy(update={"values": values})), read(made))
    assert found.printed >= 2 and found.printed_right == 0 and len(found.off) >= found.printed


@pytest.mark.long
@pytest.mark.parametrize("printed", [1, 0])
def test_the_shipped_mix_is_proved_by_the_readers(printed: int) -> None:
    found = proved(changed(CLEAN, {"printed": printed}, "test"), 71 + printed, 60)
    assert found.printed + found.measured > 200
    assert found.printed_right >= 0.97 * found.printed, found.off
    assert found.measured_right >= 0.9 * found.measured, found.off
