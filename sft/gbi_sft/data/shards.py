"""Data sets as Parquet with the pictures inside, for training over a network or for the Hub; and back.

A file `<split>-00000-of-00003.parquet` has a row a sample: `id`, `task`, `language`, `tags`, `images` (which
`datasets.load_dataset` shows as pictures) and `sample`, the whole sample as JSON.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gbi_sft import folder as folders
from gbi_sft.data.formats.form import reason
from gbi_sft.data.pictures import Intake
from gbi_sft.data.progress import shown
from gbi_sft.data.refusals import Refused
from gbi_sft.data.rows import desk
from gbi_sft.folder import DataError, picture_path
from gbi_sft.sample import Picture, Sample

ROW_GROUP = 100
SHARD = re.compile(r"[\w.-]+-\d{5}-of-\d{5}\.parquet")


def write(place: Path, found: Iterator[tuple[Sample, Path]], total: int, size: int) -> list[Refused]:
    """Writes the samples into files of at most `size`, those of one split together; samples whose pictures cannot be
    read come back. Shards that were there are replaced when all new ones are whole."""
    place.mkdir(parents=True, exist_ok=True)
    refused: list[Refused] = []
    open_rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    parts: dict[str, list[Path]] = defaultdict(list)
    key = uuid.uuid4().hex[:8]

    def close(split: str) -> None:
        part = place / f".{key}-{split}-{len(parts[split])}.part"
        _write_file(part, open_rows.pop(split))
        parts[split].append(part)

    try:
        with shown(found, "packing", total) as moving:
            for sample, folder in moving:
                try:
                    row = _row(sample, folder)
                except (DataError, OSError) as error:
                    refused.append(Refused(id=sample.id, kind="picture", reason=str(error)))
                    continue
                split = re.sub(r"[^\w.-]+", "_", sample.source.split) or "train"
                open_rows[split].append(row)
                if len(open_rows[split]) == size:
                    close(split)
        for split in list(open_rows):
            close(split)
        _place(place, parts)
    finally:
        for part in (part for of_split in parts.values() for part in of_split):
            part.unlink(missing_ok=True)
    return refused


def files(place: Path) -> list[Path]:
    """The folder's shards, in order."""
    return sorted(path for path in place.glob("*.parquet") if SHARD.fullmatch(path.name))


def read(place: Path, refused: list[Refused]) -> Iterator[tuple[Sample, Path]]:
    """The samples of a folder of shards; their pictures are unpacked into a folder of this process."""
    import pyarrow.parquet as pq

    target = desk() / f"unpacked-{uuid.uuid4().hex[:8]}"
    intake = Intake(folder=target)
    with shown(files(place), f"unpacking {place.name}", len(files(place))) as moving:
        for path in moving:
            for batch in pq.ParquetFile(path).iter_batches(ROW_GROUP, columns=["id", "images", "sample"]):
                for row in batch.to_pylist():
                    try:
                        yield _unpacked(row, intake), target
                    except (DataError, ValidationError) as error:
                        refused.append(Refused(id=f"{path.name}:{row['id']}", kind="form", reason=reason(error)))


def _unpacked(row: dict[str, Any], intake: Intake) -> Sample:
    sample = Sample.model_validate_json(row["sample"])
    if len(row["images"]) != len(sample.pictures):
        raise DataError(f"it has {len(row['images'])} pictures inside and names {len(sample.pictures)}")
    for picture, image in zip(sample.pictures, row["images"], strict=True):
        _keep(intake.folder, picture, image["bytes"])
    return sample


def _keep(target: Path, picture: Picture, data: bytes) -> None:
    path = picture_path(target, picture)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _row(sample: Sample, folder: Path) -> dict[str, Any]:
    paths = [picture_path(folder, picture) for picture in sample.pictures]
    return {
        "id": sample.id,
        "task": sample.task,
        "language": sample.language,
        "tags": list(sample.tags),
        "images": [{"bytes": path.read_bytes(), "path": path.name} for path in paths],
        "sample": sample.model_dump_json(),
    }


def _write_file(path: Path, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from gbi_sft.data.rows import library

    datasets = library()
    text = datasets.Value("string")
    features = datasets.Features(
        {
            "id": text, "task": text, "language": text, "tags": datasets.List(text),
            "images": datasets.List(datasets.Image()), "sample": text,
        }
    )  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows, schema=features.arrow_schema), path, row_group_size=ROW_GROUP)


def _place(place: Path, parts: dict[str, list[Path]]) -> None:
    """Gives the new shards their names, and removes the old ones and a `samples.jsonl`, which would be another set."""
    named = {
        part: place / f"{split}-{n:05}-of-{len(of_split):05}.parquet"
        for split, of_split in parts.items()
        for n, part in enumerate(of_split)
    }
    for old in files(place):
        if old not in named.values():
            old.unlink()
    for part, path in named.items():
        part.replace(path)
    (place / folders.NAME).unlink(missing_ok=True)
