"""A data set without near copies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Where the samples go that are left; duplicates.jsonl lists the others.")],
    by: Annotated[
        Literal["both", "picture", "text"],
        typer.Option(help="What must be alike: pictures and what they teach, or one of these alone."),
    ] = "both",
    radius: Annotated[int, typer.Option(help="Most bits (of 256) between two pictures' hashes.", min=0)] = 24,
    similarity: Annotated[float, typer.Option(help="Least share of words in common.", min=0, max=1)] = 0.8,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = os.cpu_count() or 1,
) -> None:
    """Keeps the first of each; charts of one template with other numbers are no copies."""
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.duplicates import Rule
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import claim

    claim(out, "dedupe", source)
    rule = Rule(by=by, radius=radius, similarity=similarity)
    found = DataSet.read(source, workers=workers).deduplicate(rule).save(out)
    print(f"{len(found)} samples in {out}; {len(found.duplicates)} repeat one of them")
    tell(found.refused, out)
