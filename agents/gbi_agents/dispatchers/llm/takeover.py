"""How the rules go on from the state that a model left: what it read stays read, what a person chose stays chosen.

Queries of the model are left aside, since nobody says any more which of them answers the question.
"""

from __future__ import annotations

from gbi_agents.actions import Action
from gbi_agents.dispatchers.llm.memory import Memory
from gbi_agents.dispatchers.rules import Rules
from gbi_agents.state import State
from gbi_agents.workspace import Workspace


def by_rules(ws: Workspace, state: State, memory: Memory) -> Action:
    """The rules' next action. Raises as `Rules.next`."""
    observations = state.get("observations", [])
    chosen = [o for o in observations[: memory.gone_at] if o["kind"] == "clarify"]
    view = State(**{**state, "observations": [*chosen[-1:], *observations[memory.gone_at :]]})
    return Rules().next(ws, view)


def warning(state: State, memory: Memory, model: str) -> str:
    """What the answer says about it, in the question's language."""
    if state["language"] == "zh":
        return f"未使用模型{model}的回答（{memory.gone}）；以下由规则得出"
    return f"the model {model} did not see this through ({memory.gone}); the rules went on from there"
