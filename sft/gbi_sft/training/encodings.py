"""Encoded samples on disk: pieces of a few hundred, each whole or not there, so that encoding goes on after a stop.

A piece is an `.npz` of numbers and JSON, read without pickle: what a machine needs to train on it is numpy.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gbi.files import replacing
from gbi_sft.folder import DataError


@dataclass(frozen=True)
class Row:
    """A sample of T tokens: `ids`, `taught`, `kinds` are (T,) as in `Encoded`; pictures are relative to the data set's
    folder. One that cannot be encoded has no tokens and a `fault`."""

    id: str
    task: str
    ids: NDArray[np.int32]
    taught: NDArray[np.bool_]
    kinds: NDArray[np.uint8]
    pictures: tuple[str, ...] = ()
    fault: str = ""


def write(path: Path, rows: Sequence[Row]) -> None:
    """Writes a piece under another name, then renames it."""
    named = [
        {"id": row.id, "task": row.task, "pictures": row.pictures, "fault": row.fault, "tokens": len(row.ids)}
        for row in rows
    ]
    ids = _joined([row.ids for row in rows], np.int32)
    narrow = ids.astype(np.uint16) if not len(ids) or ids.max() < 2**16 else ids
    with replacing(path) as part, part.open("wb") as out:
        np.savez_compressed(
            out,
            rows=np.frombuffer(json.dumps(named, ensure_ascii=False).encode(), np.uint8),
            ids=narrow,
            taught=np.packbits(_joined([row.taught for row in rows], np.bool_)),
            kinds=_joined([row.kinds for row in rows], np.uint8),
        )


def read(path: Path) -> list[Row]:
    """The rows of a piece. Raises `DataError` for a file that is none."""
    try:
        with np.load(path, allow_pickle=False) as found:
            named: list[dict[str, Any]] = json.loads(found["rows"].tobytes())
            ids, kinds = found["ids"].astype(np.int32), found["kinds"]
            taught = np.unpackbits(found["taught"], count=len(ids)).astype(np.bool_)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{path} holds no encoded samples ({type(error).__name__}); remove it, it is made anew"
        ) from error
    ends = list(accumulate((one["tokens"] for one in named), initial=0))
    return [
        Row(
            one["id"], one["task"], ids[start:stop], taught[start:stop], kinds[start:stop], tuple(one["pictures"]),
            one["fault"],
        )
        for one, start, stop in zip(named, ends, ends[1:], strict=False)
    ]  # fmt: skip


def _joined(parts: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts]).astype(kind)
