"""All samples of a training, encoded once and kept in the user's cache in pieces, keyed by what made them.

A stop loses the pieces under way. A folder that was packed to be carried holds its encoded samples itself.
"""

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

import numpy as np

from gbi.cache import cache_folder
from gbi.settings import current
from gbi_sft.folder import NAME, DataError, lines, sample_of
from gbi_sft.sample import Sample
from gbi_sft.training import encodings
from gbi_sft.training.config import Data, TrainingError
from gbi_sft.training.encode import Encoded, Encoder
from gbi_sft.training.encodings import Row
from gbi_sft.workers import deaf

FORM = "3"  # of the cached files; another one makes them anew
CHUNK = 256
"""Samples of a piece; what a stop may cost each process."""
ENCODED = "encoded"
"""The folder of a packed data set's pieces."""
BROKEN = ""
"""The task of a line that is no sample."""
Progress = Callable[[str, int, int], None]
"""What is being done, how many are done, and of how many."""


@dataclass(frozen=True)
class Skipped:
    """A sample that is not trained on: `tokens` of it are more than `limit`, or `why` says what else."""

    id: str
    folder: str
    tokens: int
    limit: int
    why: str


class Collection:
    """Encoded samples by number; `parts` are the rows of each folder with the folder itself, `counts` how many each."""

    def __init__(self, parts: Sequence[tuple[Path, Sequence[Row]]]) -> None:
        self._rows = [(folder.resolve(), row) for folder, rows in parts for row in rows]
        self.counts = tuple(len(rows) for _, rows in parts)
        self.lengths = [len(row.ids) for _, row in self._rows]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Encoded:
        folder, row = self._rows[number]
        return Encoded(row.id, row.ids, row.taught, row.kinds, tuple(str(folder / path) for path in row.pictures))

    def targets(self, number: int) -> int:
        """Tokens of the sample that a loss is taken on."""
        return int(np.count_nonzero(self._rows[number][1].taught[1:]))

    @property
    def digest(self) -> str:
        """Changes with the samples, their order or their tokens."""
        made = hashlib.sha256("\n".join(row.id for _, row in self._rows).encode())
        for _, row in self._rows:
            made.update(row.ids.tobytes())
        return made.hexdigest()[:32]

    def has_picture(self, number: int) -> bool:
        """Whether the sample shows one."""
        return bool(self._rows[number][1].pictures)


def collect(
    data: Sequence[Data], encoder: Encoder, name: str, limit: int, workers: int, progress: Progress
) -> tuple[Collection, list[Skipped]]:
    """The samples of the folders and those that are left out: over `limit` tokens, or not to be encoded.

    `name` is the model's, whose processor `workers` processes load. Raises `DataError` for a folder without samples and
    `TrainingError` where nothing is left.
    """
    parts, skipped = [], []
    for one in data:
        found = encoded(one.folder, encoder, name, workers, progress)
        wanted = [_there(row, one.folder) for row in found if row.task in (*one.tasks, BROKEN)]
        parts.append((one.folder, [row for row in wanted if not row.fault and len(row.ids) <= limit]))
        skipped += [
            Skipped(row.id, str(one.folder), len(row.ids), limit, row.fault or "longer than max_tokens")
            for row in wanted
            if row.fault or len(row.ids) > limit
        ]
    if not any(rows for _, rows in parts):
        where = ", ".join(str(one.folder) for one in data)
        why = f"; the first: {skipped[0].id}, {skipped[0].tokens} tokens, {skipped[0].why}" if skipped else ""
        raise TrainingError(f"no sample is left to train on; raise max_tokens or mend the data in {where}{why}")
    return Collection(parts), skipped


