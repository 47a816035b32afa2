"""A data set cut into parts, such as train and dev, with no picture in two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Each part becomes a folder in it.")],
    share: Annotated[list[str], typer.Option(help="A part and its share, such as train=0.9; they sum to 1.")],
    by: Annotated[
        str,
        typer.Option(help="What stays together: picture, source, language, task, id, tag:GROUP or trait:NAME."),
    ] = "picture",
    seed: Annotated[int, typer.Option(help="Another seed deals otherwise.")] = 0,
) -> None:
    """Writes a folder a part. The same samples and seed give the same parts."""
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.grouping import numbers_of
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import DataError, claim

    shares = numbers_of(share)
    for name in shares:
        claim(out / name, "split", source)
    whole = DataSet.read(source).split(shares, by=by, seed=seed)
    parts = whole.parts()
    for name in shares:
        if name not in parts:
            raise DataError(
                f"part {name!r} gets none of the {len(whole)} samples, which stay together by {by}; give it a larger "
                "share, or bring more samples"
            )
    for name in shares:
        saved = parts[name].save(out / name)
        print(f"{len(saved)} samples in {out / name}")
        tell(saved.refused, out / name)
    tell(whole.refused)
