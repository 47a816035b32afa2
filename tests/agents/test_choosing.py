"""Who is asked which one is meant says which, or asks something else, which is then answered and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_agents.choosing import asks, choice_of

CHOICES = ("Revenue by region (north.csv, p. 1)", "Revenue by region (south.csv, p. 1)")
ZH = ("营业收入（华北.csv，第 1 页）", "营业收入（华南.csv，第 1 页）")


@pytest.mark.parametrize(
    ("reply", "choices", "at"),
    [
        (CHOICES[1], CHOICES, 1),
        ("2", CHOICES, 1),
        ("2.", CHOICES, 1),
        ("the second one", CHOICES, 1),
        ("First", CHOICES, 0),
        ("south", CHOICES, 1),
        ("I mean the one in south.csv", CHOICES, 1),
        ("the south file, please", CHOICES, 1),
        ("第二个", ZH, 1),
        ("第一张表", ZH, 0),
        ("华南", ZH, 1),
        ("华北的", ZH, 0),
        ("2018", ("2016", "2018"), 1),
    ],
)
def test_a_choice_is_known_by_its_number_or_its_words(reply: str, choices: tuple[str, ...], at: int) -> None:
    assert choice_of(reply, choices) == at


@pytest.mark.parametrize(
    "reply", ["", "  ", "3", "0", "revenue", "the one", "What was the cost of steel?", "Revenue of Cloud", "?", "的"]
)
def test_what_names_none_or_several_is_no_choice(reply: str) -> None:
    assert choice_of(reply, CHOICES) is None
    assert choice_of(reply, ()) is None


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("What was Cloud in 2023", True),
        ("Cloud in 2023?", True),
        ("and the slowest", True),
        ("2023年的利润是多少", True),
        ("哪个最高", True),
        ("2017", False),
        ("the audited figures", False),
        ("合并报表", False),
    ],
)
def test_questions_are_told_from_other_words(said: str, question: bool) -> None:
    assert asks(said) is question


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Workspace]:
    """Two tables that answer the same question differently, and one of something else."""
    for name, value in (("north.csv", 5), ("south.csv", 8)):
        (tmp_path / name).write_text(f"Year,Revenue\n2018,{value}\n2019,{value + 1}\n")
    (tmp_path / "staff.csv").write_text("Year,Employees\n2018,70\n2019,75\n")
    with Workspace(tmp_path / "two.gbi") as ws:
        ws.add(*(tmp_path / name for name in ("north.csv", "south.csv", "staff.csv")))
        yield ws


def test_a_new_question_is_answered_for_itself_and_not_as_a_choice(two: Workspace) -> None:
    chat = Analyst(two).thread("changed my mind")
    assert chat.ask("What was the revenue in 2018?").status == "needs-clarification"
    other = chat.ask("How many employees were there in 2019?")
    assert (other.value, other.question) == (75, "How many employees were there in 2019?")
    assert chat.ask("and in 2018?").value == 70, "the conversation goes on from there"


def test_the_same_question_is_put_back_again_and_then_answered(two: Workspace) -> None:
    chat = Analyst(two).thread("again")
    for _ in range(2):
        asked = chat.ask("What was the revenue in 2018?")
        assert asked.status == "needs-clarification"
    assert chat.ask("south").value == 8


def test_words_that_choose_nothing_give_no_number(two: Workspace) -> None:
    chat = Analyst(two).thread("nothing")
    assert chat.ask("What was the revenue in 2018?").status == "needs-clarification"
    assert chat.ask("the blue one").value is None


def test_choices_are_in_the_questions_language(two: Workspace) -> None:
    asked = Analyst(two).thread("zh").ask("2018年的revenue是多少？")
    assert asked.status == "needs-clarification"
    assert all("第 1 页" in choice and "p. 1" not in choice for choice in asked.suggestions)
    assert Analyst(two).thread("zh").ask(asked.suggestions[1]).value in (5, 8)
