"""A second opinion on a model's answer: what the rules compute for the same question, where they are sure of it."""

from __future__ import annotations

import math

from gbi.types import Answer, Check, Value
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.understand import by_words, interpret
from gbi_agents.dispatchers.rules import synonyms_of
from gbi_agents.language import tokenize
from gbi_agents.state import State
from gbi_agents.tables import load_grids
from gbi_agents.wording import listed, quantity
from gbi_agents.workspace import Workspace

SURE = 0.9
"""Share of the question's words that a table has to account for, so that the rules' word counts."""
TABLES = 4
"""Tables that the rules look at: the ones that hold most of the question's words."""
CONFIRMED, CONTRADICTED = 0.5, 0.7
"""Of the doubt, what agreement takes away; of the confidence, what a difference leaves."""
NAME = "the rules compute the same"


def with_rules(ws: Workspace, state: State, answer: Answer) -> Answer:
    """The answer with a check and its confidence raised or lowered, and both values told where they differ.

    Unchanged where the rules are not sure, where another table fits as well, or where the person was asked what the
    question means.
    """
    if any(observation["kind"] == "clarify" for observation in state.get("observations", [])):
        return answer
    synonyms = synonyms_of(ws)
    grids = by_words(tokenize(state["resolved"]), load_grids(ws, state.get("documents")), synonyms)
    made = interpret(state["resolved"], state["language"], grids[:TABLES], synonyms)
    usable = [i for i in made if i.plan is not None and not i.missing and i.grounded and i.score >= SURE]
    plans = [i.plan for i in usable if i.plan is not None]
    if not plans or any(plan.expected != plans[0].expected for plan in plans) or plans[0].expected is None:
        return answer
    expected, saying = plans[0].expected, plans[0].saying
    same = _same(answer.value, answer.scale, expected, saying.scale if saying.shape == "scalar" else 1.0)
    sure = answer.confidence
    sure = sure + CONFIRMED * (1 - sure) if same else CONTRADICTED * sure
    told = () if same else (_differs(expected, saying, state),)
    check = Check(name=NAME, passed=same, detail="" if same else f"{expected}")
    return answer.model_copy(
        update={
            "checks": (*answer.checks, check),
            "confidence": round(sure, 3),
            "warnings": (*answer.warnings, *told),
        }
    )


def _same(a: Value | tuple[Value, ...], scale_a: float, b: Value | tuple[Value, ...], scale_b: float) -> bool:
    if isinstance(a, tuple) or isinstance(b, tuple):
        several = [sorted(_plain(v) for v in (x if isinstance(x, tuple) else (x,))) for x in (a, b)]
        return several[0] == several[1]
    left, right = _number(a), _number(b)
    if left is not None and right is not None:
        pairs = ((left, right), (left * scale_a, right * scale_b))
        return any(math.isclose(x, y, rel_tol=5e-3, abs_tol=1e-9) for x, y in pairs)
    return _plain(a) == _plain(b)


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _plain(value: Value) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip().casefold()


def _differs(expected: Value | tuple[Value, ...], saying: Saying, state: State) -> str:
    language = state["language"]
    if isinstance(expected, tuple):
        shown = listed([_plain(value) for value in expected], language)
    else:
        shown = quantity(expected, saying.unit if saying.shape == "scalar" else None, saying.scale, language)
    if language == "zh":
        return f"按规则计算得到的是{shown}，与此不同"
    return f"the rules read the question otherwise and get {shown}"
