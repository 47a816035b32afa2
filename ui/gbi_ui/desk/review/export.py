"""Corrections as training data: `corrections.jsonl`, one JSON object a line, with the figures' pictures beside it.

Each line has: `schema` ("gbi-correction/1"); `id`, a number; `document` (SHA-256 of the file's bytes),
`document_name`, `page` (from 1); `region` (its id), `kind` ("chart" or "table"), `place` (of the region, see
`gbi.types.Place`), `more` (further places of a table that runs over pages); `caption`, `heading`, `title`,
`chart_type`; `picture` ("figures/<region>.png", relative to the file; null where the figure has none); `reading`
(id), `reader`, `model`; `row` (from 0), `row_label`, `column` (from 0), `column_name`, `cell_place`, all as read;
`original` and `original_text` as read, `value` as corrected (null: nothing stands there), `unit` and `scale` of the
column; `by`, `made` (ISO 8601, UTC); `verdict` on the whole reading ("accepted", "rejected" or null);
`table`, the whole figure with all corrections in force, so that a line is enough to train on: `columns` (`name`,
`unit`, `scale`), `rows` of cells (`text` as printed, "" where nothing is printed; `value`, `basis`, `confidence`,
`corrected`) and `axes` (`direction`, `name`, `unit`, `low`, `high`, `kind`); null for a figure without a picture.
A value that equals `original` was confirmed by a person. Corrections whose cell is gone are left out.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from gbi.errors import GbiError
from gbi.store import Correction
from gbi.store.corrections import locate, shown
from gbi.types import Basis, Cell, LazyRows, Reading
from gbi.workspace import Workspace

NAME = "corrections.jsonl"
SCHEMA = "gbi-correction/1"


def lines(ws: Workspace) -> list[dict[str, Any]]:
    """The corrections that stand, oldest first; `picture` as if every figure on a page had one."""
    readings = {reading.region.id: reading for reading in ws.readings()}
    names = {document.id: document.name for document in ws.documents()}
    verdicts = {review.region: review.verdict for review in ws.reviews.all()}
    found = []
    for correction in ws.corrections():
        reading = readings.get(correction.region)
        spot = None if reading is None or correction.orphaned else locate(_as_read(reading), correction)
        if reading is None or spot is None:
            continue
        line = {"schema": SCHEMA, "document_name": names.get(correction.document, "")}
        found.append(line | _figure(reading) | _cell(reading, spot, correction, verdicts.get(correction.region)))
    return found


def archive(ws: Workspace) -> bytes:
    """A ZIP of `corrections.jsonl` and `figures/`. A figure that cannot be drawn has `picture` null."""
    found = lines(ws)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        drawn: dict[str, str | None] = {}
        for line in found:
            region, picture = line["region"], line["picture"]
            if region not in drawn:
                drawn[region] = picture if picture and _draw(ws, packed, region, picture) else None
            line["picture"] = drawn[region]
        packed.writestr(NAME, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found))
    return out.getvalue()


def _as_read(reading: Reading) -> Reading:
    """The reading before its corrections, as far as labels and values go: corrections are found by what was read."""
    if isinstance(reading.rows, LazyRows):
        return reading
    rows = tuple(tuple(_before(cell) for cell in row) for row in reading.rows)
    return reading.model_copy(update={"rows": rows})


def _before(cell: Cell) -> Cell:
    if cell.corrected_by is None or not cell.alternatives:
        return cell
    return cell.model_copy(update={"value": cell.alternatives[0].value, "text": cell.alternatives[0].text})


def _draw(ws: Workspace, packed: zipfile.ZipFile, region: str, name: str) -> bool:
    try:
        packed.writestr(name, ws.region_image(region))
    except GbiError:
        return False
    return True


def _figure(reading: Reading) -> dict[str, Any]:
    region = reading.region
    return {
        "document": region.document,
        "page": region.page,
        "region": region.id,
        "kind": region.kind,
        "place": region.place.model_dump(mode="json"),
        "more": [place.model_dump(mode="json") for place in region.more],
        "caption": region.caption,
        "heading": region.heading,
        "title": reading.title,
        "chart_type": reading.chart_type,
        "picture": f"figures/{region.id}.png" if region.place.kind == "page" else None,
        "reading": reading.id,
        "reader": reading.reader,
        "model": reading.model,
        "table": _table(reading) if region.place.kind == "page" else None,
    }


def _table(reading: Reading) -> dict[str, Any]:
    """The effective reading. What a person wrote over a printed text is taken as printed, over a measured one not."""
    axes = ("direction", "name", "unit", "low", "high", "kind")
    return {
        "columns": [{"name": c.name, "unit": c.unit, "scale": c.scale} for c in reading.columns],
        "rows": [[_shown(cell) for cell in row] for row in reading.rows],
        "axes": [axis.model_dump(mode="json", include=set(axes)) for axis in reading.axes],
    }


def _shown(cell: Cell) -> dict[str, Any]:
    measured = cell.basis is Basis.MEASURED and isinstance(cell.value, int | float)
    return {
        "text": "" if measured and (cell.corrected_by or not cell.text) else shown(cell),
        "value": cell.value,
        "basis": cell.basis.value,
        "confidence": cell.confidence,
        "corrected": cell.corrected_by is not None,
    }


def _cell(reading: Reading, spot: tuple[int, int], correction: Correction, verdict: str | None) -> dict[str, Any]:
    cell, column = reading.rows[spot[0]][spot[1]], reading.columns[spot[1]]
    return {
        "id": correction.id,
        "row": spot[0],
        "row_label": correction.row_label,
        "column": spot[1],
        "column_name": correction.column_name,
        "cell_place": None if correction.place is None else correction.place.model_dump(mode="json"),
        "original": correction.original,
        "original_text": correction.original_text,
        "value": correction.value,
        "unit": column.unit if cell.unit is None else cell.unit,
        "scale": column.scale if cell.scale is None else cell.scale,
        "by": correction.by,
        "made": correction.made,
        "verdict": verdict,
    }
