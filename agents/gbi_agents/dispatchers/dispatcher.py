"""What decides the next action: rules do it without a model, a planner with one; the graph drives both alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from gbi.types import Frozen, Piece, Step
from gbi_agents.actions import Action
from gbi_agents.state import State
from gbi_agents.workspace import Workspace

Tell = Callable[[Piece], None]
"""Hears the pieces of a model's reply as they are made."""


class Dispatcher(Protocol):
    """Chooses actions one at a time from what has been observed. It holds no state of its own between calls."""

    name: str

    def next(self, ws: Workspace, state: State) -> Action:
        """The next action. `Answer` ends the turn, `Clarify` hands over to the person. Raises `GbiError`."""


class Decision(Frozen):
    """What to do next: several actions are done side by side, and may only be such that look (no `Answer`).

    `steps` say what deciding took, `memory` is the planner's own JSON, found again in the state at its next call (None:
    as it was), `warnings` go with the answer whoever gives it.
    """

    actions: tuple[Action, ...]
    steps: tuple[Step, ...] = ()
    memory: dict[str, Any] | None = None
    warnings: tuple[str, ...] = ()


@runtime_checkable
class Planner(Protocol):
    """A dispatcher that remembers, tells what deciding took, and has several actions done at once."""

    name: str

    def decide(self, ws: Workspace, state: State, tell: Tell | None = None) -> Decision:
        """The next actions, at least one. Raises no error for a model that fails: it decides otherwise."""
