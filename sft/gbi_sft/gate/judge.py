"""Better, by a paired test, and nowhere worse: what two runs of a held-out set say about an adapter.

Better is the one-sided paired sign-flip test (`gbi_eval.stats`) on the set's first score, with the differences of one
picture's items summed first, since questions about one picture are right or wrong together; over several sets Holm's
procedure holds the level. Worse is what `gbi-eval compare` calls a significant step back: any tested score over all
items, the first one in any slice of five items or more. There items count singly, which errs towards refusing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field

from gbi.types import Frozen
from gbi_eval.benchmark import Outcome
from gbi_eval.benchmarks import load
from gbi_eval.compare import WHOLE, compare_runs
from gbi_eval.runner import read_outcomes
from gbi_eval.stats import bootstrap_interval, fall_p_value, holm

LEVEL = 0.05
TEST = (
    "one-sided paired sign-flip test on the first score, items of one picture together, Holm over the sets; a fall in "
    "any slice by gbi-eval compare"
)


class Mean(Frozen):
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


class Fall(Frozen):
    """A significant step back: a score in a slice ("all" for the whole set) and its adjusted p."""

    score: str
    slice: str
    items: int
    before: float
    after: float
    p: float


class SetResult(Frozen):
    """One held-out set without the adapter and with it. `p` is the adjusted p of a rise of the first score.

    `scores` are the other scores' means (before, after); `units` are the pictures or reports that count as one.
    """

    name: str
    benchmark: str
    score: str
    items: int
    units: int
    before: Mean
    after: Mean
    change: Mean
    p: float
    falls: tuple[Fall, ...] = ()
    scores: dict[str, tuple[float, float]] = Field(default_factory=dict)

    def words(self, level: float = LEVEL) -> str:
        """One line for a person."""
        verdict = "better" if self.p < level else "not shown to be better"
        means = f"{self.score} {self.before.mean:.3f} -> {self.after.mean:.3f}"
        change = f"{self.change.mean:+.3f}, 95 % interval {self.change.low:+.3f} to {self.change.high:+.3f}"
        items = f"{self.items} items of {self.units} pictures"
        return f"{self.name}: {means} (change {change}, p = {self.p:.4f}, {items}): {verdict}"


class Compared(Frozen):
    """Two runs of one held-out set: a name for it, the folders of the runs, and which unit an item belongs to."""

    name: str
    benchmark: str
    before: Path
    after: Path
    units: dict[str, str]


def judged(pairs: Sequence[Compared], level: float = LEVEL) -> tuple[SetResult, ...]:
    """The result of each set, p values adjusted for all of them. Raises `RunError` for runs that do not pair."""
    raw = [_rise(pair) for pair in pairs]
    adjusted = holm([p for _, p in raw], [1.0] * len(raw))
    share = level / max(len(pairs), 1)
    return tuple(
        result.model_copy(update={"p": p, "falls": _falls(pair, share)})
        for pair, (result, _), p in zip(pairs, raw, adjusted, strict=True)
    )


def refusals(results: Sequence[SetResult], level: float = LEVEL) -> list[str]:
    """Why the adapter is not promoted, in words; empty where it is better and nowhere worse."""
    reasons = [
        f"it is worse on {result.name}, {'all items' if fall.slice == WHOLE else fall.slice}: {fall.score} "
        f"{fall.before:.3f} -> {fall.after:.3f} ({fall.items} items, p = {fall.p:.4f})"
        for result in results
        for fall in result.falls
    ]
    if not any(result.p < level for result in results):
        best = min(results, key=lambda result: result.p)
        reasons.append(
            f"it is not shown to be better on any held-out set; nearest is {best.name}: {best.score} "
            f"{best.before.mean:.3f} -> {best.after.mean:.3f}, p = {best.p:.4f} where less than {level:g} is needed"
        )
    return reasons


def _rise(pair: Compared) -> tuple[SetResult, float]:
    old = {outcome.id: outcome for outcome in read_outcomes(pair.before)}
    new = {outcome.id: outcome for outcome in read_outcomes(pair.after)}
    both = [(old[name], new[name]) for name in old if name in new]
    scores = load(pair.benchmark).scores
    first = load(pair.benchmark).tested[0]
    before, after = ([outcome.scores.get(first, 0.0) for outcome in side] for side in zip(*both, strict=True))
    sums = _by_unit([(a.id, y - x) for (a, _), x, y in zip(both, before, after, strict=True)], pair.units)
    result = SetResult(
        name=pair.name,
        benchmark=pair.benchmark,
        score=first,
        items=len(both),
        units=len(sums),
        before=_mean(before),
        after=_mean(after),
        change=_mean([change * len(sums) / len(both) for change in sums]),
        p=1.0,
        scores={name: means for name in scores if (means := _means(both, name)) is not None},
    )
    return result, fall_p_value(sums, [0.0] * len(sums))  # a rise is a fall back to no change


def _by_unit(changes: Sequence[tuple[str, float]], units: Mapping[str, str]) -> list[float]:
    sums: dict[str, float] = {}
    for name, change in changes:
        unit = units.get(name, name)
        sums[unit] = sums.get(unit, 0.0) + change
    return list(sums.values())


def _means(both: Sequence[tuple[Outcome, Outcome]], score: str) -> tuple[float, float] | None:
    rows = [(a.scores[score], b.scores[score]) for a, b in both if score in a.scores and score in b.scores]
    if not rows:
        return None
    return sum(a for a, _ in rows) / len(rows), sum(b for _, b in rows) / len(rows)


def _mean(values: Sequence[float]) -> Mean:
    low, high = bootstrap_interval(values)
    return Mean(mean=sum(values) / len(values), low=low, high=high)


def _falls(pair: Compared, level: float) -> tuple[Fall, ...]:
    moved = compare_runs(pair.before, pair.after, level=level).fallen
    return tuple(
        Fall(score=row.score, slice=row.slice, items=row.pairs, before=row.before, after=row.after, p=row.p)
        for row in moved
    )
