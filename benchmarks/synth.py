"""Made figures a second on one core: for each renderer, and over the mix that is shipped.

Counted is what a figure costs from its seed to the picture's file and its table sample: sampling, drawing, wear, PNG
or JPEG, gold with boxes, the conversation. Processor time after a few figures to warm up (imports, fonts), so that a
busy machine counts less; it still counts some, by its caches, which `plain_loop_s` beside it does not show. Questions
are counted apart. The bar is at least 20 figures a second over the mix, that is 0.05 s a figure.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from gbi_sft.synth.config import PRESETS, SynthConfig, changed
from gbi_sft.synth.make import able, chart
from gbi_sft.synth.pieces import Job, Tally, work
from gbi_sft.synth.report import speeds

FIGURES = 30
WARM = 8


def _spun() -> float:
    """Processor seconds of a loop that touches no memory."""
    began = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number
    return time.process_time() - began


def _made(config: SynthConfig, seed: int, count: int) -> Tally:
    for number in range(WARM):
        chart(config, seed + 1, number)
    with tempfile.TemporaryDirectory() as folder:
        return work(Job(config, seed, 0, count, Path(folder)))


def run() -> dict[str, float | str]:
    """Figures a second by renderer and over the mix, questions a second, and the bar in seconds a figure."""
    mix = PRESETS["mix"]
    figures: dict[str, float | str] = {"plain_loop_s": _spun()}
    for name in mix.renderers:
        alone = changed(mix, {"renderers": {name: 1}, "questions": 0}, "benchmark")
        kinds = {kind: weight for kind, weight in alone.kinds.items() if kind != "table" and able(alone, kind)}
        speed = speeds(_made(changed(alone, {"kinds": kinds}, "benchmark"), 1, FIGURES))
        figures[f"{name}_figures_per_s"] = speed["all"]
    whole = _made(mix, 2, 3 * FIGURES)
    figures["mix_figures_per_s"] = speeds(whole)["all"]
    figures["mix_s_a_figure"] = 1 / speeds(whole)["all"]
    figures["mix_s_a_figure_bar"] = 0.05
    figures["questions_per_s"] = (whole.samples - whole.figures) / max(whole.seconds.get("questions", 0.0), 1e-9)
    figures["tries_a_figure"] = 1 + whole.tries / max(whole.figures, 1)
    return figures
