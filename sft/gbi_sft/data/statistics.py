"""What is in a data set: counts of tasks, languages, sources and tags; lengths; sizes of pictures and tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from gbi.types import Frozen
from gbi_sft.data.progress import shown
from gbi_sft.sample import Sample

QUANTILES = {"least": 0.0, "5 %": 0.05, "median": 0.5, "95 %": 0.95, "most": 1.0}


class Spread(Frozen):
    """Of N numbers their mean and quantiles, and a histogram: counts of B bins between B + 1 edges."""

    mean: float
    quantiles: dict[str, float]
    edges: tuple[float, ...]
    counts: tuple[int, ...]


class Statistics(Frozen):
    """`counts`: by what ("task", "language", "source", "licence", "split", "chart type", "turns", and every group of
    tags) the number of samples with each value, most frequent first. `spreads`: of lengths in characters (in tokens
    too where a tokenizer was given), of sizes in px, and of tables."""

    samples: int
    pictures: int
    replies: int
    counts: dict[str, dict[str, int]]
    spreads: dict[str, Spread]


def measure(
    placed: Iterable[tuple[Sample, Path]], total: int, tokens: Callable[[str], int] | None = None
) -> Statistics:
    """Statistics of samples; `pictures` and `replies` count different ones."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    numbers: dict[str, list[float]] = defaultdict(list)
    pictures: set[str] = set()
    replies: set[int] = set()
    with shown(placed, "counting", total) as moving:
        for sample, _ in moving:
            for name, value in _facts(sample):
                counts[name][value] += 1
            for name, number in _sizes(sample, tokens):
                numbers[name].append(number)
            pictures |= {picture.sha256 or picture.path for picture in sample.pictures}
            replies.add(hash(tuple(turn.text for turn in sample.turns if turn.role == "assistant")))
    return Statistics(
        samples=sum(counts["task"].values()),
        pictures=len(pictures),
        replies=len(replies),
        counts={name: dict(found.most_common()) for name, found in counts.items()},
        spreads={name: spread(found) for name, found in numbers.items()},
    )


def spread(numbers: Sequence[float]) -> Spread:
    """The spread of at least one number; bins are even on a logarithmic scale where they span a factor of 100."""
    values = np.asarray(numbers, dtype=float)
    low, high = float(values.min()), float(values.max())
    bins = min(30, max(1, len(set(numbers))))
    if low > 0 and high / low > 100:
        edges = np.geomspace(low, high, bins + 1)
        edges[0], edges[-1] = low, high  # rounding must not leave the ends out
    else:
        edges = np.histogram_bin_edges(values, bins)
    counts, _ = np.histogram(values, edges)
    quantiles = {name: float(np.quantile(values, q)) for name, q in QUANTILES.items()}
    return Spread(
        mean=float(values.mean()), quantiles=quantiles, edges=tuple(edges.tolist()), counts=tuple(counts.tolist())
    )


def _facts(sample: Sample) -> list[tuple[str, str]]:
    found = [
        ("task", sample.task),
        ("language", sample.language),
        ("source", sample.source.name or "not noted"),
        ("licence", sample.source.licence or "not noted"),
        ("split", sample.source.split or "none"),
        ("turns", str(len(sample.turns))),
    ]
    if sample.gold:
        found.append(("chart type", sample.gold.kind or sample.gold.chart_type))
    tags: Mapping[tuple[str, str], None] = {tag_of(tag): None for tag in sample.tags}
    return [*found, *((f"tag {group}", value) for group, value in tags)]


def tag_of(tag: str) -> tuple[str, str]:
    """The group and the value of "group:value"; a tag without a group has the group "other"."""
    group, mark, value = tag.partition(":")
    return (group, value) if mark else ("other", tag)


def _sizes(sample: Sample, tokens: Callable[[str], int] | None) -> list[tuple[str, float]]:
    prompt = "\n".join(turn.text for turn in sample.turns if turn.role != "assistant")
    reply = "\n".join(turn.text for turn in sample.turns if turn.role == "assistant")
    found = [("characters of the prompt", len(prompt)), ("characters of the reply", len(reply))]
    if tokens:
        found += [("tokens of the prompt", tokens(prompt)), ("tokens of the reply", tokens(reply))]
    sizes: list[tuple[str, float]] = [(name, float(number)) for name, number in found]
    for picture in sample.pictures:
        sizes += [("width in px", picture.width), ("height in px", picture.height)]
        sizes.append(("aspect (width / height)", picture.width / picture.height))
    if sample.gold:
        sizes += [("rows of the table", len(sample.gold.texts)), ("columns of the table", len(sample.gold.columns))]
    return sizes
