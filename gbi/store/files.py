"""The files of a workspace: written whole, for their owner alone, and swept when nothing refers to them."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Container
from pathlib import Path

from gbi.errors import DocumentError, StoreError
from gbi.files import TEMPORARY, replacing

CHUNK = 1 << 20
KEEP_S = 600.0
"""How long a file that nothing refers to is left alone."""
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Lets `write` fill a temporary file and puts it at `path` in one step. Raises `StoreError` when it cannot."""
    try:
        with replacing(path) as temporary:
            temporary.touch(mode=0o600)  # what a document says is for nobody else who uses the machine
            write(temporary)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror or error}; check the folder and the disk") from error


def sweep(folder: Path, kept: Container[str] | None = None, keep_s: float = KEEP_S) -> None:
    """Removes what a killed process left half written in `folder`, or, with `kept`, all files of other names.

    Only what is older than `keep_s` seconds: another process may be writing, or may just have been told a path.
    """
    border = time.time() - keep_s
    for path in folder.iterdir():
        wanted = not path.name.startswith(TEMPORARY) if kept is None else path.name in kept
        if not wanted and path.is_file() and path.stat().st_mtime < border:
            path.unlink(missing_ok=True)


def keep_copy(source: Path, folder: Path, digest: str) -> str:
    """Copies a document's bytes to `<folder>/<digest><suffix>` and returns that name; nothing to do when it is there.

    A copy, not a hard link: evidence must show the bytes that were read even when the original is edited in place.
    Raises `DocumentError` when the bytes no longer have the SHA-256 `digest`.
    """
    suffix = source.suffix.lower()
    target = folder / f"{digest}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    if target.exists():
        return target.name
    replace_file(target, lambda temporary: _copy_checked(source, temporary, digest))
    return target.name


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex. Raises `OSError`."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _copy_checked(source: Path, temporary: Path, digest: str) -> None:
    shutil.copyfile(source, temporary)
    if sha256_of(temporary) != digest:
        raise DocumentError(f"{source} changed while it was being read; add it again")
