"""Statistics on disk: `statistics.json`, one PNG a figure, and a page `statistics.html` that holds them all."""

from __future__ import annotations

import base64
import html
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from gbi_sft.data.statistics import Spread, Statistics

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

JSON, PAGE = "statistics.json", "statistics.html"
MOST_BARS = 20
COLOUR = "#2876dd"
STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#222}
figure{display:inline-block;margin:0 1rem 1rem 0}img{max-width:30rem;width:100%}table{border-collapse:collapse}
td,th{padding:.15rem .8rem;text-align:right;border-bottom:1px solid #ddd}td:first-child{text-align:left}"""


def write(statistics: Statistics, out: Path) -> Path:
    """Writes all of it to the folder; the page's path."""
    out.mkdir(parents=True, exist_ok=True)
    (out / JSON).write_text(statistics.model_dump_json(indent=2) + "\n", encoding="utf-8")
    figures: list[tuple[str, bytes]] = []
    for name, counts in statistics.counts.items():
        if len(counts) > 1:
            figures.append((name, bars(name, counts)))
    for name, spread in statistics.spreads.items():
        if len(spread.counts) > 1:
            figures.append((name, histogram(name, spread)))
    for name, png in figures:
        (out / f"{file_name(name)}.png").write_bytes(png)
    (out / PAGE).write_text(page(statistics, figures), encoding="utf-8")
    return out / PAGE


def file_name(name: str) -> str:
    """What a figure's file is called."""
    return re.sub(r"[^\w]+", "-", name).strip("-").lower()


def bars(name: str, counts: dict[str, int]) -> bytes:
    """A PNG of the most frequent values; the rest as one bar."""
    listed = list(counts.items())
    shown = (
        listed if len(listed) <= MOST_BARS else [*listed[:MOST_BARS], ("others", sum(c for _, c in listed[MOST_BARS:]))]
    )
    figure, axes = _figure(max(2.0, 0.3 * len(shown) + 1))
    labels = [value if value.isascii() else value.encode("ascii", "replace").decode() for value, _ in shown]
    places = range(len(shown))
    drawn = axes.barh(places, [count for _, count in shown], color=COLOUR)
    axes.set_yticks(places, [label[:40] for label in labels])
    axes.invert_yaxis()
    axes.bar_label(drawn, padding=2, fontsize=8)
    axes.set_xlabel("samples")
    axes.set_title(name)
    return _png(figure)


def histogram(name: str, spread: Spread) -> bytes:
    """A PNG of how the numbers are spread, the median as a line."""
    figure, axes = _figure(3.0)
    axes.stairs(spread.counts, spread.edges, fill=True, color=COLOUR)
    axes.axvline(spread.quantiles["median"], color="black", linewidth=1)
    if spread.edges[0] > 0 and spread.edges[-1] / spread.edges[0] > 100:
        axes.set_xscale("log")
    axes.set_xlabel(name)
    axes.set_ylabel("samples")
    return _png(figure)


def page(statistics: Statistics, figures: list[tuple[str, bytes]]) -> str:
    """One HTML page that needs nothing beside it; everything from the data is escaped."""
    head = (
        f"{statistics.samples:,} samples, {statistics.pictures:,} different pictures, "
        f"{statistics.replies:,} different replies"
    )
    images = "".join(
        f'<figure><img alt="{html.escape(name)}" src="data:image/png;base64,{base64.b64encode(png).decode()}"></figure>'
        for name, png in figures
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Data set</title><style>{STYLE}</style>'
        f"<h1>Data set</h1><p>{head}</p>{images}<h2>Spreads</h2>{_spreads(statistics)}"
        f"<h2>Counts</h2>{_counts(statistics)}</html>\n"
    )


def _spreads(statistics: Statistics) -> str:
    if not statistics.spreads:
        return "<p>none</p>"
    names = list(next(iter(statistics.spreads.values())).quantiles)
    rows = [f"<tr><th></th><th>mean</th>{''.join(f'<th>{name}</th>' for name in names)}</tr>"]
    for name, spread in statistics.spreads.items():
        cells = "".join(f"<td>{value:,.5g}</td>" for value in (spread.mean, *spread.quantiles.values()))
        rows.append(f"<tr><td>{html.escape(name)}</td>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _counts(statistics: Statistics) -> str:
    rows = [
        f"<tr><td>{html.escape(name)}</td><td>{html.escape(value)}</td><td>{count:,}</td></tr>"
        for name, counts in statistics.counts.items()
        for value, count in counts.items()
    ]
    return f"<table>{''.join(rows)}</table>"


def _figure(tall: float) -> tuple[Figure, Axes]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, tall), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, dpi=100)
    return out.getvalue()
