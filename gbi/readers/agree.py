"""Several readings of one region merged cell by cell: two witnesses beat one, and where they differ both are kept.

The structure (rows, columns, order) is that of the most plausible reading; others confirm, fill or contradict its
cells. What a model alone says never stands over a tool's value, fills a gap only with a warning, and adds a row only
where the row's label stands on the page. The result does not depend on the order of the readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gbi.errors import ReaderError
from gbi.readers.align import ALIKE, Alignment, align, is_number, key, labels_shared, similarity, transposed
from gbi.readers.hearsay import doubted, is_generated
from gbi.readers.verdict import Outcome, Pair, half_digit, same, trusts_geometry, weigh
from gbi.types import Basis, Cell, Column, Reading, Value

VERSION = "3"
MOST_WARNINGS = 20
PIXELS = 0.75  # how plausible pixels are beside the drawing that they were made from
MODEL = 0.5  # how plausible a model's table is beside what a tool read
SLACK = 0.005  # of a column's span: measurements of one mark from pixels and from a drawing may differ by this
LEAST_AGREEING = 0.5  # of the values, for rows of a model to be laid over a tool's by their order alone
LEAST_TRUST = 0.6  # of the frame's confidence: a less sure reading adds no rows or columns


@dataclass(slots=True)
class _Merge:
    """The table as it grows, and what the readings said of each other."""

    columns: list[Column]
    rows: list[list[Cell]]
    warnings: list[str]
    same: int = 0
    differing: int = 0
    parts: list[Reading] = field(default_factory=list)


def agree(readings: Sequence[Reading]) -> Reading:
    """One reading of the region by reader "agree"; `reader_version` names the parts.

    The file's own data wins outright; a single reading passes through. Raises `ReaderError` for none, and for
    readings of different regions.
    """
    if not readings:
        raise ReaderError("there is nothing to agree on; read the region first")
    if len({reading.region.id for reading in readings}) > 1:
        raise ReaderError("only readings of the same region can be merged; pass those of one region")
    ordered = sorted(readings, key=lambda r: (-_plausibility(r, readings), r.reader, r.reader_version, r.id))
    native = [r for r in ordered if _is_native(r)]
    parts = native[:1] or [r for r in ordered if r.rows] or ordered[:1]
    frame, *others = parts
    merge = _Merge([*frame.columns], [list(row) for row in frame.rows], list(frame.warnings), parts=[frame])
    for other in others:
        _add(merge, frame, other)
    if len(parts) > 1:
        merge.rows, doubts = doubted(merge.rows, merge.columns)
        merge.warnings += doubts
    return _built(merge, frame)


def _built(merge: _Merge, frame: Reading) -> Reading:
    parts = merge.parts
    warnings = list(dict.fromkeys(merge.warnings))
    if len(warnings) > MOST_WARNINGS:
        warnings = [*warnings[:MOST_WARNINGS], f"and {len(warnings) - MOST_WARNINGS} more warnings"]
    return Reading.build(
        frame.region,
        reader="agree",
        reader_version=f"{VERSION}:" + "+".join(f"{p.reader}@{p.reader_version}" for p in parts),
        columns=merge.columns,
        rows=merge.rows,
        model="+".join(p.model for p in parts if p.model),
        chart_type=next((p.chart_type for p in parts if p.chart_type), None),
        title=next((p.title for p in parts if p.title), ""),
        axes=next((p.axes for p in parts if p.axes), ()),
        confidence=_confidence(merge, frame),
        warnings=tuple(warnings),
    )


def _is_native(reading: Reading) -> bool:
    cells = [cell for row in reading.rows for cell in row if cell.value is not None]
    return bool(cells) and all(cell.basis is Basis.NATIVE for cell in cells)


def _plausibility(reading: Reading, readings: Sequence[Reading]) -> float:
    """Confidence, how full the table is, how its size compares with the others', and drawings before pixels."""
    cells = [cell for row in reading.rows for cell in row]
    filled = sum(cell.value is not None for cell in cells)
    most = max((sum(c.value is not None for row in r.rows for c in row) for r in readings), default=0)
    if not filled:
        return 0.0
    kind = PIXELS if reading.reader == "raster" and any(r.reader == "vector" and r.rows for r in readings) else 1.0
    if is_generated(reading) and not all(is_generated(r) for r in readings if r.rows):
        kind = MODEL
    return kind * reading.confidence * (0.5 + 0.5 * filled / len(cells)) * (0.6 + 0.4 * filled / most)


