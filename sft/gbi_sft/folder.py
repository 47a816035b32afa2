"""A data set on disk: a folder with `samples.jsonl`, one `Sample` a line, and the pictures that its lines name."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gbi.errors import GbiError, first_fault
from gbi.files import replacing
from gbi_sft.sample import Picture, Sample

NAME = "samples.jsonl"
PICTURES = "images"
MADE = "made.json"


class DataError(GbiError):
    """Training data that cannot be used; the message says where and what to do."""


def read(folder: Path) -> Iterator[Sample]:
    """The folder's samples in their order. Raises `DataError` for a missing file or a line of another form."""
    return (sample_of(line, where) for where, line in lines(folder))


def lines(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The lines that are not empty, each with where it stands (file:number). Raises `DataError` without a file."""
    path = folder / NAME
    if not path.is_file():
        raise DataError(f"{folder} holds no {NAME}; make one with gbi-sft synth or gbi-sft convert")
    with path.open("rb") as found:
        for number, line in enumerate(found, 1):
            line = line.removeprefix(codecs.BOM_UTF8).strip()
            if line:
                yield f"{path}:{number}", line


def write(folder: Path, samples: Iterable[Sample]) -> int:
    """Writes `samples.jsonl` under another name, then renames it; how many there were. Pictures are there already."""
    count = 0
    with replacing(folder / NAME) as part, part.open("w", encoding="utf-8") as out:
        for sample in samples:
            out.write(sample.model_dump_json() + "\n")
            count += 1
    return count


def claim(out: Path, command: str, *sources: str | Path) -> Path:
    """Takes `out` for what `command` makes of `sources`, noted in its `made.json`; the folder.

    The same command over the same sources replaces what it made before. Raises `DataError` where the folder is one of
    the sources, or holds a data set of anything else: that is never written over.
    """
    noted = {"command": command, "sources": [str(source) for source in sources]}
    if any(Path(source).resolve() == out.resolve() for source in sources):
        raise DataError(f"{out} is what {command} reads; name another folder for what it writes")
    path = out / MADE
    if (out / NAME).exists() or any(out.glob("*.parquet")):
        before = _noted(path)
        if before != noted:
            of = f"that {before['command']} made of {', '.join(before['sources'])}" if before else "of another make"
            raise DataError(f"{out} holds a data set {of}; name another folder, or delete that one first")
    out.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_text(json.dumps(noted, ensure_ascii=False) + "\n", encoding="utf-8")
    return out


def _noted(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"command": str(found["command"]), "sources": [str(source) for source in found["sources"]]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


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


def sample_of(line: bytes, where: str) -> Sample:
    """The sample of a line. Raises `DataError` that names `where` it stands."""
    try:
        return Sample.model_validate_json(line)
    except ValidationError as error:
        raise DataError(f"{where} is no sample ({first_fault(error)}); gbi-sft convert writes this form") from error
