"""ICDAR-2013 table competition, complete task: find the tables of a PDF and their cells.

One real problem: a table of public-school graduates by state and year that runs on over two pages under a header of
two levels, "Actual" over ten years, "Projected" over the rest. Every neighbouring pair of cells counts (adjacency), and
beside it stands TEDS over the same tables. A document with two alternative gold files (names ending in a and b) is
judged by the better one.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from defusedxml import ElementTree
from scipy.optimize import linear_sum_assignment

from gbi.documents import open_source
from gbi.documents.source import Source
from gbi.errors import GbiError
from gbi.readers import read_region
from gbi.readers.table import read_grid
from gbi.types import Region
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome
from gbi_eval.figures import as_rows, picture
from gbi_eval.metrics.adjacency import Relation, SpanCell, adjacency, relations
from gbi_eval.metrics.teds import teds
from gbi_eval.sampling import drawn

Cells = list[SpanCell]
SCORES = ("f1", "precision", "recall", "teds")
TESTED = ("f1", "teds")
SHOWN = 40
"""So many wrong and missing relations of a document are kept for the report."""
BYTES_A_SECOND = 40_000.0


def items(options: Options) -> list[Item]:
    """One item per PDF with at least one gold structure file."""
    found = []
    for pdf in sorted(options.data.rglob("*.pdf")):
        stem = re.sub(r"(?<=\d)[ab]$", "", pdf.stem)
        golds = sorted(str(path) for path in pdf.parent.glob(f"{stem}*-str.xml"))
        golds = [path for path in golds if re.fullmatch(rf"{re.escape(stem)}[ab]?-str", Path(path).stem)]
        if golds:
            source = {"source": pdf.stem.split("-")[0]}
            cost = pdf.stat().st_size / BYTES_A_SECOND
            found.append(Item(id=pdf.stem, slices=source, payload={"pdf": str(pdf), "golds": golds}, cost=cost))
    return drawn(found, options)


def run(item: Item, options: Options) -> Outcome:
    """Reads all tables of a PDF; a page that cannot be read is missing from the relations."""
    started = time.monotonic()
    trace: list[str] = []
    tables: list[Cells] = []
    try:
        tables, trace = read_tables(Path(item.payload["pdf"]), options.reader)
    except GbiError as error:
        trace = [f"{type(error).__name__}: {error}"]
    seconds = time.monotonic() - started
    said = _all(tables)
    golds = [gold_tables(Path(path)) for path in item.payload["golds"]]
    best = max(golds, key=lambda gold: adjacency(said, _all(gold)).f1)
    wanted = _all(best)
    score = adjacency(said, wanted)
    counts = {"right": (said & wanted).total(), "said": said.total(), "gold": wanted.total()}
    return Outcome(
        id=item.id,
        scores={"f1": score.f1, "precision": score.precision, "recall": score.recall, "teds": _teds(tables, best)},
        prediction=[["said, not in the gold", "", ""], *map(list, sorted((said - wanted).elements())[:SHOWN])],
        gold=[["gold, not said", "", ""], *map(list, sorted((wanted - said).elements())[:SHOWN])],
        seconds=seconds,
        slices=item.slices,
        trace=trace,
        cells=[counts],
    )


def read_tables(pdf: Path, reader: str | None = None) -> tuple[list[Cells], list[str]]:
    """The cells of each of the document's tables as read, and what went wrong.

    The table reader's grid has spans; another reader's readings have none, their header is one row of cells.
    """
    found: list[Cells] = []
    trace: list[str] = []
    source = open_source(pdf)
    try:
        for page in range(1, source.document.pages + 1):
            for region in source.regions(page):
                if region.kind != "table":
                    continue
                cells = _cells(source, region, reader)
                if cells:
                    found.append(cells)
                else:
                    trace.append(f"page {page}: a table region without cells")
    finally:
        source.close()
    return found, trace


def _cells(source: Source, region: Region, reader: str | None) -> Cells:
    if reader in (None, "table"):
        grid = read_grid(source, region)
        return [SpanCell(c.row, c.col, c.text, c.rowspan, c.colspan) for c in grid.cells] if grid else []
    readings = read_region(source, region, [reader])
    rows = as_rows(readings[0]) if readings else []
    return [SpanCell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


def gold_tables(path: Path) -> list[Cells]:
    """The cells of each grid of a competition's `-str.xml`; a table's regions are separate grids, as in the
    competition's files."""
    regions = ElementTree.parse(path).getroot().iter("region")
    return [[_gold_cell(c.attrib, c.findtext("content") or "") for c in region.iter("cell")] for region in regions]


def gold_relations(path: Path) -> Counter[Relation]:
    """The relations of all grids of a competition's `-str.xml`."""
    return _all(gold_tables(path))


def _all(tables: Sequence[Cells]) -> Counter[Relation]:
    return sum((relations(table) for table in tables), Counter())


def _teds(said: Sequence[Cells], gold: Sequence[Cells]) -> float:
    """Mean TEDS of the document's tables: paired one to one by their relations, 0 for each without a partner."""
    if not said or not gold:
        return float(not said and not gold)
    alike = np.array([[adjacency(relations(a), relations(b)).f1 for b in gold] for a in said])
    pairs = zip(*(index.tolist() for index in linear_sum_assignment(-alike)), strict=True)
    return sum(teds(said[r], gold[c]) for r, c in pairs if alike[r, c] > 0) / max(len(said), len(gold))


def _gold_cell(at: Mapping[str, str], text: str) -> SpanCell:
    row, column = int(at["start-row"]), int(at["start-col"])
    rows = int(at.get("end-row", row)) - row + 1
    columns = int(at.get("end-col", column)) - column + 1
    return SpanCell(row, column, text, rows, columns)


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """Micro scores: all documents' relations as one."""
    counts = [outcome.cells[0] for outcome in outcomes if outcome.cells]
    right, said, gold = (sum(row[key] for row in counts) for key in ("right", "said", "gold"))
    return {
        "micro_precision": right / said if said else None,
        "micro_recall": right / gold if gold else None,
        "micro_f1": 2 * right / (said + gold) if said + gold else None,
    }


def shown(item: Item) -> bytes | None:
    """The first page."""
    return picture(Path(item.payload["pdf"]))


BENCHMARK = Benchmark(name="icdar2013", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra, picture=shown)
