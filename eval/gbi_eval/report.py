"""`report.html` of a run: scores by slice, plots, and the fifty worst items with image, reading and gold side by side.

The page is self-contained: images and plots are inside it, nothing is loaded, no script runs. All text of documents and
data is escaped.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from gbi.files import replacing
from gbi_eval.benchmark import Benchmark, Item, Outcome
from gbi_eval.benchmarks import load
from gbi_eval.gold import number
from gbi_eval.plots import bars, histogram, reliability
from gbi_eval.runner import read_outcomes

WORST = 50
IMAGE_WIDTH = 460
ROWS_SHOWN = 30
STYLE = """:root{color-scheme:light}
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;padding:0 1.5rem;max-width:84rem;color:#1c2330;
background:#fff}
h1{margin:0 0 .2rem}h2{margin:2.2rem 0 .6rem}table{border-collapse:collapse;margin:.5rem 0}
td,th{border:1px solid #e1e5eb;padding:.15rem .5rem;text-align:left;vertical-align:top}
th{background:#f5f7fa;font-weight:600}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.kind td{background:#f5f7fa;color:#667085}.soft{color:#667085}
.plots{display:flex;flex-wrap:wrap;gap:2rem}.plots svg{flex:none}
.tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0}
.tile{border:1px solid #e1e5eb;border-radius:.5rem;padding:.5rem .9rem}
.tile b{font-size:1.35rem;display:block}.wide{overflow-x:auto}
.item{border-top:1px solid #d0d5dd;padding:1rem 0;display:grid;
grid-template-columns:minmax(0,29rem) minmax(0,1fr) minmax(0,1fr);gap:1rem}
.item>div{overflow-x:auto;max-height:34rem}.item header{grid-column:1/-1}
.item img{max-width:100%;border:1px solid #e1e5eb}.item td,.item th{font-size:12px;padding:.05rem .35rem}
td.off{background:#fde8e8}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;font-size:12px}
details{grid-column:1/-1}"""


def write_report(out: Path, items: Sequence[Item] = ()) -> Path:
    """Writes `report.html` into a finished run's folder and returns its path; `items` are the run's, for pictures."""
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    benchmark = load(results["benchmark"])
    outcomes = read_outcomes(out)
    first = benchmark.tested[0]
    worst = sorted(outcomes, key=lambda outcome: (outcome.scores.get(first, 0.0), outcome.id))[:WORST]
    of = {item.id: item for item in items}
    body = [
        _head(results),
        _tiles(results, benchmark),
        "<h2>By slice</h2>",
        _scores(results),
        '<h2>Plots</h2><div class="plots">',
        bars(_shares(results, first), f"{first} by slice, with its 95 % interval"),
        histogram([outcome.scores.get(first, 0.0) for outcome in outcomes], f"items by {first}"),
        reliability(_believed(outcomes)),
        "</div>",
        f"<h2>The {len(worst)} worst by {escape(first)}</h2>",
        *(_item(outcome, of.get(outcome.id), benchmark) for outcome in worst),
    ]
    path = out / "report.html"
    head = f'<meta charset="utf-8"><title>{escape(results["benchmark"])}</title><style>{STYLE}</style>'
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(body)}</body></html>'
    with replacing(path) as part:
        part.write_text(page, encoding="utf-8")
    return path


def _head(results: Mapping[str, Any]) -> str:
    models = ", ".join(f"{role}: {name}" for role, name in results.get("models", {}).items() if name) or "no models"
    facts = f"{results.get('commit') or 'no commit'} · {models} · {results.get('machine', '')}"
    return (
        f"<h1>{escape(results['benchmark'])}</h1><code>{escape(results.get('command', ''))}</code>"
        f'<p class="soft">{results["items"]} items, {results.get("failed", 0)} of them broke the program · '
        f"{escape(facts)}</p>"
    )


def _tiles(results: Mapping[str, Any], benchmark: Benchmark) -> str:
    """The tested scores, then the benchmark's own further measures."""
    tiles = [(name, _interval(results["scores"][name])) for name in benchmark.tested if name in results["scores"]]
    tiles += [(name, _number(value)) for name, value in results["extra"].items()]
    inside = "".join(f'<div class="tile"><span class="soft">{escape(n)}</span><b>{v}</b></div>' for n, v in tiles)
    return f'<div class="tiles">{inside}</div>'


def _scores(results: Mapping[str, Any]) -> str:
    names = [name for name, value in results["scores"].items() if isinstance(value, dict)]
    further = list(results["extra"])
    head = "".join(f"<th>{escape(name)}</th>" for name in (*names, *further))
    rows = [_row("all", results["scores"] | {"extra": results["extra"]}, names, further)]
    for title, key in (("as the data have it", "slices"), ("as the program found it", "found")):
        if results.get(key):
            rows.append(f'<tr class="kind"><td colspan="{2 + len(names) + len(further)}">{title}</td></tr>')
        rows += [_row(name, scores, names, further) for name, scores in results.get(key, {}).items()]
    return f'<div class="wide"><table><tr><th></th><th>n</th>{head}</tr>{"".join(rows)}</table></div>'


def _row(name: str, scores: Mapping[str, Any], names: Sequence[str], further: Sequence[str]) -> str:
    cells = "".join(f'<td class="num">{_interval(scores[key]) if key in scores else ""}</td>' for key in names)
    cells += "".join(f'<td class="num">{_number(scores["extra"].get(key))}</td>' for key in further)
    return f'<tr><td>{escape(name)}</td><td class="num">{scores["n"]}</td>{cells}</tr>'


def _interval(value: Mapping[str, float]) -> str:
    return f'{value["mean"]:.3f} <span class="soft">[{value["low"]:.3f}, {value["high"]:.3f}]</span>'


def _number(value: float | None) -> str:
    return "-" if value is None else (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}")


def _shares(results: Mapping[str, Any], score: str) -> list[tuple[str, float, float, float, int]]:
    """(slice, mean, low, high, n) of a score, all items first."""
    groups = {"all": results["scores"], **results["slices"], **results.get("found", {})}
    return [
        (name, row[score]["mean"], row[score]["low"], row[score]["high"], row["n"])
        for name, row in groups.items()
        if score in row
    ]


def _believed(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """(stated confidence, whether it was right) of every answer or value said."""
    rows = [row for outcome in outcomes for row in outcome.cells if row.get("confidence") is not None]
    if rows and "right" in rows[0]:
        answered = [o.cells[0] for o in outcomes if o.scores.get("answered") and o.cells]
        return [(row["confidence"], row["right"]) for row in answered]
    return [(row["confidence"], row["distance"] is not None and row["distance"] <= 0.03) for row in rows]


def _item(outcome: Outcome, item: Item | None, benchmark: Benchmark) -> str:
    scores = ", ".join(f"{name} {value:.2f}" for name, value in outcome.scores.items())
    said, gold = _value(outcome.prediction, outcome.gold), _value(outcome.gold, None)
    trace = escape("\n".join(outcome.trace))
    return (
        f'<div class="item"><header><b>{escape(outcome.id)}</b> <span class="soft">{escape(scores)} · '
        f"{outcome.seconds:.2f} s</span></header><div>{_image(item, benchmark)}</div>"
        f"<div><b>read</b>{said}</div><div><b>gold</b>{gold}</div>"
        f"<details open><summary class=soft>question, steps and warnings</summary><pre>{trace}</pre></details></div>"
    )


def _value(value: Any, gold: Any) -> str:
    """A table for rows of texts, text for the rest; cells that stand nowhere in the gold are marked."""
    if not (isinstance(value, list) and value and isinstance(value[0], list)):
        return f"<pre>{escape('(nothing)' if value in (None, [], '') else str(value))}</pre>"
    known = {_plain(str(v)) for row in gold for v in row} if _is_table(gold) else None
    rows = "".join(f"<tr>{''.join(_cell(str(v), known) for v in row)}</tr>" for row in value[:ROWS_SHOWN])
    more = f'<p class="soft">and {len(value) - ROWS_SHOWN} more rows</p>' if len(value) > ROWS_SHOWN else ""
    return f"<table>{rows}</table>{more}"


def _plain(text: str) -> str:
    """Equal for cells that mean the same: "23718.0" and "23,718", "8%" and "8"."""
    value = number(text)
    return text.strip().casefold() if value is None else f"{value:.10g}"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], list)


def _cell(text: str, known: set[str] | None) -> str:
    off = known is not None and _plain(text) not in known
    return f'<td class="off">{escape(text)}</td>' if off else f"<td>{escape(text)}</td>"


def _image(item: Item | None, benchmark: Benchmark) -> str:
    """The item's picture, small; nothing for items without one and for pictures that cannot be shown."""
    from PIL import Image

    data = benchmark.picture(item) if item is not None and benchmark.picture is not None else None
    if data is None:
        return ""
    try:
        with Image.open(io.BytesIO(data)) as image:
            small = Image.new("RGB", image.size, (255, 255, 255))
            seen = image.convert("RGBA")
            small.paste(seen, mask=seen.getchannel("A"))
    except (OSError, ValueError):
        return ""
    small.thumbnail((IMAGE_WIDTH, 2 * IMAGE_WIDTH))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=72)
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}">'
