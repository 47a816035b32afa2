"""A call that is stopped within a stage leaves that stage's weights as parts, which another machine goes on from."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file, save_file

from gbi_sft.embed import card
from gbi_sft.embed.parts import WEIGHTS, write_parts
from gbi_sft.embed.plan import EmbedError, Plan, Stage
from gbi_sft.small.architecture import Shape, build
from gbi_sft.training import checkpoint

SHAPE = Shape(
    width=32, layers=1, heads=1, key_heads=1, head_width=32, inner=32, sight_width=32, sight_layers=2, sight_heads=1,
    sight_inner=32, pixels=128 * 96,
)  # fmt: skip
DRAWN = {"kinds": {"bar": 1}, "renderers": {"matplotlib": 1}, "questions": 0, "worn": 0, "languages": {"en": 1}}
TRAIN = {"lr": 0.002, "samples_per_step": 2, "max_tokens": 4096, "precision": "float32", "save_every": 1}
LONGEST_S = 240.0


def made_plan(minutes: float) -> Plan:
    """One stage."""
    return Plan(
        shape=SHAPE, stages=(Stage(name="align", minutes=minutes, figures=3, lots=1, config=DRAWN, train=TRAIN),)
    )


def begun(plan: Plan, out: Path, *more: str) -> subprocess.Popen[str]:
    """`gbi-sft embed`, running."""
    file = out.with_suffix(".yaml")
    file.write_text(yaml.safe_dump(json.loads(plan.model_dump_json())), encoding="utf-8")
    words = ["embed", f"{file}", "--out", f"{out}", "--workers", "1", *more]
    return subprocess.Popen(
        [f"{Path(sys.executable).with_name('gbi-sft')}", *words],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stopped(plan: Plan, out: Path) -> str:
    """Interrupts it once some steps are saved; what it said."""
    process = begun(plan, out)
    until = time.monotonic() + LONGEST_S
    while len(checkpoint.found(out / "training/align/checkpoints")) < 2 and time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130, said
    return said


@pytest.mark.timeout(900)
def test_a_stopped_stage_is_left_as_parts_and_gone_on_with_elsewhere(tmp_path: Path) -> None:
    out = tmp_path / "here"
    said = stopped(made_plan(60.0), out)
    parts = out / "parts"
    assert f"stage align is stopped; as far as it came: {parts}" in said
    told = card.read(parts)
    assert told.stages == () and told.under_way is not None and told.under_way.name == "align"
    assert told.under_way.steps >= 2 and "| align, stopped before its end |" in (parts / "README.md").read_text("utf-8")

    saved = load_file(checkpoint.found(out / "training/align/checkpoints")[-1] / WEIGHTS)
    left, first = load_file(parts / "model.safetensors"), load_file(out / "start/model.safetensors")
    assert all(torch.equal(left[name], saved[name].to(torch.bfloat16)) for name in left)
    assert not all(torch.equal(left[name], first[name].to(torch.bfloat16)) for name in left)

    there = begun(made_plan(0.01), tmp_path / "there", "--start", f"{parts}")
    assert there.wait(LONGEST_S) == 0
    assert json.loads((tmp_path / "there/training/align/training.json").read_text("utf-8"))["model"] == f"{parts}"
    done = card.read(tmp_path / "there/parts")
    assert done.under_way is None and [stage.name for stage in done.stages] == ["align"]


def test_a_checkpoint_of_another_model_is_refused(tmp_path: Path) -> None:
    model = build(tmp_path / "model", SHAPE)
    own = load_file(model / "model.safetensors")
    name = next(iter(own))
    for place, (kept, held) in enumerate({"part": {name: own[name]}, "other": {**own, "more": own[name]}}.items()):
        folder, saved = tmp_path / f"out-{place}", tmp_path / kept
        folder.mkdir()
        saved.mkdir()
        save_file({key: one.clone() for key, one in held.items()}, saved / WEIGHTS)
        with pytest.raises(EmbedError, match="is not of the model"):
            write_parts(model, folder, saved)
    save_file({name: torch.zeros(2, 2)}, tmp_path / "part" / WEIGHTS)
    with pytest.raises(EmbedError, match="is not of the model"):
        write_parts(model, tmp_path / "out-0", tmp_path / "part")
