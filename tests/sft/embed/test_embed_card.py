"""The card tells what was recorded and measured, says where nothing was, and is written anew from the parts alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi_sft.embed import card
from gbi_sft.embed.card import Facts, Taught
from gbi_sft.embed.plan import EmbedError, load
from gbi_sft.embed.speed import Speed


def recorded(folder: Path, steps: int) -> Path:
    """A training's metrics: the loss falls by 0.01 a step, 100 tokens and half a second each."""
    folder.mkdir(parents=True)
    rows = [{"step": n, "loss": 5 - 0.01 * n, "seconds": 0.5 * n, "tokens": 100 * n} for n in range(1, steps + 1)]
    rows.append({"step": steps, "eval_loss": 1.0})
    (folder / "metrics.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    return folder


def ran(folder: Path, benchmark: str, way: str, mean: float) -> None:
    place = folder / benchmark / way
    place.mkdir(parents=True)
    score = {"mean": mean, "low": mean - 0.05, "high": mean + 0.05, "n": 12}
    said = {"scores": {"n": 12, "rms_f1": score, "read": score}, "median_item_seconds": 1.25}
    (place / "results.json").write_text(json.dumps(said), "utf-8")


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    speed = Speed(tokens_s=1000.0, flops=5e12, ceiling=1e14)
    stage = card.taught("align", recorded(tmp_path / "align", 45), 4200, 2, speed)
    return Facts(
        plan=load("rehearsal"),
        weights=1234567,
        device="a device",
        versions={"torch": "9"},
        stages=(stage,),
    )


def test_a_point_is_the_mean_of_some_steps(facts: Facts) -> None:
    (stage,) = facts.stages
    assert stage.steps == 45 and [point.tokens for point in stage.curve] == [2000, 4000, 4500]
    assert stage.curve[0].loss == pytest.approx(5 - 0.01 * 10.5, abs=1e-4)
    assert stage.curve[-1].minutes == pytest.approx(45 * 0.5 / 60, abs=0.01)


def test_the_card_tells_recipe_seed_speed_and_licence(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    text = card.write(tmp_path / "parts", facts).read_text("utf-8")
    for said in (
        "1,234,567",
        "AGPL-3.0-or-later",
        "CC0-1.0",
        "a device",
        "torch 9",
        "seed 0",
        "4,200 in 2 lots",
        "5.0%",
    ):
        assert said in text
    assert "Reading: not measured yet." in text and (tmp_path / "parts/curve.png").stat().st_size > 1000
    assert card.read(tmp_path / "parts") == facts


def test_the_card_tells_how_the_lesson_ended(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    assert "vision part alone" not in card.write(tmp_path / "parts", facts).read_text("utf-8")
    ended = {"steps": 1234.0, "left_error": 4.0, "top_error": 13.6, "right_error": 5.0, "bottom_error": 1.0}
    taught = facts.model_copy(update={"sight": ended})
    text = card.write(tmp_path / "parts", taught).read_text("utf-8")
    assert "1,234 steps" in text and "left 4, top 14, right 5, bottom 1" in text
    assert card.read(tmp_path / "parts").sight == ended


def test_measured_rows_are_those_of_the_runs(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for way, mean in (("tools", 0.5), ("vlm", 0.25), ("both", 0.75)):
        ran(tmp_path / "runs", "chart2table", way, mean)
    ran(tmp_path / "runs", "chartqa", "tools", 0.1)
    text = card.write(tmp_path / "parts", facts, tmp_path / "runs").read_text("utf-8")
    assert "| chart2table | rms_f1 | both | 0.750 | 0.700 to 0.800 | 12 | 1.25 |" in text
    assert "| chartqa | rms_f1 | tools | 0.100 |" in text and "not measured yet" not in text
    assert text.index("| vlm |") < text.index("| tools |") < text.index("| both |")


def test_what_was_not_recorded_is_said(facts: Facts, tmp_path: Path) -> None:
    bare = Taught(name="align", steps=0, samples=1, lots=1, speed=None, curve=())
    (tmp_path / "parts").mkdir()
    text = card.write(tmp_path / "parts", facts.model_copy(update={"stages": (bare,)})).read_text("utf-8")
    assert text.count(card.NOT) >= 5


def test_folders_without_parts_or_runs_are_told(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(EmbedError, match="no parts of an embedded model"):
        card.read(tmp_path)
    (tmp_path / "runs").mkdir()
    with pytest.raises(EmbedError, match="no finished run"):
        card.write(tmp_path, facts, tmp_path / "runs")
