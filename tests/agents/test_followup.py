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


QUARTERS = grid(
    [["Quarter", "Revenue"], ["Q3 2023", 241], ["Q4 2023", 263]], name="quarters", chart_type="bar", title="Revenue"
)


def _whole(before: str, question: str) -> str:
    language = language_of(question) or "en"
    turns = [Turn(question=before, resolved=before, table="quarters", value=None)]
    return resolve(question, language, turns, [QUARTERS, ENGLISH, TABLE])


def test_another_quarter_takes_the_place_of_the_quarter() -> None:
    assert _whole("What was the revenue in Q3 2023?", "and in Q4?") == "What was the revenue in Q4 2023?"
    assert _whole("2023年第三季度收入是多少？", "第四季度呢？") == "2023年第四季度收入是多少？"


def test_how_much_it_grew_is_not_the_figure_itself() -> None:
    grown = _whole("What was the revenue of Spain in 2019?", "how much did it grow?")
    assert grown == "What is the growth rate of the revenue of Spain in 2019?"
    assert _whole(grown, "since 2018?") == "What is the growth rate of the revenue of Spain from 2018 to 2019?"
    assert _whole("华东2020年收入是多少？", "增长了多少？") == "华东2020年收入的增长率是多少？"
    assert _whole("华东2020年收入的增长率是多少？", "2019年以来呢？") == "华东2019年到2020年收入的增长率是多少？"


def test_what_cannot_be_put_into_the_question_before_is_not_answered_by_it() -> None:
    assert _whole("What was the revenue of Spain in 2019?", "what about its dividends?") == "what about its dividends?"
    assert _whole("Which country grew fastest?", "how much did it grow?") != "Which country grew fastest?"
