"""Lots made here, trained on elsewhere: encoded samples, and pictures at the model's size, in files that fit a carry.

A carry is a zip, stored: pieces of `gbi_sft.training.encodings` and pictures as WebP. Where it arrives, unpacking and
training take no library for drawing, no Parquet and no processor. What a lot's samples say beside their tokens (gold,
programs) stays here.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from PIL import Image

from gbi.files import replacing, replacing_folder
from gbi.types import Frozen
from gbi_sft import folder as data_set
from gbi_sft.embed.plan import EmbedError
from gbi_sft.folder import DataError
from gbi_sft.training import encodings
from gbi_sft.training.collection import ENCODED, Progress, encoded
from gbi_sft.training.encode import opened
from gbi_sft.training.encodings import Row
from gbi_sft.training.light import LightEncoder
from gbi_sft.training.sight import Sight

WHOLE = "whole.json"
"""Written last into an unpacked lot, and into a carry: how much it holds."""
SAMPLES = 256
"""Of a piece."""
FRAME_BYTES, PIECE_BYTES = 128, 1024
"""Of a file in a zip, its names and headers, at most; of a piece, what it has beside its samples."""
QUALITY = 80
Save = Callable[[Image.Image], bytes]


class Holds(Frozen):
    """Of a carry: its lot, the pictures and samples in it, and bytes of either."""

    lot: str
    pictures: int
    samples: int
    picture_bytes: int
    sample_bytes: int

    def words(self) -> str:
        """For a person."""
        each = (self.picture_bytes + self.sample_bytes) / max(self.pictures, 1)
        return f"{self.lot}: {self.pictures} pictures, {self.samples} samples, {each / 1024:.1f} KiB a figure"


def lossy(picture: Image.Image) -> bytes:
    """WebP of `QUALITY`: what JPEG does to a picture, with fewer bytes."""
    return _saved(picture, quality=QUALITY, method=4)


def lossless(picture: Image.Image) -> bytes:
    """WebP that gives every pixel back."""
    return _saved(picture, lossless=True, quality=60, method=4)


SAVES: dict[str, Save] = {"lossy": lossy, "lossless": lossless}


def pack(
    lot: Path, model: Path, out: Path, *, most_bytes: int, save: str, workers: int, progress: Progress
) -> list[Holds]:
    """Packs a lot for a model into `out`, files `NAME-00.carry` of at most `most_bytes`; what each holds.

    Raises `EmbedError` where a figure alone is larger, `DataError` for a lot that is not whole or cannot be encoded.
    """
    encoder = LightEncoder.of(str(model))
    rows = encoded(lot, encoder, str(model), workers, progress)
    if faulty := [row for row in rows if row.fault]:
        raise DataError(f"{lot}: {len(faulty)} samples cannot be encoded, the first {faulty[0].id}: {faulty[0].fault}")
    groups = list(_by_picture(rows))
    shown = partial(_picture, lot=lot, sight=encoder.processor.sight, save=SAVES[save])
    out.mkdir(parents=True, exist_ok=True)
    holds: list[Holds] = []
    with _mapped(workers) as mapped:
        pictures = mapped(shown, [path for path, _ in groups])
        figures = (Figure(rows, data) for (_, rows), data in zip(groups, pictures, strict=True))
        first = next(figures, None)
        while first is not None:
            file = out / f"{lot.name}-{len(holds):02d}.carry"
            held, first = _filled(file, lot.name, first, figures, most_bytes)
            holds.append(held)
            progress(f"packing {lot.name}", sum(one.pictures for one in holds), len(groups))
    for old in sorted(out.glob(f"{lot.name}-*.carry"))[len(holds) :]:
        old.unlink()
    return holds


def unpack(carry: Path, out: Path) -> Path:
    """Unpacks a carry below the folder of a stage's lots; the lot's folder, which is whole when this returns.

    Raises `EmbedError` for a file that is none, or whose names lead elsewhere.
    """
    place = out / carry.stem
    if (place / WHOLE).is_file():
        return place
    with replacing_folder(place) as part:
        holds = _extracted(carry, part)
        (part / WHOLE).write_text(holds.model_dump_json(), encoding="utf-8")
    return place


def _extracted(carry: Path, folder: Path) -> Holds:
    try:
        with zipfile.ZipFile(carry) as packed:
            holds = Holds.model_validate_json(packed.read(WHOLE))
            names = [name for name in packed.namelist() if name != WHOLE]
            if any(PurePosixPath(name).parts[0] not in (ENCODED, data_set.PICTURES) or ".." in name for name in names):
                raise EmbedError(f"{carry} names files outside its lot; it was not made by gbi-sft carry")
            packed.extractall(folder, names)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise EmbedError(f"{carry} is no whole carry ({type(error).__name__}); carry it again") from error
    return holds


Group = tuple[str, list[Row]]


def _by_picture(rows: Iterable[Row]) -> Iterator[Group]:
    """Rows of one picture together, in the order in which pictures come first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if len(row.pictures) != 1:
            raise DataError(f"the sample {row.id} shows {len(row.pictures)} pictures; a carried one shows one")
        found.setdefault(row.pictures[0], []).append(row)
    yield from found.items()


