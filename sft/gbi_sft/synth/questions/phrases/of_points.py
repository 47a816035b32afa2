"""Questions about points in words: templates of both languages, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from gbi_sft.sample import Language
from gbi_sft.synth.questions.phrases import chinese, english
from gbi_sft.synth.questions.phrases.frames import framed
from gbi_sft.synth.questions.phrases.grammar import chosen, filled
from gbi_sft.synth.questions.phrases.of_points_templates import TEMPLATES
from gbi_sft.synth.questions.points import Measure, PointFacts
from gbi_sft.synth.questions.question import Draft, Slot

Fill = Callable[[PointFacts, Mapping[str, Slot], Random], str]


def worded(operation: str, draft: Draft, facts: PointFacts, rng: Random) -> str:
    """The question as somebody might put it. Raises `KeyError` for an operation or a gap that has no words."""
    template = chosen(rng.choice(TEMPLATES[facts.language][operation]), rng)
    known = GAPS[facts.language]
    return framed(filled(template, lambda name: known[name](facts, draft.slots, rng)), facts.title, facts.language, rng)


def _measure(facts: PointFacts, code: Slot) -> Measure:
    return next(measure for measure in facts.columns if measure == code)


def _name(slot: str) -> Fill:
    def words(facts: PointFacts, slots: Mapping[str, Slot], rng: Random) -> str:
        name = facts.columns[_measure(facts, slots[slot])].name
        return english.lower_first(name) if facts.language == "en" else name

    return words


def _limit(number: str, slot: str) -> Fill:
    def words(facts: PointFacts, slots: Mapping[str, Slot], rng: Random) -> str:
        unit, text = facts.columns[_measure(facts, slots[slot])].unit, str(slots[number])
        return english.limit(text, unit) if facts.language == "en" else chinese.limit(text, unit)

    return words


def _series(facts: PointFacts, slots: Mapping[str, Slot], rng: Random) -> str:
    return facts.groups[int(str(slots["s"]))]


def _of_series(facts: PointFacts, slots: Mapping[str, Slot], rng: Random) -> str:
    """The series, where one is asked about: " of Asia", "亚洲的"."""
    if "s" not in slots:
        return ""
    name = _series(facts, slots, rng)
    return f"{name}的" if facts.language == "zh" else f" {rng.choice(('of', 'for'))} {name}"


def _turning(more: tuple[str, ...], less: tuple[str, ...]) -> Fill:
    return lambda facts, slots, rng: rng.choice(less if slots.get("more") == "less" else more)


def _by_number(slot: str, one: str, many: str) -> Fill:
    """The verb of a measure: "is" for "inflation", "are" for "exports"."""
    return lambda facts, slots, rng: (
        many if english.is_plural(facts.columns[_measure(facts, slots[slot])].name) else one
    )


def _article(slot: str) -> Fill:
    """A measure with its article, which a plural has not."""

    def words(facts: PointFacts, slots: Mapping[str, Slot], rng: Random) -> str:
        name = _name(slot)(facts, slots, rng)
        return name if english.is_plural(name) else english.with_article(name)

    return words


def _word(point: tuple[str, str]) -> Fill:
    """A word for a point of a scatter, and for one of a bubble chart."""
    return lambda facts, slots, rng: point[facts.kind == "bubble"] if rng.random() < 0.8 else point[0]


def _unit(facts: PointFacts, slots: Mapping[str, Slot], rng: Random) -> str:
    unit = facts.columns[_measure(facts, slots["m"])].unit.strip()
    if not unit or unit in ("%", "％") or rng.random() > 0.35:
        return ""
    return f"（{unit}）" if facts.language == "zh" else f" (in {unit})"


SHARED: dict[str, Fill] = {
    "m": _name("m"),
    "o": _name("by"),
    "s": _series,
    "of_s": _of_series,
    "limit": _limit("number", "m"),
    "limit_o": _limit("other", "by"),
    "at_o": _limit("number", "by"),
    "absent": lambda facts, slots, rng: str(slots["absent"]),
    "unit": _unit,
}
GAPS: dict[Language, dict[str, Fill]] = {
    "en": {
        **SHARED,
        "a_m": _article("m"),
        "a_o": _article("by"),
        "is_m": _by_number("m", "is", "are"),
        "is_o": _by_number("by", "is", "are"),
        "does_m": _by_number("m", "does", "do"),
        "tends_m": _by_number("m", "tends", "tend"),
        "rises_o": _by_number("by", "rises", "rise"),
        "point": _word(("point", "bubble")),
        "points": _word(("points", "bubbles")),
        "highest": _turning(("highest", "largest", "greatest"), ("lowest", "smallest")),
        "over": _turning(("above", "over", "greater than"), ("below", "under", "less than")),
        "most": _turning(("most",), ("fewest",)),
        "rise": _turning(("rise", "increase", "go up"), ("fall", "decrease", "go down")),
        "sign": _turning(("positive",), ("negative",)),
    },
    "zh": {
        **SHARED,
        "point": _word(("点", "气泡")),
        "points": _word(("点", "气泡")),
        "highest": _turning(("最高", "最大"), ("最低", "最小")),
        "over": _turning(("超过", "高于", "大于"), ("低于", "小于")),
        "most": _turning(("最多",), ("最少",)),
        "rise": _turning(("上升", "增加", "提高"), ("下降", "减少", "降低")),
        "sign": _turning(("正",), ("负",)),
    },
}
"""Words by the name of the gap."""
