"""What moved between two runs of a benchmark: a paired test on the items that both have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gbi_eval.runner import RunError, read_outcomes
from gbi_eval.stats import paired_p_value


@dataclass(frozen=True, slots=True)
class Moved:
    """One score over the pairs: means before and after, and the two-sided p of no difference."""

    score: str
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All scores, first the one that decides, and the items that changed most by it."""

    pairs: int
    moved: tuple[Moved, ...]
    changed: tuple[tuple[str, float, float], ...]
    level: float

    @property
    def worse(self) -> bool:
        """Whether any score went down significantly; with s scores the level is shared among them (Bonferroni)."""
        return any(row.after < row.before and row.p < self.level / len(self.moved) for row in self.moved)

    def lines(self) -> Iterator[str]:
        """The comparison for a person."""
        yield f"{self.pairs} items in both runs"
        for row in self.moved:
            change = f"({row.after - row.before:+.4f}, p = {row.p:.4f})"
            yield f"  {row.score:32} {row.before:.4f} -> {row.after:.4f}  {change}"
        for name, before, after in self.changed:
            yield f"  {'better' if after > before else 'worse '} {before:.2f} -> {after:.2f}  {name}"
        yield "a significant step back" if self.worse else "no significant step back"


def compare_runs(before: Path, after: Path, *, level: float = 0.05, most: int = 20) -> Comparison:
    """Pairs two runs by item id. Raises `RunError` when they share no item."""
    old = {outcome.id: outcome for outcome in read_outcomes(before)}
    new = {outcome.id: outcome for outcome in read_outcomes(after)}
    shared = [name for name in old if name in new]
    if not shared:
        raise RunError(f"{before} and {after} share no item; compare two runs of one benchmark on the same data")
    scores = [score for score in old[shared[0]].scores if score in new[shared[0]].scores]
    moved = []
    for score in scores:
        pairs = [(old[name].scores[score], new[name].scores[score]) for name in shared]
        a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        moved.append(Moved(score, sum(a) / len(a), sum(b) / len(b), paired_p_value(a, b)))
    first = scores[0]
    changed = [(name, old[name].scores[first], new[name].scores[first]) for name in shared]
    changed = sorted((row for row in changed if row[1] != row[2]), key=lambda row: row[2] - row[1])
    return Comparison(len(shared), tuple(moved), tuple(changed[:most]), level)
