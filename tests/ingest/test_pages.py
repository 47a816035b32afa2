"""Page ranges as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from gbi.errors import DocumentError
from gbi.ingest.pages import page_numbers


@pytest.mark.parametrize(
    ("pages", "numbers"),
    [
        (None, (1, 2, 3, 4, 5)),
        (3, (3,)),
        ("3", (3,)),
        ("2-4", (2, 3, 4)),
        ("4–9", (4, 5)),
        ("1,3-4, 3", (1, 3, 4)),
        ("4-", (4, 5)),
        ("-2", (1, 2)),
        ([5, 1, 5], (1, 5)),
        (range(2, 4), (2, 3)),
    ],
)
def test_ranges(pages: Any, numbers: tuple[int, ...]) -> None:
    assert page_numbers(pages, 5) == numbers


@pytest.mark.parametrize("pages", ["", "x", "3-x", "4-2", "0", 0, "6", [6], "7-9", "-", [], "1,,2"])
def test_what_is_no_range_is_refused(pages: Any) -> None:
    with pytest.raises(DocumentError, match=r"page"):
        page_numbers(pages, 5)
