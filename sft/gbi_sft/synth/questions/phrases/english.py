"""English phrases for what a question is about: "the revenue of Asia in 2021", "which region", "40 million USD"."""

from __future__ import annotations

import re
from random import Random

from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.moments import moment_of
from gbi_sft.synth.questions.phrases.gaps import measured, parts
from gbi_sft.synth.questions.question import At

NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth")

WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "highest": (("highest", "largest", "highest", "greatest"), ("lowest", "smallest", "lowest")),
    "higher": (("higher", "larger", "higher", "greater"), ("lower", "smaller", "lower")),
    "over": (("above", "over", "greater than", "higher than"), ("below", "under", "less than", "lower than")),
    "rise": (("rise", "increase", "grow", "go up"), ("fall", "decrease", "drop", "decline", "go down")),
    "rises": (("increases", "rises"), ("decreases", "falls", "drops")),
    "most": (("most", "furthest"), ("least",)),
    "widest": (("largest", "widest", "biggest"), ("smallest", "narrowest")),
    "top": (("top", "highest", "largest"), ("lowest", "smallest", "bottom")),
}
"""Words that turn with "more" and "less"."""

_PROPER = """
    Africa America Americas Asia Australia Austria Beijing Belgium Berlin Brazil Britain Canada Chile China
    Chinese Denmark Egypt Europe European Finland France French German Germany India Indian Indonesia Ireland
    Italy Japan Japanese Kenya Korea London Mexico Netherlands Nigeria Norway Oceania Pacific Paris Poland
    Portugal Russia Shanghai Singapore Spain Sweden Switzerland Thailand Tokyo Turkey Ukraine Vietnam"""
PROPER = frozenset(_PROPER.split())
"""Words that keep their capital within a sentence."""

_NOUNS = {"year": "year", "quarter": "quarter", "month": "month", "date": "date"}


def measure(facts: Facts, at: At, rng: Random) -> str:
    """What is measured, without an article; "value" where nothing says what."""
    name = measured(facts, at)
    if name.startswith("share of "):
        return f"share of {lower_first(name.removeprefix('share of '))}"
    return lower_first(name) if name else rng.choice(("value", "value", "figure"))


def cell(facts: Facts, at: At, rng: Random, *, article: bool = True) -> str:
    """A cell, a column or a row as a noun: "the revenue of Asia in 2021", "Asia's 2021 revenue"."""
    noun = measure(facts, at, rng)
    things, times = parts(facts, at)
    if len(things) == 2:
        noun = rng.choice((f"{noun} of {things[1]} for {things[0]}", f"{things[1]} {noun} for {things[0]}"))
    elif len(things) == 1:
        owner = things[0]
        forms = [f"{noun} of {owner}", f"{noun} for {owner}"]
        if article and len(owner) < 24 and owner[-1:].isalpha() and noun not in ("value", "figure"):
            possessive = f"{owner}'" if owner.endswith("s") else f"{owner}'s"
            year = [time for time in times if re.fullmatch(r"\d{4}", time)]
            if year and rng.random() < 0.3:
                return f"{possessive} {year[0]} {noun}"
            forms.append("")
        noun = rng.choice(forms)
        if not noun:
            return " ".join([f"{possessive} {measure(facts, at, rng)}", *(when(time) for time in times)])
    elif len(times) == 1 and re.fullmatch(r"\d{4}", times[0]) and rng.random() < 0.2:
        return f"{'the ' if article else ''}{times[0]} {noun}"
    phrase = " ".join([noun, *(when(time) for time in times)])
    return f"the {phrase}" if article else phrase


def place(facts: Facts, at: At) -> str:
    """Where a row or series stands, for the end of a sentence: "in 2021", "for Asia"."""
    things, times = parts(facts, at)
    return " ".join([*(f"for {thing}" for thing in things), *(when(time) for time in times)])


def when(time: str) -> str:
    """A moment with its preposition."""
    return f"on {time}" if moment_of([time]) == "date" else f"in {time}"


def name(facts: Facts, at: At) -> str:
    """The label's or the series' own name."""
    if at.row is not None or at.label:
        return at.label or facts.labels[at.row or 0]
    return at.name or facts.series[at.series or 0].name


def thing(facts: Facts) -> str:
    """The noun for a row: the label column's name, else the kind of moment, else "category"."""
    if facts.label_moment:
        return _NOUNS[facts.label_moment]
    noun = lower_first(facts.label_name)
    return noun if noun and len(noun) < 24 else "category"


def things(facts: Facts) -> str:
    """The noun for rows."""
    return plural(thing(facts))


def which_series(facts: Facts, rng: Random) -> str:
    """What asks for one of the series."""
    names = [series.name for series in facts.series]
    moment = moment_of(names)
    if moment:
        return f"which {_NOUNS[moment]}"
    if len(names) <= 3 and rng.random() < 0.6:
        return f"which of {listed(names)}"
    return rng.choice(("which series", "which one of the series", "which series in the legend"))


def series_noun(facts: Facts) -> str:
    """The noun for one of the series: "year" where they are years, else "series"."""
    moment = moment_of([series.name for series in facts.series])
    return _NOUNS[moment] if moment else "series"


def listed(names: list[str], word: str = "and") -> str:
    """ "A, B and C"."""
    return f" {word} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def limit(number: str, unit: str) -> str:
    """A number with its unit as one would write it in a question."""
    whole, dot, rest = number.partition(".")
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > 4 else whole
    text = f"{grouped}{dot}{rest}"
    return f"{text}{unit.strip()}" if unit.strip() in ("%", "％") else f"{text} {unit}".strip()


def is_plural(noun: str) -> bool:
    """Whether a measure wants "were": "exports", "net sales"; not "gross"."""
    head = re.split(r" (?:of|for|in|per|by|to|from) ", noun)[0].strip().casefold()
    head = re.sub(r"\s(?:sold|shipped|produced|employed|served|built|opened|delivered|generated|used)$", "", head)
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "as"))


def with_article(noun: str) -> str:
    """ "a crop yield", "an employee turnover"."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def plural(noun: str) -> str:
    """More than one of a noun, by the common rules."""
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def lower_first(text: str) -> str:
    """A name as it stands in a sentence: "Net Profit" becomes "net profit"; "GDP", "iPhone" and "China" stay."""
    words = text.split()
    titled = all(word[:1].isupper() or len(word) < 4 for word in words)
    return " ".join(_lowered(word) if titled or n == 0 else word for n, word in enumerate(words))


def _lowered(word: str) -> str:
    plain = word[:1].isupper() and word[1:].islower()
    return word.lower() if (plain or len(word) == 1) and word not in PROPER else word
