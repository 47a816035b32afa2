"""All samples of a training, encoded once and kept in the user's cache as Parquet, keyed by what made them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from gbi.cache import cache_folder
from gbi.settings import current
from gbi_sft.folder import NAME, DataError, read
from gbi_sft.sample import Sample
from gbi_sft.training.config import Data, TrainingError
from gbi_sft.training.encode import Encoded, Encoder

FORM = "2"  # of the cached files; another one makes them anew
CHUNK = 256
Progress = Callable[[str, int, int], None]
"""What is being done, how many are done, and of how many."""

_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("task", pa.string()),
        ("ids", pa.list_(pa.int32())),
        ("taught", pa.list_(pa.bool_())),
        ("kinds", pa.list_(pa.uint8())),
        ("pictures", pa.list_(pa.string())),
        ("fault", pa.string()),
    ]
)


@dataclass(frozen=True)
class Skipped:
    """A sample that is not trained on: `tokens` of it are more than `limit`, or `why` says what else."""

    id: str
    folder: str
    tokens: int
    limit: int
    why: str


class Collection:
    """Encoded samples by number; `counts` are how many of each folder there are, in order."""

    def __init__(self, tables: Sequence[pa.Table], kept: Sequence[Sequence[int]]) -> None:
        self._table = pa.concat_tables(
            [table.take(pa.array(list(some), pa.int64())) for table, some in zip(tables, kept, strict=True)]
        ).combine_chunks()
        self.counts = tuple(len(some) for some in kept)
        self.lengths: list[int] = _lengths(self._table)
        self._targets = _targets(self._table)

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, number: int) -> Encoded:
        row = {name: self._table[name][number] for name in ("id", "ids", "taught", "kinds", "pictures")}
        return Encoded(
            id=row["id"].as_py(),
            ids=row["ids"].values.to_numpy(zero_copy_only=False),
            taught=row["taught"].values.to_numpy(zero_copy_only=False),
            kinds=row["kinds"].values.to_numpy(zero_copy_only=False),
            pictures=tuple(row["pictures"].as_py()),
        )

    def targets(self, number: int) -> int:
        """Tokens of the sample that a loss is taken on."""
        return int(self._targets[number])

    @property
    def digest(self) -> str:
        """Changes with the samples, their order or their tokens."""
        made = hashlib.sha256("\n".join(self._table["id"].to_pylist()).encode())
        made.update(np.asarray(self._table["ids"].combine_chunks().values).tobytes())
        return made.hexdigest()[:32]

    def has_picture(self, number: int) -> bool:
        """Whether the sample shows one."""
        return len(self._table["pictures"][number]) > 0


def collect(
    data: Sequence[Data], encoder: Encoder, name: str, limit: int, workers: int, progress: Progress
) -> tuple[Collection, list[Skipped]]:
    """The samples of the folders and those that are left out: over `limit` tokens, or not to be encoded.

    `name` is the model's, whose processor `workers` processes load. Raises `DataError` for a folder without samples and
    `TrainingError` where nothing is left.
    """
    tables, kept, skipped = [], [], []
    for one in data:
        table = _encoded(one.folder, encoder, name, workers, progress)
        lengths, faults = _lengths(table), table["fault"].to_pylist()
        wanted = [place for place, task in enumerate(table["task"].to_pylist()) if task in one.tasks]
        good = [place for place in wanted if not faults[place] and lengths[place] <= limit]
        fine = set(good)
        skipped += [
            Skipped(
                table["id"][place].as_py(),
                str(one.folder),
                lengths[place],
                limit,
                faults[place] or "longer than max_tokens",
            )
            for place in wanted
            if place not in fine
        ]
        tables.append(table)
        kept.append(good)
    if not any(kept):
        why = f"; the first: {skipped[0].id}, {skipped[0].tokens} tokens, {skipped[0].why}" if skipped else ""
        raise TrainingError(f"no sample is left to train on; raise max_tokens or mend the data{why}")
    return Collection(tables, kept), skipped


def _encoded(folder: Path, encoder: Encoder, name: str, workers: int, progress: Progress) -> pa.Table:
    path = cache_folder(current()) / "sft" / f"{_key(folder, encoder)}.parquet"
    if path.is_file():
        return _rooted(pq.read_table(path), folder)
    samples = list(read(folder))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    done = 0
    with pq.ParquetWriter(part, _SCHEMA, compression="zstd") as out:
        for rows in _all_rows(samples, folder, encoder, name, workers):
            out.write_table(pa.Table.from_pylist(rows, _SCHEMA))
            done += len(rows)
            progress(f"encoding {folder.name}", done, len(samples))
    part.replace(path)
    return _rooted(pq.read_table(path), folder)


def _all_rows(
    samples: list[Sample], folder: Path, encoder: Encoder, name: str, workers: int
) -> Iterator[list[dict[str, Any]]]:
    chunks = _chunks(samples)
    if workers < 2 or len(samples) < 4 * CHUNK:
        yield from (_rows(chunk, folder, encoder) for chunk in chunks)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(name,)) as pool:
        yield from pool.map(partial(_rows, folder=folder), chunks)


_own: list[Encoder] = []


def _start(name: str) -> None:
    from gbi_sft.training.model import load_processor

    _own.append(Encoder(load_processor(name)))


def _rows(samples: Sequence[Sample], folder: Path, encoder: Encoder | None = None) -> list[dict[str, Any]]:
    encoder = encoder or _own[0]
    return [_row(sample, folder, encoder) for sample in samples]


def _row(sample: Sample, folder: Path, encoder: Encoder) -> dict[str, Any]:
    """As `_SCHEMA` says; one that cannot be encoded has no tokens and its `fault`."""
    row: dict[str, Any] = {"id": sample.id, "task": sample.task, "ids": [], "taught": [], "kinds": [], "pictures": []}
    try:
        one = encoder.encode(sample, folder)
    except (DataError, TrainingError) as error:
        return {**row, "fault": str(error)}
    inside = [Path(path).relative_to(folder.resolve()).as_posix() for path in one.pictures]
    fault = "" if one.targets else "it has no assistant's turn to learn"
    return {**row, "ids": one.ids, "taught": one.taught, "kinds": one.kinds, "pictures": inside, "fault": fault}


def _chunks(samples: Iterable[Sample]) -> Iterator[list[Sample]]:
    left = iter(samples)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _rooted(table: pa.Table, folder: Path) -> pa.Table:
    """With whole paths of pictures: the folder may have been moved since."""
    root = folder.resolve()
    whole = [[str(root / path) for path in paths] for paths in table["pictures"].to_pylist()]
    place = table.schema.get_field_index("pictures")
    return table.set_column(place, "pictures", pa.array(whole, pa.list_(pa.string())))


def _lengths(table: pa.Table) -> list[int]:
    if not len(table):
        return []
    offsets = table["ids"].combine_chunks().offsets
    lengths: list[int] = np.diff(offsets.to_numpy()).tolist()
    return lengths


def _targets(table: pa.Table) -> NDArray[np.int64]:
    """Taught tokens of each sample, the first of a sample left out."""
    column = table["taught"].combine_chunks()
    offsets = column.offsets.to_numpy()
    running = np.concatenate([[0], np.cumsum(column.values.to_numpy(zero_copy_only=False))])
    first = np.array([bool(len(one)) and one[0].as_py() for one in column])
    counted: NDArray[np.int64] = running[offsets[1:]] - running[offsets[:-1]] - first
    return counted


def _key(folder: Path, encoder: Encoder) -> str:
    """Of the samples' bytes (which hold the pictures' hashes), the processor and the versions that encode."""
    import transformers

    path = folder / NAME
    if not path.is_file():
        raise DataError(f"{folder} holds no {NAME}; make one with gbi-sft synth or gbi-sft convert")
    processor = encoder.processor
    made = hashlib.sha256(path.read_bytes())
    made.update(json.dumps(processor.to_dict(), sort_keys=True, default=str).encode())
    made.update(str(processor.chat_template).encode())
    made.update(processor.tokenizer.backend_tokenizer.to_str().encode())
    made.update(f"{FORM} {transformers.__version__}".encode())
    return made.hexdigest()[:32]
