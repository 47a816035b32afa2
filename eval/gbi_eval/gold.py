"""Gold tables on disk: CSV in wide form (first column labels, one column a series) or as marks (`__mark` column)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from gbi_eval.metrics.cells import Grid
from gbi_eval.metrics.relaxed import to_float

MARK = "__mark"
Rows = list[list[str]]


def read_gold(path: Path) -> Rows:
    """The table as texts, header first, in wide form whatever form the file has."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    return _from_marks(rows) if rows and MARK in rows[0] else rows


def number(text: str) -> float | None:
    """The number a cell shows, "45%" as 45; None for "***", "-" and other text."""
    return to_float(re.sub(r"[%$€£¥\s]", "", text))


def grid(rows: Rows) -> Grid:
    """Labels and numbers of a wide table."""
    if not rows:
        return Grid((), (), ())
    header, *body = rows
    width = len(header)
    padded = [(row + [""] * width)[:width] for row in body]
    values = tuple(tuple(number(cell) for cell in row[1:]) for row in padded)
    return Grid(tuple(row[0] for row in padded), tuple(header[1:]), values)


def _from_marks(rows: Rows) -> Rows:
    """One record a mark -> wide. The value is the numeric field with most different numbers; of the other fields
    the first with most different texts labels the rows, a second one makes the columns."""
    keep = [i for i, name in enumerate(rows[0]) if name != MARK]
    names = [rows[0][i] for i in keep]
    records = [[row[i] for i in keep] for row in rows[1:]]
    distinct = [len({record[i] for record in records}) for i in range(len(names))]
    numeric = [all(number(record[i]) is not None for record in records) for i in range(len(names))]
    order = sorted(range(len(names)), key=lambda i: (not numeric[i], -distinct[i], i))
    value = order[0]
    keys = sorted((i for i in range(len(names)) if i != value), key=lambda i: (numeric[i], -distinct[i], i))
    if len(keys) < 2 or len({tuple(record[k] for k in keys[:1]) for record in records}) == len(records):
        key = keys[0] if keys else value
        return [[names[key], names[value]], *([record[key], record[value]] for record in records)]
    row_key, column_key = keys[:2]
    columns = list(dict.fromkeys(record[column_key] for record in records))
    cells = {(record[row_key], record[column_key]): record[value] for record in records}
    labels = dict.fromkeys(record[row_key] for record in records)
    return [[names[row_key], *columns], *([label, *(cells.get((label, c), "") for c in columns)] for label in labels)]
