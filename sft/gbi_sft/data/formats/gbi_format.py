"""The project's own form: `samples.jsonl` and its pictures. Nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gbi_sft import folder
from gbi_sft.data.formats.form import Format, Given, Item, records, whole
from gbi_sft.data.pictures import Intake, bring
from gbi_sft.data.refusals import Refused
from gbi_sft.sample import Sample


def items(source: Path) -> Iterator[Item | Refused]:
    """One item a line."""
    return records(source, folder.NAME)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The sample as it was written; where no source was noted it is the given one."""
    found = Sample.model_validate(item.data)
    for picture in found.pictures:
        bring(intake.root or item.base, intake.folder, picture)
    return found if found.source.name else found.model_copy(update={"source": given.source})


FORMAT = Format(items=items, sample=sample, entry=whole, file=folder.NAME)
