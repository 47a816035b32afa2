"""Answers of a report's table that are of another kind than what was asked for, and choices of two sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.grammar.wishes import split_wishes
from gbi_agents.dispatchers.planning.across import across
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import Language, tokenize
from gbi_agents.linking import context_cover
from gbi_agents.tables import Grid
from support.grids import database, grid

DOLLARS = ("USD", 1e6)
YEARS = {"December 31, 2020": DOLLARS, "December 31, 2021": DOLLARS}
RESTRUCTURING = grid(
    [["label", "December 31, 2020", "December 31, 2021"], ["Severance accrued", 40, 31], ["Leases accrued", 12, 9]],
    name="restructuring", title="Accrued restructuring actions", units=YEARS,
)  # fmt: skip
SEGMENTS = grid(
    [["label", "Year ended 2020", "Year ended 2021"], ["Boats / Net sales", 70, 90],
     ["Boats / Operating income", 7, 12], ["Boats / Consolidated", 77, 102]],
    name="segments", title="Segment results", units={"Year ended 2020": DOLLARS, "Year ended 2021": DOLLARS},
)  # fmt: skip
ERRORS = grid(
    [["Error Type", "Share"], ["Syntax error", 1], ["Semantic error", 29], ["Token", 10], ["Subtask", 6]],
    name="errors", title="Errors of programs", units={"Share": ("%", 0.01)},
)  # fmt: skip
PEOPLE = grid(
    [["label", "North", "South"], ["Women", 52, 61], ["Men", 48, 39], ["Students", 30, 44]],
    name="people", title="Members of two clubs", units={"North": ("%", 0.01), "South": ("%", 0.01)},
)  # fmt: skip


def best(question: str, *grids: Grid, language: Language = "en") -> Interpretation | None:
    found = interpret(question, language, grids)
    return next((i for i in found if i.plan is not None and not i.missing and i.grounded), None)


def value(question: str, *grids: Grid, language: Language = "en") -> object:
    made = best(question, *grids, language=language)
    return made and made.plan and made.plan.expected


@pytest.mark.parametrize(
    "question",
    [
        "How many employees did Acorn have as of December 31, 2021?",
        "How many people did Acorn employ at December 31, 2020?",
        "What were the catering costs at December 31, 2020?",
    ],
)
def test_a_date_alone_finds_no_cell_among_many_tables(question: str) -> None:
    assert value(question, RESTRUCTURING, SEGMENTS, ERRORS) is None
    assert value("What was the severance accrued at December 31, 2021?", RESTRUCTURING, ERRORS) == 31


def test_people_are_not_counted_in_dollars() -> None:
    table = grid(
        [["label", "2020", "2021"], ["Pay of staff", 40, 31], ["Pay of guards", 12, 9]],
        name="pay", title="Staff", units={"2020": DOLLARS, "2021": DOLLARS},
    )  # fmt: skip
    assert value("How many staff in 2021?", table, ERRORS) is None
    assert value("How many dollars was the pay of guards in 2021?", table, ERRORS) == 9
    chinese = grid(
        [["项目", "2020年", "2021年"], ["生产人员报酬", 1137, 1040]], name="zh", title="人员报酬",
        units={"2020年": ("CNY", 1e4), "2021年": ("CNY", 1e4)},
    )  # fmt: skip
    assert value("2020年生产人员报酬有多少人？", chinese, ERRORS, language="zh") is None
    counted = grid(
        [["项目", "数额"], ["研发投入合计", 2070], ["研发人员的数量", 269]], name="rnd", title="研发投入情况表",
        units={"数额": ("CNY", 1.0)},
    )  # fmt: skip
    assert value("研发人员的数量是多少？", counted, ERRORS, language="zh") == 269


def test_which_segment_is_never_a_year() -> None:
    assert value("Which segment had the highest net sales?", SEGMENTS, ERRORS) not in (
        "Year ended 2021",
        "Year ended 2020",
    )
    assert value("Which year had the highest boats net sales?", SEGMENTS, ERRORS) == "Year ended 2021"


def test_a_row_that_the_question_names_is_not_passed_over_for_a_rival() -> None:
    assert value("Which type of semantic error has the lowest share?", ERRORS, SEGMENTS) is None
    assert value("Which error type has the lowest share?", ERRORS, SEGMENTS) == "Syntax error"


def test_how_many_with_the_highest_percentage_is_no_percentage() -> None:
    assert value("How many programs are with the highest share of errors?", ERRORS, SEGMENTS) is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which is greater? North people who are women, or South people who are men?", "north people who are women"),
        ("Which group is smaller, women in the North or students in the South?", "students in the south"),
    ],
)  # fmt: skip
def test_two_sides_that_each_name_a_row_and_a_column_compete(question: str, answer: str) -> None:
    made = best(question, PEOPLE, ERRORS)
    assert made is not None and made.plan is not None and made.plan.expected == answer
    row = database(PEOPLE).execute(made.plan.tree.sql(dialect="duckdb")).fetchone()
    assert row is not None and row[0] == answer
    assert len(made.plan.value_cells) == 1 and len(made.plan.support_cells) == 1


def test_a_choice_on_one_axis_stays_as_it_was() -> None:
    assert value("Which is higher in the North, women or men?", PEOPLE, ERRORS) == "Women"


def test_a_table_in_per_cent_has_no_share_of_the_total() -> None:
    shares = grid(
        [["Year", "Favorable", "Unfavorable"], ["2019", 26, 60], ["2020", 22, 73]], name="views",
        title="% who have a favorable opinion",
    )  # fmt: skip
    made = best("What share had a favorable opinion in 2019?", shares, ERRORS)
    assert made is None or made.plan is None or made.plan.saying.operation != "share"


def test_a_difference_over_two_tables_shares_a_name() -> None:
    good = grid([["Year", "Good"], ["2020", 30], ["2021", 31]], name="good", title="Good views of the job")
    bad = grid([["Year", "Favorable"], ["2005", 43], ["2006", 52]], name="fav", title="Favorable views of the land")
    assert across("What is the difference between the favorable views in 2005 and the good views in 2021?", "en",
                  (good, bad)) is None  # fmt: skip


def test_a_day_of_a_date_and_a_name_with_digits_are_no_numbers_to_count_by() -> None:
    for question in ("How many people did 3M employ at December 31, 2018?", "What was it as of June 30, 2019?"):
        assert parse(question, tokenize(question), "en").numbers == ()
    kept = "How many days in May 2018 were above 31?"
    assert [cue.number for cue in parse(kept, tokenize(kept), "en").numbers] == [31]


def test_third_party_is_no_third_place_and_the_noun_ends_before_its_verb() -> None:
    question = "What were third-party revenues in 2017?"
    assert not parse(question, tokenize(question), "en").has("rank")
    question = "Which region involves the highest percentage of farms?"
    intent = parse(question, tokenize(question), "en")
    assert (intent.ask, intent.noun) == ("label", ("region",))


def test_a_slip_in_the_verb_of_a_wish() -> None:
    rest, _ = split_wishes("How many more boats are there? Please writeh the answer in int format.")
    assert rest == "How many more boats are there?"
    assert split_wishes("Please list the boats in order of the size format.")[0].startswith("Please list")


def test_words_around_a_table_are_its_own_on_a_short_page_of_a_short_document_alone() -> None:
    token = tokenize("amortization")[0]
    short = replace(RESTRUCTURING, page_text="Expected amortization of intangibles")
    assert context_cover(token, short) >= 0.55
    assert context_cover(token, replace(short, everywhere=frozenset({"acorn"}))) < 0.55


def test_a_total_stands_at_the_end_of_a_path_too() -> None:
    assert SEGMENTS.total_rows == {2}
