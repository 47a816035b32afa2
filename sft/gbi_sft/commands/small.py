"""`gbi-sft small OUT`: a small model from nothing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

QUIET_S = 2.0


def command(
    out: Annotated[Path, typer.Argument(help="A folder for everything; the same call goes on after a stop.")],
    recipe: Annotated[str, typer.Option(help="full, quick, or a YAML file.")] = "full",
    minutes: Annotated[float | None, typer.Option(help="Minutes of all trainings together.", min=0.1)] = None,
    workers: Annotated[int, typer.Option(help="Processes that draw charts.", min=1)] = 2,
) -> None:
    """Draws charts, teaches a model of five million weights to read them, tunes it to a second style, and measures."""
    from gbi_sft.small.recipe import load
    from gbi_sft.small.work import make_small

    console = Console(stderr=True)
    told = 0.0

    def tell(what: str, done: int, of: int) -> None:
        nonlocal told
        if (of and done == of) or time.monotonic() - told > QUIET_S:
            told = time.monotonic()
            console.print(f"{what}: {done}{f' of {of}' if of else ''}")

    chosen = load(recipe)
    typer.echo(str(make_small(chosen.within(minutes) if minutes else chosen, out, workers, tell)))
