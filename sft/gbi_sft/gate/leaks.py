"""Held-out pictures that were trained on: a score on those is a score of memory.

A picture leaks where training has the same bytes, or one that looks alike and shows the same table (where the tables
are not both known: the same pixels).
Tables that stand in both under other pictures are counted and told, not refused: narrow worlds repeat themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gbi.types import Frozen
from gbi_sft import folder
from gbi_sft.data.duplicates import Rule
from gbi_sft.data.fingerprints import HASH_SIDE, difference, picture_hash
from gbi_sft.sample import Gold

Table = tuple[tuple[str, ...], ...]
Bits = NDArray[np.uint8]
SHOWN = 5
NEAR_BITS = 56
"""Hashes of 256 bits that differ in more belong to different pictures (by chance half would differ). Wider than for
near copies: a crop moves all bits a little, and here tables or pixels decide afterwards."""
MOST_APART = Rule().difference
"""A square of the picture that is off by more grey levels (of 255) shows something else: a bar that ends elsewhere."""


class Shown(Frozen):
    """A picture with a name that people can find it by, and the table that it shows, None where that is not known."""

    name: str
    path: Path | None = None
    data: bytes | None = None
    table: Table | None = None

    def read(self) -> bytes:
        """The encoded picture. Raises `DataError` where the file is gone."""
        if self.data is not None:
            return self.data
        assert self.path is not None
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise folder.DataError(
                f"the picture {self.path} of {self.name} cannot be read ({error.strerror})"
            ) from error


class Leak(Frozen):
    """A held-out picture and the one in training that it is; `how` is "same file" or "same picture"."""

    held: str
    trained: str
    how: str


class Leaks(Frozen):
    """What was compared with what. `same_tables` counts held-out tables that training shows in another picture."""

    held: int
    trained: int
    found: tuple[Leak, ...] = ()
    same_tables: int = 0

    def words(self) -> str:
        """For a person."""
        if not self.found:
            return f"none of {self.held} held-out pictures is among the {self.trained} that were trained on"
        pairs = "; ".join(f"{leak.held} is {leak.trained} ({leak.how})" for leak in self.found[:SHOWN])
        more = f" and {len(self.found) - SHOWN} more" if len(self.found) > SHOWN else ""
        return f"{len(self.found)} of {self.held} held-out pictures were trained on: {pairs}{more}"


def leaks(held: Sequence[Shown], trained: Sequence[Shown]) -> Leaks:
    """Compares every held-out picture with every one of training. Raises `DataError` for a picture that is gone."""
    mine, theirs = list(_seen(held)), list(_seen(trained))
    by_sha = {sha: at for at, (sha, _) in enumerate(theirs)}
    found: dict[int, Leak] = {}
    for at, (sha, _) in enumerate(mine):
        if sha in by_sha:
            found[at] = Leak(held=held[at].name, trained=trained[by_sha[sha]].name, how="same file")
    known = [at for at, (_, bits) in enumerate(theirs) if bits is not None]
    asked = [at for at, (_, bits) in enumerate(mine) if bits is not None and at not in found]
    for row, column in _near(_stacked(mine, asked), _stacked(theirs, known)):
        one, other = asked[row], known[column]
        if one not in found and _alike(held[one], trained[other]):
            found[one] = Leak(held=held[one].name, trained=trained[other].name, how="same picture")
    tables = {shown.table for shown in trained if shown.table is not None}
    same = sum(shown.table in tables for at, shown in enumerate(held) if at not in found)
    ordered = tuple(found[at] for at in sorted(found))
    return Leaks(held=len(held), trained=len(trained), found=ordered, same_tables=same)


def trained_on(folders: Iterable[Path]) -> Iterator[Shown]:
    """Every picture of the data sets that an adapter was trained on, once. Raises `DataError` as `folder.read`."""
    for data in folders:
        seen: set[str] = set()
        for sample in folder.read(data):
            for number, picture in enumerate(sample.pictures):
                if picture.path not in seen:
                    seen.add(picture.path)
                    table = table_of(sample.gold) if sample.gold and number == 0 else None
                    path = folder.picture_path(data, picture)
                    yield Shown(name=f"{data.name}/{sample.id}", path=path, table=table)


def table_of(gold: Gold) -> Table:
    """The gold's table as texts, header first, estimates without their mark."""
    body = (tuple(text.removeprefix("~").strip() for text in row) for row in gold.texts)
    return (tuple(column.name for column in gold.columns), *body)


def _seen(shown: Sequence[Shown]) -> Iterator[tuple[str, Bits | None]]:
    """SHA-256 and hash of each; decoding leaves the interpreter's lock, so threads share the work."""

    def one(each: Shown) -> tuple[str, Bits | None]:
        data = each.read()
        try:
            return hashlib.sha256(data).hexdigest(), np.frombuffer(picture_hash(data), np.uint8)
        except folder.DataError:  # what does not open can only be the same file
            return hashlib.sha256(data).hexdigest(), None

    with ThreadPoolExecutor() as pool:
        yield from pool.map(one, shown)


def _stacked(seen: Sequence[tuple[str, Bits | None]], rows: Sequence[int]) -> Bits:
    found = [bits for bits in (seen[row][1] for row in rows) if bits is not None]
    return np.stack(found) if found else np.zeros((0, HASH_SIDE**2 // 8), np.uint8)


def _near(held: Bits, known: Bits) -> list[tuple[int, int]]:
    """Pairs (row of `held`, row of `known`) whose hashes are near; both are N x 32."""
    pairs = []
    for row, bits in enumerate(held):
        apart = np.bitwise_count(known ^ bits).sum(axis=1)
        pairs += [(row, int(found)) for found in np.flatnonzero(apart <= NEAR_BITS)]
    return pairs


def _alike(held: Shown, trained: Shown) -> bool:
    """For two that look alike: by their tables where both are known, as a crop leaves them, else by the pixels."""
    if held.table is not None and trained.table is not None:
        return held.table == trained.table
    return difference(held.read(), trained.read()) <= MOST_APART
