"""The embedded model's way at a hundredth of its size: planned, drawn ahead, trained, stopped, resumed, in parts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from gbi_sft import folder
from gbi_sft.embed import card, run
from gbi_sft.embed.lots import CHOSEN, ahead, chosen, seed_of, whole
from gbi_sft.embed.plan import PART_BYTES, EmbedError, Plan, Stage, load, sums
from gbi_sft.embed.speed import Speed, ceiling, speed_of
from gbi_sft.small.architecture import Shape
from gbi_sft.small.sight import Lesson
from gbi_sft.training.model import load_processor

NARROW = {"kinds": {"bar": 1}, "renderers": {"matplotlib": 1}, "questions": 0, "worn": 0, "languages": {"en": 1}}
"""Quickly drawn figures."""
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def small_plan(minutes: float = 0.02) -> Plan:
    """Two stages of a few figures."""
    train = {"lr": 0.002, "samples_per_step": 2, "max_tokens": 4096, "precision": "float32", "save_every": 1}
    shape = Shape(
        width=32, layers=1, heads=1, key_heads=1, head_width=32, inner=32, sight_width=32, sight_layers=2,
        sight_heads=1, sight_inner=32, pixels=128 * 96,
    )  # fmt: skip
    stages = tuple(
        Stage(name=name, minutes=minutes, figures=3, lots=2, config={**NARROW, "places": places}, train=train)
        for name, places in (("align", True), ("instruct", False))
    )
    return Plan(shape=shape, sight=Lesson(minutes=minutes, pictures=2), stages=stages)


def command(plan: Plan, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """`gbi-sft embed` as a process of its own, to its end."""
    return subprocess.run(words(plan, out, *more), env=ENVIRONMENT, capture_output=True, text=True)


def words(plan: Plan, out: Path, *more: str) -> list[str]:
    """The command's, with the plan as a file beside its folder."""
    file = out.with_suffix(".yaml")
    file.write_text(yaml.safe_dump(json.loads(plan.model_dump_json())), encoding="utf-8")
    return [
        f"{Path(sys.executable).with_name('gbi-sft')}",
        "embed",
        f"{file}",
        "--out",
        f"{out}",
        "--workers",
        "1",
        *more,
    ]


@pytest.mark.parametrize("name", ["full", "rehearsal"])
def test_the_plans_that_come_along_are_whole(name: str) -> None:
    plan = load(name)
    assert [stage.name for stage in plan.stages] == ["align", "instruct"]
    assert plan.stages[0].synth().questions == 0 and plan.stages[1].synth().questions > 0
    found = sums(plan)
    said = "\n".join(found.lines(plan))
    assert f"{found.weights:,}" in said and found.language + found.sight == found.weights


def test_the_full_plan_fits_a_lease_and_its_limits() -> None:
    plan = load("full")
    found = sums(plan)
    assert 20e6 <= found.weights <= 60e6 and plan.minutes <= 25
    assert 2 * found.weights <= 100e6  # the repository's
    assert set(plan.stages[1].synth().languages) == {"en", "zh"} and plan.stages[0].synth().places
    for stage in plan.stages:  # all words are drawn; with how many a sample is shown is chosen anew each time
        assert set(stage.synth().hints) == {"true"} and stage.vary is not None
        assert stage.vary.bare > 0 and stage.vary.noisy > 0 and stage.vary.bare + stage.vary.noisy < 1


def test_the_sums_are_those_of_the_formula() -> None:
    """By hand: 6 FLOPs a weight and token, causal attention, vision's attention over all patches."""
    plan = small_plan()
    found = sums(plan)
    assert (found.patches, found.tokens) == (48, 350 + 12)
    weights = 6 * (found.language * 362 + found.sight * 48)
    assert found.flops == weights + 6 * 1 * 1 * 32 * 362**2 + 12 * 2 * 32 * 48**2
    assert found.samples_s == pytest.approx(0.05 * 7.9e14 / found.flops)
    assert found.drawn_s == 20 * 16


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stages: []", "stages"),
        ("stages: [{name: A b, minutes: 1, figures: 1, lots: 1}]", "name"),
        ("stages: [{name: a, minutes: 1, figures: 1, lots: 1, config: {kinbs: {}}}]", "kinds"),
        ("{", "is no YAML"),
    ],
)
def test_a_wrong_plan_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    with pytest.raises(EmbedError, match=said):
        load(f"{tmp_path / 'p.yaml'}")


def test_an_unknown_plan_names_those_that_there_are() -> None:
    with pytest.raises(EmbedError, match="full, rehearsal"):
        load("fool")


def test_lots_are_drawn_ahead_and_the_choice_is_kept(tmp_path: Path) -> None:
    plan = small_plan()
    first = chosen(tmp_path / "align", plan.stages[0], seed_of(plan, 0), 1)
    assert [lot.name for lot in first] == ["lot-000"]  # drawn now, for there was none
    with ahead(plan, 1, tmp_path / "instruct", 1):
        for _ in range(2000):
            if len(whole(tmp_path / "instruct")) == 2:
                break
            time.sleep(0.1)
    drawn = chosen(tmp_path / "instruct", plan.stages[1], seed_of(plan, 1), 1)
    assert [lot.name for lot in drawn] == ["lot-000", "lot-001"]
    ids = [{sample.pictures[0].sha256 for sample in folder.read(lot)} for lot in (*first, *drawn)]
    assert not ids[0] & ids[1] and not ids[1] & ids[2]  # no lot repeats another
    (tmp_path / "instruct" / "lot-002").mkdir()
    (tmp_path / "instruct" / "lot-002" / folder.NAME).write_text("", "utf-8")
    assert chosen(tmp_path / "instruct", plan.stages[1], 0, 1) == drawn
    assert json.loads((tmp_path / "instruct" / CHOSEN).read_text("utf-8")) == ["lot-000", "lot-001"]


