"""Page ranges as a person writes them: 7, "3-7", "1,3-5", "8-", "-2", [1, 4]."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gbi.errors import DocumentError

Pages = int | str | Iterable[int] | None
"""None asks for all pages."""

_PART = re.compile(r"(\d*)\s*(?:([-–~])\s*(\d*))?")


def page_numbers(pages: Pages, total: int) -> tuple[int, ...]:
    """The pages meant, in order, among 1..`total`; a range may reach beyond the end, a single page may not.

    Raises `DocumentError` for what is no range, and where nothing is left.
    """
    if pages is None:
        return tuple(range(1, total + 1))
    if isinstance(pages, int):
        pages = str(pages)
    found: set[int] = set()
    for part in pages.split(",") if isinstance(pages, str) else [str(number) for number in pages]:
        found |= _range(part.strip(), total)
    if not found:
        raise DocumentError(f"pages {pages!r} names no page; write 3, 3-7 or 1,4-6")
    return tuple(sorted(found))


def _range(part: str, total: int) -> set[int]:
    match = _PART.fullmatch(part)
    if match is None or not (match[1] or match[3]):
        raise DocumentError(f"{part!r} is no page range; write 3, 3-7 or 1,4-6")
    first = int(match[1] or 1)
    last = first if match[2] is None else int(match[3] or total)
    if first > last or first < 1:
        raise DocumentError(f"{part!r} is no page range: pages count from 1 and the first comes first")
    if first > total:
        raise DocumentError(f"there is no page {first}: the document has {total}")
    return set(range(first, min(last, total) + 1))
