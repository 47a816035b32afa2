"""A part of a data set: the samples that tell most, or as many at random."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbi_sft.tags.select import By


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Where the kept samples go, with selection.json and selection.png.")],
    share: Annotated[float, typer.Option(help="How much to keep, over 0, at most 1.")] = 0.5,
    by: Annotated[By, typer.Option(help="density: many and rare tags, evenly; random: the control.")] = "density",
    seed: Annotated[int, typer.Option(help="Draws the control, and which of equal samples are kept.")] = 0,
) -> None:
    """Prints tags, bits and evenness before, after, and of a random choice of the same size."""
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import claim
    from gbi_sft.tags.report import write
    from gbi_sft.tags.select import selected

    claim(out, "select", source)
    kept, report = selected(DataSet.read(source), share, by, seed)
    saved = kept.save(out)
    print("\n".join(report.lines()))
    tell(saved.refused, out)
    print(f"plot: {write(report, out)}")
