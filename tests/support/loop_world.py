"""A world small enough to be learnt in seconds: one house style of charts, and a model that knows it only vaguely.

The base model is a small one trained whole, here, on two kinds of tables for the same kind of picture: mostly quarters,
now and then the house's regions. It therefore reads the house's charts wrongly until it is tuned on corrected ones. All
charts of the house have nearly the same values: what is tested is the way, not how well so small a model sees.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pymupdf
import yaml

from gbi_sft import folder
from gbi_sft.sample import Gold, GoldColumn, Sample, Source
from gbi_sft.wording import table_turns
from support.gate_case import bars

REGIONS = ("North", "East", "South", "West")
QUARTERS = ("2021", "2022", "2023", "2024")
PAGES = 16


def report(path: Path, pages: int, seed: int) -> Path:
    """A PDF with a chart of the house a page: four bars with their values, 47 to 53, above them."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rng = random.Random(seed)
    with pymupdf.open() as whole:
        for number in range(pages):
            values = [rng.randint(47, 53) for _ in REGIONS]
            figure, axes = plt.subplots(figsize=(4.2, 2.8))
            shown = axes.bar(REGIONS, values, color="#2876dd", width=0.6)
            axes.bar_label(shown, labels=[f"{value}" for value in values])
            axes.set_ylabel("Sales")
            axes.set_ylim(0, 70)
            part = path.with_name(f"page-{number}.pdf")
            figure.savefig(part)
            plt.close(figure)
            with pymupdf.open(part) as one:
                whole.insert_pdf(one)
            part.unlink()
        whole.save(path)
    return path


def general(data: Path, count: int, like: Gold | None = None, seed: int = 0) -> Path:
    """A data set of drawn bars with quarters as rows or, like a gold table of the house, with its rows and columns."""
    rng = random.Random(seed)
    samples = []
    for number in range(count):
        rows = [row[0] for row in like.texts] if like else list(QUARTERS)
        values = [rng.randint(47, 53) if like else rng.randint(18, 22) for _ in rows]
        gold = Gold(
            chart_type="bar",
            title=like.title if like else "Units sold",
            x_axis=like.x_axis if like else Gold.model_fields["x_axis"].default,
            y_axis=like.y_axis if like else Gold.model_fields["y_axis"].default,
            columns=like.columns if like else (GoldColumn(name="Quarter"), GoldColumn(name="Units")),
            texts=tuple((row, f"{value}") for row, value in zip(rows, values, strict=True)),
            values=tuple((float(value),) for value in values),
        )
        picture = folder.keep_picture(data, bars(values), 160, 120)
        samples.append(
            Sample(
                id=f"{number}",
                task="table",
                pictures=(picture,),
                turns=table_turns(gold, "en"),
                gold=gold,
                source=Source(name="drawn bars", licence="CC0-1.0"),
            )
        )
    folder.write(data, samples)
    return data


def training(path: Path, **settings: object) -> Path:
    """A file for `gbi-sft train` with what is the same for base and adapter; relative paths are relative to it."""
    common = {
        "samples_per_step": 8,
        "max_tokens": 512,
        "precision": "float32",
        "eval_every": 1000,
        "save_every": 1000,
        "workers": 0,
    }
    path.write_text(yaml.safe_dump({**common, **settings}), encoding="utf-8")
    return path


def train(config: Path) -> None:
    """Runs `gbi-sft train` as a process of its own: torch stays out of the tests' process."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [f"{Path(sys.executable).with_name('gbi-sft')}", "train", f"{config}"]
    subprocess.run(command, env=environment, check=True, capture_output=True)


def base_model(root: Path, like: Gold) -> Path:
    """Trains the base model in `root`; returns its folder."""
    make = (
        "import sys; from pathlib import Path; from gbi_sft.small.architecture import Shape, build; "
        "build(Path(sys.argv[1]), Shape(width=96, layers=2, heads=3, key_heads=3, inner=192, sight_width=64, "
        "sight_layers=2, sight_heads=2, sight_inner=128))"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", make, f"{root / 'random'}"], env=environment, check=True, capture_output=True)
    data = [
        {"folder": f"{general(root / 'quarters', 24)}"},
        {"folder": f"{general(root / 'regions', 8, like, seed=1)}", "ratio": 0.75},
    ]
    train(
        training(
            root / "base.yaml",
            model="random",
            out="runs/base",
            data=data,
            full=True,
            train=["language", "connector", "vision"],
            lr=0.005,
            steps=90,
        )
    )
    return root / "runs" / "base" / "final"
