"""One table among a report's many: answers of another kind, words left unsaid, words that all pages say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.grammar.wishes import Wishes, split_wishes
from gbi_agents.dispatchers.planning.among import fits_among_many
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import Language, language_of, tokenize
from gbi_agents.linking import context_cover
from gbi_agents.tables import Grid, _everywhere
from support.grids import grid

PERCENT = {"Major reason": ("%", 0.01), "Minor reason": ("%", 0.01)}
REASONS = grid(
    [["Reason", "Major reason", "Minor reason"], ["Not enough timely testing", 49, 30], ["No distance", 75, 15]],
    name="reasons", title="Why the COVID-19 outbreak has continued", chart_type="bar", units=PERCENT,
)  # fmt: skip
STORES = grid([["Region", "2020", "2021"], ["North", 12, 14], ["South", 20, 21]], name="stores", title="Stores")
BOTH = (REASONS, STORES)


def best(question: str, grids: tuple[Grid, ...] = BOTH, language: Language = "en") -> Interpretation | None:
    found = interpret(question, language, grids)
    return next((i for i in found if i.plan is not None and not i.missing and i.grounded), None)


def value(question: str, grids: tuple[Grid, ...] = BOTH) -> object:
    made = best(question, grids)
    return made and made.plan and made.plan.expected


def test_digits_of_a_name_are_no_number() -> None:
    question = (
        "How many percent of people cite not enough timely testing as a major reason the COVID-19 outbreak continued?"
    )
    intent = parse(question, tokenize(question), "en")
    assert intent.numbers == () and intent.ask == "value"
    assert value(question) == 49
    plain = parse("Which are above 19?", tokenize("Which are above 19?"), "en")
    assert [cue.number for cue in plain.numbers] == [19]


def test_how_many_people_is_not_answered_with_a_share() -> None:
    question = "How many adults cite not enough timely testing as a major reason?"
    assert value(question) is None
    assert value(question, (REASONS,)) == 49  # alone it is what is meant
    unsaid = grid(
        [["Reason", "Yes"], ["Not enough testing", 49], ["Inadequate distancing", 75]],
        name="unsaid", chart_type="bar", page_text="% who say each is a major reason",
    )  # fmt: skip
    asked = "How many adults say yes to not enough testing?"
    assert value(asked, (unsaid, STORES)) is None and value(asked, (unsaid,)) == 49


@pytest.mark.parametrize(
    "question",
    [
        "How many charts are in this report?",
        "How many tables show the North?",
        "这份报告有多少张图表？",
        "共有多少个表格？",
    ],
)
def test_a_reports_own_parts_are_in_none_of_its_tables(question: str) -> None:
    found = interpret(question, language_of(question) or "en", BOTH)
    assert all(i.plan is None for i in found)


def test_a_table_of_pages_may_be_asked_for_pages() -> None:
    made = grid([["Report", "Pages"], ["A", 12], ["B", 20]], name="pages")
    assert value("How many pages has report B?", (made, STORES)) == 20


@pytest.mark.parametrize(("expected", "shape"), [((), "labels"), (0.0, "count"), (None, "scalar")])
def test_none_is_no_answer_among_many(expected: Any, shape: Any) -> None:
    made = best("How many stores had the North in 2021?")
    assert made is not None and made.plan is not None
    assert fits_among_many(made.linked, made.plan, 0.9, ())
    none = replace(made.plan, expected=expected, saying=made.plan.saying.model_copy(update={"shape": shape}))
    assert not fits_among_many(made.linked, none, 0.9, ())


def test_a_plan_that_leaves_three_words_unsaid_is_not_taken() -> None:
    question = "What is the highest number of stores for the brand located furthest left in the drawing?"
    assert best(question) is None and best("What is the highest number of stores?") is not None


def test_names_that_all_pages_say_need_not_stand_in_the_table() -> None:
    texts = {("d", page): f"Views of Americans in 2020. Part {word}." for page, word in enumerate("abcdef")}
    texts |= {("e", 1): "Americans", ("e", 2): "Others"}
    common = _everywhere(texts)
    assert {"american", "view", "part"} <= common["d"] and "2020" not in common["d"] and common["e"] == frozenset()
    everywhere = replace(STORES, everywhere=common["d"])
    name, word = tokenize("the Americans view")[1:]
    assert context_cover(name, everywhere) == 0.6 and context_cover(name, STORES) == 0.0
    assert context_cover(word, everywhere) == 0.0  # no name


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("According to this report, which group has the highest percent?", "which group has the highest percent?"),
        ("Which state in the state list has most percent?", "Which state in the state list has most percent?"),
        ("From the document, how many people left?", "how many people left?"),
        ("根据本报告，2020年的收入是多少？", "2020年的收入是多少？"),
    ],
)  # fmt: skip
def test_words_that_only_point_at_the_document_are_left_out(asked: str, rest: str) -> None:
    assert split_wishes(asked) == (rest, Wishes())


def test_a_wish_for_a_report_of_the_value_is_still_one() -> None:
    rest, wishes = split_wishes("What is the growth? Please report it with two decimals.")
    assert (rest, wishes.decimals) == ("What is the growth?", 2)
