"""What fills the gaps of English templates."""

from __future__ import annotations

from gbi_sft.synth.questions.phrases import english
from gbi_sft.synth.questions.phrases.context import Context, Gap
from gbi_sft.synth.questions.phrases.gaps import shared_gaps


def _timed(c: Context) -> bool:
    """Whether the figure tells of moments that are over."""
    return c.facts.timed or c.facts.series_role == "time"


def _be(c: Context, *, now: bool) -> str:
    many = english.is_plural(english.measure(c.facts, c.main, c.rng))
    if _timed(c) and not now:
        return "were" if many else "was"
    return "are" if many else "is"


def _a_line(c: Context) -> str:
    noun = english.cell(c.facts, c.main, c.rng, article=False)
    return noun if english.is_plural(noun) else english.with_article(noun)


def _in_unit(c: Context, chance: float) -> str:
    unit = c.unit
    if not unit or c.draft.missing or c.rng.random() > chance:
        return ""
    if unit in ("%", "％"):
        return " in percent"
    return c.pick(f" (in {unit})", f", in {unit}", f" in {unit}")


def _points(c: Context) -> str:
    if c.unit in ("%", "％"):
        return c.pick("", " in percentage points", " (in percentage points)")
    return _in_unit(c, 0.25)


SHARED = shared_gaps(english)
GAPS: dict[str, Gap] = {
    **SHARED,
    "b_bare": lambda c: english.cell(c.facts, c.at("b"), c.rng, article=False),
    "whole_bare": lambda c: english.cell(c.facts, c.at("name"), c.rng, article=False),
    "key": SHARED["bare"],
    "a_line": _a_line,
    "nth": lambda c: english.ORDINALS[c.number("place")],
    "things": lambda c: english.things(c.facts),
    "which": lambda c: f"which {english.thing(c.facts)}",
    "first_which": lambda c: f"which {english.thing(c.facts)}",
    "where": lambda c: "when" if c.facts.timed else "where",
    "in": lambda c: "in" if c.facts.label_moment else "for",
    "was": lambda c: _be(c, now=False),
    "was_one": lambda c: "was" if _timed(c) else "is",
    "is": lambda c: "is",
    "does": lambda c: "do" if english.is_plural(english.measure(c.facts, c.main, c.rng)) else "does",
    "are": lambda c: "were" if _timed(c) else "are",
    "had": lambda c: "had" if _timed(c) else "has",
    "has": lambda c: "has",
    "had_all": lambda c: "had" if _timed(c) else "have",
    "were_all": lambda c: "were" if _timed(c) else "are",
    "unit": lambda c: _in_unit(c, 0.35),
    "points": _points,
}
"""Words by the name of the gap."""
