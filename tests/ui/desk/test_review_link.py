"""From a number in an answer to its cell in the review."""

from __future__ import annotations

import pytest

from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from support import desk_batch

QUESTION = "What was the 2019 value for North?"


def test_a_number_in_the_chat_leads_to_its_cell(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = desk.conversations.start(QUESTION)
    desk.conversations.add(talk.id, QUESTION, Analyst(desk).thread(talk.id).ask(QUESTION))
    test = desk_batch.page("chat", conversation=talk.id)
    assert not test.exception
    (button,) = [one for one in test.button if (one.key or "").endswith("-correct-0")]
    assert "North" in button.label
    test = button.click().run()
    assert not test.exception
    region = desk.regions()[0].id
    assert test.selectbox(key="review.figure").value == region
    assert test.selectbox(key=f"review.cell.{region}").value == (0, 1), "the cell of North in 2019"
