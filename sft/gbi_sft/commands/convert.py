"""Training data from one form into another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gbi_sft.sample import Language

FORMS = "gbi, llava, sharegpt, messages, qwen, chartqa, deplot, charts"


def command(
    source: Annotated[Path, typer.Argument(help="A file or folder of the form --from.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Folder of the result; samples.jsonl and pictures, or the form --to.")],
    form: Annotated[str, typer.Option("--from", help=f"What it is: {FORMS}, corrections.")],
    to: Annotated[str, typer.Option(help=f"What it becomes: {FORMS}.")] = "gbi",
    images: Annotated[Path | None, typer.Option(help="Where its pictures lie, if not beside it.")] = None,
    name: Annotated[
        str, typer.Option(help="What the source is called in model cards; its file name if not given.")
    ] = "",
    licence: Annotated[str, typer.Option(help="The source's licence, an SPDX name.")] = "",
    split: Annotated[str, typer.Option(help="The part that it is, such as train.")] = "",
    language: Annotated[
        Language | None, typer.Option(help="Of all samples; seen from each one's text if not given.")
    ] = None,
    chart_type: Annotated[
        str, typer.Option(help="Of charts in forms that do not say (deplot, charts, chartqa).")
    ] = "other",
) -> None:
    """Writes the samples; those that cannot be used are counted, and listed with reasons in rejected.jsonl."""
    from gbi_sft.data.convert import convert
    from gbi_sft.data.formats.form import Given
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import claim
    from gbi_sft.sample import Source

    if to == "gbi":
        claim(out, "convert", source)
    given = Given(Source(name=name or source.stem, licence=licence, split=split), language, chart_type)
    done = convert(source, out, form=form, to=to, given=given, images=images)
    print(f"{done.samples} samples in {out}")
    tell(done.refused, out)
