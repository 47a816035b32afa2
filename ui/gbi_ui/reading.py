"""`gbi read`: every chart and table of the files, as tables for a person, JSON lines or CSV files."""

from __future__ import annotations

import csv as csv_module
import re
from collections.abc import Sequence
from pathlib import Path

from gbi.errors import DocumentError
from gbi.types import Basis, Reading


def run(
    files: Sequence[Path],
    *,
    pages: str | None,
    readers: Sequence[str] | None,
    workspace: Path | None,
    as_json: bool,
    csv: Path | None,
) -> int:
    """Reads and prints; returns the exit status: 1 when nothing at all could be read."""
    from gbi.workspace import Workspace, cached_workspace
    from gbi_ui.progress import follow

    missing = [path for path in files if not path.exists()]
    if missing:
        raise DocumentError(f"{missing[0]}: no such file; give the path of a report, image, slides or data file")
    with cached_workspace(files) if workspace is None else Workspace(workspace) as ws:
        documents = follow(ws.ingest(*files, pages=pages, readers=readers))
        names = {document.id: document.name for document in ws.documents()}
        readings = [reading for document in dict.fromkeys(documents) for reading in ws.readings(document)]
    if csv is not None:
        csv.mkdir(parents=True, exist_ok=True)
    for number, reading in enumerate(readings, 1):
        if csv is not None:
            print(_write_csv(reading, names[reading.region.document], number, csv))
        elif as_json:
            print(reading.model_dump_json())
        else:
            _print(reading, names[reading.region.document])
    if not readings and not as_json:
        print("no chart or table was found")
    return 0


def _write_csv(reading: Reading, name: str, number: int, folder: Path) -> Path:
    """One reading as UTF-8 CSV with a header row; the file's name is made of safe characters only."""
    stem = re.sub(r"[^\w-]+", "_", Path(name).stem)[:60]
    path = folder / f"{stem}_p{reading.region.page}_{number}.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv_module.writer(file)
        writer.writerow([column.name for column in reading.columns])
        writer.writerows([["" if cell.value is None else cell.value for cell in row] for row in reading.rows])
    return path


def _print(reading: Reading, name: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    kind = reading.chart_type or reading.region.kind
    title = reading.title or reading.region.caption or reading.region.heading
    table = Table(title=Text(f"{name}, page {reading.region.page}: {kind}" + (f" · {title}" if title else "")))
    for column in reading.columns:
        unit = " ".join(filter(None, (f"×{column.scale:g}" if column.scale != 1 else "", column.unit or "")))
        table.add_column(
            Text(column.name + (f" [{unit}]" if unit else "")), justify="right" if column.type == "number" else "left"
        )
    for row in reading.rows:
        table.add_row(*(Text(_shown(cell.value, cell.error, cell.basis)) for cell in row))
    console = Console()
    console.print(table)
    for warning in reading.warnings:
        console.print(Text(f"note: {warning}"))


def _shown(value: object, error: float | None, basis: Basis) -> str:
    """A value for a person; a measured one with its half-width."""
    if value is None:
        return ""
    if basis is Basis.MEASURED and error and isinstance(value, float):
        return f"{value:.4g} ± {error:.1g}"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else f"{value}"