def test_a_start_that_was_killed_half_written_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, whole_build = small_plan(), run.build

    def killed(folder: Path, *_: object) -> Path:
        (folder / "config.json").write_text("{}", "utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "build", killed)
    with pytest.raises(KeyboardInterrupt):
        run._begun(plan, tmp_path, None)
    assert not (tmp_path / "start").exists()
    monkeypatch.setattr(run, "build", whole_build)
    assert run._begun(plan, tmp_path, None) == ([], None, tmp_path / "start")
    assert (tmp_path / "start/model.safetensors").is_file() and (tmp_path / "start/tokenizer.json").is_file()


def test_nothing_is_drawn_for_a_stage_that_has_begun_or_is_none(tmp_path: Path) -> None:
    plan = small_plan()
    with ahead(plan, 2, tmp_path, 1):
        pass
    (tmp_path / CHOSEN).write_text("[]", "utf-8")
    with ahead(plan, 1, tmp_path, 1):
        pass
    assert whole(tmp_path) == []


def test_the_speed_is_of_the_later_half(tmp_path: Path) -> None:
    rows = [{"step": n, "tokens_s": 10.0 if n < 5 else 100.0} for n in range(10)] + [{"step": 9, "eval_loss": 1.0}]
    (tmp_path / "metrics.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    found = sums(small_plan())
    speed = speed_of(tmp_path, found, 1e9)
    assert speed is not None and speed.tokens_s == 100.0
    assert speed.share == pytest.approx(100.0 * found.flops / found.tokens / 1e9)
    assert speed_of(tmp_path / "none", found, 1e9) is None
    assert "10.0% of the" in Speed(tokens_s=5, flops=1e11, ceiling=1e12).words()


def test_the_ceiling_is_a_rate() -> None:
    assert 1e8 < ceiling() < 1e15


@pytest.mark.timeout(900)
def test_the_whole_way_stopped_once_and_its_parts_serve_as_a_start(tmp_path: Path) -> None:
    plan, out = small_plan(minutes=0.03), tmp_path / "embedded"
    stopped = command(plan, out, "--max-minutes", "0.0001")
    assert stopped.returncode == 130, stopped.stderr
    done = command(plan, out)
    assert done.returncode == 0, done.stderr
    assert "parameters" in done.stderr and "TFLOP/s of a matrix product here" in done.stderr
    lesson = [json.loads(line) for line in (out / "training/sight/metrics.jsonl").read_text().splitlines()]
    assert "top_error" in lesson[-1] and "half of the tops within" in stopped.stderr + done.stderr
    begun = json.loads((out / "training/align/training.json").read_text())["model"]
    assert Path(begun) == out / "training/sight/final"  # the first stage goes on from it
    parts = out / "parts"
    told = card.read(parts)
    assert told.under_way is None and [stage.name for stage in told.stages] == ["align", "instruct"]
    assert told.sight is not None and told.sight["steps"] == lesson[-1]["step"]
    assert told.plan == plan and all(stage.steps > 0 and stage.curve for stage in told.stages)
    assert "Reading: not measured yet." in (parts / "README.md").read_text("utf-8")
    assert type(load_processor(str(parts))).__name__ == "Qwen3VLProcessor"  # what serves it finds all it needs
    assert all(file.stat().st_size <= PART_BYTES for file in parts.iterdir())
    texts = [path.read_text("utf-8") for path in parts.iterdir() if path.suffix in (".json", ".md", ".jinja")]
    assert len(texts) > 5 and not any(f"{tmp_path}" in text for text in texts)  # nothing of this machine is shipped
    steps = [json.loads(line)["step"] for line in (out / "training/instruct/metrics.jsonl").read_text().splitlines()]
    assert steps == sorted(steps) and steps[0] == 1
    fresh = command(plan, tmp_path / "elsewhere", "--start", f"{parts}")
    assert fresh.returncode == 0 and "stage align" not in fresh.stderr  # all stages are in the parts
    other = command(small_plan(minutes=0.5), out)
    assert other.returncode == 1 and "another plan" in other.stderr


def test_a_lesson_without_place_samples_says_what_to_set(tmp_path: Path) -> None:
    plan = small_plan()
    bare = plan.stages[0].model_copy(update={"config": NARROW})
    done = command(plan.model_copy(update={"stages": (bare, *plan.stages[1:])}), tmp_path / "bare")
    assert done.returncode == 1 and "set places: true" in " ".join(done.stderr.split())


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_rehearsal_that_comes_along_runs_to_its_end(tmp_path: Path) -> None:
    done = command(load("rehearsal"), tmp_path / "rehearsal")
    assert done.returncode == 0, done.stderr
    losses = [
        json.loads(line)["loss"]
        for line in (tmp_path / "rehearsal/training/align/metrics.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(losses) > 3 and losses[-1] < losses[0]
    assert "stage instruct is done" in done.stderr
