"""`eval/RESULTS.md`: recorded results beside published ones, each row with whose measurement it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PUBLISHED: tuple[tuple[str, str, str, str], ...] = (
    (
        "ChartQA relaxed accuracy, augmented / human / average",
        "DePlot + Codex",
        "91.0 / 67.6 / 79.3",
        "DePlot's authors",
    ),
    ("", "TinyChart-3B", "93.9 / 73.3 / 83.6", "TinyChart's authors (arXiv 2404.16635)"),
    ("", "ChartGemma-3B", "- / - / 80.1", "its authors"),
    ("", "Qwen3-VL-8B + LoRA", "95.2 / 77.3 / 86.2", "its tuners"),
    ("", "GPT-4o", "- / - / 85.7", "its makers"),
    ("", "Claude 3.5 Sonnet", "- / - / 90.8", "its makers"),
    ("Chart to table, RMS-F1 on ChartQA", "TinyChart", "93.8", "its authors (arXiv 2404.16635)"),
    ("", "UniChart", "91.1", "TinyChart's authors"),
    ("", "DePlot", "87.2 to 93.0 by harness", "several"),
    ("", "MatCha", "83.5", "TinyChart's authors"),
)


def write_table(runs: Sequence[Path], out: Path) -> None:
    """Writes the page from the `results.json` of the runs; raises `OSError` when one is missing."""
    lines = [
        "# Results",
        "",
        "Made by `gbi-eval table RUN...` from recorded runs. Every score is a mean over items with its 95 % bootstrap",
        "interval, measured by this project; what others measured stands in the second table.",
        "",
        "| benchmark | set | n | measure | score | command |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for run in runs:
        lines += _rows(json.loads((run / "results.json").read_text(encoding="utf-8")))
    lines += [
        "",
        "## Published, by others",
        "",
        "| measure | system | score, % | measured by |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {' | '.join(row)} |" for row in PUBLISHED]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rows(results: dict[str, Any]) -> list[str]:
    name, command = results["benchmark"], f"`{results['command']}`"
    rows = []
    groups = {"all": results["scores"], **{key: value for key, value in results["slices"].items() if value["n"] > 9}}
    for group, scores in groups.items():
        shown = [(key, value) for key, value in scores.items() if isinstance(value, dict)]
        for key, value in shown if group == "all" else shown[:1]:
            score = f"{value['mean']:.3f} [{value['low']:.3f}, {value['high']:.3f}]"
            rows.append(f"| {name} | {group} | {scores['n']} | {key} | {score} | {command} |")
    for key, number in results["extra"].items():
        if number is not None:
            rows.append(f"| {name} | all | {results['items']} | {key} | {number:.3f} | {command} |")
    return rows
