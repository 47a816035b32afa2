"""Two witnesses of one cell: do they agree, and which value stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from gbi.readers.align import is_number, key
from gbi.types import Alternative, Basis, Cell

RANK = {Basis.NATIVE: 0, Basis.PRINTED: 1, Basis.MEASURED: 2, Basis.GENERATED: 3}
ROUNDING = 1e-6  # relative: below this two numbers are the same
GENERATED_ERROR = 0.02  # relative half-width granted to a model that read a mark by eye
DISPROVED = 3.0  # errors: a printed value this far from a trusted measurement was misread
ESTIMATED = "~≈约"  # what a model writes before a value that it read off an axis
MOST = 0.999


class Outcome(Enum):
    """How two witnesses of a cell stand to each other."""

    SAME = "same"
    DIFFERENT = "different"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Pair:
    """One cell by the frame and by another reading (`reader`), in the same shown units.

    `slack` is how far two measurements of one mark may lie apart beside their errors: a share of the column's span.
    """

    ours: Cell
    theirs: Cell
    reader: str
    slack: float = 0.0


def weigh(pair: Pair, *, geometry: bool) -> tuple[Cell, Outcome]:
    """The cell that stands, and the outcome. `geometry`: the column's measured values are trusted (see
    `trusts_geometry`), so that one far from a printed value disproves it."""
    ours, theirs = pair.ours, pair.theirs
    if theirs.value is None:
        return ours, Outcome.ALONE
    if ours.value is None:
        return theirs.model_copy(update={"alternatives": (*ours.alternatives, *theirs.alternatives)}), Outcome.ALONE
    if same(ours, theirs, pair.slack):
        better, lesser = (ours, theirs) if _order(ours) <= _order(theirs) else (theirs, ours)
        sure = min(MOST, 1 - (1 - ours.confidence) * (1 - theirs.confidence))
        if ours.basis is theirs.basis is Basis.GENERATED:  # models err alike: two of them are no two witnesses
            sure = max(ours.confidence, theirs.confidence)
        kept = {"confidence": max(sure, better.confidence), "place": better.place or lesser.place}
        return better.model_copy(
            update=kept | {"alternatives": (*ours.alternatives, *theirs.alternatives)}
        ), Outcome.SAME
    winner, loser = (ours, theirs) if _wins(ours, theirs, geometry=geometry) else (theirs, ours)
    other = Alternative(
        value=loser.value,
        text=loser.text,
        basis=loser.basis,
        error=loser.error,
        confidence=loser.confidence,
        reader=pair.reader if loser is theirs else "",
    )
    sure = winner.confidence * (1 - 0.5 * loser.confidence)
    alternatives = (*ours.alternatives, *theirs.alternatives, other)
    return winner.model_copy(update={"confidence": sure, "alternatives": alternatives}), Outcome.DIFFERENT


def same(a: Cell, b: Cell, slack: float = 0.0) -> bool:
    """Whether two values lie within each other's errors (two measured ones also within `slack`); texts are alike,
    OCR's noise granted."""
    if is_number(a.value) and is_number(b.value):
        x, y = float(a.value), float(b.value)  # type: ignore[arg-type]
        allowed = slack if a.basis is b.basis is Basis.MEASURED else 0.0
        return abs(x - y) <= allowed + _width(a, x, b) + _width(b, y, a) + ROUNDING * max(abs(x), abs(y))
    left, right = key(a.value), key(b.value)
    return left == right or fuzz.ratio(left, right) >= 88.0


def _width(cell: Cell, value: float, other: Cell) -> float:
    """The half-width of a value: its error; for print beside geometry, half of its last digit. What a model copied
    is held to its last digit against print; what it read off an axis may be off by `GENERATED_ERROR`."""
    if cell.basis is Basis.PRINTED and other.basis in (Basis.MEASURED, Basis.GENERATED):
        return half_digit(value)
    if cell.basis is Basis.GENERATED:
        copied = cell.text[:1] not in ESTIMATED and other.basis in (Basis.NATIVE, Basis.PRINTED)
        by_eye = 0.0 if copied or cell.error is not None else GENERATED_ERROR * abs(value)
        return max(cell.error or 0.0, by_eye, half_digit(value))
    return cell.error or 0.0


def half_digit(value: float) -> float:
    """Half of the last digit that a number shows: 0.05 for 4.1, 0.5 for 409."""
    _, _, decimals = repr(float(value)).partition(".")
    return 0.5 * 10.0 ** -(0 if float(value).is_integer() or not decimals.isdigit() else len(decimals))


def _order(cell: Cell) -> tuple[int, float, float]:
    """The surest first: by basis, then the finer measurement, then confidence."""
    error = float("inf") if cell.error is None else cell.error
    return RANK[cell.basis], error if cell.basis is Basis.MEASURED else 0.0, -cell.confidence


def trusts_geometry(pairs: Sequence[Pair]) -> bool:
    """True when at least two and most of the printed values of a column stand where geometry measures them: then the
    axis was read well, and a printed value that does not was misread."""
    mixed = [p for p in pairs if {p.ours.basis, p.theirs.basis} == {Basis.PRINTED, Basis.MEASURED}]
    mixed = [p for p in mixed if is_number(p.ours.value) and is_number(p.theirs.value)]
    fitting = sum(same(p.ours, p.theirs, p.slack) for p in mixed)
    return fitting >= 2 and fitting > 0.6 * len(mixed)


def _wins(ours: Cell, theirs: Cell, *, geometry: bool) -> bool:
    """Whether the frame's value stands in a conflict."""
    if {ours.basis, theirs.basis} == {Basis.PRINTED, Basis.MEASURED} and geometry:
        printed, measured = (ours, theirs) if ours.basis is Basis.PRINTED else (theirs, ours)
        if is_number(printed.value) and is_number(measured.value):
            apart = abs(float(printed.value) - float(measured.value))  # type: ignore[arg-type]
            disproved = apart > DISPROVED * max(measured.error or 0.0, ROUNDING)
            return (measured if disproved else printed) is ours
    return _order(ours) <= _order(theirs)
