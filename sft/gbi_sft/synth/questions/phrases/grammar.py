"""A template's choices and gaps: `[a|b]` is one of its parts (they nest, a part may be empty), `{name}` a gap."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_GAP = re.compile(r"\{(\w+)\}")


def chosen(template: str, rng: Random) -> str:
    """The template with one part of each choice, innermost first."""
    while match := _CHOICE.search(template):
        part = rng.choice(match.group(1).split("|"))
        template = template[: match.start()] + part + template[match.end() :]
    return template


def filled(template: str, fill: Callable[[str], str]) -> str:
    """The template with its gaps filled and runs of spaces made one. Raises `KeyError` for a gap that has nothing."""
    return re.sub(r" {2,}", " ", _GAP.sub(lambda match: fill(match.group(1)), template)).strip()


def gaps(template: str) -> set[str]:
    """The names of all gaps of a template, whichever choices are made."""
    return set(_GAP.findall(template))
