"""What is kept is what was given."""

from __future__ import annotations

import gc

import pytest
from pydantic import ValidationError

from gbi.places import digest
from gbi.store.codec import no_collection, pack, unpack
from gbi.types import Axis, Basis, DocPart, Document, Page, Reading, RowRange, SheetRange, Word
from support.fake_source import make_reading, make_region


def test_readings_come_back_with_every_kind_of_place() -> None:
    reading = make_reading(make_region(), ["Region", "2020"], [["Nord 北", 1.5]], title="Sales")
    reading = reading.model_copy(update={"axes": (Axis(name="y", low=-1, high=2.5),), "warnings": ("a remark",)})
    assert unpack(Reading, pack(reading)) == reading
    for place in (SheetRange(sheet="a", ref="B1"), RowRange(rows=(0, 1)), DocPart(path="x")):
        cell = reading.rows[0][0].model_copy(update={"place": place, "basis": Basis.GENERATED})
        changed = reading.model_copy(update={"rows": ((cell, reading.rows[0][1]),)})
        assert unpack(Reading, pack(changed)) == changed


def test_pages_come_back() -> None:
    words = (Word(text="净利润", box=(0, 1, 2, 3), angle=90, confidence=0.5),)
    page = Page(number=3, width=1.5, height=2, words=words, text="净利润", ocr=True)
    assert unpack(Page, pack(page)) == page


def test_a_body_of_another_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        unpack(Document, pack(Page(number=1, width=1, height=1)))


def test_digest_depends_on_the_borders() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab", "c") == digest("ab", "c") and len(digest("x")) == 20


def test_collection_is_as_it_was_before() -> None:
    assert gc.isenabled()
    with no_collection():
        assert not gc.isenabled()
        with no_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), no_collection():
        raise KeyError
    assert gc.isenabled()
