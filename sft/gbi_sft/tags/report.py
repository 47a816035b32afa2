"""What a selection did to the tags: counts, bits and entropy before, after, and of a random choice of the same size.

The entropy of a group is that of its values over the samples that have one, in bits; evenness is it over the logarithm
of the number of values (Pielou, 1966): 1 where all are equally frequent.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from gbi.types import Frozen
from gbi_sft.tags.density import Tags, bits, control, worth
from gbi_sft.tags.vocabulary import group_of

JSON, PNG = "selection.json", "selection.png"
MOST_TAGS = 60


class Side(Frozen):
    """One set of samples: tags and bits a sample, F (see `density`), entropy and evenness by group, counts by tag."""

    samples: int
    untagged: int
    tags_each: float
    bits_each: float
    worth: float
    entropy: dict[str, float]
    evenness: dict[str, float]
    counts: dict[str, int]


class Selection(Frozen):
    """Before, after, and the control; the bits of a tag are those it has before."""

    by: str
    seed: int
    before: Side
    after: Side
    random: Side

    def lines(self) -> list[str]:
        """A table in text: the sums, then each group's evenness."""
        sides = (self.before, self.after, self.random)
        rows = [
            ("", "before", self.by, "random"),
            ("samples", *(str(side.samples) for side in sides)),
            ("tags a sample", *(f"{side.tags_each:.2f}" for side in sides)),
            ("bits a sample", *(f"{side.bits_each:.2f}" for side in sides)),
            ("tags kept", *(str(len(side.counts)) for side in sides)),
        ]
        for group in self.before.evenness:
            rows.append((f"evenness of {group}", *(f"{side.evenness.get(group, 0.0):.3f}" for side in sides)))
        widths = [max(len(row[n]) for row in rows) for n in range(4)]
        return ["  ".join(cell.ljust(widths[n]) for n, cell in enumerate(row)).rstrip() for row in rows]


def compare(tags: Sequence[Tags], chosen: Sequence[int], by: str, seed: int) -> Selection:
    """The report of a choice among N samples' tags."""
    weights = bits(tags)
    sides = [tags, [tags[n] for n in chosen], [tags[n] for n in control(len(tags), len(chosen), seed)]]
    before, after, drawn = (side(one, weights) for one in sides)
    return Selection(by=by, seed=seed, before=before, after=after, random=drawn)


def side(tags: Sequence[Tags], weights: dict[str, float]) -> Side:
    """The figures of one set of samples."""
    counts = Counter(tag for one in tags for tag in set(one))
    groups: dict[str, list[int]] = defaultdict(list)
    for tag, count in sorted(counts.items()):
        groups[group_of(tag)].append(count)
    total = max(len(tags), 1)
    return Side(
        samples=len(tags),
        untagged=sum(not one for one in tags),
        tags_each=sum(counts.values()) / total,
        bits_each=sum(count * weights[tag] for tag, count in counts.items()) / total,
        worth=worth(tags, weights),
        entropy={group: entropy(found) for group, found in groups.items()},
        evenness={group: evenness(found) for group, found in groups.items()},
        counts=dict(counts.most_common()),
    )


def entropy(counts: Sequence[int]) -> float:
    """Shannon's entropy of the counts, in bits."""
    total = sum(counts)
    return -sum(count / total * math.log2(count / total) for count in counts if count) if total else 0.0


def evenness(counts: Sequence[int]) -> float:
    """Entropy over its largest value; 1 for a single count."""
    return entropy(counts) / math.log2(len(counts)) if len(counts) > 1 else 1.0


def write(selection: Selection, out: Path) -> Path:
    """Writes `selection.json` and `selection.png` into the folder; the picture's path."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    (out / JSON).write_text(selection.model_dump_json(indent=2) + "\n", encoding="utf-8")
    names = sorted(selection.before.counts, key=lambda tag: (group_of(tag), -selection.before.counts[tag]))[:MOST_TAGS]
    figure = Figure(figsize=(8, max(2.5, 0.24 * len(names) + 1)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    looks = (("before", selection.before, "#c9ced6"), ("random", selection.random, "#8aa4c8"))
    for name, shown, colour in (*looks, (selection.by, selection.after, "#d9622b")):
        shares = [shown.counts.get(tag, 0) / max(shown.samples, 1) for tag in names]
        axes.plot(shares, range(len(names)), "o", color=colour, label=name, markersize=5)
    axes.set_yticks(range(len(names)), [tag if tag.isascii() else ascii(tag) for tag in names], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("share of samples")
    axes.grid(axis="y", linewidth=0.3)
    axes.legend()
    figure.savefig(out / PNG, dpi=110)
    return out / PNG
