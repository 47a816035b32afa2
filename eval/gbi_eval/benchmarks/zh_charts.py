"""Chinese charts: requests with their data (`items.jsonl`) are drawn in several styles and read back.

One real problem: "展示过去一周每天的平均温度…用面积图可视化", an area chart of seven
temperatures with 周一 to 周日 under the axis.
Only the kinds that are tables of numbers are drawn: line, area, column, bar and pie; mind maps and the like are not
charts of data.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks import chart2table
from gbi_eval.drawing import draw
from gbi_eval.figures import picture
from gbi_eval.sampling import drawn, language, rows_of

STYLES: tuple[tuple[str, str, bool, str], ...] = (
    ("plain png", "default", False, "png"),
    ("labelled png", "ggplot", True, "png"),
    ("vector pdf", "seaborn-v0_8-whitegrid", False, "pdf"),
)
"""Name, matplotlib style, values printed, format."""
KINDS = ("line", "area", "column", "bar", "pie")
KEYS = ("time", "category")
READING_SECONDS = 1.5


def items(options: Options) -> list[Item]:
    """Each drawable request once per style; `limit` counts requests."""
    found = []
    for folder, number, row in rows_of(options.data, "items.jsonl"):
        chart = _chart(row.get("response", ""))
        if chart is not None:
            slices = {"chart type": chart["kind"], "language": language(chart["title"] or " ".join(chart["rows"][0]))}
            found.append(Item(id=f"{folder.name}#{number}", slices=slices, payload=chart, cost=READING_SECONDS))
    return [
        chart.model_copy(
            update={
                "id": f"{chart.id}@{style}",
                "slices": chart.slices | {"style": style},
                "payload": chart.payload | {"style": style},
            }
        )
        for chart in drawn(found, options)
        for style, _, _, _ in STYLES
    ]


def run(item: Item, options: Options) -> Outcome:
    """Draws the request in its style, reads it, scores it as `chart2table` does."""
    rows = item.payload["rows"]
    with tempfile.TemporaryDirectory() as folder:
        figure = _drawn(item, Path(folder))
        gold = _shares(rows) if item.payload["kind"] == "pie" else rows
        return chart2table.judge(item, figure, gold, options, keep=False)


def _drawn(item: Item, folder: Path) -> Path:
    _, sheet, labels, form = next(row for row in STYLES if row[0] == item.payload["style"])
    figure = folder / f"chart.{form}"
    draw(item.payload["kind"], item.payload["rows"], item.payload["title"], figure, labels=labels, style=sheet)
    return figure


def shown(item: Item) -> bytes | None:
    """The chart, drawn again."""
    with tempfile.TemporaryDirectory() as folder:
        return picture(_drawn(item, Path(folder)))


def _shares(rows: list[list[str]]) -> list[list[str]]:
    """What a pie shows: the share of each slice in percent."""
    total = sum(float(row[1]) for row in rows[1:])
    return [rows[0], *([row[0], f"{100 * float(row[1]) / total:.1f}"] for row in rows[1:])]


def _chart(response: str) -> dict[str, Any] | None:
    """Kind, title and wide table of a response; None where it is not one of the kinds, or its data do not fit."""
    try:
        data = json.loads(response)
        kind, records = data["type"], data["data"]
        key = next(key for key in KEYS if key in records[0])
        values = {(str(r[key]), str(r.get("group", ""))): float(r["value"]) for r in records}
    except (ValueError, KeyError, TypeError, IndexError, StopIteration):
        return None
    if kind not in KINDS or len(values) < 2 or len(values) != len(records):
        return None
    groups = list(dict.fromkeys(group for _, group in values))
    names = list(dict.fromkeys(name for name, _ in values))
    header = groups if len(groups) > 1 else [str(data.get("axisYTitle") or "value")]
    if kind == "pie" and (len(groups) > 1 or min(values.values()) <= 0):
        return None
    body = [[name, *(f"{values[name, g]:g}" if (name, g) in values else "" for g in groups)] for name in names]
    rows = [[str(data.get("axisXTitle") or ""), *header], *body]
    return {"kind": kind, "title": str(data.get("title") or ""), "rows": rows}


BENCHMARK = Benchmark(
    name="zh_charts",
    items=items,
    run=run,
    scores=chart2table.SCORES,
    tested=chart2table.TESTED,
    extra=chart2table.extra,
    picture=shown,
)
