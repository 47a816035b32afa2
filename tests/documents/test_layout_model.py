"""The quick parts put in the place of PyMuPDF's give the same answers."""

from __future__ import annotations

import importlib.util
import random
from typing import Any

import pymupdf
import pytest
from pymupdf import _table_headers
from pymupdf.layout import DocumentLayoutAnalyzer

from gbi.documents.layout_model import outer_shades, use_quick_models
from gbi.documents.sessions import session, usable_cores, usable_threads


def as_shipped(module: str) -> Any:
    """A fresh copy of a module of PyMuPDF, whatever was put in its place."""
    spec = importlib.util.find_spec(module)
    assert spec is not None and spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return fresh


def page_with_table() -> Any:
    page = pymupdf.open().new_page()
    page.insert_text((72, 60), "Sales by region, in millions", fontsize=14)
    page.insert_text((72, 80), "The text before the table says what it shows and is long enough to be a paragraph.")
    for row, texts in enumerate([("Region", "2020", "2021"), ("North", "1.5", "2.5"), ("South", "3.5", "4.5")]):
        for column, text in enumerate(texts):
            page.insert_text((72 + 120 * column, 130 + 24 * row), text)
        page.draw_line((70, 137 + 24 * row), (420, 137 + 24 * row))
    return page


def test_the_layout_is_what_the_packages_own_sessions_say() -> None:
    page = page_with_table()
    use_quick_models()
    page.get_layout(return_raw=True)
    quick = page.layout_information
    page.layout_information = None
    slow = DocumentLayoutAnalyzer.get_model().predict(page, return_raw=True)
    assert [group["class_name"] for group in quick] == [group["class_name"] for group in slow]
    assert "table" in [group["class_name"] for group in quick]
    for one, other in zip(quick, slow, strict=True):
        assert one["group_bbox"] == pytest.approx(other["group_bbox"], abs=0.01)


def test_the_models_are_put_in_place_once() -> None:
    use_quick_models()
    before = pymupdf._get_layout
    use_quick_models()
    assert pymupdf._get_layout is before


def test_the_sessions_of_others_are_made_as_before() -> None:
    use_quick_models()
    from pymupdf.layout.onnx import BoxRFDGNN, common_util

    assert BoxRFDGNN.make_session is common_util.make_session


@pytest.mark.parametrize("seed", range(6))
def test_outer_shades_are_those_of_pymupdf(seed: int) -> None:
    chance = random.Random(seed)
    rects = []
    for _ in range(60):
        x, y = chance.randrange(0, 400, 20), chance.randrange(0, 400, 20)
        rects.append(pymupdf.Rect(x, y, x + chance.randrange(0, 120, 12), y + chance.randrange(0, 120, 12)))
    assert outer_shades(rects) == as_shipped("pymupdf._table_refine")._refine_cell_background_rects(rects)
    assert outer_shades([]) == []


def test_a_shade_in_a_larger_one_is_left_out() -> None:
    row, cell = pymupdf.Rect(0, 0, 100, 20), pymupdf.Rect(10, 2, 40, 18)
    assert outer_shades([row, cell]) == [row]
    beside = pymupdf.Rect(1, 0, 101, 20)  # no larger
    assert outer_shades([row, beside]) == [row, beside]


def test_what_is_remembered_of_a_text_is_right() -> None:
    use_quick_models()
    assert [_table_headers.cell_type(text) for text in ("", "12.5%", "North", "$ 1,200", "North")] == [
        "empty",
        "percent",
        "text_label",
        "money",
        "text_label",
    ]


@pytest.mark.parametrize(
    ("asked", "cores", "threads"), [("", 8, 4), ("1", 8, 1), ("0", 2, 2), ("x", 1, 1), ("3", 2, 2)]
)
def test_threads_are_those_that_may_be_used(
    monkeypatch: pytest.MonkeyPatch, asked: str, cores: int, threads: int
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", asked)
    monkeypatch.setattr("gbi.documents.sessions.usable_cores", lambda: cores)
    assert usable_threads() == threads
    assert usable_cores() >= 1


def test_a_model_that_is_missing_is_an_error(tmp_path: Any) -> None:
    with pytest.raises(Exception, match="missing"):
        session(tmp_path / "missing.onnx", 1)
