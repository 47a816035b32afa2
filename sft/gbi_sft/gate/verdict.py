"""What the gate found, as one value: in words for a person, as JSON for whatever comes after."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gbi.models.parity import Verdict as Parity
from gbi.types import Frozen
from gbi_sft.gate.judge import LEVEL, TEST, SetResult
from gbi_sft.gate.leaks import Leaks


class GateVerdict(Frozen):
    """Whether the adapter is promoted; `reasons` are those against it, empty where it is.

    `version` names its weights. What was not reached, because an earlier step refused, is None or empty. `test` says
    how better and worse were decided, at `level`.
    """

    promoted: bool
    name: str
    base: str
    adapter: str
    version: str = ""
    reasons: tuple[str, ...] = ()
    leaks: Leaks | None = None
    parity: Parity | None = None
    sets: tuple[SetResult, ...] = ()
    level: float = LEVEL
    test: str = TEST
    versions: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0

    def lines(self) -> Iterator[str]:
        """The verdict for a person."""
        if self.leaks is not None:
            yield f"training data: {self.leaks.words()}"
            if same := self.leaks.same_tables:
                yield f"  note: {same} held-out tables stand in the training data too, in other pictures"
        if self.parity is not None:
            yield f"served: {self.parity.reason}"
        for result in self.sets:
            yield result.words(self.level)
            yield from (
                f"  {name}: {a:.3f} -> {b:.3f}" for name, (a, b) in result.scores.items() if name != result.score
            )
        for reason in self.reasons:
            yield f"REFUSED: {reason}"
        if self.promoted:
            yield f"PROMOTED: {self.name} ({self.version}) reads better and nowhere worse"
