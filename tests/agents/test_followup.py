"""Follow-up questions made whole from the question before them."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.followup import is_followup, resolve
from gbi_agents.language import language_of
from gbi_agents.state import Turn
from support.grids import grid

TABLE = grid([["地区", "2019年", "2020年"], ["华东", 1, 2], ["华北", 3, 4]], name="zh")
ENGLISH = grid([["Country", "2018", "2019"], ["Spain", 1, 2], ["France", 3, 4]], name="en")


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("Which country grew fastest?", "and the slowest?", "which country grew slowest?"),
        ("What was the value for Spain in 2018?", "what about 2019?", "what was the value for spain in 2019?"),
        ("What was the value for Spain in 2018?", "and France?", "what was the value for france in 2018?"),
        ("2018年华东是多少？", "那2019年呢？", None),
        ("哪个地区增长最快？", "最慢的呢？", "哪个地区增长最慢?"),
        ("华东2019年是多少？", "那2020年呢？", "华东2020年是多少?"),
    ],
)
def test_follow_ups_are_made_whole(before: str, question: str, whole: str | None) -> None:
    language = language_of(question) or "en"
    turns = [Turn(question=before, resolved=before, table="zh" if language == "zh" else "en", value=None)]
    made = resolve(question, language, turns, [TABLE, ENGLISH])
    assert ("2019年" in made) if whole is None else made == whole


def test_a_whole_question_stays_as_it_is() -> None:
    turns = [Turn(question="q", resolved="What was it in 2018?", table="en", value=1)]
    whole = "Which country had the highest value in the year 2019?"
    assert not is_followup(whole, "en") and resolve(whole, "en", turns, [ENGLISH]) == whole


def test_in_percent_asks_for_the_change() -> None:
    turns = [Turn(question="q", resolved="How much did Spain grow from 2018 to 2019?", table="en", value=1)]
    assert resolve("in percent?", "en", turns, [ENGLISH]).startswith("what is the percentage change did spain")
