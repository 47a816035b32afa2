"""Charts beside the CSV of their data: `png/<name>.png` (or jpg, webp, svg, pdf) and `tables/<name>.csv`.

The CSV is wide (labels, then a column a series) or one row a mark, as `gbi_eval.gold` reads it; its texts are taken as
printed, for it does not say which were. Not held: title, the chart's type (all that is read has the one that is
given), axes, units that are not in a column's name, boxes, traits, tags; a sample that is no table is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from gbi_eval.figures import picture as drawn
from gbi_eval.gold import read_gold
from gbi_sft.data.formats.deplot_format import headed, table_sample
from gbi_sft.data.formats.form import Format, Given, Item
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.data.tables import gold_of
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample

TABLES = "tables"
KINDS = ("png", "jpg", "jpeg", "webp", "svg", "pdf")


def items(source: Path) -> Iterator[Item | Refused]:
    """One item a figure with a table, at any depth; of a figure in several formats the first of `KINDS`."""
    folders = sorted(path for path in source.rglob(TABLES) if path.is_dir())
    if not folders:
        raise DataError(f"{source} holds no folder {TABLES} with CSV files beside one with the figures (png, svg ...)")
    for tables in folders:
        for table in sorted(tables.glob("*.csv")):
            name = (tables.parent.relative_to(source) / table.stem).as_posix()
            figures = [tables.parent / kind / f"{table.stem}.{kind}" for kind in KINDS]
            found = next((figure for figure in figures if figure.is_file()), None)
            if found is None:
                yield Refused(id=name, kind="picture", reason=f"there is no figure for {table.name} beside {TABLES}")
            else:
                yield Item(name=name, data=(found, table), base=tables.parent)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The figure (drawings at 1.5 px a point) with its table."""
    figure, table = item.data
    rows = read_gold(table)
    if not rows:
        raise DataError(f"{table.name} is empty")
    shown = drawn(figure)
    if shown is None:
        raise DataError(f"{figure.name} cannot be drawn")
    gold = gold_of(rows[0], rows[1:], chart_type=given.chart_type)
    return table_sample(item.name, intake.take(shown, item.base), gold, given)


def entry(sample: Sample, outlet: Outlet) -> dict[str, str]:
    """Writes the figure and its CSV, named after the id; what stands for them in the list of charts."""
    if sample.gold is None or sample.task != "table" or len(sample.pictures) != 1:
        raise DataError("this form holds a picture with its table; this sample is another task, or has no gold")
    picture = sample.pictures[0]
    kind = Path(picture.path).suffix.lstrip(".").lower()
    name = re.sub(r"[^\w.~-]+", "_", sample.id).strip(".") or picture.sha256[:16]
    if (outlet.folder / TABLES / f"{name}.csv").exists():
        raise DataError(f"{name}.csv is there already; convert into an empty folder, and give samples ids that differ")
    image = outlet.bring(picture, f"{kind}/{name}.{kind}")
    path = outlet.folder / TABLES / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([[headed(column) for column in sample.gold.columns], *sample.gold.texts])
    return {"id": sample.id, "image": image, "table": f"{TABLES}/{name}.csv"}


FORMAT = Format(items=items, sample=sample, entry=entry, file="charts.jsonl")
