"""Which samples belong together, how groups are dealt out to splits, and how many of each kind a mix takes."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence

from gbi_sft.folder import DataError
from gbi_sft.sample import Sample

Key = Callable[[Sample], str]
FIELDS: dict[str, Key] = {
    "id": lambda sample: sample.id,
    "task": lambda sample: sample.task,
    "language": lambda sample: sample.language,
    "source": lambda sample: sample.source.name,
    "split": lambda sample: sample.source.split,
}
"""What samples are told apart by; besides, "tag:GROUP" (the sample's first tag "GROUP:..."), "trait:NAME"."""


def key_of(sample: Sample, by: str | Key) -> str:
    """The sample's key by a field, a tag group, a trait or a function. Raises `DataError` for another name."""
    if callable(by):
        return by(sample)
    if by in FIELDS:
        return FIELDS[by](sample)
    kind, _, name = by.partition(":")
    if kind == "tag" and name:
        return next((tag.partition(":")[2] for tag in sample.tags if tag.partition(":")[0] == name), "")
    if kind == "trait" and name:
        return sample.traits.get(name, "")
    raise DataError(f"{by!r} tells no samples apart; there are {', '.join(FIELDS)}, tag:GROUP and trait:NAME")


def picture_groups(samples: Sequence[Sequence[str]]) -> list[int]:
    """The group of each sample, given its pictures: those that share one, even by way of others, are one group."""
    parent = list(range(len(samples)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    first: dict[str, int] = {}
    for n, pictures in enumerate(samples):
        for picture in pictures:
            parent[root(n)] = root(first.setdefault(picture, n))
    return [root(n) for n in range(len(samples))]


def dealt(groups: Sequence[Hashable], shares: Mapping[str, float], seed: int) -> list[str]:
    """The split of each member. Groups are put in an order by a hash of their key and the seed, then cut at the shares,
    each whole to where its middle falls; so a split is off by half a group at most, and growing data move few members.

    Raises `DataError` for shares that do not sum to 1.
    """
    if any(share < 0 for share in shares.values()) or not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-6):
        raise DataError(f"shares must be positive and sum to 1; these sum to {sum(shares.values()):g}")
    sizes = Counter(groups)
    order = sorted(sizes, key=lambda group: hashlib.sha256(f"{seed}:{group}".encode()).digest())
    bounds, names, reached = [], list(shares), 0.0
    for name in names:
        reached += shares[name] * len(groups)
        bounds.append(reached)
    place: dict[Hashable, str] = {}
    before = 0
    for group in order:
        middle = before + sizes[group] / 2
        place[group] = next((n for n, bound in zip(names, bounds, strict=True) if middle < bound), names[-1])
        before += sizes[group]
    return [place[group] for group in groups]


def quotas(counts: Mapping[str, int], ratios: Mapping[str, float], size: int | None) -> dict[str, int]:
    """How many of each kind. Without `size` as many as there are in this ratio with nothing repeated.

    Raises `DataError` for a kind that has none, and for ratios that are not positive.
    """
    lacking = [name for name in ratios if not counts.get(name)]
    if lacking or not ratios:
        there = ", ".join(f"{name or 'no name'} ({count})" for name, count in sorted(counts.items()))
        raise DataError(f"there are no samples of {', '.join(map(repr, lacking)) or 'no ratio'}; there are {there}")
    if any(ratio <= 0 for ratio in ratios.values()):
        raise DataError("ratios must be above 0; leave out what is not wanted")
    total = sum(ratios.values())
    parts = {name: ratio / total for name, ratio in ratios.items()}
    if size is None:
        most = min(counts[name] / part for name, part in parts.items())
        return {name: min(counts[name], math.floor(part * most + 1e-9)) for name, part in parts.items()}
    exact = {name: part * size for name, part in parts.items()}
    found = {name: math.floor(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda name: found[name] - exact[name])[: size - sum(found.values())]:
        found[name] += 1
    return found


def mixed(kinds: Mapping[str, Sequence[int]], ratios: Mapping[str, float], size: int | None, seed: int) -> list[int]:
    """Members of the kinds in these ratios, shuffled; where `quotas` asks for more than there are, all are repeated
    before one is repeated once more. Raises as `quotas`."""
    import numpy as np

    rng = np.random.default_rng(seed)
    chosen: list[int] = []
    for name, count in quotas({name: len(members) for name, members in kinds.items()}, ratios, size).items():
        there = kinds[name]
        chosen += [*there] * (count // len(there))
        chosen += [there[i] for i in rng.permutation(len(there))[: count % len(there)].tolist()]
    return [chosen[i] for i in rng.permutation(len(chosen)).tolist()]


def numbers_of(said: Sequence[str]) -> dict[str, float]:
    """The numbers of ["train=0.9", "dev=0.1"]; one text may hold several with commas between them.

    Raises `DataError` for a text of another form, and for a name that is said twice.
    """
    found: dict[str, float] = {}
    for text in (part for one in said for part in one.split(",") if part):
        name, mark, number = text.rpartition("=")
        try:
            share = float(number)
        except ValueError:
            share = math.nan
        if not mark or not name or not math.isfinite(share):
            raise DataError(f"{text!r} is no NAME=NUMBER, such as train=0.9")
        if name in found:
            raise DataError(f"{name!r} is said twice")
        found[name] = share
    return found
