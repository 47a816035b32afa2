"""`report.html` of a run: scores by slice, plots, and the fifty worst items with image, reading and gold side by side.

The page is self-contained: images and plots are inside it, nothing is loaded, no script runs.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from gbi_eval.benchmark import Outcome
from gbi_eval.runner import read_outcomes

WORST = 50
IMAGE_WIDTH = 480
STYLE = """body{font:14px/1.45 system-ui,sans-serif;margin:2rem;max-width:80rem;color:#1c2330}
table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #d0d5dd;padding:.15rem .5rem;text-align:left}
.item{display:flex;gap:1rem;border-top:1px solid #d0d5dd;padding:1rem 0;align-items:flex-start}
.item img{max-width:480px}.soft{color:#667085}pre{white-space:pre-wrap;max-width:36rem}"""


def write_report(out: Path) -> Path:
    """Writes `report.html` into a finished run's folder and returns its path."""
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    outcomes = read_outcomes(out)
    first = next(iter(outcomes[0].scores))
    worst = sorted(outcomes, key=lambda outcome: outcome.scores[first])[:WORST]
    body = [
        f"<h1>{escape(results['benchmark'])}</h1>",
        f'<p class="soft">{results["items"]} items · {escape(results["command"])} · commit {results["commit"]}</p>',
        _scores(results),
        _histogram([outcome.scores[first] for outcome in outcomes], first),
        f"<h2>The {len(worst)} worst by {escape(first)}</h2>",
        *(_item(outcome, first) for outcome in worst),
    ]
    path = out / "report.html"
    head = f'<meta charset="utf-8"><title>{escape(results["benchmark"])}</title><style>{STYLE}</style>'
    path.write_text(f"<!doctype html><html><head>{head}</head><body>{''.join(body)}</body></html>", encoding="utf-8")
    return path


def _scores(results: dict[str, Any]) -> str:
    names = [name for name, value in results["scores"].items() if isinstance(value, dict)]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = [_row("all", results["scores"], names)]
    rows += [_row(name, scores, names) for name, scores in results["slices"].items()]
    further = "".join(
        f"<tr><td>{escape(name)}</td><td>{'-' if value is None else f'{value:.4f}'}</td></tr>"
        for name, value in results["extra"].items()
    )
    return f"<table><tr><th></th><th>n</th>{head}</tr>{''.join(rows)}</table><table>{further}</table>"


def _row(name: str, scores: dict[str, Any], names: Sequence[str]) -> str:
    cells = "".join(f"<td>{_interval(scores[key]) if key in scores else ''}</td>" for key in names)
    return f"<tr><td>{escape(name)}</td><td>{scores['n']}</td>{cells}</tr>"


def _interval(value: dict[str, float]) -> str:
    return f"{value['mean']:.3f} <span class=soft>[{value['low']:.3f}, {value['high']:.3f}]</span>"


def _histogram(values: Sequence[float], name: str) -> str:
    """How the first score is distributed over the items, as an SVG inside the page."""
    counts = [0] * 10
    for value in values:
        counts[min(9, int(value * 10))] += 1
    top = max(counts)
    bars = "".join(
        f'<rect x="{i * 40 + 4}" y="{110 - 100 * n / top:.1f}" width="32" height="{100 * n / top:.1f}" fill="#2876dd"/>'
        f'<text x="{i * 40 + 20}" y="124" font-size="10" text-anchor="middle">{i / 10:.1f}: {n}</text>'
        for i, n in enumerate(counts)
    )
    return f'<h2>Items by {escape(name)}</h2><svg viewBox="0 0 400 130" width="600">{bars}</svg>'


def _item(outcome: Outcome, first: str) -> str:
    scores = ", ".join(f"{name} {value:.2f}" for name, value in outcome.scores.items())
    return (
        f'<div class="item">{_image(outcome.image)}<div><b>{escape(outcome.id)}</b>'
        f'<p class="soft">{escape(scores)} · {outcome.seconds:.2f} s</p>'
        f"<pre>{escape(chr(10).join(outcome.trace[:6]))}</pre></div>"
        f"<div><b>read</b>{_value(outcome.prediction)}</div><div><b>gold</b>{_value(outcome.gold)}</div></div>"
    )


def _value(value: Any) -> str:
    """A table for rows of texts, text for the rest."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        rows = "".join("<tr>" + "".join(f"<td>{escape(str(v))}</td>" for v in row) + "</tr>" for row in value[:30])
        return f"<table>{rows}</table>"
    return f"<pre>{escape('' if value is None else str(value))}</pre>"


def _image(path: str | None) -> str:
    """The item's picture, small; nothing for figures that are no raster image, are broken or have gone."""
    if path is None or not path.endswith(".png"):
        return ""
    from PIL import Image

    try:
        with Image.open(path) as image:
            small = image.convert("RGB")
    except OSError:
        return ""
    small.thumbnail((IMAGE_WIDTH, IMAGE_WIDTH))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=70)
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}">'
