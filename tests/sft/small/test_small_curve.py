"""The learning curve over several stages, and the card that tells every figure as it was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi_sft.small import card, choice, curve
from gbi_sft.small.curve import Point
from gbi_sft.small.recipe import load


def metrics(folder: Path, lines: list[dict[str, float]]) -> Path:
    folder.mkdir()
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / curve.METRICS).write_text(text, encoding="utf-8")
    return folder


def test_stages_follow_each_other(tmp_path: Path) -> None:
    first = metrics(
        tmp_path / "a", [{"step": n, "loss": 2.0, "seconds": 60.0 * n} for n in range(1, curve.SMOOTHED + 1)]
    )
    second = metrics(
        tmp_path / "b", [{"step": 1, "loss": 1.0, "seconds": 60.0}, {"step": 1, "eval_loss": 0.5, "printed": 0.25}]
    )
    points = curve.curve_of([first, second], [16, 8])
    assert [point.charts for point in points] == [16 * curve.SMOOTHED, 16 * curve.SMOOTHED + 8]
    assert [point.minutes for point in points] == [float(curve.SMOOTHED), curve.SMOOTHED + 1.0]
    assert (points[1].loss, points[1].eval_loss, points[1].printed, points[1].measured) == (1.0, 0.5, 0.25, None)


def test_a_loss_is_the_mean_since_the_point_before(tmp_path: Path) -> None:
    lines: list[dict[str, float]] = [{"step": n, "loss": float(n)} for n in range(1, 5)]
    lines.insert(2, {"step": 2, "eval_loss": 9.0})
    lines.append({"step": 4, "eval_loss": 8.0})
    points = curve.curve_of([metrics(tmp_path / "a", lines)], [1])
    assert [(point.charts, point.loss) for point in points] == [(2, 1.5), (4, 3.5)]


def test_the_curve_is_written_as_figures_and_as_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    points = [Point(charts=16, minutes=1.0, loss=2.0), Point(charts=32, minutes=2.0, loss=1.0, printed=0.5)]
    curve.write(tmp_path, points, "heading")
    assert [Point.model_validate(one) for one in json.loads((tmp_path / "curve.json").read_text())] == points
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def told(accuracy: float) -> dict[str, object]:
    return {
        "samples": 7,
        "relaxed_accuracy": accuracy,
        "interval_95": [accuracy - 0.1, accuracy + 0.1],
        "printed": 0.9,
        "measured": None,
        "rms_f1": 0.5,
        "replied": 1.0,
    }


def test_the_card_says_what_was_measured_and_made(tmp_path: Path) -> None:
    ways = {
        way: {"charts": 9, "relaxed_accuracy": [0.25, 0.5], "mean": 0.375, "deviation": 0.1768, "rms_f1": 0.4}
        for way in choice.WAYS
    }
    results = {
        "parameters": 1234567,
        "first": told(0.8125),
        "second": told(0.125),
        "second with adapter": told(0.625),
        "gain on the second style": {"mean": 0.5, "interval_95": [0.4, 0.6], "p": 0.001},
        "sight": {"steps": 4321, "left_error": 2.4, "top_error": 9.4, "right_error": 3.0, "bottom_error": 0.5},
        "selection": {"share": 0.5, "steps": 3, "ways": ways},
    }
    recipe = load("quick")
    card.write(tmp_path, recipe, results, [Point(charts=32, minutes=2.0)])
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "1,234,567 parameters" in text
    assert "| second style, with the adapter | 7 | 0.625 | 0.525 to 0.725 | 0.9 |  | 0.5 | 1.0 |" in text
    assert "by +0.5 (0.4 to 0.6, paired test p = 0.001)" in text
    assert "| all | 9 | 0.25, 0.5 | 0.375 | 0.1768 | 0.4 |" in text
    assert "saw 32 charts" in text
    assert "4,321 steps of 16 charts" in text and "left 2, top 9, right 3, bottom 0" in text
    assert all(stage.name in text for stage in (*recipe.base, recipe.adapter))
    assert "no words given" not in text  # what was not measured is not told
