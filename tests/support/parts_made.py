"""Parts as `gbi-sft embed` leaves them, of a model that reads: the kept small one, gone on with for a step or two."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from gbi_sft.embed import card
from gbi_sft.embed.card import Facts, Taught
from gbi_sft.embed.plan import Plan, Stage
from gbi_sft.small.architecture import dress
from support import kept_model

DRAWN = {"kinds": {"bar": 1}, "renderers": {"matplotlib": 1}, "languages": {"en": 1}, "questions": 0, "worn": 0}
FAINT = {"lr": 1e-9, "samples_per_step": 2, "max_tokens": 4096, "precision": "float32"}
"""Of a training that leaves the weights as they are."""


def plan() -> Plan:
    """Two stages in the kept model's shape."""
    stages = tuple(
        Stage(name=name, minutes=0.01, figures=3, lots=1, config=DRAWN, train=FAINT) for name in ("align", "instruct")
    )
    return Plan(shape=kept_model.recipe().shape, stages=stages)


def came_back(folder: Path) -> Path:
    """The kept model as the parts of the first stage, which an earlier machine left."""
    shutil.copytree(kept_model.MODEL, folder)
    dress(folder, kept_model.recipe().shape)
    first = Taught(name="align", steps=1, samples=3, lots=1, speed=None, curve=())
    told = Facts(plan=plan(), weights=5_144_704, device="CPU", versions={}, stages=(first,))
    (folder / card.FACTS).write_text(told.model_dump_json(), encoding="utf-8")
    return folder


def parts(folder: Path) -> Path:
    """The parts that the command writes after its second stage; it runs as a process of its own."""
    (folder / "plan.yaml").write_text(yaml.safe_dump(json.loads(plan().model_dump_json())), encoding="utf-8")
    words = ["embed", f"{folder / 'plan.yaml'}", "--out", f"{folder / 'run'}", "--workers", "1"]
    command = [f"{Path(sys.executable).with_name('gbi-sft')}", *words, "--start", f"{came_back(folder / 'earlier')}"]
    subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=True, capture_output=True)
    return folder / "run" / "parts"


def charts(folder: Path, count: int) -> Path:
    """Charts that the model never saw, in the layout of `gbi-eval chart2table`."""
    for part in ("png", "tables"):
        (folder / part).mkdir(parents=True)
    for path, gold in kept_model.unseen(kept_model.recipe().first, folder / "png", count):
        with (folder / "tables" / f"{path.stem}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[column.name for column in gold.columns], *gold.texts])
    return folder
