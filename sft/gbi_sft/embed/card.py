"""The embedded model's card and learning curve, made of what its training recorded and of runs of `gbi-eval witnesses`.

`embed.json` beside the weights holds all that the card needs of the training, so that it can be written again where the
model was evaluated, on another machine. What was not measured is said to be so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gbi.types import Frozen
from gbi_sft.embed.plan import EmbedError, Plan, Sums
from gbi_sft.embed.speed import Speed
from gbi_sft.small.sight import SIDES
from gbi_sft.training.records import metrics

FACTS = "embed.json"
SMOOTHED = 20
"""Steps whose mean loss is a point of the curve."""
WAYS = ("vlm", "tools", "both")
NOT = "not measured"


class Point(Frozen):
    """After `minutes` and `tokens` of a stage: the mean loss of a taught token over the last steps."""

    minutes: float
    tokens: int
    loss: float


class Taught(Frozen):
    """A stage as it went: `steps` of training on `samples` (None where it was stopped) in `lots`, and the curve."""

    name: str
    steps: int
    samples: int | None
    lots: int
    speed: Speed | None
    curve: tuple[Point, ...]


class Facts(Frozen):
    """Of a whole training so far: the stages that are done, and the one that was stopped, if any, over them.

    `sight` is what `last_errors` said of the lesson.
    """

    plan: Plan
    weights: int
    device: str
    versions: dict[str, str]
    stages: tuple[Taught, ...] = ()
    sight: dict[str, float] | None = None
    under_way: Taught | None = None


def taught(name: str, training: Path, samples: int | None, lots: int, speed: Speed | None) -> Taught:
    """What the stage's training recorded in its folder."""
    lines = [line for line in metrics(training) if "loss" in line]
    chunks = [lines[start : start + SMOOTHED] for start in range(0, len(lines), SMOOTHED)]
    curve = tuple(
        Point(
            minutes=round(some[-1]["seconds"] / 60, 2),
            tokens=int(some[-1]["tokens"]),
            loss=round(sum(line["loss"] for line in some) / len(some), 4),
        )
        for some in chunks
    )
    return Taught(name=name, steps=len(lines), samples=samples, lots=lots, speed=speed, curve=curve)


def facts(
    plan: Plan, sums: Sums, stages: Sequence[Taught], sight: dict[str, float] | None, under_way: Taught | None = None
) -> Facts:
    """Of the machine that runs this. Takes torch."""
    from importlib.metadata import version

    import torch

    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    found = {name: version(name) for name in ("torch", "transformers")}
    return Facts(
        plan=plan, weights=sums.weights, device=device, versions=found, stages=tuple(stages),
        sight=sight, under_way=under_way,
    )  # fmt: skip


def read(parts: Path) -> Facts:
    """Those beside a model's weights. Raises `EmbedError` where there are none."""
    try:
        return Facts.model_validate_json((parts / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EmbedError(
            f"{parts} holds no parts of an embedded model; give a folder that gbi-sft embed wrote"
        ) from error


def write(parts: Path, found: Facts, results: Path | None = None) -> Path:
    """Writes `embed.json`, `curve.png` and the card `README.md` beside the weights; the card.

    `results` is the folder of a `gbi-eval witnesses`. Raises `EmbedError` where it holds no finished run.
    """
    measured = list(_measured(results)) if results else [f"Reading: {NOT} yet."]
    (parts / FACTS).write_text(found.model_dump_json(indent=1), encoding="utf-8")
    _draw(_all(found)).savefig(parts / "curve.png", dpi=90)
    card = parts / "README.md"
    lines = [*_head(found), "", "## What it reads", "", *measured, "", "## How it was taught", "", *_taught(found)]
    card.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return card


def _head(found: Facts) -> Iterator[str]:
    yield "# The embedded chart reader"
    yield ""
    yield f"Qwen3-VL's architecture with {found.weights:,} parameters (weights of 16 bits), taught from nothing on"
    yield "figures that the project drew itself (CC0-1.0; no other data, no other model's weights), in two languages."
    yield "Licence AGPL-3.0-or-later. It reads beside the tools, with the words that an OCR found (`GBI_VLM_HINTS`)."
    yield ""
    yield "    GBI_VLM_BACKEND=transformers GBI_VLM_MODEL=FOLDER GBI_VLM_HINTS=true gbi read chart.png --reader vlm"
    yield ""
    yield "Made again by `gbi-sft embed PLAN.yaml --out FOLDER` with the plan below as YAML."


def _measured(results: Path) -> Iterator[str]:
    """The rows of each benchmark in the folder, from its runs' results."""
    yield "`gbi-eval witnesses`; means over items with their 95 % bootstrap interval.\n"
    yield "| benchmark | measure | way | score | interval | n | seconds an item |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    some = False
    for folder in sorted(path for path in results.iterdir() if path.is_dir()):
        for way in WAYS:
            path = folder / way / "results.json"
            if path.is_file():
                some = True
                yield _row(folder.name, way, json.loads(path.read_text(encoding="utf-8")))
    if not some:
        raise EmbedError(f"{results} holds no finished run; give the --out folder of gbi-eval witnesses")


def _row(benchmark: str, way: str, said: dict[str, Any]) -> str:
    name, score = next((name, value) for name, value in said["scores"].items() if isinstance(value, dict))
    interval = f"{score['low']:.3f} to {score['high']:.3f}"
    shown = (benchmark, name, way, f"{score['mean']:.3f}", interval, score["n"], f"{said['median_item_seconds']:.2f}")
    return "| " + " | ".join(map(str, shown)) + " |"


def _taught(found: Facts) -> Iterator[str]:
    versions = ", ".join(f"{name} {number}" for name, number in found.versions.items())
    yield f"On {found.device}, {versions}, seed {found.plan.seed}.\n"
    if found.sight:
        sides = ", ".join(f"{side} {found.sight[f'{side}_error']:.0f}" for side in SIDES)
        yield f"First its vision part alone, {found.sight['steps']:,.0f} steps: on pictures held out each token"
        yield f"says where the mark nearest to it stands; off by, in thousandths of the side (median), {sides}.\n"
    yield "| stage | steps | samples | tokens | minutes | loss at the end | tokens/s | share of the matrix rate |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for stage in _all(found):
        last = stage.curve[-1] if stage.curve else None
        told = (f"{last.tokens:,}", f"{last.minutes:g}", f"{last.loss:g}") if last else (NOT,) * 3
        speed = (f"{stage.speed.tokens_s:,.0f}", f"{stage.speed.share:.1%}") if stage.speed else (NOT,) * 2
        name = f"{stage.name}, stopped before its end" if stage is found.under_way else stage.name
        samples = (
            f"{NOT if stage.samples is None else f'{stage.samples:,}'} in {stage.lots} lot{'s' * (stage.lots != 1)}"
        )
        yield "| " + " | ".join((name, f"{stage.steps:,}", samples, *told, *speed)) + " |"
    yield "\n![loss](curve.png)\n\nThe plan:\n"
    yield f"    {found.plan.model_dump_json()}"


def _all(found: Facts) -> tuple[Taught, ...]:
    return (*found.stages, found.under_way) if found.under_way else found.stages


def _draw(stages: Sequence[Taught]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 3.6), layout="constrained")
    axes = figure.subplots()
    before = 0.0
    for stage in stages:
        axes.plot([before + one.minutes for one in stage.curve], [one.loss for one in stage.curve], label=stage.name)
        before += stage.curve[-1].minutes if stage.curve else 0.0
    axes.set(xlabel="minutes of training", ylabel="loss per taught token")
    if stages:
        axes.legend()
    return figure
