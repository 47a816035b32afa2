"""Answers and readings as Parquet: one row an answer, one row a cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gbi.store.jobs import READING, Job
from gbi.types import Cell, PageBox, Reading, Value
from gbi.workspace import Workspace

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


def write_readings(ws: Workspace, path: Path) -> None:
    """One row for each cell of each current reading, corrections applied; values and errors as shown."""
    names = {document.id: document.name for document in ws.documents()}
    tables = {info.reading: info.name for info in ws.table_infos()}
    with pq.ParquetWriter(path, READINGS) as writer:
        batch: list[dict[str, Any]] = []
        for reading in ws.readings():
            for row in _cell_rows(reading, names[reading.region.document], tables.get(reading.id)):
                batch.append(row)
                if len(batch) >= CELLS_AT_ONCE:
                    writer.write_table(pa.Table.from_pylist(batch, schema=READINGS))
                    batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema=READINGS))


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
