"""What is in a data set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SHOWN = 8


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set.", exists=True)],
    out: Annotated[Path | None, typer.Option(help="Folder for statistics.html, .json and a PNG a figure.")] = None,
    tokenizer: Annotated[Path | None, typer.Option(help="Folder of a model, to count tokens too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as one JSON object.")] = False,
) -> None:
    """Counts of tasks, languages, sources and tags; lengths; sizes of pictures and tables."""
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.plots import write
    from gbi_sft.data.refusals import tell
    from gbi_sft.data.tokens import counter

    data = DataSet.read(source)
    found = data.statistics(counter(tokenizer) if tokenizer else None)
    page = write(found, out) if out else None
    if as_json:
        print(found.model_dump_json())
        return
    print(f"{found.samples} samples, {found.pictures} different pictures, {found.replies} different replies")
    for name, counts in found.counts.items():
        listed = [f"{value} {count}" for value, count in counts.items()]
        print(f"{name}: {', '.join(listed[:SHOWN])}{', ...' if len(listed) > SHOWN else ''}")
    for name, spread in found.spreads.items():
        print(f"{name}: {', '.join(f'{which} {value:,.5g}' for which, value in spread.quantiles.items())}")
    tell(data.refused)
    if page:
        print(page)
