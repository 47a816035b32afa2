"""What of a model's actions is done: an answer only with cells behind it, nothing twice, no more looks than allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gbi.errors import ReplyError
from gbi_agents import looks, soundness
from gbi_agents.actions import ACTION, Action, Answer
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.quoted import quoted
from gbi_agents.evidence import cells_of
from gbi_agents.state import State
from gbi_agents.verify import numbers_are_in
from gbi_agents.workspace import Workspace

LOOKING = ("query", "search", "read", "look")
"""Actions that change nothing and may be done side by side."""


def judged(ws: Workspace, state: State, actions: Sequence[Action], bounds: Bounds, *, patient: bool) -> list[Action]:
    """The actions that are to be done. Raises `ReplyError` where there is none, or for an answer that may not be said.

    `patient`: a sentence with a number that has no witness is sent back; else it is dropped and one is composed.
    """
    done = [observation["action"] for observation in state.get("observations", [])]
    looked = sum(action["action"] in ("read", "look") for action in done)
    kept: list[Action] = []
    for action in actions:
        dumped = ACTION.dump_python(action, mode="json")
        if action.action in ("read", "look"):
            looked += 1
            if looked > bounds.looks:
                continue
        if action.action in LOOKING and dumped in done:
            continue
        if action.action == "answer" and not any(one.action in LOOKING for one in kept):
            action = judged_answer(ws, state, action, patient=patient)
        kept.append(action)
    if not kept:
        raise ReplyError("that was done before, its result stands above; do something else, or answer")
    return kept


def judged_answer(ws: Workspace, state: State, action: Answer, *, patient: bool) -> Answer:
    """The answer as it may be said. Raises `ReplyError`, with words for the model, where it may not."""
    if action.status == "unanswerable":
        clean = numbers_are_in(action.text, action.missing, state["question"]).passed
        return action if clean else action.model_copy(update={"text": ""})
    result = last_result(state)
    if result is None:
        return _without_query(ws, state, action)
    reason = soundness.reason_against(result, state["question"])
    if reason:
        raise ReplyError(f'{reason}; query again, or answer "unanswerable"')
    if not action.text:
        return Answer()
    cells = cells_of(ws, [tuple(cell) for witness in result["witnesses"] for cell in witness["cells"]])
    values = tuple(dict.fromkeys(soundness.said_values(result)))
    fits = soundness.check_text(
        action.text, values[0] if len(values) == 1 else values, result, cells, state["question"]
    )
    if fits.passed:
        return Answer(text=action.text)
    if patient:
        raise ReplyError(
            f"the answer's text does not fit the last query's result ({fits.detail}); compute in SQL what the text "
            'says, or leave "text" empty'
        )
    return Answer()


def _without_query(ws: Workspace, state: State, action: Answer) -> Answer:
    """The answer that a page's own words or a look at a figure give. Raises `ReplyError` where neither does."""
    passage = quoted(ws, state, action)
    if passage is not None:
        return passage
    seen = looks.seen_in(state)
    if seen and seen[-1].visible and not seen[-1].warnings:
        return Answer(looked=True)
    raise ReplyError('nothing was queried; get the value with a "query" first, or answer "unanswerable"')


def last_result(state: State) -> dict[str, Any] | None:
    """The last query's result; None where none ran through."""
    found = [o["result"] for o in state.get("observations", []) if o["kind"] == "query" and "result" in o]
    return found[-1] if found else None
