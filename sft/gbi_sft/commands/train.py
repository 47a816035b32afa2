"""`gbi-sft train CONFIG.yaml`: trains an adapter or a whole model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def command(
    config: Annotated[Path, typer.Argument(help="The training as YAML; docs/training.md has examples.")],
) -> None:
    """Trains as the file says; the same call goes on after an interruption."""
    from gbi_sft.training.config import load
    from gbi_sft.training.run import train

    console = Console(stderr=True)
    done = train(load(config), console)
    if done is not None:
        typer.echo(str(done))
