"""What a model saw when it looked at a figure, laid beside what SQL computed; alone it is an answer of little trust."""

from __future__ import annotations

import re
from typing import Literal

from gbi.readers.align import ALIKE, key, similarity
from gbi.readers.verdict import GENERATED_ERROR, half_digit
from gbi.types import Answer, Basis, Check, Citation, Frozen, Value
from gbi_agents.actions import Answer as AnswerAction
from gbi_agents.state import State, common
from gbi_agents.workspace import Workspace

NAME = "the model's look at the figure agrees"
SHOWN = "a tool or the page's text shows the value"
ORDERED = "the figure's own words read like an order to whoever reads it; what a model says of it is not used"
"""The warning of a look at such a figure."""
TRUST = {"cell": 0.5, "page": 0.35, "": 0.2}
"""Confidence of an answer that only a look gave, by what else shows the value."""
CONFIRMED, CONTRADICTED = 0.3, 0.7
"""A look that agrees takes this share of the doubt away; one that differs leaves this share of the confidence."""

_ORDER = re.compile(
    r"(?i)\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|prompts?|rules|above|previous|question)\b"
    r"|\b(?:you are|act as)\b.{0,30}\b(?:assistant|model|ai)\b|\b(?:answer|reply|respond|say)\s+(?:with|only)\b"
    r"|(?:忽略|无视|忘记|不要理会|不必理会).{0,20}(?:指令|指示|提示|要求|规则|问题|以上|之前)"
)
_BOOLS: dict[str, bool] = {
    "yes": True,
    "true": True,
    "是": True,
    "no": False,
    "false": False,
    "否": False,
    "不是": False,
}


class Seen(Frozen):
    """One look's outcome. `value` as shown; `support` says what else shows it: a tool's `cell`, the `page`'s words."""

    region: str
    visible: bool
    value: Value = None
    text: str = ""
    unit: str | None = None
    scale: float = 1.0
    quote: str = ""
    support: Literal["cell", "page", ""] = ""
    model: str = ""
    warnings: tuple[str, ...] = ()


def gives_orders(text: str) -> bool:
    """Whether a text of a document addresses its reader with an order ("ignore previous instructions"). It is one
    more guard beside the prompt's, and knows the common wordings only."""
    return _ORDER.search(" ".join(text.split())[:20_000]) is not None


def agrees(seen: Seen, value: Value | tuple[Value, ...], scale: float = 1.0, error: float | None = None) -> bool | None:
    """Whether a look saw what was answered: numbers within the answer's half-width `error` (shown units) and what an
    eye is off, in whichever scale; names with noise granted. None where the two cannot be compared."""
    if not seen.visible or seen.value is None or value is None or value == ():
        return None
    if isinstance(value, tuple):
        names = [part for part in re.split(r"[,;、，；]|\band\b|和|与", seen.text) if part.strip()]
        if any(isinstance(one, int | float) for one in value) or not names:
            return None
        return len(names) == len(value) and all(any(_alike(str(one), name) for name in names) for one in value)
    if isinstance(value, bool):
        said = _BOOLS.get(key(seen.text))
        return None if said is None else said is value
    if isinstance(value, str):
        return _alike(value, seen.text)
    if isinstance(seen.value, str | bool):
        return None
    return _close(float(value), scale, float(seen.value), seen.scale, error)


def _close(ours: float, scale: float, theirs: float, other: float, error: float | None) -> bool:
    """In the same shown units, or both brought to one; a share and its percentage are the same."""
    pairs = [(theirs, ours)]
    if scale != other:
        pairs.append((theirs * other / scale, ours))
    if scale == 0.01 and other == 1.0 and abs(theirs) <= 1.0:
        pairs.append((theirs * 100.0, ours))
    return any(
        abs(a - b) <= (error or 0.0) + max(GENERATED_ERROR * max(abs(a), abs(b)), half_digit(b)) and a * b >= 0
        for a, b in pairs
    )


