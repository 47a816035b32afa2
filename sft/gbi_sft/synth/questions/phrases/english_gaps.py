"""What fills the gaps of English templates."""

from __future__ import annotations

from gbi_sft.synth.questions.phrases import english
from gbi_sft.synth.questions.phrases.context import Context, Gap
from gbi_sft.synth.questions.phrases.english import WORDS


def _timed(c: Context) -> bool:
    """Whether the figure tells of moments that are over."""
    return c.facts.timed or c.facts.series_role == "time"


def _be(c: Context, *, now: bool) -> str:
    many = english.is_plural(english.measure(c.facts, c.main, c.rng))
    if _timed(c) and not now:
        return "were" if many else "was"
    return "are" if many else "is"


def _line(name: str) -> Gap:
    def words(c: Context) -> str:
        at = c.at(name)
        if (
            at.row is None
            and not at.label
            and c.facts.series_role != "measure"
            and name in ("a", "b")
            and c.pick("", "name")
        ):
            return english.name(c.facts, at)
        return english.cell(c.facts, at, c.rng)

    return words


def _bare(c: Context) -> str:
    return english.cell(c.facts, c.main, c.rng, article=False)


def _a_line(c: Context) -> str:
    noun = _bare(c)
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


def _n(c: Context) -> str:
    count = c.number("count")
    return c.pick(str(count), english.NUMBER_WORDS[count])


def _limit(c: Context) -> str:
    return english.limit(str(c.draft.slots["number"]), c.unit)


def _turning(name: str) -> Gap:
    return lambda c: c.rng.choice(WORDS[name][int(c.less)])


def _named(name: str) -> Gap:
    return lambda c: english.name(c.facts, c.at(name))


GAPS: dict[str, Gap] = {
    "cell": _line("cell"),
    "line": _line("line"),
    "a": _line("a"),
    "b": _line("b"),
    "b_bare": lambda c: english.cell(c.facts, c.at("b"), c.rng, article=False),
    "bare": _bare,
    "whole": lambda c: english.cell(c.facts, c.at("name"), c.rng),
    "whole_bare": lambda c: english.cell(c.facts, c.at("name"), c.rng, article=False),
    "key": _bare,
    "a_line": _a_line,
    "at": lambda c: english.place(c.facts, c.at("at")),
    "name": _named("name"),
    "from": _named("from"),
    "to": _named("to"),
    "before": _named("before"),
    "one": lambda c: english.name(c.facts, c.several("both")[0]),
    "other": lambda c: english.name(c.facts, c.several("both")[1]),
    "some": lambda c: english.listed([english.name(c.facts, at) for at in c.several("some")]),
    "n": _n,
    "nth": lambda c: english.ORDINALS[c.number("place")],
    "thing": lambda c: english.thing(c.facts),
    "things": lambda c: english.things(c.facts),
    "which": lambda c: f"which {english.thing(c.facts)}",
    "first_which": lambda c: f"which {english.thing(c.facts)}",
    "where": lambda c: "when" if c.facts.timed else "where",
    "series_noun": lambda c: english.series_noun(c.facts),
    "which_series": lambda c: english.which_series(c.facts, c.rng),
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
    "limit": _limit,
    "unit": lambda c: _in_unit(c, 0.35),
    "points": _points,
    **{name: _turning(name) for name in WORDS},
}
"""Words by the name of the gap."""
