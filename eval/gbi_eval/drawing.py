"""Draws the charts that benchmarks make from data, with Chinese glyphs from PyMuPDF's built-in font.

Needs matplotlib (`pip install 'gbi[eval]'`), which the program itself does without.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from gbi.errors import GbiError

Rows = Sequence[Sequence[str]]


@lru_cache(maxsize=1)
def cjk_family() -> str:
    """The name under which matplotlib knows the CJK font, registered once per process."""
    import pymupdf
    from matplotlib import font_manager

    with tempfile.NamedTemporaryFile(suffix=".ttf", delete=False) as file:
        file.write(pymupdf.Font("china-s").buffer)
    font_manager.fontManager.addfont(file.name)
    return str(font_manager.FontProperties(fname=file.name).get_name())


def draw(kind: str, rows: Rows, title: str, path: Path, *, labels: bool, style: str) -> None:
    """Draws a wide table (header first) as `kind` (line, area, column, bar, pie) into PNG or PDF by the path's suffix.

    `labels` prints the values; `style` is one of matplotlib's style sheets. Raises `GbiError` without matplotlib.
    """
    try:
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise GbiError("this benchmark draws charts with matplotlib: pip install 'gbi[eval]'") from error
    with plt.style.context(style), plt.rc_context({"font.family": [cjk_family(), "DejaVu Sans"]}):
        figure, axes = plt.subplots(figsize=(7, 4.4))
        _marks(axes, kind, rows, labels)
        axes.set_title(title)
        figure.tight_layout()
        figure.savefig(path, dpi=110)
        plt.close(figure)


def _marks(axes: Any, kind: str, rows: Rows, labels: bool) -> None:
    header, *body = rows
    names, series = [row[0] for row in body], header[1:]
    columns = [[float(row[c + 1] or "nan") for row in body] for c in range(len(series))]
    if kind == "pie":
        axes.pie(columns[0], labels=names, autopct="%.1f%%" if labels else None)
        return
    if kind in ("line", "area"):
        for name, values in zip(series, columns, strict=True):
            axes.plot(names, values, label=name, marker="o" if kind == "line" else None)
            if kind == "area":
                axes.fill_between(names, values, alpha=0.5)
            if labels:
                for x, value in zip(names, values, strict=True):
                    axes.annotate(f"{value:g}", (x, value), textcoords="offset points", xytext=(0, 5), ha="center")
    else:
        width = 0.8 / len(series)
        for i, (name, values) in enumerate(zip(series, columns, strict=True)):
            at = [k - 0.4 + width * (i + 0.5) for k in range(len(names))]
            bars = (
                axes.barh(at, values, width, label=name) if kind == "bar" else axes.bar(at, values, width, label=name)
            )
            if labels:
                axes.bar_label(bars, fmt="%g", padding=2)
        (axes.set_yticks if kind == "bar" else axes.set_xticks)(range(len(names)), names)
    if len(series) > 1:
        axes.legend()
    (axes.set_xlabel if kind == "bar" else axes.set_ylabel)(series[0] if len(series) == 1 else "")
