"""Several data sets as one, in given ratios."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    out: Annotated[Path, typer.Argument(help="Folder of the mix.")],
    part: Annotated[list[str], typer.Argument(help="Folders of data sets with their ratios, such as synth=0.7.")],
    size: Annotated[
        int | None,
        typer.Option(help="So many samples, repeating those of a part that has too few; else none is repeated.", min=1),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws and shuffles.")] = 0,
) -> None:
    """Draws from each folder at random and shuffles. Ratios need not sum to 1: 3 and 1 are 0.75 and 0.25."""
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.grouping import numbers_of
    from gbi_sft.data.mixing import mix
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import claim

    ratios = numbers_of(part)
    claim(out, "mix", *ratios)
    found = mix({place: DataSet.read(place) for place in ratios}, ratios, size=size, seed=seed)
    counts = ", ".join(f"{count} of {place}" for place, count in found.counts.items())
    saved = found.mix.save(out)
    print(f"{len(saved)} samples in {out}: {counts}")
    tell(saved.refused, out)
