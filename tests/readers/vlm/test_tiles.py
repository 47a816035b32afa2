"""Slices of tall tables and wide charts: where they are cut, and that reading them gives the whole table once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gbi.documents import open_source
from gbi.errors import ModelError, ReaderError
from gbi.models import Picture, Request
from gbi.readers.vlm.reader import VlmReader
from gbi.readers.vlm.views import cuts, views_of
from gbi.types import PageBox, Region
from support.scripted_vlm import Say, serve, vlm_settings
from support.tall_table import HEAD, DrawnSource, TrueReader, draw_table

ROWS = [(f"Position {n}", f"{n * 37 % 1000}", f"{n % 9}.5%") for n in range(60)]
TILES: dict[str, Any] = {"vlm_strategy": "tiles", "vlm_pixels": 300_000}


def read(source: DrawnSource, say: Say, monkeypatch: pytest.MonkeyPatch, **rest: Any) -> tuple[Any, Any]:
    model = serve(monkeypatch, say)
    return VlmReader(vlm_settings(**{**TILES, **rest})).read(source, source.regions(1)[0]), model  # type: ignore[arg-type]


def labels(reading: Any) -> list[str]:
    return [row[0].text for row in reading.rows]


def test_a_tall_table_is_read_in_overlapping_slices_and_comes_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_table(ROWS)
    source = DrawnSource(drawn)
    true = TrueReader(drawn)
    reading, model = read(source, true, monkeypatch)
    assert labels(reading) == [row[0] for row in ROWS] and not reading.warnings
    assert [row[1].value for row in reading.rows] == [n * 37 % 1000 for n in range(60)]
    assert reading.columns[2].unit == "%" and reading.reader_version == "1:tiles"
    assert len(model.requests) >= 3 and len(true.slices) == len(model.requests)
    assert all(a[1] > b[0] for a, b in zip(true.slices, true.slices[1:], strict=False)), "neighbours overlap"
    assert true.slices[0][0] == 0 and true.slices[-1][1] == pytest.approx(drawn.image.shape[0], abs=2)


def test_each_slice_comes_with_the_whole_made_small_and_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_table(ROWS)
    _, model = read(DrawnSource(drawn), TrueReader(drawn), monkeypatch, vlm_hints=True)
    for number, request in enumerate(model.requests, 1):
        whole, part = [p for p in request.turns[0].parts if isinstance(p, Picture)]
        assert len(whole.png) and _area(whole.png) <= 75_000 < _area(part.png) <= 300_000
        text = "\n".join(p for p in request.turns[0].parts if isinstance(p, str))
        assert request.form is not None
        if number > 1:
            assert f"part {number} of {len(model.requests)}" in text and '"Amount"' in text
            assert list(request.form["properties"]) == ["rows"]
            assert request.form["properties"]["rows"]["items"]["minItems"] == 3
        hinted = text[text.index("<data>") : text.index("</data>")]
        assert hinted.count("Position") < len(ROWS), "only the slice's own words"


def _area(png: bytes) -> int:
    return int(np.prod(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).shape[:2]))


LABELS = st.sampled_from(["Total", "Other", "of which", "North", "South"])
SHARES = st.sampled_from(["1.5%", ""])


@given(
    blocks=st.lists(st.lists(st.tuples(LABELS, st.sampled_from("57-"), SHARES), max_size=3), min_size=8, max_size=20),
    tall=st.frozensets(st.integers(0, 69), max_size=8),
    budget=st.integers(90_000, 400_000),
)
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_no_row_is_lost_or_doubled_however_often_rows_repeat(
    blocks: list[list[tuple[str, str, str]]], tall: frozenset[int], budget: int
) -> None:
    """Up to three rows in a row repeat anywhere; four would be a model that goes round in circles.

    A row of two lines is not the same as its neighbour: where an edge cuts it, nothing tells the one from the other.
    """
    rows = [row for n, block in enumerate(blocks) for row in ((f"Section {n}", str(n), ""), *block)]
    alone = frozenset(
        n for n in tall if n < len(rows) and rows[n] not in (*rows[max(n - 1, 0) : n], *rows[n + 1 : n + 2])
    )
    drawn = draw_table(rows, alone)
    with pytest.MonkeyPatch.context() as patch:
        reading, _ = read(DrawnSource(drawn), TrueReader(drawn), patch, vlm_pixels=budget)
    assert labels(reading) == [row[0] for row in rows]


def test_a_slice_that_fails_is_told_and_the_others_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_table(ROWS)
    true = TrueReader(drawn)

    def say(request: Request) -> str | ModelError:
        said = true(request)
        return ModelError("the picture is too large") if len(true.slices) == 3 else said

    reading, _ = read(DrawnSource(drawn), say, monkeypatch)
    assert any("part 3 of" in w and "missing" in w for w in reading.warnings)
    assert 30 < len(reading.rows) < 60 and len(set(labels(reading))) == len(reading.rows)
    whole, _ = read(DrawnSource(drawn), TrueReader(drawn), monkeypatch)
    assert reading.confidence < whole.confidence


def test_most_slices_unread_is_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_table(ROWS)
    true = TrueReader(drawn)

    def say(request: Request) -> str:
        said = true(request)
        return said if len(true.slices) == 1 else "no JSON"

    with pytest.raises(ReaderError, match="parts of this table were not read"):
        read(DrawnSource(drawn), say, monkeypatch)


def test_a_header_that_a_slice_repeats_is_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_table(ROWS)
    true = TrueReader(drawn)

    def say(request: Request) -> str:
        return true(request).replace('"rows": [', f'"rows": [["{HEAD[0]}", "{HEAD[1]}", "{HEAD[2]}"], ')

    reading, _ = read(DrawnSource(drawn), say, monkeypatch)
    assert labels(reading) == [row[0] for row in ROWS]


def test_edges_stand_between_lines_of_text() -> None:
    drawn = draw_table(ROWS)
    for budget in (150_000, 250_000, 400_000):
        spans = cuts(drawn.image, 0, budget, 12.0)
        assert len(spans) > 1
        for edge in {end for _, end in spans[:-1]} | {start for start, _ in spans[1:]}:
            assert not any(word.box[1] + 1 < edge < word.box[3] - 1 for word in drawn.words), edge


@pytest.mark.parametrize(("size", "kind", "count"), [
    ((600, 700), "chart", 1), ((600, 700), "table", 2), ((300, 2400), "chart", 8), ((2400, 300), "table", 8),
    ((2400, 300), "chart", 8), ((200, 900), "table", 1),
])  # fmt: skip
def test_slices_match_the_pictures_shape(size: tuple[int, int], kind: Any, count: int) -> None:
    drawn = draw_table([])
    source = DrawnSource(type(drawn)(np.full((*size, 3), 255, np.uint8), (), ()))
    region = Region.at("e" * 64, 1, PageBox(page=1, box=(0, 0, size[1], size[0])), kind)
    views = views_of(source, region, vlm_settings(**TILES))  # type: ignore[arg-type]
    assert len(views) == count
    assert all(view.whole is not None for view in views) == (count > 1)
    boxes = [view.place.box for view in views]
    assert boxes[0][:2] == (0, 0) and boxes[-1][2:] == (size[1], size[0])


def test_a_table_over_two_pages_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_table(ROWS[:10])
    source = DrawnSource(drawn)
    (first,) = source.regions(1)
    region = first.model_copy(update={"more": (PageBox(page=2, box=(0, 0, 620, 300)),)})
    serve(monkeypatch, TrueReader(drawn))
    reading = VlmReader(vlm_settings()).read(source, region)  # type: ignore[arg-type]
    assert reading is not None and len(reading.rows) == 20
    assert {row[0].place.page for row in reading.rows[:10] if isinstance(row[0].place, PageBox)} == {1}


def test_a_real_picture_with_recognised_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*ROWS[:14], ("Total", "500", "2.5%"), ("Total", "500", "2.5%"), *ROWS[14:28]]
    drawn = draw_table(rows)
    cv2.imwrite(str(tmp_path / "tall.png"), drawn.image)
    source = open_source(tmp_path / "tall.png")
    height, width = drawn.image.shape[:2]
    region = Region.at(source.document.id, 1, PageBox(page=1, box=(0, 0, width, height)), "table")
    serve(monkeypatch, TrueReader(drawn))
    reading = VlmReader(vlm_settings(vlm_strategy="tiles", vlm_pixels=150_000)).read(source, region)
    source.close()
    assert reading is not None and labels(reading) == [row[0] for row in rows]
    placed = [row for row in reading.rows if row[0].place is not None]
    assert len(placed) > 0.8 * len(rows), "recognised words are the labels' witnesses"
