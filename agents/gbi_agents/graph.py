"""The analyst's graph: decide, act, and again, until the dispatcher answers; every loop is counted and timed.

Several actions of one decision are done side by side (`Send`) and gathered in their order.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Send, interrupt

from gbi.errors import GbiError
from gbi.settings import Settings
from gbi.types import Piece
from gbi_agents.actions import ACTION, Action, Answer, Clarify
from gbi_agents.chinese import in_language
from gbi_agents.compose import compose
from gbi_agents.dispatchers.dispatcher import Decision, Dispatcher, Planner
from gbi_agents.dispatchers.rules import Rules
from gbi_agents.state import Observation, Part, State, Turn
from gbi_agents.tools import TOOLS
from gbi_agents.workspace import Workspace

Graph = CompiledStateGraph[State, None, State, State]


def build(ws: Workspace, dispatcher: Dispatcher | Planner, settings: Settings, *, aloud: bool = False) -> Graph:
    """The compiled graph; a copy of it with a checkpointer keeps threads that outlive the process.

    `aloud`: a model's replies are asked for piece by piece, and the pieces go out on the stream mode "custom".
    """
    nodes = _Nodes(ws, dispatcher, settings, aloud)
    graph = StateGraph(State)
    graph.add_node("decide", nodes.decide)
    graph.add_node("act", nodes.act)
    graph.add_node("part", nodes.part)
    graph.add_node("gather", nodes.gather)
    graph.add_node("clarify", nodes.clarify)
    graph.add_node("answer", nodes.answer)
    graph.add_edge(START, "decide")
    graph.add_conditional_edges("decide", nodes.route, ["act", "part", "clarify", "answer"])
    graph.add_edge("act", "decide")
    graph.add_edge("part", "gather")
    graph.add_edge("gather", "decide")
    graph.add_edge("clarify", "decide")
    graph.add_edge("answer", END)
    return graph.compile()


class _Nodes:
    """The graph's steps over one workspace."""

    def __init__(self, ws: Workspace, dispatcher: Dispatcher | Planner, settings: Settings, aloud: bool) -> None:
        self.ws = ws
        self.dispatcher = dispatcher
        self.settings = settings
        self.aloud = aloud

    def decide(self, state: State) -> dict[str, Any]:
        """The dispatcher's next actions; a refusal where steps or seconds are spent."""
        steps = state.get("steps", [])
        if len(steps) >= self.settings.ask_steps or time.time() > state["deadline"]:
            return {"action": Answer(status="unanswerable", text=_out_of_time(state)).model_dump(mode="json")}
        if isinstance(self.dispatcher, Planner):
            decision = self.dispatcher.decide(self.ws, state, _tell if self.aloud else None)
            made = [step.model_dump(mode="json") for step in decision.steps]
        else:
            began = time.monotonic()
            decision = self._chosen(self.dispatcher, state)
            made = [_step(f"decide: {decision.actions[0].action}", self.dispatcher.name, "", began)]
        actions = [ACTION.dump_python(action, mode="json") for action in decision.actions]
        update = {
            "action": actions[0],
            "actions": actions[1:] and actions,
            "steps": [*steps, *made],
            "warnings": [*state.get("warnings", []), *decision.warnings],
        }
        return update if decision.memory is None else {**update, "memory": decision.memory}

    def _chosen(self, dispatcher: Dispatcher, state: State) -> Decision:
        """The next action of a dispatcher; the rules' where it fails."""
        try:
            return Decision(actions=(dispatcher.next(self.ws, state),))
        except GbiError as error:
            if isinstance(dispatcher, Rules):
                raise
            warning = f"the dispatcher {dispatcher.name} failed ({error}); the rules answered"
            return Decision(actions=(Rules().next(self.ws, state),), warnings=(warning,))

    def route(self, state: State) -> str | Sequence[Send]:
        """Where the action goes; several go out side by side, each with what the tools need of the state."""
        actions = state.get("actions") or []
        if actions:
            shared = {key: state.get(key) for key in ("question", "resolved", "language", "documents", "deadline")}
            return [Send("part", {**shared, "at": at, "action": action}) for at, action in enumerate(actions)]
        kind = state["action"]["action"]
        return kind if kind in ("clarify", "answer") else "act"

    def act(self, state: State) -> dict[str, Any]:
        """Runs the action's tool; its error is an observation for the dispatcher, never an answer's text."""
        observation, step = self._done(state, state["action"])
        update: dict[str, Any] = {
            "observations": [*state.get("observations", []), observation],
            "steps": [*state.get("steps", []), step],
        }
        if observation["kind"] == "draw":
            update["chart"] = observation.get("result", {}).get("chart")
        return update

    def part(self, state: State) -> dict[str, Any]:
        """Runs one of several actions' tools on what `route` sent."""
        observation, step = self._done(state, state["action"])
        return {"parts": [Part(at=state["at"], observation=observation, step=step)]}

    def gather(self, state: State) -> dict[str, Any]:
        """What all of them came to, in the actions' order."""
        parts = state.get("parts") or []
        return {
            "observations": [*state.get("observations", []), *(part["observation"] for part in parts)],
            "steps": [*state.get("steps", []), *(part["step"] for part in parts)],
            "parts": None,
            "actions": [],
        }

    def _done(self, state: State, dumped: dict[str, Any]) -> tuple[Observation, dict[str, Any]]:
        began = time.monotonic()
        action: Action = ACTION.validate_python(dumped)
        observation: Observation = {"kind": action.action, "action": dumped}
        try:
            observation["result"] = TOOLS[action.action](self.ws, action, state)
            outcome = "done"
        except GbiError as error:
            observation["error"] = outcome = str(error)
        return observation, _step(action.action, _detail(dumped), outcome, began)

    def clarify(self, state: State) -> dict[str, Any]:
        """Hands the question to the person and goes on with the reply, in this process or another; the time that the
        person takes does not count."""
        action = Clarify.model_validate(state["action"])
        reply = interrupt({"question": action.question, "choices": list(action.choices)})
        observation: Observation = {"kind": "clarify", "action": state["action"], "result": {"reply": str(reply)}}
        return {
            "observations": [*state.get("observations", []), observation],
            "deadline": time.time() + self.settings.ask_seconds,
        }

    def answer(self, state: State) -> dict[str, Any]:
        """Composes and checks the answer, and remembers the turn."""
        made = compose(self.ws, state, Answer.model_validate(state["action"]))
        told = (in_language(warning, state["language"]) for warning in (*made.warnings, *state.get("warnings", [])))
        made = made.model_copy(update={"warnings": tuple(dict.fromkeys(told))})
        table = next((c.table for citation in made.citations for c in citation.cells), "")
        value = list(made.value) if isinstance(made.value, tuple) else made.value
        turns = state.get("turns", [])
        if made.status == "answered":
            turn = Turn(question=state["question"], resolved=state["resolved"], table=table, value=value)
            turns = [*turns, turn][-20:]
        return {"answer": made.model_dump(mode="json"), "turns": turns}


def _tell(piece: Piece) -> None:
    """Puts the piece on the graph's custom stream; it is called inside a node."""
    get_stream_writer()(piece)


def _step(action: str, detail: str, outcome: str, began: float) -> dict[str, Any]:
    return {"action": action, "detail": detail, "outcome": outcome[:300], "seconds": round(time.monotonic() - began, 4)}


def _detail(action: dict[str, Any]) -> str:
    return str(action.get("sql") or action.get("query") or action.get("region") or action.get("mark") or "")[:500]


def _out_of_time(state: State) -> str:
    if state["language"] == "zh":
        return "在规定的步骤和时间内没有得到答案；请把问题问得更具体。"
    return "No answer was found within the limit of steps and seconds; ask a narrower question."
