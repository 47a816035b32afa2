"""The nouns of where things stand: documents, pages, words, places and regions. `gbi.types` hands them on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]
Value = bool | int | float | str | None
"""What a cell may hold; dates are ISO 8601 strings. NaN and infinity are not values."""


class Frozen(BaseModel):
    """A value: equal by content, hashable, refuses unknown fields, NaN and infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Basis(StrEnum):
    """How a value was come by, from the surest to the least sure."""

    NATIVE = "native"  # the file's own data (chart XML, a cell of a spreadsheet)
    PRINTED = "printed"  # read as text on the page
    MEASURED = "measured"  # from geometry: a bar's length against its axis
    GENERATED = "generated"  # a model said so


class PageBox(Frozen):
    """A box on a page; `page` counts from 1."""

    kind: Literal["page"] = "page"
    page: int
    box: Box


class SheetRange(Frozen):
    """A range of a worksheet in A1 notation, `ref` like "B7" or "B7:C9"."""

    kind: Literal["sheet"] = "sheet"
    sheet: str
    ref: str


class RowRange(Frozen):
    """Rows `first..last` (from 0, inclusive, header not counted) of the named columns of a data file."""

    kind: Literal["rows"] = "rows"
    rows: tuple[int, int]
    columns: tuple[str, ...] = ()


class DocPart(Frozen):
    """A part inside a DOCX, e.g. "word/charts/chart1.xml" or "table/3/row/2/col/1"."""

    kind: Literal["part"] = "part"
    path: str


Place = Annotated[PageBox | SheetRange | RowRange | DocPart, Field(discriminator="kind")]


class Word(Frozen):
    """A run of text with its box. `angle` is the reading direction in degrees, counter-clockwise (0, 90, 180, 270)."""

    text: str
    box: Box
    angle: int = 0
    confidence: float = 1.0  # 1 for text that stands in the file; OCR's own score otherwise


class Page(Frozen):
    """One page (or sheet, or data file) with its words in reading order; sizes in points."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    text: str = ""
    ocr: bool = False  # the words come from OCR


class Document(Frozen):
    """A file by content: `id` is the SHA-256 of its bytes. `pages` counts pages, slides, sheets or 1."""

    id: str
    name: str
    kind: str  # "pdf", "image", "svg", "pptx", "docx", "xlsx", "csv", "parquet"
    pages: int
    warnings: tuple[str, ...] = ()


RegionKind = Literal["chart", "table", "text"]


class Region(Frozen):
    """A figure of a document. `more` holds the further places of a table that runs over pages."""

    id: str
    document: str
    page: int  # the page (sheet, slide) it starts on, from 1
    place: Place
    more: tuple[Place, ...] = ()
    kind: RegionKind
    caption: str = ""
    heading: str = ""

    @classmethod
    def at(
        cls,
        document: str,
        page: int,
        place: PageBox | SheetRange | RowRange | DocPart,
        kind: RegionKind,
        *,
        caption: str = "",
        heading: str = "",
        more: Sequence[PageBox | SheetRange | RowRange | DocPart] = (),
    ) -> Region:
        """The region at `place`; its id depends on document, kind and place alone, so a second reading finds it."""
        key = digest(document, kind, place.model_dump_json())
        return cls(
            id=key,
            document=document,
            page=page,
            place=place,
            kind=kind,
            caption=caption,
            heading=heading,
            more=tuple(more),
        )


def digest(*parts: str) -> str:
    """20 hexadecimal digits that depend on the parts and their order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
