"""A folder of drawn figures with their tables, as `chart2table` takes it: two series with losses among them."""

from __future__ import annotations

import random
from pathlib import Path

from gbi_eval.drawing import draw


def draw_set(folder: Path, count: int) -> Path:
    """`count` column charts as PDF with the values printed, the same every time."""
    rng = random.Random(7)
    (folder / "tables").mkdir(parents=True)
    (folder / "pdf").mkdir()
    for i in range(count):
        values = [[rng.randint(20, 90), -rng.randint(20, 90)] for _ in range(4)]
        rows = [["Year", "Sales", "Profit"], *([str(2018 + r), *map(str, row)] for r, row in enumerate(values))]
        text = "".join(",".join(row) + "\n" for row in rows)
        (folder / "tables" / f"f{i:02}.csv").write_text(text, "utf-8")
        draw("column", rows, "Sales and profit", folder / "pdf" / f"f{i:02}.pdf", labels=True, style="default")
    return folder
