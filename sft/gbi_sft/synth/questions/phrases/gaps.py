"""What fills the gaps that templates of all languages have, by the phrases of the language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Protocol

from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.moments import moment_of
from gbi_sft.synth.questions.phrases.context import Context, Gap
from gbi_sft.synth.questions.question import At

Turning = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Words that turn with "more" and "less"."""


class Phrases(Protocol):
    """A language's module."""

    @property
    def WORDS(self) -> Turning:
        """By the name of the gap: those for more, then those for less."""

    @property
    def NUMBER_WORDS(self) -> tuple[str, ...]:
        """The words for 0 to 5."""

    def cell(self, facts: Facts, at: At, rng: Random, *, article: bool = True) -> str:
        """A cell, a column or a row as a noun."""

    def place(self, facts: Facts, at: At) -> str:
        """Where a row or series stands."""

    def name(self, facts: Facts, at: At) -> str:
        """The label's or the series' own name."""

    def thing(self, facts: Facts) -> str:
        """The noun for a row."""

    def which_series(self, facts: Facts, rng: Random) -> str:
        """What asks for one of the series."""

    def series_noun(self, facts: Facts) -> str:
        """The noun for one of the series."""

    def listed(self, names: list[str]) -> str:
        """Names in a row."""

    def limit(self, number: str, unit: str) -> str:
        """A number with its unit."""


def shared_gaps(language: Phrases) -> dict[str, Gap]:
    """Words by the name of the gap."""
    return {
        **{name: _line(language, name) for name in ("cell", "line", "a", "b")},
        **{name: _named(language, name) for name in ("name", "from", "to", "before")},
        **{name: _turning(words) for name, words in language.WORDS.items()},
        "bare": lambda c: language.cell(c.facts, c.main, c.rng, article=False),
        "whole": lambda c: language.cell(c.facts, c.at("name"), c.rng),
        "at": lambda c: language.place(c.facts, c.at("at")),
        "one": lambda c: language.name(c.facts, c.several("both")[0]),
        "other": lambda c: language.name(c.facts, c.several("both")[1]),
        "some": lambda c: language.listed([language.name(c.facts, at) for at in c.several("some")]),
        "n": lambda c: c.pick(str(c.number("count")), language.NUMBER_WORDS[c.number("count")]),
        "thing": lambda c: language.thing(c.facts),
        "series_noun": lambda c: language.series_noun(c.facts),
        "which_series": lambda c: language.which_series(c.facts, c.rng),
        "limit": lambda c: language.limit(str(c.draft.slots["number"]), c.unit),
    }


def measured(facts: Facts, at: At) -> str:
    """What is measured, as the figure says it and without a unit in brackets; "" where it does not."""
    own = facts.series_role == "measure" and at.series is not None and len(facts.series) > 1
    name = at.measure or (facts.series[at.series].name if own and at.series is not None else facts.measure)
    return re.sub(r"\s*[(（][^()（）]*[)）]\s*$", "", name)


def parts(facts: Facts, at: At) -> tuple[list[str], list[str]]:
    """Things and moments that a cell belongs to; of both, the label comes first, then the series."""
    things: list[str] = []
    times: list[str] = []
    if at.row is not None or at.label:
        label = at.label or facts.labels[at.row or 0]
        (times if facts.label_moment or moment_of([label]) else things).append(label)
    if at.name or (at.series is not None and facts.series_role != "measure"):
        series = at.name or facts.series[at.series or 0].name
        (times if facts.series_role == "time" else things).append(series)
    return things, times


def _line(language: Phrases, name: str) -> Gap:
    def words(c: Context) -> str:
        at = c.at(name)
        whole = at.row is None and not at.label and c.facts.series_role != "measure"
        if whole and name in ("a", "b") and c.pick("", "name"):
            return language.name(c.facts, at)
        return language.cell(c.facts, at, c.rng)

    return words


def _named(language: Phrases, name: str) -> Gap:
    return lambda c: language.name(c.facts, c.at(name))


def _turning(words: tuple[tuple[str, ...], tuple[str, ...]]) -> Gap:
    return lambda c: c.rng.choice(words[int(c.less)])
