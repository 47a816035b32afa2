"""How much a sample tells, and which samples to keep: many tags, rare tags, and no tag over and over.

A tag t that n_t of N samples have tells -log2(n_t / N) bits; a sample's information is the sum over its tags. That is
the complexity of InsTag (Lu et al., 2023, arXiv 2308.07074: more tags, harder sample) with each tag weighted by how
rare it is. A subset S is worth

    F(S) = sum over t of w_t * log(1 + c_t(S)),   w_t = the bits of t, c_t(S) = how many of S have t,

a concave function of modular ones (Wei, Iyer and Bilmes, ICML 2015), monotone and submodular: greedy is within 1 - 1/e
of the best (Nemhauser, Wolsey and Fisher, 1978), and the first tag of a kind counts more than the hundredth, which
evens the distribution out. InsTag keeps a sample that brings a new tag, longest first; DEITA (Liu et al., 2023, arXiv
2312.15685) the best-scored ones that are far from those already kept; with a vocabulary of some hundred tags both
run out of new ones at once, hence the diminishing return. PP-InsCapTagger drops samples that have few tags, all of
them frequent: a sample whose gain here is smallest.

Kinds of sample that cannot have some tags (a table has no operation) would all be dropped for those that can: `kinds`
keep their shares, and greedy runs within them (a partition matroid: at least half of the best, Fisher, Nemhauser and
Wolsey, 1978).

Gains only fall, so what a sample was worth before is a bound of what it is worth now (lazy greedy: Minoux, 1978).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Tags = Sequence[str]
BLOCK = 1024
"""So many samples have their gains looked at with every choice."""


def bits(tags: Sequence[Tags]) -> dict[str, float]:
    """What each tag tells: -log2 of the share of samples that have it; 0 for one that all have."""
    counts = Counter(tag for one in tags for tag in set(one))
    return {tag: -math.log2(count / len(tags)) for tag, count in counts.items()}


def information(tags: Sequence[Tags]) -> list[float]:
    """The bits of each of the N samples."""
    known = bits(tags)
    return [sum(known[tag] for tag in set(one)) for one in tags]


def worth(chosen: Sequence[Tags], weights: dict[str, float]) -> float:
    """F of the chosen samples."""
    counts = Counter(tag for one in chosen for tag in set(one))
    return sum(weights.get(tag, 0.0) * math.log1p(count) for tag, count in counts.items())


def densest(tags: Sequence[Tags], count: int, seed: int = 0, kinds: Sequence[str] | None = None) -> list[int]:
    """The numbers (from 0) of `count` samples by greedy on F, ascending; the seed orders those that gain the same.

    With `kinds`, one a sample, each kind keeps its share of the whole.
    """
    import numpy as np

    known = bits(tags)
    names = {name: n for n, name in enumerate(sorted(known), 1)}
    order = np.random.default_rng(seed).permutation(len(tags))
    longest = max((len(set(one)) for one in tags), default=0)
    table = np.zeros((len(tags), max(longest, 1)), dtype=np.int32)  # 0 is no tag
    for place, number in enumerate(order):
        found = sorted(names[tag] for tag in set(tags[number]))
        table[place, : len(found)] = found
    weights = np.array([0.0, *(known[name] for name in names)])
    count = min(count, len(tags))
    found_kinds = sorted(set(kinds)) if kinds is not None else [""]
    numbers = {kind: n for n, kind in enumerate(found_kinds)}
    kind_of = np.array([numbers[kinds[n]] if kinds is not None else 0 for n in order], dtype=np.intp)
    quotas = shared(np.bincount(kind_of, minlength=len(found_kinds)).tolist(), count)
    return sorted(int(order[place]) for place in _greedy(table, weights, kind_of, quotas))


def shared(sizes: Sequence[int], count: int) -> list[int]:
    """`count` places dealt in proportion to the sizes, by largest remainder, the earlier first where they are equal."""
    total = max(sum(sizes), 1)
    whole = [size * count // total for size in sizes]
    rest = sorted(range(len(sizes)), key=lambda n: (-(sizes[n] * count % total), n))
    for n in rest[: count - sum(whole)]:
        whole[n] += 1
    return whole


def control(total: int, count: int, seed: int = 0) -> list[int]:
    """As many at random: `count` numbers below `total`, ascending."""
    return sorted(Random(seed).sample(range(total), count))


def _greedy(
    table: NDArray[np.int32], weights: NDArray[np.float64], kind_of: NDArray[np.intp], quotas: list[int]
) -> list[int]:
    """Rows of the table in the order in which greedy takes them, of each kind as many as its quota.

    Gains are exact for a block of the most promising rows; a row outside is worth at most what it was worth when the
    block was drawn, so the block serves until its best falls below that.
    """
    import numpy as np

    steps = weights * np.log(2.0)  # of each tag, what one more sample with it adds: w * log((2 + c) / (1 + c))
    taken = np.zeros(len(weights))
    left, count = np.array(quotas), sum(quotas)
    free = left[kind_of] > 0
    chosen: list[int] = []
    while len(chosen) < count:
        gains = np.where(free, steps[table].sum(axis=1), -1.0)
        block, bound = _block(gains)
        rows = table[block]
        open_ = free[block]
        while len(chosen) < count:
            now = np.where(open_, steps[rows].sum(axis=1), -1.0)
            best = int(now.argmax())
            if not open_[best] or now[best] < bound - 1e-12:
                break
            open_[best] = False
            chosen.append(int(block[best]))
            kind = kind_of[block[best]]
            left[kind] -= 1
            if left[kind] == 0:
                free &= kind_of != kind
                open_ &= kind_of[block] != kind
            used = rows[best]
            taken[used] += 1.0
            steps[used] = weights[used] * np.log((2.0 + taken[used]) / (1.0 + taken[used]))
        free[chosen] = False
    return chosen


def _block(gains: NDArray[np.float64]) -> tuple[NDArray[np.intp], float]:
    """The rows with the largest gains in their order, and the largest gain outside."""
    import numpy as np

    if len(gains) <= BLOCK:
        return np.arange(len(gains)), -math.inf
    parts = np.argpartition(-gains, BLOCK)
    return np.sort(parts[:BLOCK]), float(gains[parts[BLOCK]])
