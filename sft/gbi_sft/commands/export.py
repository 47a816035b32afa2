"""`gbi-sft export RUN`: the result of a training for a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def command(
    run: Annotated[Path, typer.Argument(help="The folder that a training wrote (its out), or an adapter's.")],
    out: Annotated[Path, typer.Option(help="The folder to write.")],
    merged: Annotated[bool, typer.Option("--merged", help="Write the whole model with the adapter in it.")] = False,
    dtype: Annotated[
        Literal["bfloat16", "float16", "float32"], typer.Option(help="What a merged model's weights are kept as.")
    ] = "bfloat16",
) -> None:
    """Writes the adapter as servers load it, or the base model with the adapter in its weights."""
    from gbi_sft.training.export import export_adapter, merge

    typer.echo(str(merge(run, out, dtype) if merged else export_adapter(run, out)))
