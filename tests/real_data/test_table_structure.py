"""Table structure on real government PDFs: the mean F1 of adjacency relations must not fall."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from gbi.documents import open_source
from gbi.readers.table import read_grid
from support.adjacency import Relations, f1, gold, relations

LEAST = 0.93  # the best open extractor had 0.938 over all documents


def found_in(path: Path) -> list[Relations]:
    """The relations of each table region of a PDF."""
    source = open_source(path)
    try:
        regions = [r for n in range(1, source.document.pages + 1) for r in source.regions(n) if r.kind == "table"]
        grids = [grid for region in regions if (grid := read_grid(source, region))]
    finally:
        source.close()
    return [
        relations([(c.row, c.col, c.row + c.rowspan - 1, c.col + c.colspan - 1, c.text) for c in grid.cells])
        for grid in grids
    ]


@pytest.mark.data
def test_every_eighth_document_of_the_competition(data: Path) -> None:
    files = sorted((data / "tables" / "icdar2013").glob("*-str.xml"))
    documents = [(path.with_name(path.name.replace("-str.xml", ".pdf")), path) for path in files][::8]
    scores = {pdf.stem: f1(gold(xml), found_in(pdf)) for pdf, xml in documents if pdf.exists()}
    assert scores and mean(scores.values()) >= LEAST, scores
