"""What holds for questions of any figure: the answer is right by another way, the guard lets the program through."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbi.sql.guard import check
from gbi.types import Column, TableInfo
from gbi_sft.sample import Gold, Language
from gbi_sft.synth.questions import questions
from gbi_sft.synth.questions.chart_table import load, result
from gbi_sft.synth.questions.facts import facts, sql_names
from gbi_sft.synth.questions.operations.table import OPERATIONS
from support.golds import gold
from support.question_reference import REFERENCE, Known

NAMES = st.text(st.characters(categories=["L", "N", "Zs", "P", "S"]), min_size=1, max_size=12).map(str.strip)
NUMBERS = st.integers(-9000, 90000).map(lambda number: number / 100)
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def golds(draw: st.DrawFn, named: bool = False) -> Gold:
    """Charts of 1 to 4 series and 2 to 8 rows, labels years or anything, some cells without a value."""
    columns = draw(st.integers(1, 4))
    rows = draw(st.integers(2, 8))
    fold = str.casefold
    if named:
        names = draw(st.lists(NAMES.filter(bool), min_size=columns, max_size=columns, unique_by=fold))
        labels = draw(st.lists(NAMES.filter(bool), min_size=rows, max_size=rows, unique_by=fold))
        noun = draw(NAMES)
    else:
        names, noun = ["Alpha", "Beta", "Gamma", "Delta"][:columns], draw(st.sampled_from(["Year", ""]))
        first = draw(st.integers(1990, 2015))
        labels = [str(first + n) if noun else f"Item {chr(65 + n)}" for n in range(rows)]
    unit = draw(st.sampled_from(["", "%", "million USD"]))
    value = st.one_of(NUMBERS, NUMBERS, NUMBERS, st.none()) if draw(st.booleans()) else NUMBERS
    cells = [(label, *draw(st.lists(value, min_size=columns, max_size=columns))) for label in labels]
    kind = draw(st.sampled_from(["grouped bar", "line", "pie", "table"]))
    axis = draw(st.sampled_from(["Sales", ""]))
    heads = [(noun, ""), *((name, unit) for name in names)]
    return gold(kind, heads, cells, axis=axis, printed=draw(st.booleans()))


@SLOW
@given(golds(), st.sampled_from(["en", "zh"]), st.integers(0, 10_000))
def test_every_program_gives_what_python_computes(made: Gold, language: Language, seed: int) -> None:
    known = facts(made, language)
    if known is None:
        return
    connection = load(known)
    for operation in OPERATIONS:
        draft = operation.ask(known, Random(seed))
        if draft is None or draft.missing:
            continue
        wanted = REFERENCE[operation.name](Known(known, draft))
        found = result(connection, draft.sql)
        if draft.outcome == "list":
            assert found == wanted, (operation.name, draft)
            continue
        assert len(found) == 1, (operation.name, draft)
        if isinstance(wanted, str):
            assert found[0] == wanted, (operation.name, draft)
        else:
            assert isinstance(found[0], int | float)
            half = 0.5 * 10**-draft.decimals if draft.outcome != "truth" else 0.0
            assert math.isclose(float(found[0]), wanted, rel_tol=1e-9, abs_tol=half * 1.0001), (operation.name, draft)


@SLOW
@given(golds(named=True), st.sampled_from(["en", "zh"]), st.integers(0, 10_000))
def test_any_names_make_programs_that_the_guard_lets_through(made: Gold, language: Language, seed: int) -> None:
    names = sql_names(made)
    info = TableInfo(
        name="chart", reading="", document="", document_name="", page=1, region="", rows=len(made.texts),
        columns=tuple(Column(name=name) for name in names), sql_columns=names,
    )  # fmt: skip
    for question in questions(made, language, Random(seed), 12):
        assert (question.sql == "") == bool(question.missing)
        assert question.text == question.text.strip() and question.text
        if question.sql:
            assert check(question.sql, [info]).tables == (info,)
            assert question.answer
        else:
            assert question.answer == "" and question.value is None


@SLOW
@given(golds(), st.integers(0, 10_000))
def test_the_same_seed_asks_the_same(made: Gold, seed: int) -> None:
    first, second = (questions(made, "en", Random(seed), 6) for _ in range(2))
    assert first == second
    programs = [question.sql for question in first if question.sql]
    assert len(set(programs)) == len(programs) <= 6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ties_are_not_asked(language: Language) -> None:
    tied = gold("bar", (("Item", ""), ("Sales", "")), [("A", 5.0), ("B", 5.0), ("C", 5.0), ("D", 5.0)])
    asked = {q.operation for seed in range(40) for q in questions(tied, language, Random(seed), 8)}
    assert not asked & {
        "highest_label", "lowest_label", "nth_label", "label_of", "larger_label", "is_more", "top_labels", "place_of",
        "over_mean", "count_over",
    }  # fmt: skip
    assert "value" in asked


def test_marks_that_an_eye_cannot_tell_apart_are_a_tie_unless_printed() -> None:
    rows = [("A", 99.0), ("B", 100.0), ("C", 40.0)]
    heads = (("Item", ""), ("Sales", ""))
    for printed, asked in ((True, True), (False, False)):
        made = gold("bar", heads, rows, printed=printed)
        names = {q.operation for seed in range(60) for q in questions(made, "en", Random(seed), 6)}
        assert ("highest_label" in names) is asked
        assert "lowest_label" in names


def test_a_label_twice_is_not_asked_about() -> None:
    twice = gold("bar", (("Item", ""), ("Sales", "")), [("A", 1.0), ("a", 2.0)])
    assert questions(twice, "en", Random(0), 3) == []


def test_a_missing_cell_is_neither_asked_nor_part_of_an_aggregate() -> None:
    made = gold("bar", (("Year", ""), ("Sales", "")), [("2020", 5.0), ("2021", None), ("2022", 9.0), ("2023", 1.0)])
    asked = [q for seed in range(60) for q in questions(made, "en", Random(seed), 6)]
    assert not any("'2021'" in q.sql for q in asked)
    assert {q.operation for q in asked} <= {"value", "label_of", "count_labels"} | {
        one.name for one in OPERATIONS if one.family == "unanswerable"
    }


def test_years_with_gaps_have_no_year_before() -> None:
    made = gold("line", (("Year", ""), ("Sales", "")), [("2000", 5.0), ("2010", 9.0), ("2020", 30.0), ("2023", 2.0)])
    asked = {q.operation for seed in range(80) for q in questions(made, "en", Random(seed), 8)}
    assert "percent_change" in asked
    assert not asked & {"step_percent_change", "largest_rise", "largest_fall", "rises", "mean_change"}


def test_rates_and_prices_are_not_added_up() -> None:
    made = gold("bar", (("Region", ""), ("Unemployment rate", "%")), [("A", 5.0), ("B", 9.0), ("C", 3.0), ("D", 12.0)])
    asked = {q.operation for seed in range(80) for q in questions(made, "en", Random(seed), 8)}
    assert "mean" in asked
    assert not asked & {"total", "share_of_label", "share_of_some", "share_difference", "top_sum", "percent_more"}


def test_few_questions_cannot_be_answered() -> None:
    made = gold("bar", (("Year", ""), ("Sales", "")), [(str(2000 + n), float(n * n)) for n in range(9)])
    for seed in range(30):
        asked = questions(made, "en", Random(seed), 10)
        assert len(asked) == 10
        assert sum(bool(q.missing) for q in asked) <= 3
