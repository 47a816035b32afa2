"""A question whose answer did not come is not lost: it stands in the page's address and can be asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gbi.types import Answer
from gbi.workspace import Workspace
from gbi_agents.analyst import Thread
from gbi_ui.desk import rooms

APP = Path(rooms.__file__).with_name("app.py")
QUESTION = "What was the **2019** of South?"


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def answer(question: str) -> Answer:
    return Answer(id="a", question=question, status="answered", text="21", value=21.0)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that came to the analyst, each of which is answered with 21."""
    came: list[str] = []

    def stream(self: Thread, question: str) -> Iterator[Answer]:
        came.append(question)
        yield answer(question)

    monkeypatch.setattr(Thread, "stream", stream)
    return came


def test_a_page_loaded_anew_in_the_midst_of_an_answer_has_the_question_still(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(self: Thread, question: str) -> Iterator[Answer]:
        st.stop()
        yield answer(question)

    monkeypatch.setattr(Thread, "stream", stopped)
    app = opened(room="w")
    app.chat_input[0].set_value(QUESTION).run()
    assert app.query_params["asked"] == [QUESTION] or app.query_params["asked"] == QUESTION
    assert not desk.conversations.all(), "no empty conversation is left"
    again = opened(room="w", asked=QUESTION)
    (told,) = again.info
    assert "Not answered" in told.value and "\\*\\*2019" in told.value, "what came by the address is no Markdown"


def test_it_is_never_asked_by_a_link_alone_but_by_a_click(desk: Workspace, answering: list[str]) -> None:
    app = opened(room="w", asked=QUESTION)
    assert answering == []
    app.button(key="asked.again").click().run()
    assert answering == [QUESTION]
    assert not app.exception
    assert [turn.question for turn in desk.conversations.turns(desk.conversations.all()[0].id)] == [QUESTION]
    assert "asked" not in app.query_params and not app.info


def test_it_can_be_left(desk: Workspace, answering: list[str]) -> None:
    app = opened(room="w", asked=QUESTION)
    app.button(key="asked.leave").click().run()
    assert not app.info and "asked" not in app.query_params
    assert answering == []


def test_an_answered_or_refused_question_leaves_nothing_in_the_address(desk: Workspace, answering: list[str]) -> None:
    app = opened(room="w")
    app.chat_input[0].set_value(QUESTION).run()
    assert answering == [QUESTION] and "asked" not in app.query_params
    app.chat_input[0].set_value("next").run()
    assert "asked" not in app.query_params


def test_a_question_that_cannot_be_taken_up_is_told_once(desk: Workspace) -> None:
    app = opened(room="w")
    app.chat_input[0].set_value("？？").run()
    assert app.status[0].state == "error"
    assert "asked" not in app.query_params and not app.info


def test_a_question_too_long_for_an_address_is_answered_all_the_same(desk: Workspace, answering: list[str]) -> None:
    addresses: list[object] = []
    original = Thread.stream
    long = "2019年的South是多少，" * 40

    def looked(self: Thread, question: str) -> Iterator[object]:
        addresses.append(st.query_params.get("asked"))
        return original(self, question)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Thread, "stream", looked)
        app = opened(room="w")
        app.chat_input[0].set_value(QUESTION).run()
        app.chat_input[0].set_value(long).run()
    assert addresses == [QUESTION, None]
    assert answering == [QUESTION, long] and not app.exception
