"""What a question may cost: tokens, seconds, repairs; and how tokens are guessed before a model counts them."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from gbi.settings import Settings
from gbi_agents.state import State

_KINDS = re.compile(
    r"(?P<word>[A-Za-z]+)|(?P<digit>[0-9])|(?P<cjk>[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef])"
    r"|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Bounds:
    """Limits of the planner's work on one question; those of tokens, seconds and steps are the settings'."""

    repairs: int = 2  # queries that the guard or the engine refused, after which the rules go on
    useless: int = 2  # replies that are no action, or none that helps
    reply_tokens: int = 700
    sql_chars: int = 900
    text_chars: int = 400
    actions: int = 4  # of one reply
    regions: int = 40  # that the card lists and the model may name
    looks: int = 8  # regions read or looked at for one question
    rules_share: float = 0.25  # of the seconds and the steps: kept for the rules


def tokens_of(text: str) -> int:
    """How many tokens a text may take, guessed high: a Chinese character 1.5, a digit 1, a word a third of its letters
    (at least 1), a mark 1, a letter of any other script 2."""
    total = 0.0
    for match in _KINDS.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            total += max(1.0, len(match.group()) / 3)
        elif kind == "cjk":
            total += 1.5
        elif kind == "other":
            total += 1.0 if match.group().isascii() else 2.0
        elif kind == "digit":
            total += 1.0
        else:
            total += 0.25
    return int(total) + 1


def seconds_left(state: State, settings: Settings, bounds: Bounds) -> float:
    """Seconds that a model's calls may still take, so that the rules have time after it."""
    return state["deadline"] - time.time() - bounds.rules_share * settings.ask_seconds


def steps_left(state: State, settings: Settings, bounds: Bounds) -> int:
    """Steps that the model may still take; the rules need about six."""
    kept = max(1, min(6, settings.ask_steps // 2))
    return settings.ask_steps - kept - len(state.get("steps", []))
