"""Files and folders that are whole or not there: made under another name beside their place, then renamed."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".writing-"
"""How the names begin under which files are written."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write a file under, which takes the place of `path` when the block ends well and is removed when not.

    The folder is made where it is missing. No two blocks share a name, so that several processes may write the same
    path. Nothing stands there before the block writes it. Raises `OSError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{uuid.uuid4().hex}.part")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # there still after a fault, or where it was a link to `path` itself


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """The same for a folder, empty at first; for one process at a time. What stood at `path` goes last of all.

    What a killed process left half made is removed by the next block for the same path. Raises `OSError`.
    """
    fresh, old = (path.with_name(f".{path.name}.{state}") for state in ("part", "old"))
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