def encoded(folder: Path, encoder: Encoder, name: str, workers: int, progress: Progress) -> list[Row]:
    """The folder's samples, encoded; pieces that are there, of this call or an earlier one, are not made again.

    Those that had a fault are tried again, for it may be mended: a picture is there now. Lines that are no sample come
    last, with their fault. Raises `DataError` for a folder without samples.
    """
    if (folder / ENCODED).is_dir():
        return [row for path in sorted((folder / ENCODED).glob("*.npz")) for row in encodings.read(path)]
    place = cache_folder(current()) / "sft" / _key(folder, encoder)
    samples, broken = _parsed(folder)
    chunks = dict(zip(_paths(place, len(samples)), _chunks(samples), strict=True))
    left = {path: chunk for path, chunk in chunks.items() if not path.is_file()}
    done = sum(len(chunk) for path, chunk in chunks.items() if path not in left)
    for count in _made(left, folder, encoder, name, workers):
        done += count
        progress(f"encoding {folder.name}", done, len(samples))
    return [row for path, chunk in chunks.items() for row in _mended(path, chunk, folder, encoder)] + broken


def _parsed(folder: Path) -> tuple[list[Sample], list[Row]]:
    """The folder's samples, and a row with its fault for every line that is none."""
    samples, broken = [], []
    for where, line in lines(folder):
        try:
            samples.append(sample_of(line, where))
        except DataError as error:
            broken.append(_faulty(where, BROKEN, str(error)))
    return samples, broken


def _mended(path: Path, samples: list[Sample], folder: Path, encoder: Encoder) -> list[Row]:
    """The rows of a piece; where one whose fault was kept can be encoded by now, the piece is written anew."""
    rows = encodings.read(path)
    tried = [row_of(one, folder, encoder) if row.fault else row for one, row in zip(samples, rows, strict=True)]
    if any(now.fault != row.fault for now, row in zip(tried, rows, strict=True)):
        encodings.write(path, tried)
    return tried


def _there(row: Row, folder: Path) -> Row:
    """The row, or its fault where a picture is gone that was there when it was encoded."""
    gone = next((path for path in row.pictures if not (folder / path).is_file()), "")
    return _faulty(row.id, row.task, f"the picture {folder / gone} is not there any more") if gone else row


def _paths(place: Path, samples: int) -> list[Path]:
    return [place / f"{start:08d}-{CHUNK}.npz" for start in range(0, samples, CHUNK)]


def _made(chunks: dict[Path, list[Sample]], folder: Path, encoder: Encoder, name: str, workers: int) -> Iterator[int]:
    """Makes the pieces, in processes where they are several; how many samples each has, as they are done."""
    if workers < 2 or len(chunks) < 4:
        for path, chunk in chunks.items():
            yield _piece((path, chunk), folder, encoder)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(type(encoder), name)) as pool:
        try:
            with deaf():
                made = pool.map(partial(_piece, folder=folder), chunks.items())
            yield from made
        finally:
            pool.shutdown(cancel_futures=True)


_own: list[Encoder] = []


def _start(kind: type[Encoder], name: str) -> None:
    _own.append(kind.of(name))


def _piece(job: tuple[Path, list[Sample]], folder: Path, encoder: Encoder | None = None) -> int:
    path, samples = job
    encoder = encoder or _own[0]
    encodings.write(path, [row_of(sample, folder, encoder) for sample in samples])
    return len(samples)


def row_of(sample: Sample, folder: Path, encoder: Encoder) -> Row:
    """The sample encoded, or with its fault; pictures relative to the folder."""
    try:
        one = encoder.encode(sample, folder)
    except (DataError, TrainingError) as error:
        return _faulty(sample.id, sample.task, str(error))
    inside = tuple(Path(path).relative_to(folder.resolve()).as_posix() for path in one.pictures)
    fault = "" if one.targets else "it has no assistant's turn to learn"
    return Row(sample.id, sample.task, one.ids, one.taught, one.kinds, inside, fault)


def _faulty(name: str, task: str, fault: str) -> Row:
    none = np.zeros(0, np.int32)
    return Row(name, task, none, none.astype(np.bool_), none.astype(np.uint8), (), fault)


def _chunks(samples: Iterable[Sample]) -> Iterator[list[Sample]]:
    left = iter(samples)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


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
