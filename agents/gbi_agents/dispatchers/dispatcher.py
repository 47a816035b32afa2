"""What decides the next action. `rules` does it without a model; a language model's dispatcher has the same face."""

from __future__ import annotations

from typing import Protocol

from gbi_agents.actions import Action
from gbi_agents.state import State
from gbi_agents.workspace import Workspace


class Dispatcher(Protocol):
    """Chooses actions one at a time from what has been observed. It holds no state of its own between calls."""

    name: str

    def next(self, ws: Workspace, state: State) -> Action:
        """The next action. `Answer` ends the turn, `Clarify` hands over to the person. Raises `GbiError`."""
