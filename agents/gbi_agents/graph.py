"""The analyst's graph: decide, act, and again, until the dispatcher answers; every loop is counted and timed."""

from __future__ import annotations

import time
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import interrupt

from gbi.errors import GbiError
from gbi_agents.actions import ACTION, Answer, Clarify
from gbi_agents.compose import compose
from gbi_agents.dispatchers.dispatcher import Dispatcher
from gbi_agents.dispatchers.rules import Rules
from gbi_agents.state import Observation, State, Turn
from gbi_agents.tools import TOOLS
from gbi_agents.workspace import Workspace

Graph = CompiledStateGraph[State, None, State, State]


def build(
    ws: Workspace, dispatcher: Dispatcher, max_steps: int, checkpointer: BaseCheckpointSaver[str] | None
) -> Graph:
    """The compiled graph; with a checkpointer its threads outlive the process."""
    nodes = _Nodes(ws, dispatcher, max_steps)
    graph = StateGraph(State)
    graph.add_node("decide", nodes.decide)
    graph.add_node("act", nodes.act)
    graph.add_node("clarify", nodes.clarify)
    graph.add_node("answer", nodes.answer)
    graph.add_edge(START, "decide")
    graph.add_conditional_edges("decide", nodes.route, ["act", "clarify", "answer"])
    graph.add_edge("act", "decide")
    graph.add_edge("clarify", "decide")
    graph.add_edge("answer", END)
    return graph.compile(checkpointer=checkpointer)


class _Nodes:
    """The graph's steps over one workspace."""

    def __init__(self, ws: Workspace, dispatcher: Dispatcher, max_steps: int) -> None:
        self.ws = ws
        self.dispatcher = dispatcher
        self.max_steps = max_steps

    def decide(self, state: State) -> dict[str, Any]:
        """The dispatcher's next action; the rules where it fails, a refusal where steps or seconds are spent."""
        began = time.monotonic()
        steps = state.get("steps", [])
        warning: tuple[str, ...] = ()
        if len(steps) >= self.max_steps or time.time() > state["deadline"]:
            return {"action": Answer(status="unanswerable", text=_out_of_time(state)).model_dump(mode="json")}
        try:
            action = self.dispatcher.next(self.ws, state)
        except GbiError as error:
            if isinstance(self.dispatcher, Rules):
                raise
            warning = (f"the model's dispatcher failed ({error}); the rules answered",)
            action = Rules().next(self.ws, state)
        if isinstance(action, Answer) and warning:
            action = action.model_copy(update={"warnings": (*action.warnings, *warning)})
        dumped = ACTION.dump_python(action, mode="json")
        step = _step(f"decide: {dumped['action']}", self.dispatcher.name, "", began)
        return {"action": dumped, "steps": [*steps, step]}

    def route(self, state: State) -> str:
        """Where the action goes."""
        kind = state["action"]["action"]
        return kind if kind in ("clarify", "answer") else "act"

    def act(self, state: State) -> dict[str, Any]:
        """Runs the action's tool; its error is an observation for the dispatcher, never an answer's text."""
        began = time.monotonic()
        action = ACTION.validate_python(state["action"])
        kind = state["action"]["action"]
        observation: Observation = {"kind": kind, "action": state["action"]}
        try:
            observation["result"] = TOOLS[kind](self.ws, action, state)
            outcome = "done"
        except GbiError as error:
            observation["error"] = outcome = str(error)
        step = _step(kind, _detail(state["action"]), outcome, began)
        update: dict[str, Any] = {
            "observations": [*state.get("observations", []), observation],
            "steps": [*state.get("steps", []), step],
        }
        if kind == "draw":
            update["chart"] = observation.get("result", {}).get("chart")
        return update

    def clarify(self, state: State) -> dict[str, Any]:
        """Hands the question to the person and goes on with the reply, in this process or another."""
        action = Clarify.model_validate(state["action"])
        reply = interrupt({"question": action.question, "choices": list(action.choices)})
        observation: Observation = {"kind": "clarify", "action": state["action"], "result": {"reply": str(reply)}}
        return {"observations": [*state.get("observations", []), observation]}

    def answer(self, state: State) -> dict[str, Any]:
        """Composes and checks the answer, and remembers the turn."""
        made = compose(self.ws, state, Answer.model_validate(state["action"]))
        table = next((c.table for citation in made.citations for c in citation.cells), "")
        value = list(made.value) if isinstance(made.value, tuple) else made.value
        turns = state.get("turns", [])
        if made.status == "answered":
            turn = Turn(question=state["question"], resolved=state["resolved"], table=table, value=value)
            turns = [*turns, turn][-20:]
        return {"answer": made.model_dump(mode="json"), "turns": turns}


def _step(action: str, detail: str, outcome: str, began: float) -> dict[str, Any]:
    return {"action": action, "detail": detail, "outcome": outcome[:300], "seconds": round(time.monotonic() - began, 4)}


def _detail(action: dict[str, Any]) -> str:
    return str(action.get("sql") or action.get("query") or action.get("region") or action.get("mark") or "")[:500]


def _out_of_time(state: State) -> str:
    if state["language"] == "zh":
        return "在规定的步骤和时间内没有得到答案；请把问题问得更具体。"
    return "No answer was found within the limit of steps and seconds; ask a narrower question."
