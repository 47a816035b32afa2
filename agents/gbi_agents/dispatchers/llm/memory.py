"""What the planner remembers between its calls, as JSON in the graph's state; it resumes in another process."""

from __future__ import annotations

from typing import Any

from gbi.types import Frozen
from gbi_agents.state import State


class Memory(Frozen):
    """Counts and what is still to be done. `gone` is why the rules took over ("": they did not)."""

    queue: tuple[dict[str, Any], ...] = ()  # actions of the last reply that are still to be done
    tokens: int = 0
    calls: int = 0
    useless: int = 0
    repairs: int = 0
    seen: int = 0  # observations when the queue was made
    ratio: float = 1.0  # tokens that the model counted for each that was guessed, at least 1
    shrunk: int = 0  # how often the card was halved since a request was refused
    note: str = ""  # what was wrong with the last reply, for the next request
    gone: str = ""
    gone_at: int = 0  # observations when the rules took over


def remembered(state: State) -> Memory:
    """The memory in the state; a fresh one where there is none."""
    return Memory.model_validate(state.get("memory") or {})
