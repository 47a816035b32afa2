"""The graph's state: ids and JSON alone, so that a conversation resumes in another process."""

from __future__ import annotations

from typing import Any, TypedDict

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


class State(TypedDict, total=False):
    """One question's way through the graph, and the turns before it."""

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
    observations: list[Observation]
    steps: list[dict[str, Any]]
    chart: dict[str, Any] | None
    answer: dict[str, Any] | None
