"""The whole way of a small model by its command, in little: charts, base, second style, adapter, measurements, card."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gbi_sft.folder import DataError, picture_path, read
from gbi_sft.small.recipe import RECIPES, Style, load
from gbi_sft.small.stages import Place, shows, tables
from gbi_sft.small.work import FILES, make_small


def small(out: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """`gbi-sft small OUT --recipe quick` as a person calls it."""
    command = [str(Path(sys.executable).with_name("gbi-sft")), "small", str(out), "--recipe", "quick", "--workers", "1"]
    environment = {**os.environ, "GBI_CACHE_DIR": str(cache), "HF_HUB_OFFLINE": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=550)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that one call fills."""
    pytest.importorskip("peft")
    out = tmp_path_factory.mktemp("small") / "out"
    done = small(out, out.parent / "cache")
    assert done.returncode == 0, done.stderr[-3000:]
    assert Path(done.stdout.strip()) == out / "kept"
    return out


@pytest.mark.timeout(600)
def test_one_call_makes_model_adapter_card_and_curve(made: Path) -> None:
    kept = made / "kept"
    assert {path.name for path in kept.iterdir()} == {
        "model", "chart", "README.md", "curve.json", "curve.png", "results.json",
    }  # fmt: skip
    assert {path.name for path in (kept / "chart").iterdir()} == {"adapter_config.json", "adapter_model.safetensors"}
    there = {path.name for path in (kept / "model").iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= there
    assert there <= {*FILES, "config.json", "generation_config.json", "model.safetensors"}
    assert str(made) not in (kept / "chart" / "adapter_config.json").read_text(encoding="utf-8")


def held_out(style: Style) -> int:
    return sum(part.held_out for part in style.parts)


def test_what_was_held_out_is_left_for_the_gate(made: Path) -> None:
    """Data sets whose every picture is there, and none of whose charts training has."""
    recipe, place = load("quick"), Place(made)
    for name, style in (("first", recipe.first), ("second", recipe.second)):
        kept = [
            (sample, place.unseen(name, part.name))
            for part in style.parts
            for sample in read(place.unseen(name, part.name))
        ]
        taught = {shows(one) for part in style.parts for one in tables(place.charts(name, part.name))}
        assert len(kept) == held_out(style) and not {shows(sample) for sample, _ in kept} & taught
        assert all(picture_path(where, picture).is_file() for sample, where in kept for picture in sample.pictures)


def test_every_measurement_is_in_the_results(made: Path) -> None:
    results = json.loads((made / "kept" / "results.json").read_text(encoding="utf-8"))
    recipe = load("quick")
    assert results["first"]["samples"] == results["first without hints"]["samples"] == held_out(recipe.first)
    assert results["second"]["samples"] == results["second with adapter"]["samples"] == held_out(recipe.second)
    assert results["selection"]["ways"]["all"]["charts"] == sum(part.charts for part in recipe.second.parts)
    assert results["selection"]["ways"]["density"]["charts"] == results["selection"]["ways"]["random"]["charts"]


def test_the_base_learned_something(made: Path) -> None:
    lines = (made / "training" / "rise" / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    losses = [said["loss"] for line in lines if "loss" in (said := json.loads(line))]
    assert losses[-1] < losses[0]


def test_the_same_call_again_trains_nothing(made: Path) -> None:
    weights = made / "training" / "settle" / "final" / "model.safetensors"
    before = weights.stat().st_mtime_ns
    done = small(made, made.parent / "cache")
    assert done.returncode == 0, done.stderr[-3000:]
    assert weights.stat().st_mtime_ns == before


def test_another_recipe_does_not_go_on_in_the_folder(made: Path, tmp_path: Path) -> None:
    text = (RECIPES / "quick.yaml").read_text(encoding="utf-8").replace("titles: 0.3", "titles: 0.4")
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="other settings"):
        make_small(load(str(tmp_path / "other.yaml")), made, 1, lambda what, done, of: None)