class Figure(NamedTuple):
    """A picture's samples, and its file."""

    rows: list[Row]
    data: bytes


@dataclass
class _Filling:
    """A carry that is being written: its zip, a desk for pieces, and what it holds; `rows` wait for their piece."""

    packed: zipfile.ZipFile
    desk: Path
    most_bytes: int
    rows: list[Row] = field(default_factory=list)
    pictures: int = 0
    samples: int = 0
    picture_bytes: int = 0
    sample_bytes: int = 0
    frames: int = 2 * FRAME_BYTES  # of what tells how much it holds, with its bytes, and of the zip's end

    def takes(self, figure: Figure) -> bool:
        """Writes the figure where it surely fits. Samples whose piece is not written count as compressed by half."""
        rows = [*self.rows, *figure.rows]
        waiting = PIECE_BYTES + FRAME_BYTES + sum(len(row.ids) + FRAME_BYTES for row in rows)
        written = self.picture_bytes + self.sample_bytes + self.frames
        if written + FRAME_BYTES + len(figure.data) + waiting > self.most_bytes:
            return False
        name = f"{data_set.PICTURES}/{self.pictures:05d}.webp"
        self.packed.writestr(name, figure.data)
        self.pictures += 1
        self.picture_bytes += len(figure.data)
        self.frames += FRAME_BYTES
        self.rows += [replace(row, pictures=(name,)) for row in figure.rows]
        if len(self.rows) >= SAMPLES:
            self._piece()
        return True

    def end(self, lot: str) -> Holds:
        """Writes what is left, and how much it holds."""
        if self.rows:
            self._piece()
        holds = Holds(
            lot=lot, pictures=self.pictures, samples=self.samples, picture_bytes=self.picture_bytes,
            sample_bytes=self.sample_bytes,
        )  # fmt: skip
        self.packed.writestr(WHOLE, json.dumps(holds.model_dump()))
        return holds

    def _piece(self) -> None:
        piece = self.desk / f"{self.samples:08d}.npz"
        encodings.write(piece, self.rows)
        self.packed.write(piece, f"{ENCODED}/{piece.name}")
        self.sample_bytes += piece.stat().st_size
        self.samples += len(self.rows)
        self.frames += FRAME_BYTES
        self.rows = []


def _filled(
    path: Path, lot: str, first: Figure, more: Iterator[Figure], most_bytes: int
) -> tuple[Holds, Figure | None]:
    """Writes a carry of as many figures as fit; what it holds, and the first that did not fit."""
    desk = path.with_suffix(".desk")
    shutil.rmtree(desk, ignore_errors=True)
    left: Figure | None = first
    with replacing(path) as started, zipfile.ZipFile(started, "w", zipfile.ZIP_STORED) as packed:
        filling = _Filling(packed, desk, most_bytes)
        while left is not None and filling.takes(left):
            left = next(more, None)
        if left is first:
            raise EmbedError(f"a figure of {len(first.data)} bytes does not fit into {most_bytes}; allow larger files")
        holds = filling.end(lot)
    shutil.rmtree(desk, ignore_errors=True)
    return holds, left


def _picture(path: str, lot: Path, sight: Sight, save: Save) -> bytes:
    return save(Image.fromarray(sight.fitted(opened(str(lot / path)))))


def _saved(picture: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", **options)
    return file.getvalue()


@contextmanager
def _mapped(workers: int) -> Iterator[Callable[[Callable[[str], bytes], list[str]], Iterator[bytes]]]:
    """A `map` that works in so many processes, in this one where it is one."""
    if workers < 2:
        yield map
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield partial(pool.map, chunksize=16)
