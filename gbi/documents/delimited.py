"""CSV, TSV and their relatives: encoding, delimiter, header and types are found out; ragged rows are kept."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from gbi.documents.columns import looks_like_header, type_column, unique_names
from gbi.documents.data_file import DataFileSource, DataTable
from gbi.documents.encoding import decode
from gbi.documents.limits import SourceFile
from gbi.errors import DocumentError, LimitError
from gbi.numbers import column_decimal

DELIMITERS = ("\t", ";", "|", ",")
SAMPLE_LINES = 200
_ESCAPED = re.compile(r'[^\\]\\"(?![\t;|,\r\n]|$)')
"""A quotation mark behind a backslash inside a field; one before a delimiter ends a field that ends in a backslash."""


def open_file(file: SourceFile) -> DataFileSource:
    """The table. Raises `DocumentError` when it is no delimited text, `LimitError` over `settings.max_cells`."""
    text = decode(file)
    delimiter = find_delimiter(text)
    rows = _rows(file, text, delimiter)
    if not rows:
        raise DocumentError(f"{file.name} has no rows; there is nothing to read in it")
    return DataFileSource(file, "csv", make_table(rows))


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the most even rows; "," when none does."""
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])
    best, best_score = ",", (0.0, 0, 0)
    for delimiter in DELIMITERS:
        try:
            counts = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
        except csv.Error:
            continue
        wide = {count: n for count, n in counts.items() if count > 1}
        if not wide:
            continue
        mode, n = max(wide.items(), key=lambda item: (item[1], item[0]))
        share = n / sum(counts.values())
        score = (round(share, 1), int(delimiter != ","), mode) if share > 0.5 else (share, 0, mode)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(file: SourceFile, text: str, delimiter: str) -> list[list[str]]:
    rows, cells = [], 0
    try:
        escape = "\\" if _ESCAPED.search(text) else None
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, escapechar=escape):
            if any(cell.strip() for cell in row):
                rows.append(row)
                cells += len(row)
                if cells > file.settings.max_cells:
                    raise LimitError(
                        f"{file.name} has more than {file.settings.max_cells:,} values; keep the columns and rows "
                        "you need, or raise GBI_MAX_CELLS"
                    )
    except csv.Error as error:
        raise DocumentError(f"{file.name} is not delimited text ({error}); export it again as CSV") from error
    return rows


def make_table(rows: Sequence[Sequence[str]]) -> DataTable:
    """The table of raw rows: lines before the header are the title; short rows are filled up, long ones keep their
    surplus in columns of their own, both with a warning."""
    usual, _ = max(Counter(len(row) for row in rows).items(), key=lambda item: (item[1], item[0]))
    start = 0
    while start < len(rows) - 1 and start < 20 and len([c for c in rows[start] if c.strip()]) == 1 < usual:
        start += 1
    title = " ".join(" ".join(row).strip() for row in rows[:start])
    body = rows[start:]
    width = max(len(row) for row in body)
    ragged = [i for i, row in enumerate(body) if len(row) != usual]
    has_header = looks_like_header(body[0], body[1:])
    names = list(body[0]) if has_header else []
    names = unique_names([*names, *[""] * (width - len(names))])
    data = body[1:] if has_header else body
    warnings = []
    if ragged:
        lines = ", ".join(str(start + i + 1) for i in ragged[:5]) + (" ..." if len(ragged) > 5 else "")
        warnings.append(
            f"{len(ragged)} rows do not have {usual} fields (rows {lines}); kept, with empty cells filled in"
        )
    if not has_header:
        warnings.append("the first row looks like data: the columns have made-up names")
    texts = [tuple(row[c] if c < len(row) else "" for row in data) for c in range(width)]
    marks = {column_decimal(column[:SAMPLE_LINES]) for column in texts} - {None}
    decimal = marks.pop() if len(marks) == 1 else None
    typed = [type_column(name, column, decimal) for name, column in zip(names, texts, strict=True)]
    return DataTable(
        columns=tuple(t.column for t in typed),
        values=tuple(t.values for t in typed),
        texts=tuple(texts),
        title=title,
        warnings=(*warnings, *(w for t in typed for w in t.warnings)),
    )
