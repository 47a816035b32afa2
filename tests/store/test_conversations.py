"""Conversations: listed, named, resumed, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.errors import StoreError
from gbi.store.catalogue import Catalogue
from gbi.store.conversations import MOST_NAME, Conversations
from gbi.types import Answer


@pytest.fixture
def talks(tmp_path: Path) -> Conversations:
    return Conversations(Catalogue(tmp_path / "catalog.sqlite"))


def answer(text: str) -> Answer:
    return Answer(id=text, question="?", status="answered", text=text)


def test_what_was_said_comes_back_in_order(talks: Conversations, tmp_path: Path) -> None:
    one = talks.start("Revenue")
    talks.add(one.id, "How much?", answer("409"))
    talks.add(one.id, "And before?", answer("350"))
    again = Conversations(Catalogue(tmp_path / "catalog.sqlite"))
    said = [(turn.number, turn.question, turn.answer.text) for turn in again.turns(one.id)]
    assert said == [(1, "How much?", "409"), (2, "And before?", "350")]


def test_the_one_spoken_in_last_is_first(talks: Conversations) -> None:
    first, second = talks.start("first"), talks.start("second")
    talks.add(first.id, "?", answer("x"))
    assert [talk.name for talk in talks.all()] == ["first", "second"]
    talks.add(second.id, "?", answer("x"))
    assert [talk.name for talk in talks.all()] == ["second", "first"]


def test_names_are_one_short_line(talks: Conversations) -> None:
    talk = talks.start("a\nb   c" + "x" * 500)
    assert talk.name.startswith("a b cx")
    assert len(talk.name) == MOST_NAME
    assert talks.start("  ").name == "…"


def test_renaming(talks: Conversations) -> None:
    talk = talks.start("old")
    talks.rename(talk.id, "new")
    assert [t.name for t in talks.all()] == ["new"]
    with pytest.raises(StoreError, match="needs a name"):
        talks.rename(talk.id, " ")
    with pytest.raises(StoreError, match="may have been deleted"):
        talks.rename("gone", "x")


def test_a_deleted_one_is_gone_with_all_that_was_said(talks: Conversations) -> None:
    talk, other = talks.start("a"), talks.start("b")
    talks.add(talk.id, "?", answer("x"))
    talks.add(other.id, "?", answer("y"))
    talks.delete(talk.id)
    assert [t.name for t in talks.all()] == ["b"]
    assert talks.turns(talk.id) == ()
    assert len(talks.turns(other.id)) == 1
    with pytest.raises(StoreError, match="may have been deleted"):
        talks.add(talk.id, "?", answer("x"))


def test_an_answer_is_replaced_in_its_turn(talks: Conversations) -> None:
    talk = talks.start("a")
    talks.add(talk.id, "?", answer("old"))
    talks.replace(talk.id, 1, answer("new"))
    assert [turn.answer.text for turn in talks.turns(talk.id)] == ["new"]
    with pytest.raises(StoreError, match="no turn 2"):
        talks.replace(talk.id, 2, answer("new"))
