"""Which samples are fit to train on, and why the others are not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set.", exists=True)],
    out: Annotated[
        Path | None, typer.Argument(help="Where the sound samples go; without it nothing is written.")
    ] = None,
    characters: Annotated[int, typer.Option(help="Most characters of all turns together.", min=1)] = 32_000,
    tokenizer: Annotated[Path | None, typer.Option(help="Folder of a model, whose tokens --tokens counts.")] = None,
    tokens: Annotated[
        int | None, typer.Option(help="Most tokens of all turns' text; needs --tokenizer.", min=1)
    ] = None,
    side: Annotated[int, typer.Option(help="Least side of a picture in px.", min=1)] = 28,
    aspect: Annotated[float, typer.Option(help="Most of the longer side over the shorter.", min=1)] = 200.0,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = os.cpu_count() or 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is refused, one JSON object a line.")] = False,
) -> None:
    """Looks at pictures, turns, lengths, replies and gold; what is not sound is listed with its reason."""
    from gbi_sft.data.checks import Limits
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.refusals import summary
    from gbi_sft.data.tokens import counter
    from gbi_sft.folder import DataError, claim

    if (tokens is None) != (tokenizer is None):
        raise DataError("--tokens and --tokenizer go together: the one is the limit, the other counts")
    if out is not None:
        claim(out, "check", source)
    limits = Limits(least_side=side, most_aspect=aspect, most_characters=characters, most_tokens=tokens)
    found = DataSet.read(source, workers=workers).check(limits, counter(tokenizer) if tokenizer else None).settled
    if out is not None:
        found = found.save(out)
    for one in found.refused if as_json else ():
        print(one.model_dump_json())
    if as_json:
        return
    print(f"{len(found)} samples are sound" + (f", in {out}" if out else ""))
    if found.refused:
        print(f"{len(found.refused)} are not ({summary(found.refused)})")
        for one in found.refused[:5]:
            print(f"  {one.id}: {one.reason}")
        if len(found.refused) > 5:
            print(
                f"  and {len(found.refused) - 5} more; "
                + (f"see {out / 'rejected.jsonl'}" if out else "--json lists them")
            )
