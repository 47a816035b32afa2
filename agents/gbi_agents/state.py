"""The graph's state: ids and JSON alone, so that a conversation resumes in another process."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, TypedDict

from gbi.types import Step
from gbi_agents.language import Language


class Observation(TypedDict, total=False):
    """What came of an action: `kind` is the action's name; `error` is set when it failed."""

    kind: str
    error: str
    action: dict[str, Any]
    result: dict[str, Any]


class Turn(TypedDict):
    """An earlier question of the thread, in full, with its answer in short."""

    question: str
    resolved: str
    table: str
    value: Any


class Part(TypedDict):
    """One of several actions that are done side by side: `at` is its place among them."""

    at: int
    observation: Observation
    step: dict[str, Any]


def together(before: list[Part] | None, more: list[Part] | None) -> list[Part]:
    """The parts so far and one more, in the actions' order whichever ends first; None empties the list."""
    return [] if more is None else sorted([*(before or []), *more], key=lambda part: part["at"])


class State(TypedDict, total=False):
    """One question's way through the graph, and the turns before it; `at` is a part's place among its fellows."""

    question: str
    resolved: str
    language: Language
    documents: list[str] | None
    chat: bool
    thread: str | None
    deadline: float
    wishes: dict[str, Any]
    turns: list[Turn]
    action: dict[str, Any]
    actions: list[dict[str, Any]]
    at: int
    parts: Annotated[list[Part] | None, together]
    memory: dict[str, Any]
    warnings: list[str]
    observations: list[Observation]
    steps: list[dict[str, Any]]
    chart: dict[str, Any] | None
    answer: dict[str, Any] | None


def common(state: State) -> dict[str, Any]:
    """The fields that every answer to the state's question has: a new id, the question, the thread, the trace."""
    return {
        "id": uuid.uuid4().hex[:16],
        "question": state["question"],
        "thread": state.get("thread"),
        "trace": tuple(Step.model_validate(step) for step in state.get("steps", [])),
    }
