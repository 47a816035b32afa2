"""ICDAR-2013 table competition, complete task: find the tables of a PDF and their cells.

One real problem: a table of public-school graduates by state and year that runs on over two pages under a header of
two levels, "Actual" over ten years, "Projected" over the rest. Every neighbouring pair of cells counts. A document
with two alternative gold files (names ending in a and b) is judged by the better one.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from defusedxml import ElementTree

from gbi.documents import open_source
from gbi.errors import GbiError
from gbi.readers.table import read_grid
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.metrics.adjacency import Relation, SpanCell, adjacency, relations


def items(options: Options) -> list[Item]:
    """One item per PDF with at least one gold structure file."""
    found = []
    for pdf in sorted(options.data.rglob("*.pdf")):
        stem = re.sub(r"(?<=\d)[ab]$", "", pdf.stem)
        golds = sorted(str(path) for path in pdf.parent.glob(f"{stem}*-str.xml"))
        golds = [path for path in golds if re.fullmatch(rf"{re.escape(stem)}[ab]?-str", Path(path).stem)]
        if golds:
            origin = {"origin": pdf.stem.split("-")[0]}
            found.append(Item(id=pdf.stem, slices=origin, payload={"pdf": str(pdf), "golds": golds}))
    random.Random(options.seed).shuffle(found)
    return found[: options.limit]


def run(item: Item, options: Options) -> Outcome:
    """Reads all tables of a PDF; a page that cannot be read is missing from the relations."""
    started = time.monotonic()
    trace: list[str] = []
    said: Counter[Relation] = Counter()
    try:
        said, trace = read_relations(Path(item.payload["pdf"]))
    except GbiError as error:
        trace = [f"{type(error).__name__}: {error}"]
    golds = [gold_relations(Path(path)) for path in item.payload["golds"]]
    best = max(golds, key=lambda gold: adjacency(said, gold).f1)
    score = adjacency(said, best)
    counts = {"right": (said & best).total(), "said": said.total(), "gold": best.total()}
    return Outcome(
        id=item.id,
        scores={"f1": score.f1, "precision": score.precision, "recall": score.recall},
        prediction=sorted((said - best).elements())[:40],
        gold=sorted((best - said).elements())[:40],
        seconds=time.monotonic() - started,
        slices=item.slices,
        trace=trace,
        cells=[counts],
    )


def read_relations(pdf: Path) -> tuple[Counter[Relation], list[str]]:
    """All relations of the document's tables as read, and what went wrong."""
    found: Counter[Relation] = Counter()
    trace: list[str] = []
    source = open_source(pdf)
    try:
        for page in range(1, source.document.pages + 1):
            for region in source.regions(page):
                if region.kind != "table":
                    continue
                grid = read_grid(source, region)
                if grid is None:
                    trace.append(f"page {page}: a table region without a grid")
                    continue
                found += relations(SpanCell(c.row, c.col, c.text, c.rowspan, c.colspan) for c in grid.cells)
    finally:
        source.close()
    return found, trace


def gold_relations(path: Path) -> Counter[Relation]:
    """The relations of a competition's `-str.xml`; a table's regions are separate grids, as in the competition's
    files."""
    found: Counter[Relation] = Counter()
    for region in ElementTree.parse(path).getroot().iter("region"):
        found += relations(_gold_cell(cell.attrib, cell.findtext("content") or "") for cell in region.iter("cell"))
    return found


def _gold_cell(at: Mapping[str, str], text: str) -> SpanCell:
    row, column = int(at["start-row"]), int(at["start-col"])
    rows = int(at.get("end-row", row)) - row + 1
    columns = int(at.get("end-col", column)) - column + 1
    return SpanCell(row, column, text, rows, columns)


def extra(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """Micro scores: all documents' relations as one."""
    right, said, gold = (sum(o.cells[0][key] for o in outcomes) for key in ("right", "said", "gold"))
    return {
        "micro_precision": right / said if said else None,
        "micro_recall": right / gold if gold else None,
        "micro_f1": 2 * right / (said + gold) if said + gold else None,
    }


BENCHMARK = Benchmark(name="icdar2013", items=items, run=run, extra=extra)
