"""Chart to table: does the program read the numbers that a chart was drawn from?

One real problem: a bar chart of a company's net income over twelve years, one of them a loss that hangs below the
axis. The gold is the table behind it; the reading must have twelve rows, the loss must be negative. Any folder with
`png`, `svg` or `pdf` figures and `tables/*.csv` of the same names is a data set. Not covered: several charts in one
image; the range of an axis, for which the range of the gold column stands.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gbi.errors import GbiError
from gbi.types import Basis, Reading
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome, Slices
from gbi_eval.figures import as_grid, as_rows, picture, read_figure
from gbi_eval.gold import grid, read_gold
from gbi_eval.metrics.calibration import auroc, coverage, expected_calibration_error
from gbi_eval.metrics.cells import cell_f1, match_cells
from gbi_eval.metrics.rms import rms
from gbi_eval.sampling import drawn, language

FORMATS = ("png", "svg", "pdf")
COSTS = {"png": 1.5, "svg": 0.4, "pdf": 0.4}
TOLERANCES = (0.01, 0.03, 0.05)
RIGHT = 0.03
"""A value within this share of its column's range counts as right where confidence is judged."""
SCORES = ("rms_f1", "rms_precision", "rms_recall", *(f"cell_f1_{t:.0%}" for t in TOLERANCES), "read")
TESTED = ("rms_f1", f"cell_f1_{RIGHT:.0%}")


def items(options: Options) -> list[Item]:
    """One item per figure with a gold table; folders of figures below `data` are found at any depth."""
    return drawn(figures(options.data), options)


def figures(data: Path) -> list[Item]:
    """Every figure with a gold table, in the order of their paths."""
    found = []
    for tables in sorted(data.rglob("tables")):
        for form in FORMATS:
            for figure in sorted((tables.parent / form).glob(f"*.{form}")):
                gold = tables / f"{figure.stem}.csv"
                if gold.is_file():
                    slices = {"source": tables.parent.name, "format": form, "language": _language(gold)}
                    payload = {"figure": str(figure), "gold": str(gold)}
                    name = str(figure.relative_to(data))
                    found.append(Item(id=name, slices=slices, payload=payload, cost=COSTS[form]))
    return found


def _language(gold: Path) -> str:
    return language(" ".join(cell for row in read_gold(gold)[:20] for cell in row))


def run(item: Item, options: Options) -> Outcome:
    """Reads one figure; a figure that cannot be read scores 0 with the error in its trace."""
    return judge(item, Path(item.payload["figure"]), read_gold(Path(item.payload["gold"])), options)


def judge(item: Item, figure: Path, gold_rows: list[list[str]], options: Options, *, keep: bool = True) -> Outcome:
    """Reads `figure` and scores it against the gold table; with `keep` its reading stays in the run's cache."""
    started = time.monotonic()
    trace: list[str] = []
    reading: Reading | None = None
    try:
        reading, notes = read_figure(figure, options, keep=keep)
        trace += notes
    except GbiError as error:
        trace.append(f"{type(error).__name__}: {error}")
    seconds = time.monotonic() - started
    gold, said = grid(gold_rows), as_grid(reading)
    score = rms(as_rows(reading), gold_rows)
    scores = {"rms_f1": score.f1, "rms_precision": score.precision, "rms_recall": score.recall}
    scores |= {f"cell_f1_{t:.0%}": cell_f1(said, gold, t).f1 for t in TOLERANCES}
    cells = values(reading, gold_rows)
    return Outcome(
        id=item.id,
        scores=scores | {"read": float(reading is not None)},
        prediction=as_rows(reading),
        gold=gold_rows,
        seconds=seconds,
        slices=item.slices,
        found=_found(reading, cells),
        trace=trace + list(reading.warnings if reading else ()),
        cells=cells,
    )


def _found(reading: Reading | None, cells: Sequence[Mapping[str, Any]]) -> Slices:
    """The slices by what was read: the chart's type, and the basis that most of its values have."""
    bases = Counter(row["basis"] for row in cells if row["basis"])
    kind = (reading.chart_type or "table") if reading else "unread"
    return {"chart type": kind, "basis": bases.most_common(1)[0][0] if bases else "none"}


def values(reading: Reading | None, gold_rows: list[list[str]]) -> list[dict[str, Any]]:
    """One row per gold number: what was said of it, how far off as a share of its column's range, how wide the stated
    error, how sure, on what basis (None where nothing was said); and one per said number that no gold one asked for."""
    rows, partners = [], set()
    for match in match_cells(as_grid(reading), grid(gold_rows)):
        row: dict[str, Any] = {"gold": match.gold, "said": match.said, "distance": match.distance, "basis": None}
        if reading is not None and match.position is not None and match.distance is not None:
            partners.add(match.position)
            cell = reading.rows[match.position[0]][match.position[1] + 1]
            width = None if cell.error is None else cell.error / match.spread
            row |= {"width": width, "confidence": cell.confidence, "basis": cell.basis.value}
        rows.append(row)
    if reading is not None:
        for r, line in enumerate(as_grid(reading).values):
            for c, said in enumerate(line):
                if said is not None and (r, c) not in partners:
                    cell = reading.rows[r][c + 1]
                    lone = {"gold": None, "said": said, "distance": None, "width": None}
                    rows.append(lone | {"confidence": cell.confidence, "basis": cell.basis.value})
    return rows


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """Measures over values: share abstained, by basis how many and how many of them right, calibration, coverage."""
    rows = [row for outcome in outcomes for row in outcome.cells]
    golds = [row for row in rows if row["gold"] is not None]
    said = [row for row in rows if row["said"] is not None]
    right = [_right(row, RIGHT) for row in said]
    sure, shares = [row["confidence"] for row in said], _shares(outcomes)
    result: dict[str, float | None] = {
        "values": float(len(golds)),
        "abstained": sum(row["said"] is None for row in golds) / len(golds) if golds else None,
        "calibration_error": expected_calibration_error(sure, right) if said else None,
        "calibration_error_figures": expected_calibration_error(sure, right, weights=shares) if said else None,
        "confidence_auroc": auroc(sure, right),
    }
    for basis in Basis:
        of_basis = [row for row in said if row["basis"] == basis.value]
        if of_basis:
            result[f"share_{basis.value}"] = len(of_basis) / len(said)
            for t in TOLERANCES:
                hits = sum(_right(row, t) for row in of_basis)
                result[f"precision_{t:.0%}_{basis.value}"] = hits / len(of_basis)
    stated = [row for row in said if row["distance"] is not None and row["width"] is not None]
    measured = [row for row in stated if row["basis"] == Basis.MEASURED.value]
    if measured:
        share, width = coverage([row["distance"] for row in measured], [row["width"] for row in measured])
        result |= {"error_coverage": share, "error_half_width": width}
    return result


def _shares(outcomes: Sequence[Outcome]) -> list[float]:
    """For each value that was said its share of its figure's, so that a scatter of hundreds counts as one figure."""
    counts = [sum(row["said"] is not None for row in outcome.cells) for outcome in outcomes]
    return [1.0 / count for count in counts for _ in range(count)]


def _right(row: Mapping[str, Any], tolerance: float) -> bool:
    return row["distance"] is not None and row["distance"] <= tolerance + 1e-9


def shown(item: Item) -> bytes | None:
    """The figure."""
    return picture(Path(item.payload["figure"]))


BENCHMARK = Benchmark(
    name="chart2table", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra, picture=shown
)
