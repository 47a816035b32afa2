"""Tables of contents and lists of references are told from tables of data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest

from gbi.documents import open_source
from gbi.documents.layout import Block
from gbi.documents.listings import is_listing
from gbi.types import Box, Word
from support.documents_made import put

TABLE: Box = (50, 95, 600, 500)


def words_of(rows: Sequence[Sequence[str]]) -> list[Word]:
    """One word a text; the columns begin at 60, 340 and 440."""
    places = (60, 340, 440, 520)
    return [
        Word(text=text, box=(x, 100 + 20 * r, x + 5 * len(text), 110 + 20 * r))
        for r, row in enumerate(rows)
        for x, text in zip(places, row, strict=False)
    ]


def title(text: str) -> Block:
    return Block((60, 60, 200, 75), "section-header", (Word(text=text, box=(60, 60, 200, 75)),))


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("Contents", [("Overview", "3"), ("Markets", "7"), ("Accounts", "12"), ("Notes", "12")]),
        ("目录", [("释义", "4"), ("公司简介", "5"), ("财务报告", "78"), ("附注", "90")]),
        ("Annual report", [(f"Part {i} ........", f"{4 * i}") for i in range(1, 7)]),
        ("Annual report", [(f"Part {i}", f"..........{4 * i}") for i in range(1, 7)]),
        ("PART I", [("", "Page"), ("Item 1. Business", "4"), ("Item 2. Risks", "9"), ("Item 3. Properties", "24")]),
        ("References", [(f"Author {i}, A title of some words, Journal", f"20{10 + i}.") for i in range(5)]),
        ("", [(f"[{i}]", "A. Author and B. Author: A title") for i in range(1, 6)]),
    ],
)
def test_listings(heading: str, rows: list[tuple[str, ...]]) -> None:
    assert is_listing(TABLE, words_of(rows), [title(heading)] if heading else [])


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("Statement of income", [(f"Line {i} .........", f"{n}") for i, n in enumerate((410, 95, 315, 22, 293, 80))]),
        ("Statement of income", [(f"Line {i} .........", f"{i},204", f"{i}9,004") for i in range(1, 8)]),
        ("Contents of the average basket", [("Bread", "12"), ("Milk", "7"), ("Meat", "31"), ("Fruit", "9")]),
        ("Sales", [("Year", "Units"), ("2019", "12"), ("2020", "15"), ("2021", "18"), ("2022", "25")]),
        ("References", [("Model", "2019", "2020"), ("A", "1.5", "2.5"), ("B", "3.5", "4.5"), ("C", "5", "6")]),
    ],
)
def test_tables_of_data_stay(heading: str, rows: list[tuple[str, ...]]) -> None:
    assert not is_listing(TABLE, words_of(rows), [title(heading)])


def test_a_contents_page_has_no_region(tmp_path: Path) -> None:
    with pymupdf.open() as doc:
        page = doc.new_page(width=595, height=842)
        page.insert_text((60, 80), "Table of Contents", fontsize=16)
        for i in range(14):
            page.insert_text((60, 120 + 20 * i), f"Chapter {i + 1} on some matter")
            page.insert_text((500, 120 + 20 * i), str(3 + 5 * i))
        path = put(tmp_path, "contents.pdf", doc.tobytes())
    assert open_source(path).regions(1) == ()
