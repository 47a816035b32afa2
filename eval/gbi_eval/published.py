"""What others measured and published, to stand beside the program's own results; every row says whose figure it is."""

from __future__ import annotations

Row = tuple[str, str, str]
"""System, score in percent, who measured it and where."""

OURS: dict[str, tuple[str, tuple[str, ...]]] = {
    "chartqa": ("relaxed_accuracy", ("source=augmented", "source=human", "all")),
    "chart2table": ("rms_f1", ("all",)),
}
"""Score and slices of our own results that stand in the first row beside the published ones."""
PUBLISHED: tuple[tuple[str, str, tuple[Row, ...]], ...] = (
    (
        "chartqa",
        "ChartQA, relaxed accuracy: augmented / human / average; the published ones on the whole test set",
        (
            ("DePlot + Codex", "91.0 / 67.6 / 79.3", "DePlot's authors (arXiv 2212.10505)"),
            ("TinyChart-3B", "93.9 / 73.3 / 83.6", "TinyChart's authors (arXiv 2404.16635)"),
            ("ChartGemma-3B", "- / - / 80.1", "ChartGemma's authors (arXiv 2407.04172)"),
            ("Qwen3-VL-8B + LoRA", "95.2 / 77.3 / 86.2", "those who tuned it"),
            ("GPT-4o", "- / - / 85.7", "its makers"),
            ("Claude 3.5 Sonnet", "- / - / 90.8", "its makers"),
        ),
    ),
    (
        "chart2table",
        "Chart to table, RMS-F1; the published ones on ChartQA's charts",
        (
            ("TinyChart", "93.8", "TinyChart's authors (arXiv 2404.16635)"),
            ("UniChart", "91.1", "TinyChart's authors (arXiv 2404.16635)"),
            ("DePlot", "87.2 to 93.0, by harness", "several; see arXiv 2404.16635"),
            ("MatCha", "83.5", "TinyChart's authors (arXiv 2404.16635)"),
        ),
    ),
)
"""Benchmark that asks the like, what was measured, rows. The sets differ from ours in size: no row is on the same
items."""
