"""How doubtful a reading is: a number from 0 to 1 that orders what a person should look at first.

Of a cell: 1 less its confidence; at least `CONFLICT` where another witness read something else, at least `MISFIT`
where a finding (a total that does not add up, say) names it; 0 once a person has decided.
Of a reading: its reasons taken together as if each alone could spoil it, 1 - (1 - w)(1 - c)(1 - n)(1 - f), where
w is the mean of its `WORST` most doubtful cells (or 1 less the reading's own confidence, if that is more), c is
1 - 0.7^conflicts, n is 1 - 0.9^warnings and f is 1 - 0.8^(cells that findings name).
What is not covered: the cells of long data files, which are the file's own; only warnings make those doubtful.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from gbi.types import Cell, Frozen, LazyRows, Reading

CONFLICT, MISFIT = 0.5, 0.3
DOUBTFUL = 0.15
"""From which a cell is one to look at."""
WORST = 5
Reason = Literal["confidence", "conflict", "finding"]


class Doubt(Frozen):
    """A doubtful cell of a reading, rows and columns from 0; `share` is 0 to 1."""

    row: int
    column: int
    share: float
    reason: Reason


class Weight(Frozen):
    """A reading's doubt, 0 to 1, with what it is made of: doubtful cells, and those in conflict."""

    doubt: float
    cells: int
    conflicts: int
    misfits: int


def doubts(reading: Reading, misfits: Set[str] = frozenset()) -> tuple[Doubt, ...]:
    """The cells from `DOUBTFUL` on, the most doubtful first. `misfits` are the ids of cells that findings name."""
    if isinstance(reading.rows, LazyRows):
        return ()
    found = [
        Doubt(row=r, column=c, share=share, reason=reason)
        for r, row in enumerate(reading.rows)
        for c, cell in enumerate(row)
        for share, reason in (_of(cell, cell.id in misfits),)
        if share >= DOUBTFUL
    ]
    return tuple(sorted(found, key=lambda doubt: (-doubt.share, doubt.row, doubt.column)))


def weigh(reading: Reading, misfits: Set[str] = frozenset()) -> Weight:
    """The reading's doubt as the module says."""
    found = doubts(reading, misfits)
    conflicts = sum(_conflict(reading.rows[doubt.row][doubt.column]) for doubt in found)
    named = sum(reading.rows[doubt.row][doubt.column].id in misfits for doubt in found)
    worst = sum(doubt.share for doubt in found[:WORST]) / WORST if len(found) > WORST else _mean(found)
    clear = 1 - max(worst, 1 - reading.confidence if found or not reading.rows else 0.0)
    clear *= 0.7**conflicts * 0.9 ** len(reading.warnings) * 0.8**named
    return Weight(doubt=round(1 - clear, 4), cells=len(found), conflicts=conflicts, misfits=named)


def _mean(found: tuple[Doubt, ...]) -> float:
    return sum(doubt.share for doubt in found) / len(found) if found else 0.0


def _of(cell: Cell, misfit: bool) -> tuple[float, Reason]:
    if cell.corrected_by is not None:
        return 0.0, "confidence"
    reasons: list[tuple[float, Reason]] = [(1 - cell.confidence, "confidence")]
    if _conflict(cell):
        reasons.append((CONFLICT, "conflict"))
    if misfit:
        reasons.append((MISFIT, "finding"))
    return max(reasons, key=lambda reason: reason[0])


def _conflict(cell: Cell) -> bool:
    return cell.corrected_by is None and any(other.value != cell.value for other in cell.alternatives)
