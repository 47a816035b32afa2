"""Several data sets as one, in given ratios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from gbi_sft.data.dataset import DataSet
from gbi_sft.data.grouping import mixed


@dataclass(frozen=True)
class Mixed:
    """The mix, and how many of its samples came from each part."""

    mix: DataSet
    counts: dict[str, int]


def mix(parts: Mapping[str, DataSet], ratios: Mapping[str, float], *, size: int | None = None, seed: int = 0) -> Mixed:
    """Samples of each part in these ratios, shuffled; as `DataSet.mix`, with whole data sets for kinds."""
    whole = DataSet.join(*parts.values())
    ends = list(accumulate(len(part) for part in parts.values()))
    kinds = {name: range(end - len(part), end) for (name, part), end in zip(parts.items(), ends, strict=True)}
    chosen = mixed(kinds, ratios, size, seed)
    return Mixed(whole.take(chosen), {name: sum(n in members for n in chosen) for name, members in kinds.items()})
