"""What the two languages share: a cell's things and moments, what is measured, and the gaps of all templates."""

from __future__ import annotations

from random import Random

import pytest

from gbi_sft.sample import Gold, Language
from gbi_sft.synth.questions.facts import Facts, facts
from gbi_sft.synth.questions.phrases import chinese, english
from gbi_sft.synth.questions.phrases.context import Context
from gbi_sft.synth.questions.phrases.filling import GAPS
from gbi_sft.synth.questions.phrases.gaps import measured, parts, shared_gaps
from gbi_sft.synth.questions.phrases.templates import ALIKE, TEMPLATES
from gbi_sft.synth.questions.question import At, Draft, Slot
from support.golds import columns_of_years, gold, regions, years

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def known_of(made: Gold, language: Language) -> Facts:
    found = facts(made, language)
    assert found is not None
    return found


def test_labels_come_before_series_and_moments_stand_apart() -> None:
    over_years = known_of(years("en"), "en")
    assert parts(over_years, At(series=0, row=2)) == ([], ["2020"])
    places = known_of(regions("en"), "en")
    assert parts(places, At(series=1, row=2)) == (["Africa", "Laptops"], [])
    assert parts(places, At(series=1)) == (["Laptops"], []) and parts(places, At()) == ([], [])
    assert parts(places, At(label="Moon", name="Robots")) == (["Moon", "Robots"], [])
    by_year = known_of(columns_of_years("en"), "en")
    things, times = parts(by_year, At(series=0, row=0))
    assert things == [by_year.labels[0]] and times == [by_year.series[0].name]


@pytest.mark.parametrize("axis", ["Sales", "Sales (units)", "Sales（台）"])
def test_what_is_measured_has_no_unit_behind_it(axis: str) -> None:
    known = known_of(gold("bar", (("Region", ""), ("Sales", "")), [("Asia", 3.0), ("Africa", 4.0)], axis=axis), "en")
    assert measured(known, At(series=0)) == "Sales"
    assert measured(known, At(series=0, measure="Profit [net] (USD)")) == "Profit [net]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_shared_gaps_are_the_languages_own_words(language: Language) -> None:
    known = known_of(regions(language), language)
    slots: dict[str, Slot] = {"cell": At(series=1, row=2), "name": At(row=1), "at": At(row=0), "number": "40"}
    slots |= {"count": 3, "more": "less", "some": (At(row=0), At(row=1), At(row=2))}
    filled = {
        name: GAPS[language][name](Context(Draft("select 1", slots=slots), known, Random(1)))
        for name in ("cell", "name", "at", "limit", "n", "some", "widest")
    }
    assert known.labels[2] in filled["cell"] and known.series[1].name in filled["cell"]
    assert filled["name"] == known.labels[1] and known.labels[0] in filled["at"] and "40" in filled["limit"]
    assert filled["some"] == {"en": "Asia, Europe and Africa", "zh": "华东、华北和华南"}[language]
    assert filled["n"] in {"en": ("3", "three"), "zh": ("3", "三")}[language]
    assert filled["widest"] in {"en": ("smallest", "narrowest"), "zh": ("最小",)}[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lacks_a_shared_gap(language: Language) -> None:
    shared = shared_gaps({"en": english, "zh": chinese}[language])
    assert shared.keys() <= GAPS[language].keys() and {"cell", "a", "b", "bare", "n", "limit"} <= shared.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_answer_is_asked_like_what_has(language: Language) -> None:
    templates = TEMPLATES[language]
    assert all(templates[name] is templates[like] for name, like in ALIKE.items())
    assert all(name.startswith("missing_") and not like.startswith("missing_") for name, like in ALIKE.items())