def _add(merge: _Merge, frame: Reading, other: Reading) -> None:
    """Brings one more reading into the merge; one that cannot be laid over the frame is only mentioned."""
    turned = transposed(other)
    if labels_shared(frame, turned) > max(1, labels_shared(frame, other)):
        other = turned
    fit = align(frame, other)
    rows = sum(r is not None for r in fit.rows)
    if not rows or sum(c is not None for c in fit.columns) < 2:
        merge.warnings.append(f"the {other.reader} reader saw another table here; it was set aside")
        return
    if fit.by_place and is_generated(other) and _agreeing(merge, other, fit) < LEAST_AGREEING:
        merge.warnings.append(f"the {other.reader} reader's rows have other labels and values; they were set aside")
        return
    merge.parts.append(other)
    _merge_columns(merge, other, fit)
    for c, d in enumerate(fit.columns):
        if d is not None:
            _merge_cells(merge, other, fit, c, d)
    sure = is_generated(other) or other.confidence >= LEAST_TRUST * frame.confidence
    if sure and rows >= 0.5 * len(other.rows):
        _add_rows(merge, other, fit)


def _agreeing(merge: _Merge, other: Reading, fit: Alignment) -> float:
    """Share of the values that both have in which they agree; 1 where they have none."""
    pairs = [
        Pair(merge.rows[i][c], _scaled(other.rows[j][d], fit.factors[c]), other.reader)
        for i, j in enumerate(fit.rows)
        for c, d in enumerate(fit.columns)
        if c and d is not None and j is not None
    ]
    both = [pair for pair in pairs if pair.ours.value is not None and pair.theirs.value is not None]
    return sum(same(pair.ours, pair.theirs) for pair in both) / len(both) if both else 1.0


def _merge_columns(merge: _Merge, other: Reading, fit: Alignment) -> None:
    """Units and scales that only the other reading knows."""
    for c, d in enumerate(fit.columns):
        if d is None:
            continue
        ours, theirs = merge.columns[c], other.columns[d]
        if ours.unit is None and ours.scale == 1.0 and fit.factors[c] == 1.0 and ours.type == theirs.type == "number":
            merge.columns[c] = ours.model_copy(update={"unit": theirs.unit, "scale": theirs.scale})


def _merge_cells(merge: _Merge, other: Reading, fit: Alignment, c: int, d: int) -> None:
    pairs: dict[int, Pair] = {}
    slack = SLACK * _span(row[c].value for row in merge.rows)
    for i, j in enumerate(fit.rows):
        if j is not None:
            pairs[i] = Pair(merge.rows[i][c], _scaled(other.rows[j][d], fit.factors[c]), other.reader, slack)
    geometry = trusts_geometry(list(pairs.values()))
    for i, pair in pairs.items():
        cell, outcome = weigh(pair, geometry=geometry)
        merge.rows[i][c] = cell
        if c == 0:
            continue
        merge.same += outcome is Outcome.SAME
        merge.differing += outcome is Outcome.DIFFERENT
        if outcome is Outcome.DIFFERENT:
            label, name = merge.rows[i][0].value, merge.columns[c].name
            first, second = pair.ours.text or pair.ours.value, pair.theirs.text or pair.theirs.value
            if fit.factors[c] != 1.0 and is_number(pair.theirs.value):
                second = f"{pair.theirs.value:.10g}"  # in the frame's scale, not as it was written
            merge.warnings.append(f'"{label}", "{name}": readers differ, {first} against {second}')


def _span(values: Iterable[Value]) -> float:
    """From the lowest to the highest number, 0 among them as on most axes."""
    numbers = [0.0, *(float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool))]
    return max(numbers) - min(numbers)


def _scaled(cell: Cell, factor: float) -> Cell:
    if factor == 1.0 or not is_number(cell.value):
        return cell
    error = cell.error * abs(factor) if cell.error is not None else None
    if cell.basis is Basis.GENERATED and error is not None:  # "1.2" million is not 1,200,000 to the unit
        error = max(error, half_digit(float(cell.value)) * abs(factor))  # type: ignore[arg-type]
    return cell.model_copy(update={"value": float(cell.value) * factor, "error": error})  # type: ignore[arg-type]


def _add_rows(merge: _Merge, other: Reading, fit: Alignment) -> None:
    """Rows that the other reading alone has, where their label is like none of the frame's."""
    known = [key(row[0].value) for row in merge.rows]
    for j, row in enumerate(other.rows):
        label = key(row[0].value)
        if j in fit.rows or not label or any(similarity(label, k) >= ALIKE - 15 for k in known):
            continue
        if row[0].basis is Basis.GENERATED and row[0].place is None:
            merge.warnings.append(
                f'row "{row[0].value}" stands nowhere on the page; the {other.reader} reader added it'
            )
            continue
        cells = [
            Cell(value=None, basis=Basis.PRINTED) if d is None else _scaled(row[d], fit.factors[c])
            for c, d in enumerate(fit.columns)
        ]
        if any(cell.value is not None for cell in cells[1:]):
            merge.rows.append(cells)
            merge.warnings.append(f'row "{row[0].value}" was seen by the {other.reader} reader alone')


def _confidence(merge: _Merge, frame: Reading) -> float:
    """The frame's, raised by what was confirmed and lowered by what was contradicted."""
    compared = merge.same + merge.differing
    if not compared:
        return frame.confidence
    share = merge.same / compared
    return round((frame.confidence + (1 - frame.confidence) * 0.7 * share) * (1 - 0.5 * (1 - share)), 4)
