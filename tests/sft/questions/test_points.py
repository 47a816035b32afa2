"""Questions about scatter and bubble charts: right by another way, asked where they have one answer, worded well."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbi.sql.guard import check
from gbi.types import Column, TableInfo
from gbi_sft.sample import Gold, GoldAxis, GoldColumn, Language
from gbi_sft.synth.config import PRESETS, changed
from gbi_sft.synth.make import chart
from gbi_sft.synth.questions import questions
from gbi_sft.synth.questions.chart_table import load_points, result
from gbi_sft.synth.questions.facts import sql_names
from gbi_sft.synth.questions.operations.point_table import POINT_OPERATIONS, PointOperation
from gbi_sft.synth.questions.phrases.grammar import chosen, filled, gaps
from gbi_sft.synth.questions.phrases.of_points import GAPS
from gbi_sft.synth.questions.phrases.of_points_templates import TEMPLATES
from gbi_sft.synth.questions.points import PointFacts, point_facts
from gbi_sft.synth.questions.samples import FAMILIES
from support.point_reference import POINT_REFERENCE, Plot

LANGUAGES: tuple[Language, ...] = ("en", "zh")
Spot = tuple[str, float, float, float]
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
WORDS: dict[Language, tuple[str, str, str]] = {
    "en": ("Inflation", "Exports", "Population"),
    "zh": ("通货膨胀率", "出口额", "常住人口"),
}


def plot(spots: Sequence[Spot], language: Language = "en", *, sized: bool = False, named: bool = True) -> Gold:
    """A scatter of points (series, x, y, size) on axes of 0 to 100; sizes are printed, coordinates are not."""
    units = ("%", "million EUR", "thousand")
    columns = [GoldColumn(name=n, unit=u) for n, u in zip(WORDS[language], units, strict=True)][: 3 if sized else 2]
    rows, values = [], []
    for series, x, y, size in spots:
        numbers = [f"~{x:.10g}", f"~{y:.10g}", *([f"{size:.10g}"] if sized else [])]
        rows.append((series, *numbers) if named else tuple(numbers))
        values.append(((x, y, size) if named else (y, size))[: len(numbers) - (not named)])
    return Gold(
        chart_type="bubble" if sized else "scatter",
        x_axis=GoldAxis(low=0, high=100),
        y_axis=GoldAxis(low=0, high=100),
        columns=(*([GoldColumn(name="series")] if named else []), *columns),
        texts=tuple(rows),
        values=tuple(values),
    )


ASIA, PERU = "Asia", "Peru"
SPOTS: tuple[Spot, ...] = (
    (ASIA, 10.0, 12.0, 5.0), (ASIA, 20.0, 25.0, 9.0), (ASIA, 30.0, 31.0, 7.0), (ASIA, 45.0, 40.0, 1.0),
    (PERU, 60.0, 66.0, 12.0), (PERU, 75.0, 70.0, 3.0), (PERU, 90.0, 95.0, 20.0),
)  # fmt: skip


@st.composite
def plots(draw: st.DrawFn) -> Gold:
    number = st.integers(1, 990).map(lambda n: n / 10)
    named = draw(st.booleans())
    names = draw(st.integers(2, 4))
    spots = [
        (f"Series {chr(65 + (n % names))}", draw(number), draw(number), draw(number))
        for n in range(draw(st.integers(2, 14)))
    ]
    return plot(sorted(spots), sized=draw(st.booleans()), named=named)


@SLOW
@given(plots(), st.integers(0, 10_000))
def test_every_program_gives_what_python_computes(made: Gold, seed: int) -> None:
    known = point_facts(made, "en")
    assert known is not None
    connection = load_points(known)
    for operation in POINT_OPERATIONS:
        draft = operation.ask(known, Random(seed))
        if draft is None or draft.missing:
            continue
        wanted = POINT_REFERENCE[operation.name](Plot(known, draft))
        found = result(connection, draft.sql)
        assert len(found) == 1, (operation.name, draft)
        if isinstance(wanted, str):
            assert found[0] == wanted, (operation.name, draft)
        else:
            half = 0.5 * 10**-draft.decimals if draft.outcome == "number" else 0.0
            assert isinstance(found[0], int | float)
            assert math.isclose(float(found[0]), wanted, rel_tol=1e-9, abs_tol=half * 1.0001), (operation.name, draft)


WORKED = (
    ("count_points", "7"), ("count_of_series", "3"), ("most_points", ASIA), ("extreme", "90%"),
    ("at_extreme", "95"), ("series_at_extreme", PERU), ("highest_mean", PERU), ("go_together", "Yes"),
    ("total_size", "35"), ("nearest", "66"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), WORKED)
def test_worked_by_hand(name: str, answer: str) -> None:
    operation = next(one for one in POINT_OPERATIONS if one.name == name)
    made = plot(SPOTS, sized=True)
    said = {q.answer for seed in range(80) for q in questions(made, "en", Random(seed), 1, of_a_point=[operation])}
    assert answer in said


def drafts(operation: PointOperation, language: Language) -> list[tuple[PointFacts, object]]:
    found: list[tuple[PointFacts, object]] = []
    names = {"en": (ASIA, PERU), "zh": ("华东", "西北")}[language]
    spots = [(names[spot[0] == PERU], *spot[1:]) for spot in SPOTS]
    for sized, named in itertools.product((True, False), (True, False)):
        made = plot(spots, language, sized=sized, named=named)
        if not sized:
            made = made.model_copy(update={"chart_type": "bubble"})
        known = point_facts(made, language)
        assert known is not None
        for seed in range(4):
            draft = operation.ask(known, Random(seed))
            found += [] if draft is None else [(known, draft)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("operation", POINT_OPERATIONS, ids=lambda operation: operation.name)
def test_every_template_fills(operation: PointOperation, language: Language) -> None:
    made = drafts(operation, language)
    assert made, "no plot of the tests has this operation"
    templates = TEMPLATES[language][operation.name]
    assert len(templates) >= 3
    for template, (known, draft) in itertools.product(templates, made):
        for seed in range(4):
            rng = Random(seed)
            text = filled(
                chosen(template, rng), lambda name, r=rng, k=known, d=draft: GAPS[language][name](k, d.slots, r)
            )
            assert text and not set(text) & set("{}[]|") and "  " not in text, text
            assert not any(wrong in f" {text} " for wrong in (" a e", " a i", " an p", " exports is ")), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_and_gaps_belong_together(language: Language) -> None:
    assert set(TEMPLATES[language]) == {operation.name for operation in POINT_OPERATIONS}
    assert set().union(*(gaps(t) for ts in TEMPLATES[language].values() for t in ts)) <= GAPS[language].keys()
    assert all(FAMILIES[operation.name] == operation.family for operation in POINT_OPERATIONS)


def test_what_an_eye_cannot_tell_is_not_asked() -> None:
    near = plot([(ASIA, 10, 50.0, 1), (ASIA, 40, 50.5, 1), (PERU, 41, 51.0, 1), (PERU, 90, 50.2, 1)])
    asked = [q for seed in range(60) for q in questions(near, "en", Random(seed), 6)]
    names = {q.operation for q in asked}
    assert "go_together" not in names and "highest_mean" in names  # by inflation; exports are all alike
    assert not any(q.operation == "highest_mean" and "Exports" in q.sql for q in asked)
    assert not any(q.operation in ("series_at_extreme", "at_extreme") and 'BY "Exports"' in q.sql for q in asked)
    assert not any(q.operation == "nearest" and ("- 40)" in q.sql or "- 41)" in q.sql) for q in asked)


def test_signs_are_asked_of_clear_relations_alone() -> None:
    scattered = plot([(ASIA, x, y, 1.0) for x, y in ((10, 50), (20, 10), (30, 90), (40, 30), (50, 70), (60, 40))])
    clear = plot(SPOTS)
    for made, asked in ((scattered, False), (clear, True)):
        names = {q.operation for seed in range(60) for q in questions(made, "en", Random(seed), 6)}
        assert ("go_together" in names) is asked


def test_sizes_are_asked_where_they_are_printed_and_are_unanswerable_where_not() -> None:
    sized, bare = plot(SPOTS, sized=True), plot(SPOTS).model_copy(update={"chart_type": "bubble"})
    printed = [q for seed in range(40) for q in questions(sized, "en", Random(seed), 6)]
    unprinted = [q for seed in range(40) for q in questions(bare, "en", Random(seed), 6)]
    assert any('"Population"' in q.sql for q in printed) and not any(q.operation == "missing_size" for q in printed)
    assert any(q.operation == "missing_size" for q in unprinted) and not any("Population" in q.sql for q in unprinted)


@pytest.mark.parametrize("kind", ["scatter", "bubble"])
def test_drawn_figures_have_questions_that_the_guard_lets_through(kind: str) -> None:
    clean = changed(PRESETS["mix"], {"kinds": {kind: 1}, "worn": 0, "jpeg": 0}, "test")
    for number in range(6):
        made = chart(clean, 8, number)
        names = sql_names(made.gold)
        info = TableInfo(
            name="chart", reading="", document="", document_name="", page=1, region="", rows=len(made.gold.texts),
            columns=tuple(Column(name=name) for name in names), sql_columns=names,
        )  # fmt: skip
        asked = questions(made.gold, made.scene.language, Random(number), 6)
        assert len(asked) >= 4
        assert sum(bool(q.missing) for q in asked) <= 3
        for question in asked:
            assert bool(question.sql) != bool(question.missing)
            if question.sql:
                assert check(question.sql, [info]).tables == (info,)
                assert question.answer


def test_points_without_names_for_their_measures_are_not_asked_about() -> None:
    made = plot(SPOTS)
    nameless = made.model_copy(update={"columns": tuple(GoldColumn(name="") for _ in made.columns)})
    assert questions(nameless, "en", Random(0), 3) == []
    assert point_facts(plot(SPOTS, named=False), "en") is not None
