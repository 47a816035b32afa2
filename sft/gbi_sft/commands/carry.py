"""`gbi-sft carry`: lots of an embed plan drawn, encoded and packed here, to train on where nothing can be drawn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

MIB = 2**20


def command(
    out: Annotated[Path, typer.Argument(help="Folder of the carries; with --unpack that of embed's run.")],
    plan: Annotated[str, typer.Option(help="full, rehearsal, or a YAML file like them.")] = "full",
    stage: Annotated[str, typer.Option(help="The stage whose lots are meant.")] = "align",
    lots: Annotated[int, typer.Option(help="How many lots are packed, from the first.", min=1)] = 1,
    mib: Annotated[float, typer.Option(help="The most that one file may have.", min=0.1)] = 60.0,
    save: Annotated[str, typer.Option(help="Pictures as lossy or lossless WebP.")] = "lossy",
    workers: Annotated[int, typer.Option(help="Processes; 0: one a processor.", min=0)] = 0,
    unpack: Annotated[list[Path] | None, typer.Option(help="A carry to unpack into OUT; may be repeated.")] = None,
) -> None:
    """Draws what is not drawn yet, and packs; the same call goes on. With --unpack: where the carries arrive."""
    import os

    from gbi_sft.embed.plan import load
    from gbi_sft.embed.prepare import arrive, prepare

    wanted, many = load(plan), workers or os.cpu_count() or 1
    if unpack:
        for place in arrive(wanted, stage, unpack, out):
            print(place)
        return
    for holds in prepare(wanted, stage, lots, out, int(mib * MIB), save, many, _told):
        print(holds.words())


def _told(what: str, done: int, of: int) -> None:
    print(f"{what}: {done} of {of}", file=sys.stderr, flush=True)
