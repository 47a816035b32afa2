"""The words that figures are made of: what is measured, in which units, over what, per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from gbi.numbers import parse_unit
from gbi.types import Frozen
from gbi_sft.sample import Language

PREFIXES = {"k": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8, "千": 1e3}
"""Scales before words of counting that are no units of their own ("k units", "万单")."""


class Topic(Frozen):
    """Something measured: the `range` of its usual values as printed, the lists that it is broken down `by`."""

    name: str
    units: tuple[str, ...]
    range: tuple[float, float]
    by: tuple[str, ...]
    parts: bool = False
    drop: bool = False
    percent: bool = False


class Names(Frozen):
    """A list of categories with its noun."""

    name: str
    of: tuple[str, ...]


class Bank(Frozen):
    """One language's words; `names` are the nouns of time, `titles` patterns of headings."""

    topics: tuple[Topic, ...]
    lists: dict[str, Names]
    titles: tuple[str, ...]
    names: dict[str, str] = Field(default_factory=dict)


@cache
def bank(language: Language) -> Bank:
    """The words of a language, read once from the file beside this one."""
    path = Path(__file__).with_name(f"{language}.yaml")
    return Bank.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@cache
def scale_of(unit: str) -> float:
    """What one printed unit stands for: 1e6 for "million USD", 0.01 for "%", 1 for "TWh"."""
    scale = parse_unit(unit).scale if unit else 1.0
    if scale != 1.0 or not unit:
        return scale
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        if unit == prefix or unit.startswith(f"{prefix} ") or (prefix >= "\u4e00" and unit.startswith(prefix)):
            return PREFIXES[prefix]
    return 1.0
