"""Which samples share a pack, and what every step of a training holds: a function of lengths, settings and seed alone.

Nothing here remembers anything, so that a training goes on from a step's number.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

import numpy as np

Pack = tuple[int, ...]
"""Numbers of the samples in one row (packed), or of the rows of one forward pass (padded)."""
Step = tuple[Pack, ...]


@dataclass(frozen=True)
class Recipe:
    """How samples become steps, as in `config.Training`; exactly one of `samples` and `tokens` a step is given."""

    samples: int | None
    tokens: int | None
    pack_length: int
    window: int
    packing: bool
    rows: int
    seed: int


def fill(lengths: Sequence[int], room: int) -> list[list[int]]:
    """Best fit decreasing: positions in `lengths` by pack; no pack holds more than `room`.

    Longest first, each into the fullest pack that still has room for it (Johnson 1973: at most 11/9 of the best
    possible number of packs, and one). Raises `ValueError` for a length over `room`.
    """
    packs: list[list[int]] = []
    left: list[tuple[int, int]] = []  # (room left, pack), sorted
    for place in sorted(range(len(lengths)), key=lambda one: (-lengths[one], one)):
        length = lengths[place]
        if length > room:
            raise ValueError(f"a sample of {length} tokens does not fit into {room}")
        found = bisect.bisect_left(left, (length, -1))
        if found == len(left):
            packs.append([place])
            bisect.insort(left, (room - length, len(packs) - 1))
        else:
            free, pack = left.pop(found)
            packs[pack].append(place)
            bisect.insort(left, (free - length, pack))
    return packs


class Plan:
    """The steps of every epoch over samples of these lengths; `parts` are (samples, ratio) of each data folder."""

    def __init__(self, lengths: Sequence[int], parts: Sequence[tuple[int, float]], recipe: Recipe) -> None:
        self._lengths = lengths
        self._parts = parts
        self._recipe = recipe
        self._known: tuple[int, list[Step]] = (-1, [])

    def epoch(self, number: int) -> list[Step]:
        """The steps of an epoch, from 0."""
        if self._known[0] != number:
            order = self._order(number)
            self._known = (number, self._by_samples(order) if self._recipe.samples else self._by_tokens(order, number))
        return self._known[1]

    def from_step(self, step: int) -> Iterator[tuple[float, Step]]:
        """Endless steps from this one on, each with the epochs that are done when it is."""
        number = 0
        while step >= len(self.epoch(number)):
            step -= len(self.epoch(number))
            number += 1
        while True:
            steps = self.epoch(number)
            for place in range(step, len(steps)):
                yield number + (place + 1) / len(steps), steps[place]
            number, step = number + 1, 0

    def steps(self, epochs: float) -> int:
        """How many steps so many epochs have, one at least."""
        whole = sum(len(self.epoch(number)) for number in range(int(epochs)))
        rest = epochs - int(epochs)
        return max(1, whole + (round(rest * len(self.epoch(int(epochs)))) if rest else 0))

    def _order(self, epoch: int) -> list[int]:
        """The epoch's samples, mixed; of a folder with ratio 1.3 all of it and another 0.3 each epoch."""
        chance = np.random.default_rng([self._recipe.seed, epoch])
        taken: list[int] = []
        starts = accumulate((count for count, _ in self._parts), initial=0)
        for start, (count, ratio) in zip(starts, self._parts, strict=False):
            taken.extend(place for _ in repeat(None, int(ratio)) for place in range(start, start + count))
            some = round((ratio - int(ratio)) * count)
            taken.extend(start + int(place) for place in chance.permutation(count)[:some])
        return [taken[place] for place in chance.permutation(len(taken))]

    def _by_samples(self, order: list[int]) -> list[Step]:
        recipe = self._recipe
        size = recipe.samples or 1
        batches = (order[start : start + size] for start in range(0, len(order), size))
        return [self._packed(batch) if recipe.packing else _rows(batch, recipe.rows) for batch in batches]

    def _by_tokens(self, order: list[int], epoch: int) -> list[Step]:
        recipe = self._recipe
        packs: list[Pack] = []
        for start in range(0, len(order), recipe.window):
            packs.extend(self._packed(order[start : start + recipe.window]))
        mixed = np.random.default_rng([recipe.seed, epoch, 1]).permutation(len(packs))
        each = max(1, round((recipe.tokens or 0) / recipe.pack_length))
        return [tuple(packs[place] for place in mixed[start : start + each]) for start in range(0, len(packs), each)]

    def _packed(self, samples: list[int]) -> Step:
        lengths = [self._lengths[sample] for sample in samples]
        return tuple(tuple(samples[place] for place in pack) for pack in fill(lengths, self._recipe.pack_length))


def share(step: Step, rank: int, processes: int) -> list[Pack | None]:
    """The packs of one of several processes, as many for each; None stands where there is nothing left to do."""
    each = -(-len(step) // processes)
    return [step[place] if place < len(step) else None for place in range(rank, each * processes, processes)]


def _rows(batch: list[int], rows: int) -> Step:
    return tuple(tuple(batch[start : start + rows]) for start in range(0, len(batch), rows))
