"""One page: its words, its regions, a reading of each. What fails costs only itself.

Time is checked between regions. A reader that hangs inside is stopped where the page is read in another process
(`gbi.ingest.remote`); in this process it is not.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import ParamSpec, TypeVar

from gbi.documents.source import Source
from gbi.errors import GbiError, ModelUnavailable
from gbi.readers import MODELS
from gbi.settings import Settings
from gbi.store.store import PageResult
from gbi.types import Frozen, Page, Reading, Region

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

MODEL_CALLS = 10
"""Model calls, one after the other, that a page with figures may take at most, each as long as it is allowed to."""


class Note(Frozen):
    """A warning about a page; with `fatal` the page could not be read (or no further), with `again` what it tells of
    is worth another try later: a model that could not be reached."""

    text: str
    fatal: bool = False
    again: bool = False


Part = Page | Region | Reading | Note


class Gathered:
    """Puts the parts of a page together; what has come so far can be taken at any time."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Takes one part."""
        self._parts.append(part)

    def result(self) -> PageResult:
        """All parts so far."""
        notes = [part for part in self._parts if isinstance(part, Note)]
        return PageResult(
            number=self._number,
            page=next((part for part in self._parts if isinstance(part, Page)), None),
            regions=tuple(part for part in self._parts if isinstance(part, Region)),
            readings=tuple(part for part in self._parts if isinstance(part, Reading)),
            notes=tuple(note.text for note in notes if not note.fatal),
            error=next((note.text for note in notes if note.fatal), None),
            again=any(note.again for note in notes),
        )


def page_seconds(readers: Sequence[str] | None, settings: Settings) -> float:
    """What a page may take; where a model is asked, as much more as a page of figures takes it."""
    asked = MODELS.intersection(readers or ())
    return settings.page_seconds + (MODEL_CALLS * settings.vlm_seconds if asked else 0.0)


def read_page(source: Source, number: int, readers: Sequence[str] | None, settings: Settings) -> Iterator[Part]:
    """The page, its regions and its readings as they come, with a `Note` for each thing that failed.

    Regions that are left when the page's seconds are over are not read, and a note says so. What a model was asked
    to read and did not is read by the tools, and a note says so.
    """
    from gbi.readers import read_region

    seconds = page_seconds(readers, settings)
    end = time.monotonic() + seconds
    page = attempt(source.page, number)
    if isinstance(page, Note):
        yield page.model_copy(update={"fatal": True})
        return
    yield page
    regions = attempt(source.regions, number)
    if isinstance(regions, Note):
        yield Note(text=f"its figures were not found: {regions.text}")
        return
    yield from regions
    for done, region in enumerate(regions):
        if time.monotonic() > end:
            yield Note(
                text=f"{len(regions) - done} of {len(regions)} figures were not read within {seconds:g} s; "
                f"raise GBI_PAGE_SECONDS and add it again with pages={number}",
                fatal=True,
            )
            return
        readings = attempt(read_region, source, region, readers, settings)
        if isinstance(readings, Note) and MODELS.intersection(readers or ()):
            told = f"{region.kind} {region.caption[:40]!r} was read by the tools: {readings.text}"
            yield readings.model_copy(update={"text": told})
            readings = attempt(read_region, source, region, None, settings)
        if isinstance(readings, Note):
            yield Note(text=f"{region.kind} {region.caption[:40]!r} was not read: {readings.text}")
        else:
            yield from readings


def attempt(call: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result | Note:
    """What the call returns, or a note of what went wrong: no fault of a format or reader may cost a report."""
    try:
        return call(*args, **kwargs)
    except GbiError as error:
        return Note(text=str(error), again=isinstance(error.__cause__, ModelUnavailable))
    except Exception as error:
        logging.getLogger(__name__).exception("a fault while reading")
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{PurePath(at.filename).name}:{at.lineno}"
        return Note(text=f"a fault in gbi ({type(error).__name__}: {error}, at {where}); please report it")
