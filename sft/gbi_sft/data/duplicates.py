"""Near copies: the first is kept, each later one is reported with the one that it repeats, and how near they are."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gbi.types import Frozen
from gbi_sft.data.fingerprints import HASH_SIDE, PERMUTATIONS, difference, fingerprint
from gbi_sft.data.progress import shown
from gbi_sft.data.rows import library
from gbi_sft.folder import DataError, picture_path
from gbi_sft.sample import Sample

if TYPE_CHECKING:
    from datasets import Dataset

NAME = "duplicates.jsonl"
By = Literal["both", "picture", "text"]
BATCH = 100


class Rule(Frozen):
    """When two samples count as one. `by` "both": their pictures and what they teach; one of these alone otherwise.

    `radius` is the number of bits (of 256) in which the perceptual hashes of their pictures may differ, `difference`
    how far the pixels may (see `fingerprints.difference`), `similarity` the least share of words (Jaccard) in common;
    numbers (the gold's too) and answers must be the same unless `by` is "picture". The defaults were measured
    (`docs/training-data.md`).
    """

    by: By = "both"
    radius: int = 24
    difference: float = 18.0
    similarity: float = 0.8


class Duplicate(Frozen):
    """A sample that was left out, and the kept one that it repeats. `bits` and `difference` are -1 where pictures were
    not compared, `similarity` where words were not."""

    id: str
    kept: str
    bits: int = -1
    difference: float = -1.0
    similarity: float = -1.0


def find(rows: Dataset, rule: Rule, workers: int) -> tuple[list[int], list[Duplicate]]:
    """The numbers of the rows to keep, and the duplicates."""
    prints = _fingerprints(rows, workers)
    names, kept, found = rows["id"][:], list[int](), list[Duplicate]()
    known = _Known(rows, rule)
    with shown(range(len(rows)), "comparing", len(rows)) as moving:
        for n in moving:
            pair = known.like(n, prints[n])
            if pair is None:
                known.add(n, prints[n])
                kept.append(n)
            else:
                other, bits, apart, alike = pair
                found.append(Duplicate(id=names[n], kept=names[other], bits=bits, difference=apart, similarity=alike))
    return kept, found


Pair = tuple[int, int, float, float]


class _Known:
    """The samples kept so far, by what duplicates have in common for sure."""

    def __init__(self, rows: Dataset, rule: Rule) -> None:
        self.rows, self.rule = rows, rule
        self.buckets: dict[tuple[Any, ...], _Bucket] = defaultdict(_Bucket)

    def add(self, n: int, mark: dict[str, Any]) -> None:
        self.buckets[self._key(mark)].add(n, mark)

    def like(self, n: int, mark: dict[str, Any]) -> Pair | None:
        """A kept sample that this one repeats, with bits, difference and similarity."""
        bucket = self.buckets.get(self._key(mark))
        if bucket is None or (self.rule.by != "text" and not mark["hashes"]):
            return None
        for other, bits, alike in bucket.near(mark, self.rule):
            if self.rule.by == "text":
                return other, -1, -1.0, alike
            apart = max(
                (difference(a, b) for a, b in zip(self._paths(other), self._paths(n), strict=True)), default=255.0
            )
            if apart <= self.rule.difference:
                return other, bits, round(apart, 1), alike
        return None

    def _key(self, mark: dict[str, Any]) -> tuple[Any, ...]:
        pictures = 0 if self.rule.by == "text" else len(mark["hashes"])
        return (pictures,) if self.rule.by == "picture" else (pictures, mark["task"], mark["numbers"])

    def _paths(self, n: int) -> list[Path]:
        row = self.rows[n]
        sample = Sample.model_validate_json(row["sample"])
        return [picture_path(Path(row["folder"]), picture) for picture in sample.pictures]


class _Bucket:
    """Kept samples of one key; their hashes as a matrix that grows by doubling."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.hashes = np.zeros((1, 0), dtype=np.uint8)
        self.words = np.zeros((1, PERMUTATIONS), dtype=np.int64)

    def add(self, n: int, mark: dict[str, Any]) -> None:
        count, row = len(self.numbers), _bytes(mark["hashes"])
        if self.hashes.shape[1] != len(row):
            self.hashes = np.zeros((len(self.words), len(row)), dtype=np.uint8)
        if count == len(self.words):
            self.hashes = np.concatenate([self.hashes, np.zeros_like(self.hashes)])
            self.words = np.concatenate([self.words, np.zeros_like(self.words)])
        self.hashes[count], self.words[count] = row, mark["minhash"]
        self.numbers.append(n)

    def near(self, mark: dict[str, Any], rule: Rule) -> Iterator[tuple[int, int, float]]:
        """Kept samples within the rule's radius and similarity, nearest first: number, bits, similarity."""
        count = len(self.numbers)
        bits = np.full(count, -1)
        alike = np.full(count, -1.0)
        fits = np.ones(count, dtype=bool)
        if rule.by != "text":
            if b"" in mark["hashes"]:
                return
            apart = np.bitwise_count(self.hashes[:count] ^ _bytes(mark["hashes"]))
            each = apart.reshape(count, -1, HASH_SIDE**2 // 8).sum(axis=2, dtype=np.int64)
            bits = each.max(axis=1)
            fits &= bits <= rule.radius
        if rule.by != "picture":
            alike = (self.words[:count] == np.asarray(mark["minhash"])).mean(axis=1)
            fits &= alike >= rule.similarity
        for n in sorted(np.flatnonzero(fits).tolist(), key=lambda n: (int(bits[n]), -float(alike[n]))):
            yield self.numbers[n], int(bits[n]), round(float(alike[n]), 3)


def _bytes(hashes: Sequence[bytes]) -> Any:
    """The hashes side by side; one of a picture that does not open as zeros, which nothing is compared with."""
    size = HASH_SIDE**2 // 8
    return np.frombuffer(b"".join(one or bytes(size) for one in hashes), dtype=np.uint8)


def _fingerprints(rows: Dataset, workers: int) -> Dataset:
    datasets = library()
    features = datasets.Features(
        {
            "hashes": datasets.List(datasets.Value("binary")),
            "numbers": datasets.Value("string"),
            "minhash": datasets.List(datasets.Value("int64")),
            "task": datasets.Value("string"),
        }
    )
    return rows.map(
        _marks,
        batched=True,
        batch_size=BATCH,
        remove_columns=rows.column_names,
        features=features,
        num_proc=workers if workers > 1 and len(rows) > BATCH else None,
        new_fingerprint=uuid.uuid4().hex,
        desc="fingerprints",
    )


def _marks(batch: dict[str, list[str]]) -> dict[str, list[Any]]:
    made = [
        _mark(Sample.model_validate_json(text), Path(folder))
        for text, folder in zip(batch["sample"], batch["folder"], strict=True)
    ]
    return {name: [mark[name] for mark in made] for name in ("hashes", "numbers", "minhash", "task")}


def _mark(sample: Sample, folder: Path) -> dict[str, Any]:
    try:
        return fingerprint(sample, folder)
    except DataError:  # a path that leaves the folder: like no other, for the check to refuse
        return fingerprint(sample.model_copy(update={"pictures": ()}), folder)
