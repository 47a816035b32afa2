"""Words: every template of every operation fills in both languages, and questions differ from each other."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

import pytest

from gbi.sql.engine import Engine
from gbi.sql.run import run
from gbi.types import Column
from gbi_sft.sample import Language, Picture, Source
from gbi_sft.synth.questions import questions, sample
from gbi_sft.synth.questions.facts import Facts, facts, sql_names
from gbi_sft.synth.questions.moments import forwards, moment_of, step_by_step
from gbi_sft.synth.questions.operations.table import OPERATIONS, Operation
from gbi_sft.synth.questions.phrases import chinese, english
from gbi_sft.synth.questions.phrases.context import Context
from gbi_sft.synth.questions.phrases.filling import GAPS
from gbi_sft.synth.questions.phrases.grammar import chosen, filled, gaps
from gbi_sft.synth.questions.phrases.templates import TEMPLATES
from gbi_sft.synth.questions.question import At, Draft
from support.golds import all_golds, gold, regions, years
from support.relations import FakeRelations, reading_of

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def drafts(operation: Operation, language: Language) -> list[tuple[Facts, Draft]]:
    """What an operation makes of the four tables."""
    found = []
    for made in all_golds(language):
        known = facts(made, language)
        assert known is not None
        for seed in range(4):
            draft = operation.ask(known, Random(seed))
            found += [] if draft is None else [(known, draft)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_template_fills(operation: Operation, language: Language) -> None:
    made = drafts(operation, language)
    assert made, "no table of the tests has this operation"
    templates = TEMPLATES[language][operation.name]
    assert len(templates) >= 3
    for template, (known, draft) in itertools.product(templates, made):
        for seed in range(6):
            rng = Random(seed)
            context = Context(draft, known, rng)
            text = filled(chosen(template, rng), lambda name, c=context: GAPS[language][name](c))
            assert not set(text) & set("{}[]|"), text
            assert "  " not in text and text and "column_" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_and_gaps_belong_together(language: Language) -> None:
    used = set().union(*(gaps(t) for templates in TEMPLATES[language].values() for t in templates))
    assert used <= GAPS[language].keys()
    assert set(TEMPLATES[language]) == {operation.name for operation in OPERATIONS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_worded_in_many_ways(language: Language) -> None:
    known = facts(years(language), language)
    assert known is not None
    texts = [q.text for seed in range(120) for q in questions(years(language), language, Random(seed), 3)]
    assert len(set(texts)) > 0.85 * len(texts)
    openings = {text[:6] for text in texts}
    assert len(openings) > 60
    asked = sum(text.endswith(("?", "？")) for text in texts) / len(texts)
    assert 0.3 < asked < 0.9, "questions, orders and key words all occur"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_value_is_asked_in_dozens_of_ways(language: Language) -> None:
    value = next(one for one in OPERATIONS if one.name == "value")
    texts = {
        q.text
        for seed in range(800)
        for q in questions(years(language), language, Random(seed), 1, [value])
        if "'2021'" in q.sql
    }
    assert len(texts) >= 40


def test_choices_nest_and_gaps_fill() -> None:
    texts = {chosen("[a|b [c|d]] {x}", Random(seed)) for seed in range(40)}
    assert texts == {"a {x}", "b c {x}", "b d {x}"}
    assert filled("{x}  and {y}", str.upper) == "X and Y"
    with pytest.raises(KeyError):
        filled("{z}", {"x": "1"}.__getitem__)


def test_english_keeps_names_and_lowers_measures() -> None:
    assert english.lower_first("Net Profit") == "net profit"
    assert english.lower_first("GDP growth") == "GDP growth"
    assert english.lower_first("China exports") == "China exports"
    assert english.lower_first("Exports from Japan") == "exports from Japan"
    assert (english.plural("category"), english.plural("class"), english.plural("day")) == (
        "categories",
        "classes",
        "days",
    )
    assert [english.is_plural(noun) for noun in ("exports", "units sold", "gross", "sales of phones")] == [
        True, True, False, True,
    ]  # fmt: skip
    assert english.limit("25000", "million USD") == "25,000 million USD"
    assert english.limit("12.5", "%") == "12.5%"
    assert english.listed(["A"]) == "A" and english.listed(["A", "B", "C"]) == "A, B and C"


def test_cells_are_named_by_time_and_thing() -> None:
    in_years, by_region = facts(years("en"), "en"), facts(regions("en"), "en")
    zh = facts(regions("zh"), "zh")
    assert in_years is not None and by_region is not None and zh is not None
    said = {english.cell(in_years, At(0, 3), Random(seed)) for seed in range(30)}
    assert said == {"the revenue in 2021", "the 2021 revenue"}
    said = {english.cell(by_region, At(0, 0), Random(seed)) for seed in range(30)}
    assert said == {"the sales of Phones for Asia", "the Phones sales for Asia"}
    assert chinese.cell(zh, At(1, 0), Random(1)) in ("华东电脑的销量", "华东的电脑的销量")
    assert chinese.place(zh, At(None, 2)) == "华南"
    assert chinese.when("2021") == "2021年" and chinese.when("2021年") == "2021年"


@pytest.mark.parametrize(
    ("texts", "moment", "ordered", "steady"),
    [
        (("2019", "2020", "2021"), "year", True, True),
        (("2010", "2015", "2020"), "year", True, False),
        (("2021", "2020", "2019"), "year", False, False),
        (("2019年", "2020年"), "year", True, True),
        (("FY19", "FY20"), "year", True, True),
        (("Q3 2022", "Q4 2022", "Q1 2023"), "quarter", True, True),
        (("第一季度", "第二季度", "第三季度"), "quarter", True, True),
        (("Nov", "Dec", "Jan", "Feb"), "month", True, True),
        (("Jan", "Mar", "Feb"), "month", False, False),
        (("1月", "2月", "3月"), "month", True, True),
        (("2023-01-05", "2023-01-06"), "date", True, False),
        (("11 Jun", "12 Jun"), "date", False, False),
        (("05/17", "05/18"), "date", False, False),
        (("Asia", "Europe"), "", False, False),
    ],
)
def test_moments(texts: tuple[str, ...], moment: str, ordered: bool, steady: bool) -> None:
    found = moment_of(texts)
    assert found == moment
    assert forwards(texts, found) is ordered
    assert step_by_step(texts, found) is steady


@pytest.mark.parametrize("name", ["Mars", "Mayo", "Juneau", "Octopus", "Decathlon", "Mars 2024"])
def test_names_that_begin_like_a_month_are_no_moments(name: str) -> None:
    assert moment_of([name]) == ""
    assert moment_of(["January", "Sept. 2024", "jun", "May"]) == "month"


@pytest.mark.parametrize(
    ("kind", "title", "axis", "columns", "measure", "role"),
    [
        ("grouped bar", "Orders (thousand)", "", (("Egypt", "thousand"), ("Canada", "thousand")), "Orders", "thing"),
        ("stacked bar", "工单数量（千件）", "", (("耳机", "千件"), ("图书", "千件")), "工单数量", "thing"),
        ("grouped bar", "Orders by region (t)", "", (("Egypt", "t"), ("Canada", "t")), "", "thing"),
        ("grouped bar", "", "Exports", (("2021", "t"), ("2022", "t")), "Exports", "time"),
        ("other", "", "Growth", (("Growth", "%"), ("Return", "%")), "", "measure"),
        ("table", "Accounts", "", (("Revenue", "USD"), ("Profit", "USD")), "", "measure"),
        ("table", "", "", (("Revenue", "USD"), ("Staff", "")), "", "measure"),
        ("bar", "", "", (("Revenue", "USD"),), "Revenue", "measure"),
        ("pie", "", "", (("Power use", "%"),), "share of Power use", "measure"),
        ("pie", "", "", (("Market share", "%"),), "Market share", "measure"),
        ("donut", "", "", (("value", "%"),), "share", "measure"),
        ("pie", "", "", (("Power use", "GWh"),), "Power use", "measure"),
    ],
)
def test_what_the_columns_measure(
    kind: str, title: str, axis: str, columns: tuple[tuple[str, str], ...], measure: str, role: str
) -> None:
    rows = [(label, *(float(n) for n in range(1, len(columns) + 1))) for label in ("A", "B")]
    known = facts(gold(kind, (("Item", ""), *columns), rows, title=title, axis=axis), "en")
    assert known is not None
    assert (known.measure, known.series_role) == (measure, role)


def test_gbis_own_engine_gives_the_same(tmp_path: Path) -> None:
    for made in all_golds("en"):
        names = sql_names(made)
        columns = [Column(name=names[0]), *(Column(name=name, type="number") for name in names[1:])]
        rows = [(row[0], *values) for row, values in zip(made.texts, made.values, strict=True)]
        relations = FakeRelations(tmp_path, {"chart": reading_of("chart", columns, rows)})
        engine = Engine(relations)
        try:
            for question in questions(made, "en", Random(5), 40):
                if question.sql:
                    found = tuple(row[0] for row in run(relations, engine, question.sql).rows)
                    assert (found if isinstance(question.value, tuple) else found[0]) == question.value
        finally:
            engine.close()


def test_a_sample_says_program_answer_and_traits() -> None:
    made = regions("en")
    question = questions(made, "en", Random(1), 1)[0]
    picture = Picture(path="images/a.png", width=300, height=200)
    held = sample(question, picture, made, "en", id="a-q0", source=Source(name="synth"), traits={"renderer": "svg"})
    assert (held.task, held.question, held.program, held.answer) == (
        "question", question.text, question.sql, question.answer,
    )  # fmt: skip
    assert held.traits["operation"] == question.operation and held.traits["renderer"] == "svg"
    assert set(held.traits) == {"renderer", "operation", "family", "hops"}
    reply = held.turns[-1].text
    assert reply.startswith('{"sql":') and ('"missing":""' in reply) is (question.missing == "")