def _alike(one: str, two: str) -> bool:
    left, right = key(one), key(two)
    if not left or not right:
        return False
    whole = min(len(left), len(right)) >= 3 and (left in right or right in left)
    digits = re.findall(r"\d+", one) == re.findall(r"\d+", two)
    return left == right or (digits and whole) or similarity(left, right) >= ALIKE


def seen_in(state: State) -> list[Seen]:
    """The looks of this question that gave something."""
    return [
        Seen.model_validate(observation["result"])
        for observation in state.get("observations", [])
        if observation["kind"] == "look" and "result" in observation
    ]


def doubts(state: State) -> tuple[str, ...]:
    """Why what was seen is not said."""
    return tuple(dict.fromkeys(warning for seen in seen_in(state) for warning in seen.warnings))


def with_looks(state: State, answer: Answer) -> Answer:
    """The answer with a check for each look that can be compared with it, a warning where one differs, and its
    confidence raised or lowered; an answer that a look gave is left as it is."""
    if answer.status != "answered" or any(check.name in (NAME, SHOWN) for check in answer.checks):
        return answer
    checks: list[Check] = []
    warnings: list[str] = []
    sure = answer.confidence
    for seen in seen_in(state):
        same = agrees(seen, answer.value, answer.scale, answer.error)
        if same is None:
            continue
        shown = f"{seen.text} {seen.unit or ''}".strip()
        checks.append(Check(name=NAME, passed=same, detail=f"{seen.model}: {shown}"))
        sure = sure + CONFIRMED * (1 - sure) if same and seen.support else sure if same else CONTRADICTED * sure
        if not same:
            warnings.append(_differs(shown, seen.quote, state["language"]))
    if not checks:
        return answer
    return answer.model_copy(
        update={
            "checks": (*answer.checks, *checks),
            "warnings": (*answer.warnings, *warnings),
            "confidence": round(sure, 3),
        }
    )


def _differs(shown: str, quote: str, language: str) -> str:
    said = f'"{quote}"' if quote else "-"
    if language == "zh":
        return f"模型直接看图得到的是 {shown}（依据：{said}），与由表格计算的不同"
    return f"a model that looked at the figure read {shown} (from {said}), which differs from what the tables say"


def from_look(ws: Workspace, state: State, action: AnswerAction) -> Answer | None:
    """The answer that the last look gave, marked as a model's word: GENERATED, little trust, a failed check where
    nothing else shows the value. None where it saw nothing, or where the figure's own words give orders."""
    seen = next(iter(reversed(seen_in(state))), None)
    if seen is None or not seen.visible or seen.value is None or _ordered(seen):
        return None
    region = next((region for region in ws.regions() if region.id == seen.region), None)
    if region is None:
        return None
    document = next((d for d in ws.documents() if d.id == region.document), None)
    zh = state["language"] == "zh"
    shown = f"{seen.text} {seen.unit or ''}".strip() if not isinstance(seen.value, str) else seen.text
    text = f"模型看图得到：{shown}（未经表格证实）。" if zh else f"A model that looked at the figure read {shown}."
    note = "这个值是模型看图得到的，没有表格证实" if zh else "the value is a model's word: no table confirms it"
    number = not isinstance(seen.value, str | bool)
    return Answer(
        **common(state), status="answered", text=text, value=seen.value, unit=seen.unit if number else None,
        scale=seen.scale if number else 1.0, basis=Basis.GENERATED, confidence=TRUST[seen.support],
        checks=(Check(name=SHOWN, passed=bool(seen.support), detail=seen.quote),),
        warnings=(*action.warnings, note, *seen.warnings),
        citations=(Citation(document=region.document, name=document.name if document else "", place=region.place,
                            scope="table", text=seen.quote),),
    )  # fmt: skip


def _ordered(seen: Seen) -> bool:
    return gives_orders(f"{seen.quote} {seen.text}") or ORDERED in seen.warnings
