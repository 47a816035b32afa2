"""`gbi-sft synth --out DIR`: figures with their gold, questions and programs, made from a seed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def command(
    out: Annotated[Path, typer.Option(help="The data set's folder; a stopped call goes on there.")],
    count: Annotated[int, typer.Option(help="How many figures; each makes a table sample and some questions.", min=1)],
    seed: Annotated[int, typer.Option(help="The same seed makes the same figures, with any number of workers.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes; 0: one for each processor.", min=0)] = 0,
    style: Annotated[
        str, typer.Option(help="A preset (mix, narrow) or a YAML file with what differs from one.")
    ] = "mix",
    mix: Annotated[str, typer.Option(help="Renderers and their weights, such as matplotlib=3,pygal=1.")] = "",
    kinds: Annotated[str, typer.Option(help="Kinds of figure and their weights, such as pie=1,table=2.")] = "",
) -> None:
    """Make figures to train on, with what they show."""
    import os

    from gbi_sft.synth.config import config_of, reweighted
    from gbi_sft.synth.report import lines
    from gbi_sft.synth.run import make

    config = reweighted(config_of(style), mix, kinds)
    whole, made = make(config, seed, count, out, workers or os.cpu_count() or 1, _told)
    print(file=sys.stderr)
    for line in lines(whole, made):
        print(line)
    print(f"{whole.samples} samples in {out}")


def _told(done: int, count: int) -> None:
    print(f"\r{done} of {count} figures", end="", file=sys.stderr, flush=True)
