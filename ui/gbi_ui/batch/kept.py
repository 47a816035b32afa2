"""What `readings.parquet` says of itself: which row groups are of which document, as it was then, so that the next run
writes anew only what has changed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gbi_ui.batch.listed import Listed

KEY = b"gbi.documents"
FORM = 1  # rises with the meaning of a column: what older ones wrote is written anew


@dataclass(frozen=True, slots=True)
class Kept:
    """A document in the file: its name and state then, its `groups` row groups from `first` on, its figures."""

    name: str
    state: str
    first: int
    groups: int
    lines: list[Listed]


Groups = Callable[[Kept], Iterator[pa.Table]]


def packed(kept: Mapping[str, Kept]) -> bytes:
    """For the file's metadata: compressed, since thousands of figures are listed."""
    text = json.dumps({"form": FORM, "documents": {document: asdict(one) for document, one in kept.items()}})
    return base64.b64encode(zlib.compress(text.encode()))


@contextmanager
def kept_in(path: Path | None) -> Iterator[tuple[dict[str, Kept], Groups]]:
    """The documents of the file, and the way to their rows; none where there is no such file or it is another's."""
    try:
        file = None if path is None else pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid):
        file = None
    if file is None:
        yield {}, lambda one: iter(())
        return
    with file:

        def groups(one: Kept) -> Iterator[pa.Table]:
            return (file.read_row_group(number) for number in range(one.first, one.first + one.groups))

        yield _unpacked((file.metadata.metadata or {}).get(KEY)), groups


def _unpacked(data: bytes | None) -> dict[str, Kept]:
    if data is None:
        return {}
    try:
        found = json.loads(zlib.decompress(base64.b64decode(data)))
        if found["form"] != FORM:
            return {}
        return {document: _kept(one) for document, one in found["documents"].items()}
    except (ValueError, KeyError, TypeError, zlib.error):  # another program's, or damaged: all is written anew
        return {}


def _kept(one: dict[str, object]) -> Kept:
    lines = [Listed(**{**line, "columns": tuple(line["columns"])}) for line in one["lines"]]  # type: ignore[attr-defined]
    return Kept(**{**one, "lines": lines})  # type: ignore[arg-type]
