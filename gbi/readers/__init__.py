"""Ways of reading a region. To add one: a file with the class, and a line in `READERS`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from typing import cast

from gbi.documents.source import Source
from gbi.errors import ReaderError
from gbi.readers.reader import Reader
from gbi.settings import Settings
from gbi.types import PageBox, Reading, Region

READERS: tuple[tuple[str, str], ...] = (
    ("native", "gbi.readers.native:NativeReader"),
    ("vector", "gbi.readers.vector:VectorReader"),
    ("raster", "gbi.readers.raster:RasterReader"),
    ("table", "gbi.readers.table:TableReader"),
    ("vlm", "gbi.readers.vlm.reader:VlmReader"),
)
"""Name and "module:class" in the order in which they are tried; a reader's module is imported at its first use."""

MODELS = frozenset({"vlm"})
"""Readers that ask a model: only by name, never by default, and made with the settings that say which model."""

TABLE_NUMBERS = 20


@cache
def reader(name: str, settings: Settings | None = None) -> Reader:
    """The reader of that name; `settings` are for those that ask a model (None: the process's).

    Raises `ReaderError` for an unknown name, naming the known ones.
    """
    known = dict(READERS)
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ReaderError(f"there is no reader called {name}{hint} Known readers: {', '.join(known)}")
    module, _, attribute = known[name].partition(":")
    made = getattr(importlib.import_module(module), attribute)
    return cast(Reader, made(settings) if name in MODELS else made())


def read_region(
    source: Source, region: Region, names: Sequence[str] | None = None, settings: Settings | None = None
) -> list[Reading]:
    """What the readers make of the region, the surest first; `[]` when it is no reader's kind of figure.

    With `names` exactly these readers are asked. Without, the file's own data settles it; a chart is read from its
    drawings and, where that gives nothing, from its pixels; a region that turns out to be of the other kind is
    handed to the other kind's readers. Pixels are no second witness by default: on 35 drawn charts with known data
    they took ten times as long as the drawings (3.9 s against 0.4 s each), found 2 of 67 doubtful values and cast
    doubt on 20 right ones. Raises `ReaderError` when every reader that was asked failed.
    """
    if names is not None:
        return _ask(source, region, names, settings)
    native = _ask(source, region, ("native",))
    if native:
        return native
    for group in _order(source, region):
        readings = _ask(source, region, group)
        if readings:
            return readings
    return []


def _order(source: Source, region: Region) -> list[tuple[str, ...]]:
    drawn = source.vector_page(region.page) is not None
    charts: list[tuple[str, ...]] = [("vector",), ("raster",)] if drawn else [("raster",)]
    if region.kind == "table" or (drawn and _full_of_numbers(source, region)):
        return [("table",), *charts]
    return [*charts, ("table",)]


def _full_of_numbers(source: Source, region: Region) -> bool:
    """Whether a drawn figure holds so many numbers that it may well be a shaded table."""
    if not isinstance(region.place, PageBox):
        return False
    x0, y0, x1, y1 = region.place.box
    inside = [w for w in source.page(region.page).words if x0 <= w.box[0] and w.box[2] <= x1 and y0 <= w.box[1] <= y1]
    numbers = sum(any(c.isdigit() for c in word.text) for word in inside)
    return numbers >= TABLE_NUMBERS and numbers >= 0.3 * len(inside)


def _ask(source: Source, region: Region, names: Sequence[str], settings: Settings | None = None) -> list[Reading]:
    readings: list[Reading] = []
    failures: list[ReaderError] = []
    for name in names:
        try:
            reading = reader(name, settings if name in MODELS else None).read(source, region)
        except ReaderError as error:
            failures.append(error)
            continue
        if reading is not None:
            readings.append(reading)
    if failures and len(failures) == len(names):
        raise failures[0]
    return readings
