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
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import Any

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
FRAME_BYTES = 256
"""Of a file in a zip, its names and headers, at most."""
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
        for number, part in enumerate(_parts(zip(groups, pictures, strict=True), most_bytes)):
            holds.append(_write(out / f"{lot.name}-{number:02d}.carry", lot.name, part))
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


def _parts(pairs: Iterable[tuple[Group, bytes]], most_bytes: int) -> Iterator[list[tuple[Group, bytes]]]:
    """As many figures together as surely fit; tokens are counted as if they were not compressed by half."""
    part: list[tuple[Group, bytes]] = []
    used = FRAME_BYTES
    for group, data in pairs:
        size = len(data) + 2 * FRAME_BYTES + sum(2 * len(row.ids) + FRAME_BYTES for row in group[1]) // 2
        if size + FRAME_BYTES > most_bytes:
            raise EmbedError(f"a figure of {size} bytes does not fit into {most_bytes}; allow larger files")
        if used + size > most_bytes:
            yield part
            part, used = [], FRAME_BYTES
        part.append((group, data))
        used += size
    if part:
        yield part


def _write(path: Path, lot: str, part: list[tuple[Group, bytes]]) -> Holds:
    rows, pictures = [], {}
    for number, ((_, some), data) in enumerate(part):
        name = f"{data_set.PICTURES}/{number:05d}.webp"
        pictures[name] = data
        rows += [replace(row, pictures=(name,)) for row in some]
    desk = path.with_suffix(".desk")
    shutil.rmtree(desk, ignore_errors=True)
    sizes = 0
    with replacing(path) as started, zipfile.ZipFile(started, "w", zipfile.ZIP_STORED) as packed:
        for start in range(0, len(rows), SAMPLES):
            piece = desk / f"{start:08d}.npz"
            encodings.write(piece, rows[start : start + SAMPLES])
            packed.write(piece, f"{ENCODED}/{piece.name}")
            sizes += piece.stat().st_size
        for name, data in pictures.items():
            packed.writestr(name, data)
        holds = Holds(
            lot=lot, pictures=len(pictures), samples=len(rows), picture_bytes=sum(map(len, pictures.values())),
            sample_bytes=sizes,
        )  # fmt: skip
        packed.writestr(WHOLE, json.dumps(holds.model_dump()))
    shutil.rmtree(desk, ignore_errors=True)
    return holds


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
