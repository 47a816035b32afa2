"""Samples as rows of a Hugging Face data set, memory-mapped from a file of this process, and the one pass over them.

A row is (`id`, `folder`: where the sample's pictures lie, `sample`: its JSON). Gold stays JSON, since it has no one
Arrow type. The files lie in a temporary folder that goes with the process.
"""

from __future__ import annotations

import atexit
import codecs
import functools
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from gbi.errors import GbiError
from gbi_sft import folder as folders
from gbi_sft.data.formats.form import reason
from gbi_sft.data.progress import shown
from gbi_sft.data.refusals import Refused
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample

if TYPE_CHECKING:
    from datasets import Dataset

Step = Callable[[Sample, Path], Sample | Refused | None]
"""One operation on one sample with its folder: the sample to go on with, why it is refused, or None to leave it out."""

FIELDS = ("id", "folder", "sample")
MISTAKES = (GbiError, ValidationError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
"""What a step may raise at a sample; the sample is refused and the others go on."""
BATCH = 100
FAULT, LEFT_OUT = "fault", "left out"


def library() -> Any:
    """The package `datasets`; its bars move on terminals only."""
    import datasets

    if not sys.stderr.isatty():
        datasets.disable_progress_bars()
    return datasets


@functools.cache
def desk() -> Path:
    """This process's temporary folder for rows; removed with the process."""
    owner = os.getpid()
    path = Path(tempfile.mkdtemp(prefix="gbi-sft-"))
    atexit.register(lambda: shutil.rmtree(path, ignore_errors=True) if os.getpid() == owner else None)
    return path


def rows_of(found: Iterable[tuple[Sample, Path]]) -> Dataset:
    """The samples, each with the folder of its pictures, as rows on disk."""
    import pyarrow as pa

    path = desk() / f"{uuid.uuid4().hex}.arrow"
    schema = pa.schema([(name, pa.large_string()) for name in FIELDS])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema) as out:
        part: list[tuple[str, str, str]] = []
        for sample, folder in found:
            part.append((sample.id, str(folder), sample.model_dump_json()))
            if len(part) == BATCH:
                out.write_batch(_batch(part, schema))
                part = []
        if part:
            out.write_batch(_batch(part, schema))
    return library().Dataset.from_file(str(path))


def read_lines(place: Path, refused: list[Refused]) -> Iterator[tuple[Sample, Path]]:
    """The samples of a folder with `samples.jsonl`; broken lines go to `refused`. Raises `DataError` without one."""
    path = place / folders.NAME
    if not path.is_file():
        raise DataError(f"{place} holds no {folders.NAME}; make one with gbi-sft synth or gbi-sft convert")
    with path.open("rb") as lines, shown(lines, f"reading {place.name}") as moving:
        for number, line in enumerate(moving, 1):
            line = line.removeprefix(codecs.BOM_UTF8).strip()
            if not line:
                continue
            try:
                yield Sample.model_validate_json(line), place.absolute()
            except ValidationError as error:
                refused.append(Refused(id=f"{path}:{number}", kind="form", reason=reason(error)))


def unique(found: Iterable[tuple[Sample, Path]]) -> Iterator[tuple[Sample, Path]]:
    """The same; the second of an id gets "~2" at its end, and so on."""
    seen: dict[str, int] = {}
    for sample, folder in found:
        seen[sample.id] = count = seen.get(sample.id, 0) + 1
        yield (sample if count == 1 else renamed(sample, count)), folder


def renamed(sample: Sample, count: int) -> Sample:
    """The sample as the `count`th of its id."""
    return sample.model_copy(update={"id": f"{sample.id}~{count}"})


def samples_of(rows: Dataset) -> Iterator[tuple[Sample, Path]]:
    """The samples with their folders."""
    for row in rows:
        yield Sample.model_validate_json(row["sample"]), Path(row["folder"])


def run(rows: Dataset, steps: tuple[Step, ...], workers: int) -> tuple[Dataset, list[Refused]]:
    """All steps in one pass over the rows, in `workers` processes; what was refused, in the rows' order."""
    if not len(rows):
        return rows, []
    datasets = library()
    text = datasets.Value("large_string")
    features = datasets.Features(dict.fromkeys((*FIELDS, "kind", "reason"), text))
    done = rows.map(
        _pass,
        batched=True,
        batch_size=BATCH,
        fn_kwargs={"steps": steps},
        features=features,
        num_proc=workers if workers > 1 and len(rows) > BATCH else None,
        new_fingerprint=uuid.uuid4().hex,  # steps are functions: hashing them would be slow, and sharing of no use
        desc="working",
    )
    kinds = done["kind"][:]
    refused = [
        Refused(id=done[n]["id"], kind=kind, reason=done[n]["reason"])
        for n, kind in enumerate(kinds)
        if kind not in ("", LEFT_OUT)
    ]
    whole = done.select([n for n, kind in enumerate(kinds) if not kind])
    return whole.remove_columns(["kind", "reason"]), refused


def _pass(batch: dict[str, list[str]], steps: tuple[Step, ...]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {name: [] for name in (*FIELDS, "kind", "reason")}
    for name, folder, text in zip(*(batch[field] for field in FIELDS), strict=True):
        found: Sample | Refused | None = Sample.model_validate_json(text)
        try:
            for step in steps:
                if not isinstance(found, Sample):
                    break
                found = step(found, Path(folder))
        except MISTAKES as error:
            found = Refused(id=name, kind=FAULT, reason=f"{type(error).__name__}: {reason(error)}")
        out["id"].append(found.id if isinstance(found, Sample) else name)
        out["folder"].append(folder)
        out["sample"].append(found.model_dump_json() if isinstance(found, Sample) else text)
        out["kind"].append("" if isinstance(found, Sample) else found.kind if isinstance(found, Refused) else LEFT_OUT)
        out["reason"].append(found.reason if isinstance(found, Refused) else "")
    return out


def _batch(part: list[tuple[str, str, str]], schema: Any) -> Any:
    import pyarrow as pa

    return pa.record_batch([pa.array(column, pa.large_string()) for column in zip(*part, strict=True)], schema=schema)
