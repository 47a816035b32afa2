"""What a person does in the review: correct, accept, reject; and every deed taken back, the last one first."""

from __future__ import annotations

from dataclasses import dataclass

from gbi.errors import StoreError
from gbi.store import Correction
from gbi.store.reviews import Review, Verdict
from gbi.types import Reading, Value
from gbi.workspace import Workspace


@dataclass(frozen=True)
class Corrected:
    """A correction by id, with the cell's id and the corrections that it took the place of."""

    region: str
    correction: int
    cell: str
    before: tuple[Correction, ...]


@dataclass(frozen=True)
class Judged:
    """A verdict, with the one that stood before."""

    region: str
    before: Review | None


Deed = Corrected | Judged


def correct(ws: Workspace, reading: Reading, spot: tuple[int, int], value: Value, by: str) -> Corrected:
    """Sets the cell at (row, column), both from 0. Raises `StoreError` for a value that its column cannot hold."""
    cell = reading.rows[spot[0]][spot[1]]
    before = {correction.id: correction for correction in ws.corrections()}
    ws.correct(cell, value, by)
    region = reading.region.id
    after = {correction.id: correction for correction in ws.corrections()}
    made = max(n for n, c in after.items() if n not in before and (c.region, c.by) == (region, by))
    gone = tuple(c for n, c in before.items() if n not in after and c.region == region)
    return Corrected(region, made, cell.id, gone)


def judge(ws: Workspace, region: str, verdict: Verdict, by: str) -> Judged:
    """Accepts or rejects the region's reading. Raises `StoreError` without a name."""
    before = next((review for review in ws.reviews.all() if review.region == region), None)
    ws.reviews.give(region, verdict, by)
    return Judged(region, before)


def undo(ws: Workspace, deed: Deed) -> None:
    """Takes it back: what stood before stands again. Nothing happens where someone else has taken it back already."""
    if isinstance(deed, Judged):
        if deed.before is None:
            ws.reviews.withdraw(deed.region)
        else:
            ws.reviews.give(deed.region, deed.before.verdict, deed.before.by)
        return
    try:
        ws.withdraw(deed.correction)
    except StoreError:
        return
    for correction in deed.before:
        ws.correct(deed.cell, correction.value, correction.by)
