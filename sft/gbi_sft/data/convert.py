"""Conversion between any two forms, by way of the project's own; what cannot be converted is listed, never fatal."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gbi_sft import folder
from gbi_sft.data import refusals
from gbi_sft.data.formats import load
from gbi_sft.data.formats.form import Given, read, write
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.progress import shown
from gbi_sft.data.refusals import Refused
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample


@dataclass(frozen=True)
class Converted:
    """How many samples were written, and those that were left out."""

    samples: int
    refused: tuple[Refused, ...]


class _Nothing(Exception):
    """No sample came: what an earlier call wrote stays."""


def _some(samples: Iterator[Sample]) -> Iterator[Sample]:
    some = False
    for sample in samples:
        some = True
        yield sample
    if not some:
        raise _Nothing


def convert(
    source: Path, out: Path, *, form: str, to: str = "gbi", given: Given, images: Path | None = None
) -> Converted:
    """Writes `source`, of a form, in another to the folder `out`; `rejected.jsonl` there lists what was left out.

    `images` is where pictures are sought first. Raises `DataError` for an unknown form, a source that cannot be read,
    and one of which no sample could be used.
    """
    reader, writer = load(form), load(to)
    refused: list[Refused] = []

    def kept(found: Iterator[Sample | Refused]) -> Iterator[Sample]:
        for one in found:
            if isinstance(one, Refused):
                refused.append(one)
            else:
                yield one

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".pictures-") as desk:
        # pictures come in beside the result, so that most of them move by a link
        place = out if to == "gbi" else Path(desk)
        samples = kept(read(reader, source, Intake(folder=place, root=images), given))
        count = 0
        with shown(_some(samples), "converting") as moving, contextlib.suppress(_Nothing):
            if to == "gbi":
                count = folder.write(out, moving)
            else:
                count = sum(1 for _ in kept(write(writer, moving, Outlet(source=place, folder=out))))
    refusals.write(out, refused)
    if not count:
        why = f"; see {out / refusals.NAME} ({refusals.summary(refused)})" if refused else ", for there was none"
        raise DataError(f"no sample of {source} could be used{why}")
    return Converted(samples=count, refused=tuple(refused))
