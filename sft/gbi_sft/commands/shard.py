"""A data set as Parquet files with the pictures inside, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set, either form.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Folder of the other form.")],
    size: Annotated[int, typer.Option(help="Samples a file.", min=1)] = 1000,
    back: Annotated[bool, typer.Option("--back", help="Make samples.jsonl and pictures of Parquet files.")] = False,
) -> None:
    """Writes SPLIT-00000-of-00003.parquet and so on, which `datasets.load_dataset` reads; with --back the other way."""
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import claim

    found = DataSet.read(source)
    claim(out, "shard", source)
    done = found.save(out) if back else found.shard(size).save(out)
    print(f"{len(done)} samples in {out}")
    tell(done.refused, out)
