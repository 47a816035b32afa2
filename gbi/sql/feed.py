"""What the engine is fed: a table's Parquet as it lies on disk, and that of the half-widths of its cells.

`errors_of(name)` is the name under which the engine knows the half-widths of table `name`: the same columns, one DOUBLE
each (NULL where unknown), in `_row` order.
"""

from __future__ import annotations

from pathlib import Path

from gbi.errors import StoreError
from gbi.sql.relations import Relations

ERRORS = "~errors~"
Stamp = tuple[str, int, int, int]


def errors_of(name: str) -> str:
    """The relation that holds the half-widths of table `name`'s cells."""
    return ERRORS + name


def stamp(relations: Relations, name: str) -> Stamp:
    """Changes when the relation's contents do. Raises `StoreError` when its file is gone."""
    path = _path(relations, name)
    try:
        status = path.stat()
    except OSError as error:
        raise _gone(name) from error
    return str(path), status.st_mtime_ns, status.st_size, status.st_ino


def feed(relations: Relations, name: str) -> bytes:
    """The Parquet to load for relation `name`. Raises `StoreError` when its file cannot be read."""
    try:
        return _path(relations, name).read_bytes()
    except OSError as error:
        raise _gone(name) from error


def _path(relations: Relations, name: str) -> Path:
    if name.startswith(ERRORS):
        return relations.half_widths(name.removeprefix(ERRORS))
    return relations.parquet(name)


def _gone(name: str) -> StoreError:
    table = name.removeprefix(ERRORS)
    return StoreError(f"the data of table {table!r} is missing from the workspace; read its document again")
