"""Chart to table: does the program read the numbers that a chart was drawn from?

One real problem: a bar chart of a company's net income over twelve years, one of them a loss that hangs below the
axis. The gold is the table behind it; the reading must have twelve rows, the loss must be negative. Any folder with
`png`, `svg` or `pdf` figures and `tables/*.csv` of the same names is a data set. Not covered: several charts in one
image.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gbi.errors import GbiError
from gbi.types import Basis, Reading
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.figures import as_grid, as_rows, read_figure
from gbi_eval.gold import grid, read_gold
from gbi_eval.metrics.calibration import auroc, coverage, expected_calibration_error
from gbi_eval.metrics.cells import cell_f1, match_cells
from gbi_eval.metrics.rms import rms

FORMATS = ("png", "svg", "pdf")
TOLERANCES = (0.01, 0.03, 0.05)
RIGHT = 0.03
"""A value within this share of its column's range counts as right where confidence is judged."""


def items(options: Options) -> list[Item]:
    """One item per figure with a gold table; folders of figures below `data` are found at any depth."""
    found = []
    for tables in sorted(options.data.rglob("tables")):
        for form in FORMATS:
            for figure in sorted((tables.parent / form).glob(f"*.{form}")):
                gold = tables / f"{figure.stem}.csv"
                if gold.is_file():
                    name = str(figure.relative_to(options.data))
                    slices = {"set": tables.parent.name, "format": form}
                    found.append(Item(id=name, slices=slices, payload={"figure": str(figure), "gold": str(gold)}))
    random.Random(options.seed).shuffle(found)
    return found[: options.limit]


def run(item: Item, options: Options) -> Outcome:
    """Reads one figure; a figure that cannot be read scores 0 with the error in its trace."""
    return judge(item, Path(item.payload["figure"]), read_gold(Path(item.payload["gold"])), options)


def judge(item: Item, figure: Path, gold_rows: list[list[str]], options: Options) -> Outcome:
    """Reads `figure` and scores it against the gold table."""
    started = time.monotonic()
    trace: list[str] = []
    reading: Reading | None = None
    try:
        reading = read_figure(figure, options.reader)
    except GbiError as error:
        trace.append(f"{type(error).__name__}: {error}")
    seconds = time.monotonic() - started
    gold, said = grid(gold_rows), as_grid(reading)
    score = rms(as_rows(reading), gold_rows)
    scores = {"rms_f1": score.f1, "rms_precision": score.precision, "rms_recall": score.recall}
    scores |= {f"cell_f1_{t:.0%}": cell_f1(said, gold, t).f1 for t in TOLERANCES}
    scores["read"] = float(reading is not None)
    return Outcome(
        id=item.id,
        scores=scores,
        prediction=as_rows(reading),
        gold=gold_rows,
        seconds=seconds,
        slices={**item.slices, "type": (reading.chart_type or "table") if reading else "unread"},
        trace=trace + list(reading.warnings if reading else ()),
        cells=_judged(reading, gold_rows) if reading else [],
        image=str(figure),
    )


def _judged(reading: Reading, gold_rows: list[list[str]]) -> list[dict[str, Any]]:
    """One row per gold number that was read: how far off, how wide the stated error, how sure."""
    gold = grid(gold_rows)
    rows = []
    for match in match_cells(as_grid(reading), gold):
        if match.position is None or match.distance is None:
            continue
        cell = reading.rows[match.position[0]][match.position[1] + 1]
        width = None if cell.error is None else cell.error / match.spread
        rows.append(
            {
                "gold": match.gold,
                "spread": match.spread,
                "distance": match.distance,
                "width": width,
                "confidence": cell.confidence,
                "basis": cell.basis.value,
            }
        )
    return rows


def extra(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """Measures over values: share right by basis, share abstained, calibration, coverage of the stated errors."""
    rows = [row for outcome in outcomes for row in outcome.cells]
    golds = sum(n is not None for outcome in outcomes for row in grid(outcome.gold).values for n in row)
    right = [row["distance"] <= RIGHT for row in rows]
    sure = [row["confidence"] for row in rows]
    result: dict[str, float | None] = {
        "values": float(golds),
        "abstained": 1 - len(rows) / golds if golds else None,
        "calibration_error": expected_calibration_error(sure, right),
        "confidence_auroc": auroc(sure, right),
    }
    for basis in Basis:
        hits = [ok for row, ok in zip(rows, right, strict=True) if row["basis"] == basis.value]
        if hits:
            result[f"share_{basis.value}"] = len(hits) / len(rows)
            result[f"right_{basis.value}"] = sum(hits) / len(hits)
    measured = [row for row in rows if row["width"] is not None and row["basis"] == Basis.MEASURED.value]
    if measured:
        share, width = coverage([row["distance"] for row in measured], [row["width"] for row in measured])
        result |= {"error_coverage": share, "error_half_width": width}
    return result


BENCHMARK = Benchmark(name="chart2table", items=items, run=run, extra=extra)
