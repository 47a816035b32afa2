"""What moved between two runs of a benchmark: a paired test on the items that both have.

The test is the one-sided paired sign-flip test (see `stats`): each tested score over all items, and the first of them
in each slice of at least `LEAST` items. The benchmark's first score has half of the level for itself, all other tests
share the other half, by Holm's weighted procedure: the chance of crying wolf stays below the level however many
slices there are, and a slice that got worse is caught though the whole did not. Slices are those that the data give;
those that depend on what was read would compare different items. Not covered: items of one figure or report are taken
as independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gbi_eval.benchmark import Outcome, members
from gbi_eval.benchmarks import load
from gbi_eval.runner import RunError, asked_of, read_outcomes
from gbi_eval.stats import fall_p_value, holm

LEAST = 5
WHOLE = "all"
Pairs = Mapping[str, tuple[Outcome, Outcome]]


@dataclass(frozen=True, slots=True)
class Moved:
    """One score over the pairs of a slice: means before and after, and the adjusted p of a fall."""

    score: str
    slice: str
    pairs: int
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All tests, the one on the first score over all items first, and the items that changed most by that score."""

    pairs: int
    only_before: int
    only_after: int
    moved: tuple[Moved, ...]
    changed: tuple[tuple[str, float, float], ...]
    level: float

    @property
    def fallen(self) -> tuple[Moved, ...]:
        """The significant steps back."""
        return tuple(row for row in self.moved if row.after < row.before and row.p < self.level)

    @property
    def worse(self) -> bool:
        """Whether there is a significant step back."""
        return bool(self.fallen)

    def lines(self) -> Iterator[str]:
        """The comparison for a person."""
        yield f"{self.pairs} items in both runs"
        if self.only_before or self.only_after:
            yield f"  not compared: {self.only_before} items only before, {self.only_after} only after"
        for row in self.moved:
            if row.slice == WHOLE or row.before != row.after:
                name = row.score if row.slice == WHOLE else f"{row.score}, {row.slice}"
                change = f"({row.after - row.before:+.4f}, n = {row.pairs}, p of a fall = {row.p:.4f})"
                yield f"  {name:44} {row.before:.4f} -> {row.after:.4f}  {change}"
        for name, before, after in self.changed:
            yield f"  {'better' if after > before else 'worse '} {before:.2f} -> {after:.2f}  {name}"
        for row in self.fallen:
            yield f"a significant step back: {row.score}, {row.slice}"
        if not self.worse:
            yield "no significant step back"


def run_pairs(before: Path, after: Path) -> list[tuple[Path, Path]]:
    """The two runs themselves, or of two folders that hold runs those of one name. Raises `RunError` for none."""
    if (before / "run.json").is_file() and (after / "run.json").is_file():
        return [(before, after)]
    names = [path.parent.name for path in sorted(before.glob("*/run.json"))]
    pairs = [(before / name, after / name) for name in names if (after / name / "run.json").is_file()]
    if not pairs:
        raise RunError(f"{before} and {after} hold no runs of one name; give the --out folders of two runs")
    return pairs


def compare_runs(before: Path, after: Path, *, level: float = 0.05, most: int = 20) -> Comparison:
    """Pairs two runs by item id. Raises `RunError` for runs of two benchmarks, or when they share no item."""
    names = [asked_of(run)["benchmark"] for run in (before, after)]
    if names[0] != names[1]:
        raise RunError(f"{before} is a run of {names[0]}, {after} one of {names[1]}; compare runs of one benchmark")
    old = {outcome.id: outcome for outcome in read_outcomes(before)}
    new = {outcome.id: outcome for outcome in read_outcomes(after)}
    pairs = {name: (old[name], new[name]) for name in old if name in new}
    if not pairs:
        raise RunError(f"{before} and {after} share no item; compare two runs of one benchmark on the same data")
    tested = load(names[0]).tested
    first = tested[0]
    changed = [(name, a.scores.get(first, 0.0), b.scores.get(first, 0.0)) for name, (a, b) in pairs.items()]
    changed = sorted((row for row in changed if row[1] != row[2]), key=lambda row: (row[2] - row[1], row[0]))
    return Comparison(
        len(pairs), len(old) - len(pairs), len(new) - len(pairs), _tests(pairs, tested), tuple(changed[:most]), level
    )


def _tests(pairs: Pairs, tested: tuple[str, ...]) -> tuple[Moved, ...]:
    """Every test with its p adjusted for all of them."""
    slices: dict[str, dict[str, tuple[Outcome, Outcome]]] = {}
    for name, pair in pairs.items():
        for kind, value in members(pair[0].slices):
            slices.setdefault(f"{kind}={value}", {})[name] = pair
    rows = [_test(pairs, score, WHOLE) for score in tested]
    rows += [
        _test(inside, tested[0], name) for name, inside in sorted(slices.items()) if LEAST <= len(inside) < len(pairs)
    ]
    weights = [1.0, *(1.0 / (len(rows) - 1) for _ in rows[1:])]
    adjusted = holm([row.p for row in rows], weights)
    return tuple(
        Moved(row.score, row.slice, row.pairs, row.before, row.after, p) for row, p in zip(rows, adjusted, strict=True)
    )


def _test(pairs: Pairs, score: str, name: str) -> Moved:
    both = [pair for pair in pairs.values() if score in pair[0].scores and score in pair[1].scores]
    if not both:
        return Moved(score, name, 0, 0.0, 0.0, 1.0)
    a, b = ([pair[side].scores[score] for pair in both] for side in (0, 1))
    return Moved(score, name, len(a), sum(a) / len(a), sum(b) / len(b), fall_p_value(a, b))
