"""Which readings are to be looked at, the most doubtful first, and what was said of those that were."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import streamlit as st

from gbi.store.reviews import Verdict
from gbi.types import Frozen, Reading
from gbi.workspace import Workspace
from gbi_agents.findings import findings
from gbi_ui.desk.review.doubt import Weight, weigh

Shelf = Literal["open", "accepted", "rejected", "all"]
SHELVES: tuple[Shelf, ...] = ("open", "accepted", "rejected", "all")


class Entry(Frozen):
    """A reading in the list; `name` is the document's, `corrected` counts the corrections that stand."""

    region: str
    name: str
    page: int
    title: str
    weight: Weight
    warnings: tuple[str, ...]
    corrected: int = 0
    verdict: Verdict | None = None


def entries(ws: Workspace) -> tuple[Entry, ...]:
    """All readings, the most doubtful first; readings of the same doubt stay in the order of documents and pages."""
    readings = ws.readings()
    verdicts = tuple((review.region, review.verdict) for review in ws.reviews.all())
    state = (tuple(reading.id for reading in readings), tuple(c.id for c in ws.corrections()), verdicts)
    return _entries(str(ws.path), state, ws, readings)


def on(shelf: Shelf, known: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those of a shelf; "open" are the ones without a verdict that have any doubt, or had until they were corrected."""
    if shelf == "all":
        return known
    if shelf == "open":
        return tuple(entry for entry in known if entry.verdict is None and (entry.weight.doubt > 0 or entry.corrected))
    return tuple(entry for entry in known if entry.verdict == shelf)


def opened(ws: Workspace, region: str) -> Reading | None:
    """The region's current reading, corrected; None when it is not there any more."""
    return next((reading for reading in ws.readings() if reading.region.id == region), None)


@st.cache_data(max_entries=16, show_spinner=False)
def _entries(path: str, state: tuple[object, ...], _ws: Workspace, _readings: tuple[Reading, ...]) -> tuple[Entry, ...]:
    names = {document.id: document.name for document in _ws.documents()}
    verdicts = {review.region: review.verdict for review in _ws.reviews.all()}
    corrected = Counter(correction.region for correction in _ws.corrections() if not correction.orphaned)
    named = misfits(_ws)
    found = []
    for reading in _readings:
        region = reading.region
        found.append(
            Entry(
                region=region.id, name=names.get(region.document, ""), page=region.page,
                title=reading.title or region.caption or region.heading, weight=weigh(reading, named),
                warnings=reading.warnings, corrected=corrected[region.id], verdict=verdicts.get(region.id),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda entry: -entry.weight.doubt))


def misfits(ws: Workspace) -> frozenset[str]:
    """Ids of the cells that findings say do not fit: the one that differs, not those it was compared with."""
    tables: dict[str, list[str]] = {}
    for info in ws.table_infos():
        tables.setdefault(info.document, []).append(ws.revision_of(info.name))
    each = (_misfits(str(ws.path), document, tuple(found), ws) for document, found in tables.items())
    return frozenset().union(*each)


@st.cache_data(max_entries=2000, show_spinner=False)
def _misfits(path: str, document: str, revisions: tuple[str, ...], _ws: Workspace) -> frozenset[str]:
    """Of one document: a correction makes the findings of the others no older."""
    return frozenset(finding.cells[0].id for finding in findings(_ws, [document]) if finding.cells)
