"""Row labels: group rows, indentation, labels broken over lines; "Group / Row" where a label alone is not unique."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from gbi.boxes import union
from gbi.numbers import is_missing
from gbi.readers.grid.grid import GridCell
from gbi.readers.grid.headers import clean_label

INDENT = 3.0  # points: a smaller step to the right is no indentation

Row = list[GridCell | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A data row with its label; `label` is the path where the plain label occurs more than once.

    `groups` are the rows it stands under, the outermost first, each with whether the row is indented under it.
    """

    label: str
    cells: Row
    groups: tuple[tuple[str, bool], ...] = ()


@dataclass(slots=True)
class _Above:
    """A row that may be the parent of those below: where it starts, and where the first row below it starts."""

    left: float
    text: str
    group: bool
    child: float | None = None


def outline(rows: list[Row]) -> list[Labelled]:
    """The data rows in order. A row that holds a label alone is the group of those that follow and is left out; where
    none with values follows, it stays."""
    rows = _joined_labels(rows)
    base = min((row[0].box[0] for row in rows if row[0] is not None and row[0].text), default=0.0)
    groups = _group_rows(rows)
    stack: list[_Above] = []
    kept: list[tuple[str, tuple[tuple[str, bool], ...], Row]] = []
    for index, row in enumerate(rows):
        cell = _label_cell(row)
        text = clean_label(cell.text) if cell else ""
        left = cell.box[0] if cell and cell.colspan < len(row) else base
        if groups[index]:
            if not (index and groups[index - 1]):
                run = next((k for k in range(index, len(rows)) if not groups[k]), len(rows)) - index
                stack = _before_group(stack, left, run)
            stack.append(_Above(left, text.rstrip(":："), True))
            continue
        if text:
            stack = [above for above in stack if _covers(above, left)]
        kept.append((text, tuple((above.text, left > above.left + INDENT) for above in stack), row))
        if text:
            for above in stack:
                above.child = left if above.child is None else above.child
            stack.append(_Above(left, text.rstrip(":："), False))
    counts = Counter(text for text, _, _ in kept)
    return [
        Labelled(" / ".join([*(t for t, _ in path), text]) if path and text and counts[text] > 1 else text, row, path)
        for text, path, row in kept
    ]


def _before_group(stack: list[_Above], left: float, run: int) -> list[_Above]:
    """What stays above a run of group rows that starts at `left`: the outer groups, less as many as the run brings."""
    outer = [above for above in stack if above.group and above.left <= left + INDENT]
    same = [above for above in outer if above.left > left - INDENT]
    dropped = {id(above) for above in same[max(0, len(same) - run) :]}
    return [above for above in outer if id(above) not in dropped]


def _covers(above: _Above, left: float) -> bool:
    """Whether a value row that starts at `left` is below `above`."""
    if left > above.left + INDENT:
        return True
    if not above.group or left < above.left - INDENT:
        return False
    return above.child is None or above.child <= above.left + INDENT


def _label_cell(row: Row) -> GridCell | None:
    cell = row[0]
    if (cell is None or not cell.text) and not _values(row):
        return next((c for c in row if c is not None and c.text), None)
    return cell


def _values(row: Row) -> list[str]:
    first = row[0]
    seen = {id(cell): cell.text for cell in row[1:] if cell is not None and cell is not first and cell.text}
    return (
        list(seen.values())
        if (first is not None and first.text) or len(seen) > 1
        else [
            text for key, text in seen.items() if not any(c is not None and id(c) == key and c.colspan > 1 for c in row)
        ]
    )


def _is_lone(row: Row) -> bool:
    """A row whose label stands alone."""
    cell = _label_cell(row)
    return not _values(row) and cell is not None and bool(cell.text) and not is_missing(cell.text)


def _group_rows(rows: list[Row]) -> list[bool]:
    """Which rows are the group of those below: a lone label that is set apart (colon, bold, capitals, across the table,
    or rows below it indented), or that tells apart labels which occur again."""
    lone = [_is_lone(row) for row in rows]
    labels = [cell.text if (cell := _label_cell(row)) else "" for row in rows]
    counts = Counter(labels)
    groups: list[bool] = []
    for index, row in enumerate(rows):
        cell = _label_cell(row)
        below = next((k for k in range(index + 1, len(rows)) if not lone[k]), None)
        if not lone[index] or cell is None or below is None:
            groups.append(False)
            continue
        under = _label_cell(rows[index + 1])
        told = (
            cell.text.rstrip().endswith((":", "："))
            or cell.bold
            or (cell.text.isupper() and len(cell.text) > 3)
            or (cell.colspan > 1 and cell.colspan >= len(row) - 1)
            or (under is not None and bool(under.text) and under.box[0] > cell.box[0] + INDENT)
            or (below == index + 1 and counts[labels[below]] > 1 and counts[labels[index]] == 1)
        )
        groups.append(told)
    return groups


def _joined_labels(rows: list[Row]) -> list[Row]:
    """A label's first line without values and its second with them become one row."""
    joined: list[Row] = []
    for row in rows:
        cell = row[0]
        before = joined[-1][0] if joined else None
        if cell is None or before is None or not _goes_on(joined[-1], before, row, cell):
            joined.append(row)
            continue
        text, box = f"{before.text} {cell.text}", union([before.box, cell.box])
        joined[-1] = [replace(before, text=text, box=box, colspan=1), *row[1:]]
    return joined


def _goes_on(above: Row, before: GridCell, row: Row, cell: GridCell) -> bool:
    """Whether `before`, a label without values, runs on in `cell`."""
    open_end = bool(before.text) and not before.text.endswith((":", "："))
    return open_end and cell.text[:1].islower() and not _values(above) and bool(_values(row))
