"""`gbi-sft rollback NAME`: the promoted adapter before the present one serves again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    name: Annotated[str, typer.Argument(help="The adapter's name.")],
    adapters: Annotated[Path, typer.Option(help="Where promoted adapters stand.")] = Path("adapters"),
) -> None:
    """Lead a name back to the version before; the present one is kept."""
    from gbi_sft.gate.promote import back

    version = back(name, adapters)
    link = adapters / name
    print(f"{link} is version {version} again; load it: gbi serve --unload {name} --load {name}={link}")
