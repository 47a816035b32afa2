"""Do two back ends of one model say the same? Two runs of one benchmark, item by item: what was read, and how fast.

Greedy decoding gives the same tokens but where two are nearly as likely and the engines' sums differ by rounding; so
the share of items with the same reading is told, with those that differ by name.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from gbi.types import Frozen
from gbi_eval.runner import RunError, asked_of, read_outcomes

SHOWN = 10


class Sameness(Frozen):
    """Of the items that both runs have: how many came out alike, which did not, and median seconds an item of each.

    `unread` are those of the same that neither run read: alike, but no sign that the back ends are.
    """

    items: int
    same: int
    unread: int
    differing: tuple[str, ...]
    seconds: tuple[float, float]

    def lines(self) -> Iterator[str]:
        """For a person."""
        share = self.same / self.items
        yield f"{self.same} of {self.items} items came out the same ({share:.1%})"
        if self.unread:
            yield f"{self.unread} of these were read by neither, which says nothing of the back ends"
        yield f"seconds an item: {self.seconds[0]:.2f} and {self.seconds[1]:.2f} (median)"
        yield from (f"  differs: {name}" for name in self.differing[:SHOWN])
        if len(self.differing) > SHOWN:
            yield f"  and {len(self.differing) - SHOWN} more"


def sameness(first: Path, second: Path) -> Sameness:
    """Compares what two runs of one benchmark read. Raises `RunError` for others, and where they share no item."""
    if asked_of(first)["benchmark"] != asked_of(second)["benchmark"]:
        raise RunError(f"{first} and {second} are runs of two benchmarks; compare runs of one")
    one, other = ({outcome.id: outcome for outcome in read_outcomes(run)} for run in (first, second))
    both = [name for name in one if name in other]
    if not both:
        raise RunError(f"{first} and {second} share no item; run both on the same data, seed and limit")
    differing = tuple(name for name in both if one[name].prediction != other[name].prediction)
    seconds = tuple(statistics.median(run[name].seconds for name in both) for run in (one, other))
    unread = sum(not one[name].prediction and not other[name].prediction for name in both)
    return Sameness(
        items=len(both), same=len(both) - len(differing), unread=unread, differing=differing,
        seconds=(seconds[0], seconds[1]),
    )  # fmt: skip
