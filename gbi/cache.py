"""Workspaces in the user's cache, for files that are asked about without naming a workspace.

The folder's name depends on the files' bytes and on the program itself, so that asking again is fast and a program
that reads differently reads again. Workspaces that were not used for `KEEP_DAYS` are removed.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from gbi.errors import DocumentError
from gbi.places import digest
from gbi.settings import Settings
from gbi.store.files import sha256_of

KEEP_DAYS = 30.0
IN_USE_S = 600.0
"""A workspace that was asked for since then is left alone when the cache is cleaned: it may be at work."""


class Held(NamedTuple):
    """So many workspaces with so many bytes."""

    workspaces: int
    size: int


def cache_folder(settings: Settings) -> Path:
    """`settings.cache_dir`, else the platform's cache folder for this program."""
    if settings.cache_dir is not None:
        return settings.cache_dir
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "gbi"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gbi"


def cached_path(paths: Iterable[Path], settings: Settings) -> Path:
    """Where the workspace of these files (in any order) is kept. Raises `DocumentError` for one that cannot be read."""
    hashes = sorted({_hash(Path(path), settings) for path in paths})
    folder = cache_folder(settings) / "workspaces"
    path = folder / f"{digest(_program(), *hashes)}.gbi"
    if path.is_dir():
        os.utime(path)
    else:
        _remove_old(folder)
    return path


def held(settings: Settings) -> Held:
    """What the cache holds."""
    folders = list((cache_folder(settings) / "workspaces").glob("*.gbi"))
    return Held(len(folders), sum(folder_size(folder) for folder in folders))


def clean(settings: Settings) -> Held:
    """Removes all workspaces that are not in use, and says what has gone. Their files are read anew when asked for."""
    border = time.time() - IN_USE_S
    gone = size = 0
    for path in (cache_folder(settings) / "workspaces").glob("*.gbi"):
        if path.stat().st_mtime < border:
            before = folder_size(path)
            shutil.rmtree(path, ignore_errors=True)
            gone, size = gone + (not path.exists()), size + before - folder_size(path)
    return Held(gone, size)


def folder_size(folder: Path) -> int:
    """Bytes of all files below the folder; those that go meanwhile count nothing."""
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.lstat().st_size if path.is_file() else 0
        except OSError:
            continue
    return size


def _hash(path: Path, settings: Settings) -> str:
    try:
        if path.stat().st_size > settings.max_file_bytes:
            return digest(str(path.resolve()), str(path.stat().st_mtime_ns))  # it will be refused when it is opened
        return sha256_of(path)
    except OSError as error:
        raise DocumentError(f"{path} cannot be read ({error.strerror}); check the path") from error


@lru_cache(maxsize=1)
def _program() -> str:
    """Changes with the program's own source files: their sizes and times, which is far quicker than their bytes."""
    root = Path(__file__).parent
    stats = ((path, path.stat()) for path in sorted(root.rglob("*.py")))
    return digest(*(f"{path.relative_to(root)} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats))


def _remove_old(folder: Path) -> None:
    border = time.time() - KEEP_DAYS * 86_400
    for path in folder.glob("*.gbi"):
        if path.stat().st_mtime < border:
            shutil.rmtree(path, ignore_errors=True)
