"""A data set with skill tags, from its gold and, where it has none, from a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    source: Annotated[Path, typer.Argument(help="Folder of a data set.", exists=True)],
    out: Annotated[Path, typer.Argument(help="Where the tagged samples go; may be the same folder.")],
    model: Annotated[
        bool, typer.Option(help="Ask the model that GBI_VLM_URL names about samples whose gold does not tell.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = 1,
) -> None:
    """Prints how many samples there are, and at which the model failed; asked again, those alone are asked about."""
    from gbi.errors import SettingsError
    from gbi.models import model as model_of
    from gbi.settings import Settings
    from gbi_sft.data.dataset import DataSet
    from gbi_sft.data.refusals import tell
    from gbi_sft.folder import claim
    from gbi_sft.tags.from_gold import unknown
    from gbi_sft.tags.run import tag_all

    looking = model_of(Settings(), "vlm") if model else None
    if model and looking is None:
        raise SettingsError("no model is set; give GBI_VLM_URL (and GBI_VLM_MODEL), or leave --model out")
    if out.resolve() != source.resolve():
        claim(out, "tag", source)
    tagged = tag_all(DataSet.read(source, workers=workers), out, looking)
    saved = tagged.data.save(out)
    for one in tagged.failed:
        typer.echo(f"{one.id}: {one.reason}", err=True)
    kinds = {name for sample in saved for name in sample.tags}
    open_ = sum(bool(unknown(sample)) for sample in saved) - tagged.told
    print(
        f"{len(saved)} samples, {len(kinds)} different tags; {tagged.told} told by a model, {len(tagged.failed)} failed"
    )
    tell(saved.refused, out)
    if open_ > 0 and not model:
        print(f"{open_} samples have no gold that tells all; --model asks a model about them")
