"""`DataSet`: samples on a Hugging Face data set, and chains of operations on them.

    DataSet.open("synth", "corrections").check().deduplicate().split({"train": 0.9, "dev": 0.1}).save("data")

Every operation gives a new data set and leaves the old one as it was. Those that look at one sample at a time (map,
filter, check) wait and run together in one pass, in several processes, when something needs their result. A sample at
which a step fails is refused with the reason and listed in `rejected.jsonl`; the others go on.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gbi_sft import folder as folders
from gbi_sft.data import duplicates, refusals, rows, shards
from gbi_sft.data.checks import Counter as TokenCounter
from gbi_sft.data.checks import Limits, checker
from gbi_sft.data.duplicates import Duplicate, Rule
from gbi_sft.data.grouping import Key, dealt, key_of, mixed, picture_groups
from gbi_sft.data.pictures import bring
from gbi_sft.data.progress import shown
from gbi_sft.data.refusals import Refused
from gbi_sft.data.rows import Step
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample

if TYPE_CHECKING:
    from datasets import Dataset

    from gbi_sft.data.statistics import Statistics


@dataclasses.dataclass(frozen=True)
class DataSet:
    """N samples. `rows` is the Hugging Face data set before `steps`; `refused` and `duplicates` were left out on the
    way; `workers` processes do the work; `shard_size` samples go into a Parquet file, None: `samples.jsonl`."""

    rows: Dataset
    steps: tuple[Step, ...] = ()
    refused: tuple[Refused, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    workers: int = 1
    shard_size: int | None = None

    @classmethod
    def open(cls, *places: str | Path, workers: int = 1) -> DataSet:
        """The samples of folders (with `samples.jsonl`, or Parquet shards) one after another.

        A repeated id gets "~2" at its end. Raises `DataError` for a folder that is neither.
        """
        refused: list[Refused] = []
        read = (
            shards.read(place, refused) if shards.files(place) else rows.read_lines(place, refused)
            for place in map(Path, places)
        )  # fmt: skip
        found = rows.rows_of(rows.unique(chain.from_iterable(read)))
        return cls(rows=found, refused=tuple(refused), workers=workers)

    @classmethod
    def read(cls, *places: str | Path, workers: int = 1) -> DataSet:
        """As `open`. Raises `DataError` where there is not one sample in it, with the first reason why."""
        found = cls.open(*places, workers=workers)
        if not len(found.rows):
            why = f" ({found.refused[0].id}: {found.refused[0].reason})" if found.refused else ""
            names = ", ".join(map(str, places))
            raise DataError(f"no sample can be read from {names}{why}; make some with gbi-sft synth or gbi-sft convert")
        return found

    @classmethod
    def of(cls, samples: Sequence[Sample], folder: str | Path, workers: int = 1) -> DataSet:
        """Samples from memory whose pictures lie in `folder`."""
        return cls(rows=rows.rows_of((sample, Path(folder).absolute()) for sample in samples), workers=workers)

    def __len__(self) -> int:
        return len(self.settled.rows)

    def __iter__(self) -> Iterator[Sample]:
        return (sample for sample, _ in self.placed())

    def placed(self) -> Iterator[tuple[Sample, Path]]:
        """The samples, each with the folder of its pictures."""
        return rows.samples_of(self.settled.rows)

    @cached_property
    def settled(self) -> DataSet:
        """The same with no step waiting."""
        if not self.steps:
            return self
        done, refused = rows.run(self.rows, self.steps, self.workers)
        return dataclasses.replace(self, rows=done, steps=(), refused=(*self.refused, *refused))

    def map(self, change: Callable[[Sample], Sample]) -> DataSet:
        """What `change` makes of each sample."""
        return self._then(lambda sample, folder: change(sample))

    def filter(self, keep: Callable[[Sample], bool]) -> DataSet:
        """The samples that `keep` says yes to; the others are left out and not listed as refused."""
        return self._then(lambda sample, folder: sample if keep(sample) else None)

    def check(self, limits: Limits | None = None, tokens: TokenCounter | None = None) -> DataSet:
        """The samples that are fit to train on (see `checks`); the others are refused. `tokens` counts a text's."""
        return self._then(checker(limits or Limits(), tokens))

    def sample(self, n: int, seed: int = 0) -> DataSet:
        """`n` samples drawn at random, none twice, in their old order. Raises `DataError` when there are fewer."""
        import numpy as np

        whole = self.settled
        if n > len(whole.rows):
            raise DataError(f"{n} samples are wanted, there are {len(whole.rows)}; ask for fewer, or mix with a size")
        chosen = np.random.default_rng(seed).permutation(len(whole.rows))[:n]
        return whole._only(sorted(chosen.tolist()))

    def take(self, numbers: Sequence[int]) -> DataSet:
        """The samples with these numbers (from 0) in this order; one that is taken again gets "~2" at its id's end."""
        chosen = self.settled._only(numbers)
        return dataclasses.replace(chosen, rows=rows.rows_of(rows.unique(chosen.placed())))

    def split(self, shares: Mapping[str, float], by: str | Key = "picture", seed: int = 0) -> DataSet:
        """Every sample marked (`source.split`) with a split's name; what `by` says belongs together stays together.

        "picture": samples that share a picture; else as `grouping.key_of`. Raises `DataError` for shares that do not
        sum to 1. `part` and `parts` give the splits themselves.
        """
        whole = self.settled
        if by == "picture":
            names = [[p.sha256 or p.path for p in sample.pictures] or [sample.id] for sample in whole]
            keys = [names[group][0] for group in picture_groups(names)]
        else:
            keys = [key_of(sample, by) for sample in whole]
        chosen = dealt(keys, shares, seed)
        marked = (
            (sample.model_copy(update={"source": sample.source.model_copy(update={"split": name})}), folder)
            for (sample, folder), name in zip(whole.placed(), chosen, strict=True)
        )
        return dataclasses.replace(whole, rows=rows.rows_of(marked))

    def part(self, name: str) -> DataSet:
        """The samples of a split. Raises `DataError` when it has none."""
        found = self.parts()
        if name not in found:
            raise DataError(f"there is no split {name!r}; there are {', '.join(map(repr, found)) or 'none'}")
        return found[name]

    def parts(self) -> dict[str, DataSet]:
        """Every split by its name, in the order in which they come first. Refused samples stay with the whole."""
        whole = self.settled
        places: dict[str, list[int]] = defaultdict(list)
        for n, (sample, _) in enumerate(whole.placed()):
            places[sample.source.split].append(n)
        bare = dataclasses.replace(whole, refused=(), duplicates=())
        return {name: bare._only(numbers) for name, numbers in places.items()}

    def mix(
        self, ratios: Mapping[str, float], by: str | Key = "source", size: int | None = None, seed: int = 0
    ) -> DataSet:
        """Samples of each kind in these ratios, shuffled; kinds that are not named are left out. See `grouping.key_of`.

        Without `size` as many as there are without repeating one; with it, kinds that have too few are repeated, whole
        and evenly, under ids with "~2", "~3". Raises `DataError` for a kind that has none.
        """
        whole = self.settled
        kinds: dict[str, list[int]] = defaultdict(list)
        for n, sample in enumerate(whole):
            kinds[key_of(sample, by)].append(n)
        return whole.take(mixed(kinds, ratios, size, seed))

    def deduplicate(self, rule: Rule | None = None) -> DataSet:
        """Without near copies: of each the first is kept, the others are listed in `duplicates`."""
        whole = self.settled
        kept, found = duplicates.find(whole.rows, rule or Rule(), self.workers)
        return dataclasses.replace(whole._only(kept), duplicates=(*whole.duplicates, *found))

    @classmethod
    def join(cls, *sets: DataSet) -> DataSet:
        """All samples of several data sets, one after another; a repeated id gets "~2" at its end."""
        whole = [one.settled for one in sets]
        joined = rows.rows_of(rows.unique(chain.from_iterable(one.placed() for one in whole)))
        return dataclasses.replace(
            whole[0],
            rows=joined,
            refused=tuple(chain.from_iterable(one.refused for one in whole)),
            duplicates=tuple(chain.from_iterable(one.duplicates for one in whole)),
        )

    def shard(self, size: int) -> DataSet:
        """The same, to be saved as Parquet of `size` samples a file with the pictures inside."""
        if size < 1:
            raise DataError("a shard holds at least 1 sample")
        return dataclasses.replace(self, shard_size=size)

    def statistics(self, tokens: TokenCounter | None = None) -> Statistics:
        """Counts and lengths; `write` puts them on disk with plots."""
        from gbi_sft.data.statistics import measure

        return measure(self.placed(), len(self), tokens)

    def save(self, place: str | Path) -> DataSet:
        """Writes the samples with their pictures, `rejected.jsonl` and `duplicates.jsonl`; the data set on disk.

        Samples whose pictures are not there are refused. What was there before is replaced when the new is whole.
        """
        whole, out = self.settled, Path(place)
        out.mkdir(parents=True, exist_ok=True)
        if self.shard_size is not None:
            refused = shards.write(out, whole.placed(), len(whole.rows), self.shard_size)
        else:
            refused = _write(out, whole.placed(), len(whole.rows))
        refusals.write(out, [*whole.refused, *refused])
        _list(out / duplicates.NAME, whole.duplicates)
        again = DataSet.open(out, workers=self.workers)
        return dataclasses.replace(again, refused=(*whole.refused, *refused), duplicates=whole.duplicates)

    def _then(self, step: Step) -> DataSet:
        return dataclasses.replace(self, steps=(*self.steps, step))

    def _only(self, numbers: Sequence[int]) -> DataSet:
        return dataclasses.replace(self, rows=self.rows.select(numbers))


def _write(out: Path, found: Iterator[tuple[Sample, Path]], total: int) -> list[Refused]:
    refused: list[Refused] = []

    def brought() -> Iterator[Sample]:
        with shown(found, "saving", total) as moving:
            for sample, folder in moving:
                try:
                    for picture in sample.pictures:
                        bring(folder, out, picture)
                except (DataError, OSError) as error:
                    refused.append(Refused(id=sample.id, kind="picture", reason=str(error)))
                    continue
                yield sample

    folders.write(out, brought())
    for shard in shards.files(out):
        shard.unlink()
    return refused


def _list(path: Path, found: Sequence[Duplicate]) -> None:
    if found:
        path.write_text("".join(one.model_dump_json() + "\n" for one in found), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)
