"""The learning curve of a training: loss and accuracy against charts seen, as JSON and as a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gbi.types import Frozen

METRICS = "metrics.jsonl"
SMOOTHED = 50
"""Steps whose mean loss is one point of the curve."""


class Point(Frozen):
    """After `charts` charts and `minutes` of training: the mean loss of the last steps, and what was measured there."""

    charts: int
    minutes: float
    loss: float | None = None
    eval_loss: float | None = None
    printed: float | None = None
    measured: float | None = None
    relaxed_accuracy: float | None = None


def curve_of(folders: Sequence[Path], samples_per_step: Sequence[int]) -> list[Point]:
    """The points of trainings that followed each other; each folder holds a `metrics.jsonl` of gbi_sft.training."""
    points: list[Point] = []
    charts, minutes = 0, 0.0
    for folder, per_step in zip(folders, samples_per_step, strict=True):
        found = _points(_lines(folder / METRICS), per_step, charts, minutes)
        points += found
        if found:
            charts, minutes = found[-1].charts, found[-1].minutes
    return points


def write(folder: Path, points: Sequence[Point], heading: str) -> None:
    """Writes `curve.json` and `curve.png` to the folder. Takes matplotlib."""
    folder.mkdir(parents=True, exist_ok=True)
    said = [point.model_dump(exclude_none=True) for point in points]
    (folder / "curve.json").write_text(json.dumps(said, indent=0) + "\n", encoding="utf-8")
    _draw(points, heading).savefig(folder / "curve.png", dpi=90)


def _lines(path: Path) -> list[dict[str, Any]]:
    """The figures of each step, later lines of a step added to earlier ones."""
    steps: dict[int, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        steps.setdefault(int(said["step"]), {}).update(said)
    return [steps[step] for step in sorted(steps)]


def _points(lines: Sequence[dict[str, Any]], per_step: int, charts: int, minutes: float) -> list[Point]:
    points: list[Point] = []
    recent: list[float] = []
    seconds = 0.0
    for said in lines:
        seconds = said.get("seconds", seconds)
        if "loss" in said:
            recent.append(float(said["loss"]))
        measured = {name: said[name] for name in Point.model_fields if name in said and name != "loss"}
        if len(recent) >= SMOOTHED or measured:
            mean = sum(recent) / len(recent) if recent else None
            at = Point(
                charts=charts + said["step"] * per_step,
                minutes=round(minutes + seconds / 60, 2),
                loss=None if mean is None else round(mean, 4),
                **{name: round(value, 4) for name, value in measured.items()},
            )
            points.append(at)
            recent = []
    return points


def _draw(points: Sequence[Point], heading: str) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4.2), layout="constrained")
    losses = figure.subplots()
    accuracies = losses.twinx()
    for axes, name, colour in (
        (losses, "loss", "#999999"),
        (losses, "eval_loss", "#333333"),
        (accuracies, "printed", "#4e79a7"),
        (accuracies, "measured", "#e15759"),
    ):
        known = [(point.charts, getattr(point, name)) for point in points if getattr(point, name) is not None]
        if known:
            axes.plot(*zip(*known, strict=True), color=colour, label=name.replace("_", " "))
    losses.set(xlabel="charts seen", ylabel="loss per token", title=heading)
    accuracies.set(ylabel="cells within 5 %", ylim=(0, 1))
    figure.legend(loc="outside lower center", ncols=4)
    return figure
