"""The plots of a report, as SVG inside the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

INK, SOFT, BLUE = "#1c2330", "#667085", "#2876dd"
BINS = 10
MOST_BARS = 40


def bars(rows: Sequence[tuple[str, float, float, float, int]], title: str) -> str:
    """A bar per (name, mean, low, high, n), all from 0 to 1, the interval as a line over its end."""
    shown = rows[:MOST_BARS]
    lines = []
    for i, (name, mean, low, high, count) in enumerate(shown):
        y = 30 + i * 20
        lines.append(
            f'<text x="196" y="{y + 11}" text-anchor="end" fill="{INK}">{escape(_short(name))}</text>'
            f'<rect x="200" y="{y}" width="{240 * mean:.1f}" height="14" fill="{BLUE}" opacity=".8"/>'
            f'<path d="M{200 + 240 * low:.1f} {y + 7}H{200 + 240 * high:.1f}" stroke="{INK}" stroke-width="1.5"/>'
            f'<text x="448" y="{y + 11}" fill="{SOFT}">{mean:.2f} (n = {count})</text>'
        )
    return _svg(540, 36 + 20 * len(shown), title, lines)


def histogram(values: Sequence[float], title: str) -> str:
    """How values from 0 to 1 are distributed, in ten bins; the last one holds 1."""
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, max(0, int(value * BINS)))] += 1
    top = max(counts) or 1
    lines = [
        f'<rect x="{30 + i * 38}" y="{150 - 110 * n / top:.1f}" width="32" height="{110 * n / top:.1f}" fill="{BLUE}"/>'
        f'<text x="{46 + i * 38}" y="{145 - 110 * n / top:.1f}" text-anchor="middle" fill="{INK}">{n or ""}</text>'
        f'<text x="{46 + i * 38}" y="164" text-anchor="middle" fill="{SOFT}">{i / BINS:.1f}</text>'
        for i, n in enumerate(counts)
    ]
    return _svg(430, 172, title, lines)


def reliability(believed: Sequence[tuple[float, bool]]) -> str:
    """Share right over stated confidence, a dot per tenth with its area by how many; empty where nothing was stated."""
    if not believed:
        return ""
    sure, right = np.array([row[0] for row in believed], float), np.array([row[1] for row in believed], float)
    index = np.clip((sure * BINS).astype(int), 0, BINS - 1)
    lines = [f'<path d="M40 190L200 30M40 30V190H200" stroke="{SOFT}" fill="none" stroke-dasharray="3"/>']
    for b in sorted(set(index.tolist())):
        inside = index == b
        x, y, count = float(sure[inside].mean()), float(right[inside].mean()), int(inside.sum())
        size = 3 + 9 * (count / len(believed)) ** 0.5
        lines.append(
            f'<circle cx="{40 + 160 * x:.1f}" cy="{190 - 160 * y:.1f}" r="{size:.1f}" fill="{BLUE}" opacity=".75">'
            f"<title>{count} stated {x:.2f}, right {y:.2f}</title></circle>"
        )
    lines.append(f'<text x="120" y="208" text-anchor="middle" fill="{SOFT}">stated confidence, 0 to 1</text>')
    lines.append(f'<text x="14" y="110" transform="rotate(-90 14 110)" text-anchor="middle" fill="{SOFT}">right</text>')
    return _svg(240, 214, f"can it be believed? ({len(believed)} said)", lines)


def _short(name: str) -> str:
    return name if len(name) <= 30 else name[:29] + "…"


def _svg(width: int, height: int, title: str, lines: Sequence[str]) -> str:
    head = f'<text x="0" y="14" font-weight="600" fill="{INK}">{escape(title)}</text>'
    style = 'font-family="system-ui,sans-serif" font-size="11"'
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} {style} role="img">{head}{"".join(lines)}</svg>'
