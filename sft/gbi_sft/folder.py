"""A data set on disk: a folder with `samples.jsonl`, one `Sample` a line, and the pictures that its lines name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from gbi.errors import GbiError, first_fault
from gbi.files import replacing
from gbi_sft.sample import Picture, Sample

NAME = "samples.jsonl"
PICTURES = "images"


class DataError(GbiError):
    """Training data that cannot be used; the message says where and what to do."""


def read(folder: Path) -> Iterator[Sample]:
    """The folder's samples in their order. Raises `DataError` for a missing file or a line of another form."""
    path = folder / NAME
    if not path.is_file():
        raise DataError(f"{folder} holds no {NAME}; make one with gbi-sft synth or gbi-sft convert")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _sample(line, f"{path}:{number}")


def write(folder: Path, samples: Iterable[Sample]) -> int:
    """Writes `samples.jsonl` under another name, then renames it; how many there were. Pictures are there already."""
    count = 0
    with replacing(folder / NAME) as part, part.open("w", encoding="utf-8") as out:
        for sample in samples:
            out.write(sample.model_dump_json() + "\n")
            count += 1
    return count


def keep_picture(folder: Path, data: bytes, width: int, height: int, suffix: str = ".png") -> Picture:
    """Puts an encoded picture into the folder under its own hash; width and height in pixels."""
    sha = hashlib.sha256(data).hexdigest()
    path = Path(PICTURES) / sha[:2] / f"{sha[:32]}{suffix}"
    whole = folder / path
    if not whole.exists():
        with replacing(whole) as part:
            part.write_bytes(data)
    return Picture(path=path.as_posix(), width=width, height=height, sha256=sha)


def picture_path(folder: Path, picture: Picture) -> Path:
    """Where the picture is. Raises `DataError` for a path that leaves the folder."""
    path = (folder / picture.path).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise DataError(f"{picture.path} leaves the data set's folder; pictures must lie below {folder}")
    return path


def _sample(line: str, where: str) -> Sample:
    try:
        return Sample.model_validate_json(line)
    except ValidationError as error:
        raise DataError(f"{where} is no sample ({first_fault(error)}); gbi-sft convert writes this form") from error
