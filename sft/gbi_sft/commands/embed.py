"""`gbi-sft embed`: trains the embedded model from nothing, within so many minutes; the same call goes on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def command(
    plan: Annotated[str, typer.Argument(help="full, rehearsal, or a YAML file like them.")] = "full",
    out: Annotated[Path, typer.Option(help="Folder of everything that is made; a stopped call goes on there.")] = Path(
        "embedded"
    ),
    max_minutes: Annotated[float | None, typer.Option(help="This call ends after so long, all saved.", min=0)] = None,
    workers: Annotated[int, typer.Option(help="Processes that draw and encode; 0: one a processor.", min=0)] = 0,
    start: Annotated[Path | None, typer.Option(help="Parts that an earlier machine left, to go on from.")] = None,
    carried: Annotated[
        bool, typer.Option("--carried", help="Draw nothing: train on the lots that were carried.")
    ] = False,
    results: Annotated[
        Path | None, typer.Option(help="Only write the parts' card anew, with the runs of gbi-eval witnesses there.")
    ] = None,
    bench: Annotated[
        int, typer.Option(help="Only time training on so many samples of the first stage, packed and padded.", min=0)
    ] = 0,
    sums: Annotated[bool, typer.Option("--sums", help="Only say what the plan comes to, by arithmetic.")] = False,
) -> None:
    """Draw, train in stages, and leave weights in parts; figures are drawn while the stage before trains."""
    import os

    from gbi_sft.embed.plan import load
    from gbi_sft.embed.plan import sums as arithmetic

    wanted = load(plan)
    if sums:
        for line in arithmetic(wanted).lines(wanted):
            print(line)
        return
    if results:
        from gbi_sft.embed import card

        print(card.write(out / "parts", card.read(out / "parts"), results))
        return
    from gbi_sft.embed.run import embed, timed

    if bench:
        print(timed(wanted, out, bench).words())
        return
    many = workers or os.cpu_count() or 1
    print(embed(wanted, out, minutes=max_minutes, workers=many, tell=_tell, start=start, carried=carried))


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
