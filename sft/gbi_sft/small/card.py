"""The kept model's card: what it is, what it was made of, what was measured; every figure comes from the results."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gbi_sft.small.choice import table
from gbi_sft.small.curve import Point
from gbi_sft.small.recipe import Recipe, Stage, Style

ROWS = (
    ("first", "first style"),
    ("first without hints", "first style, no words given"),
    ("second", "second style"),
    ("second with adapter", "second style, with the adapter"),
    ("first with adapter", "first style, with the adapter"),
)
INTRODUCTION = """# A small model that reads bars

Qwen3-VL's architecture with {parameters} parameters (weights of 16 bits), made and taught from nothing by
`gbi-sft small`: the tests' model, and proof that the whole chain of training works. It reads small charts of the kind
that it was taught, where it is given the words that an OCR found (`GBI_VLM_HINTS`); it is of no use on others.
`chart` is a LoRA for a second style.
"""


def write(kept: Path, recipe: Recipe, results: dict[str, Any], points: Sequence[Point]) -> None:
    """Writes `README.md` beside the model."""
    lines = [
        INTRODUCTION.format(parameters=f"{results['parameters']:,}"),
        "## Held-out charts\n",
        'Relaxed accuracy of cells (within 5 %), mean over charts with its 95 % interval; "printed" are cells whose',
        'number stands in the picture, "measured" those that must be read off the axis.\n',
        "| charts | number | relaxed accuracy | interval | printed | measured | RMS-F1 | replies of the form |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(name, results[key]) for key, name in ROWS if key in results),
        "",
        _gain(results["gain on the second style"]),
        "",
        "![learning curve](curve.png)\n",
        _sight(results["sight"], recipe),
        *_learning(points),
        "## Half of the charts: chosen, or by chance\n",
        f"Adapters of {results['selection']['steps']} steps each, judged on the second style's held-out charts.\n",
        *table(results["selection"]),
        "",
        "## Made of\n",
        *_style("First style", recipe.first),
        *_style("Second style", recipe.second),
        f"- sight: {recipe.sight.minutes:g} minutes; {_settings(recipe.sight.model_dump(exclude={'minutes'}))}",
        *(_stage(stage) for stage in (*recipe.base, recipe.adapter)),
        "",
        "All charts are drawn by `gbi_sft.synth` (CC0-1.0); no other data was used. Versions: "
        + ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "peft"))
        + ".",
    ]
    (kept / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(name: str, said: dict[str, Any]) -> str:
    low, high = said["interval_95"]
    shown = [name, said["samples"], said["relaxed_accuracy"], f"{low} to {high}", said["printed"], said["measured"]]
    return (
        "| "
        + " | ".join("" if each is None else str(each) for each in [*shown, said["rms_f1"], said["replied"]])
        + " |"
    )


def _gain(said: dict[str, Any]) -> str:
    low, high = said["interval_95"]
    return f"The adapter changes the second style by {said['mean']:+} ({low} to {high}, paired test p = {said['p']})."


def _learning(points: Sequence[Point]) -> list[str]:
    if not points:
        return []
    last = points[-1]
    return [f"The base saw {last.charts:,} charts (with repetition) in {last.minutes:g} minutes of training.\n"]


def _style(name: str, style: Style) -> list[str]:
    counts = ", ".join(f"{part.name}: {part.charts:,} and {part.held_out} held out" for part in style.parts)
    return [f"- {name} (seed {style.seed}): {counts}"]


def _sight(said: dict[str, float], recipe: Recipe) -> str:
    sides = ", ".join(f"{side} {said[f'{side}_error']:.0f}" for side in ("left", "top", "right", "bottom"))
    return (
        f"First its vision part alone learnt where marks stand: {said['steps']:,.0f} steps of {recipe.sight.pictures} "
        "charts, after which the median distance on held-out ones was, in thousandths of the picture's side, "
        f"{sides}.\n"
    )


def _stage(stage: Stage) -> str:
    tasks = ", ".join(f"{task} {share:g}" for task, share in stage.tasks.items())
    return f"- {stage.name}: {stage.minutes:g} minutes; samples of {tasks}; {_settings(stage.train)}"


def _settings(said: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in said.items())
