"""What the words of one question are about: the draft, the figure, and the chance that picks the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.question import At, Draft


@dataclass(frozen=True)
class Context:
    """One draft about one figure."""

    draft: Draft
    facts: Facts
    rng: Random

    @property
    def less(self) -> bool:
        """Whether the question looks downwards: lowest, fell, below."""
        return self.draft.slots.get("more") == "less"

    def at(self, name: str) -> At:
        """The cell, label or series in a gap. Raises `KeyError` where the draft has none there."""
        slot = self.draft.slots[name]
        if not isinstance(slot, At):
            raise KeyError(name)
        return slot

    def several(self, name: str) -> tuple[At, ...]:
        """The labels or series in a gap; `a` and `b` where two stand for themselves."""
        slot = self.draft.slots.get(name, (self.draft.slots.get("a"), self.draft.slots.get("b")))
        found = tuple(at for at in slot if isinstance(at, At)) if isinstance(slot, tuple) else ()
        if not found:
            raise KeyError(name)
        return found

    def number(self, name: str) -> int:
        """A whole number in a gap."""
        return int(str(self.draft.slots[name]))

    @property
    def main(self) -> At:
        """What the question is about in the first place: its column, else its cell."""
        for name in ("line", "cell", "a", "of"):
            if isinstance(self.draft.slots.get(name), At):
                return self.at(name)
        return At()

    def pick(self, *texts: str) -> str:
        """One of the texts."""
        return self.rng.choice(texts)

    @property
    def unit(self) -> str:
        """The unit of the column that is asked about, "" where columns differ or have none."""
        at = self.main
        units = {self.facts.series[at.series].unit} if at.series is not None else {s.unit for s in self.facts.series}
        return units.pop().strip() if len(units) == 1 else ""


Gap = Callable[[Context], str]
"""Words for a gap of a template."""
