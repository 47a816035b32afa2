"""Vega-Lite examples as PDF: every value within half a per cent of its axis's range, under the right labels."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from gbi.readers.vector import VectorReader
from gbi.types import Reading
from support.figures import opened

CASES = [json.loads(line) for line in (Path(__file__).parent / "vector_vega.jsonl").read_text().splitlines()]
TOLERANCE = 0.005

Record = tuple[frozenset[str], tuple[float, ...]]


def number(text: str) -> float | None:
    try:
        return float(text.replace("−", "-").replace(",", ""))
    except ValueError:
        return None


def gold(path: Path, fields: list[str], unseen: list[str]) -> list[Record]:
    """One record a mark: its texts, and its numbers in the order of `fields`; what the chart does not show left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [name for name in rows[0] if name not in (*fields, *unseen, "__mark")]
    return [
        (frozenset(row[t] for t in texts), tuple(n for f in fields if (n := number(row[f])) is not None))
        for row in rows
    ]


def said(reading: Reading) -> list[Record]:
    """Rows of a scatter, else one record a cell: row label, column name and value."""
    if reading.chart_type in ("scatter", "bubble"):
        rows = [[c.value for c in row] for row in reading.rows]
        return [(_texts(r), tuple(v for v in r if isinstance(v, int | float))) for r in rows]
    names = [c.name for c in reading.columns]
    return [
        (frozenset({str(row[0].value), name}), (float(cell.value),))
        for row in reading.rows
        for name, cell in zip(names[1:], row[1:], strict=True)
        if isinstance(cell.value, int | float)
    ]


def _texts(row: list[Any]) -> frozenset[str]:
    return frozenset(v for v in row if isinstance(v, str))


def ranges(reading: Reading, records: list[Record]) -> list[float]:
    """What half a per cent is of: the axis that spans the numbers of a field, else the numbers themselves."""
    found = []
    for numbers in zip(*(record[1] for record in records), strict=True):
        spread = max(numbers) - min(0.0, *numbers)
        spans = [a.high - a.low for a in reading.axes if a.high is not None and a.low is not None]
        found.append(min((s for s in spans if s > 0.5 * spread), default=spread))
    return found


@pytest.mark.data
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vega_chart(case: dict[str, Any], data: Path, tmp_path: Path) -> None:
    import pymupdf

    folder = data / "charts" / "vega"
    pdf = tmp_path / "chart.pdf"
    pdf.write_bytes(pymupdf.open(folder / "svg" / f"{case['name']}.svg").convert_to_pdf())
    source, region = opened(pdf)
    reading = VectorReader().read(source, region)
    source.close()
    assert reading is not None
    wanted = gold(folder / "tables" / f"{case['name']}.csv", case["values"], case.get("unseen", []))
    left = said(reading)
    assert len(left) == len(wanted)
    spans = ranges(reading, wanted)
    for texts, numbers in wanted:
        match = next((r for r in left if texts <= r[0] and _near(numbers, r[1], spans)), None)
        assert match is not None, (texts, numbers)
        left.remove(match)


def _near(wanted: tuple[float, ...], found: tuple[float, ...], spans: list[float]) -> bool:
    pairs = zip(wanted, found, spans, strict=True) if len(wanted) == len(found) == len(spans) else ()
    checked = [abs(a - b) <= TOLERANCE * span for a, b, span in pairs]
    return bool(checked) and all(checked)
