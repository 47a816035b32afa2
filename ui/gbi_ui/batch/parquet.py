"""Answers and readings as Parquet: one row an answer, one row a cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gbi.store.jobs import READING, Job
from gbi.types import Cell, PageBox, Reading, Value
from gbi.workspace import Workspace
from gbi_ui.batch.kept import KEY, Kept, kept_in, packed
from gbi_ui.batch.listed import Listed

CELLS_AT_ONCE = 100_000

ANSWERS = pa.schema(
    [
        *((name, pa.string()) for name in ("document", "name", "question", "status", "text")),
        ("number", pa.float64()),  # null where the value is no number
        ("value", pa.string()),  # as JSON, whatever it is
        ("unit", pa.string()), ("scale", pa.float64()), ("error", pa.float64()), ("confidence", pa.float64()),
        ("sql", pa.string()), ("sources", pa.string()), ("failure", pa.string()), ("seconds", pa.float64()),
    ]
)  # fmt: skip
READINGS = pa.schema(
    [
        *((name, pa.string()) for name in ("document", "name", "table")),
        ("page", pa.int32()), ("title", pa.string()), ("kind", pa.string()), ("row", pa.int32()),
        *((name, pa.string()) for name in ("row_label", "column", "text")),
        ("number", pa.float64()), ("unit", pa.string()), ("scale", pa.float64()), ("basis", pa.string()),
        ("error", pa.float64()), ("confidence", pa.float64()),
        *((edge, pa.float64()) for edge in ("x0", "y0", "x1", "y1")),
        ("corrected_by", pa.string()),
    ]
)  # fmt: skip


def write_answers(jobs: Sequence[Job], path: Path) -> None:
    """One row for each question of each document, the failed ones among them (status "failed")."""
    rows = [_answer_row(job) for job in jobs if job.question != READING]
    pq.write_table(pa.Table.from_pylist(rows, schema=ANSWERS), path)


def write_readings(ws: Workspace, path: Path, before: Path | None = None) -> tuple[Listed, ...]:
    """One row for each cell of each current reading, corrections applied; values and errors as shown.

    Each document has row groups of its own. Those of documents that have not changed since are taken from the file
    `before`, where it is one that this made. Returns the readings' list. One document is in memory at a time.
    """
    states = ws.states()
    tables = {info.reading: info.name for info in ws.table_infos()}
    found: list[Listed] = []
    kept: dict[str, Kept] = {}
    with kept_in(before) as (old, groups_of), pq.ParquetWriter(path, READINGS) as writer:
        count = 0
        for document in ws.documents():
            state = states.get(document.id, "")
            had = old.get(document.id)
            if had is not None and had.state == state and had.name == document.name:
                lines, made = had.lines, groups_of(had)
            else:
                readings = ws.readings(document)
                lines = [Listed.of(reading, document.name, tables.get(reading.id)) for reading in readings]
                made = _groups(readings, document.name, tables)
            first = count
            for group in made:
                writer.write_table(group, row_group_size=max(1, group.num_rows))
                count += 1
            kept[document.id] = Kept(document.name, state, first, count - first, lines)
            found += lines
        writer.add_key_value_metadata({KEY: packed(kept)})
    return tuple(found)


def _groups(readings: Sequence[Reading], name: str, tables: Mapping[str, str]) -> Iterator[pa.Table]:
    """The cells of one document, at most about `CELLS_AT_ONCE` of them at a time."""
    batch: list[dict[str, Any]] = []
    for reading in readings:
        for row in _cell_rows(reading, name, tables.get(reading.id)):
            batch.append(row)
            if len(batch) >= CELLS_AT_ONCE:
                yield pa.Table.from_pylist(batch, schema=READINGS)
                batch = []
    if batch:
        yield pa.Table.from_pylist(batch, schema=READINGS)


def _answer_row(job: Job) -> dict[str, Any]:
    row: dict[str, Any] = {
        "document": job.document, "name": job.name, "question": job.question, "status": job.status,
        "failure": job.error, "seconds": job.seconds,
    }  # fmt: skip
    answer = job.answer
    if answer is not None:
        row |= answer.model_dump(include={"status", "text", "unit", "scale", "error", "confidence", "sql"})
        row["number"] = _number(None if isinstance(answer.value, tuple) else answer.value)
        row["value"] = json.dumps(answer.model_dump(mode="json")["value"], ensure_ascii=False)
        row["sources"] = json.dumps(
            [citation.model_dump(mode="json", include={"name", "place", "role"}) for citation in answer.citations],
            ensure_ascii=False,
        )
    return row


def _cell_rows(reading: Reading, name: str, table: str | None) -> Iterator[dict[str, Any]]:
    common = {
        "document": reading.region.document, "name": name, "table": table, "page": reading.region.page,
        "title": reading.title or reading.region.caption, "kind": reading.chart_type or reading.region.kind,
    }  # fmt: skip
    for number, row in enumerate(reading.rows):
        label = "" if not row or row[0].value is None else str(row[0].value)
        for column, cell in zip(reading.columns, row, strict=True):
            yield {
                **common, "row": number, "row_label": label, "column": column.name, "text": _text(cell),
                "number": _number(cell.value), "unit": column.unit if cell.unit is None else cell.unit,
                "scale": column.scale if cell.scale is None else cell.scale, "basis": str(cell.basis),
                "error": cell.error, "confidence": cell.confidence, "corrected_by": cell.corrected_by,
                **dict(zip(("x0", "y0", "x1", "y1"), _box(cell), strict=True)),
            }  # fmt: skip


def _text(cell: Cell) -> str | None:
    return cell.text or (None if cell.value is None else str(cell.value))


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _box(cell: Cell) -> tuple[float | None, ...]:
    return cell.place.box if isinstance(cell.place, PageBox) else (None,) * 4
