"""A model that is down, slow, cut off, spent or of no use: the rules go on from where it stopped, and say so."""

from __future__ import annotations

import time

import pytest

from gbi.errors import ModelError, ModelUnavailable, SettingsError
from gbi.models.model import Reply
from gbi.models.scripted import ScriptLine
from gbi.settings import Settings
from gbi.types import Answer
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.planner import Llm
from support.planned import answer, plan, query, scripted

QUESTION = "What was the net income in 2018?"
SEARCH = {"action": "search", "query": "net income"}
DOWN = ModelUnavailable("the server does not answer")


def by_rules(said: Answer, why: str) -> bool:
    """Whether the rules answered the question, and the answer says why."""
    told = [warning for warning in said.warnings if "scripted" in warning and why in warning]
    return said.value == 409 and len(told) == 1 and any(s.detail == "rules" for s in said.trace)


def test_a_model_that_is_down_from_the_start(ws: Workspace) -> None:
    said = scripted(ws, DOWN)[0].ask(QUESTION)
    assert by_rules(said, "gave no reply")
    assert any(step.outcome == "the server does not answer" for step in said.trace)


def test_a_model_that_goes_down_after_it_has_searched(ws: Workspace) -> None:
    said = scripted(ws, plan(SEARCH), DOWN)[0].ask(QUESTION)
    assert by_rules(said, "gave no reply") and [s.action for s in said.trace][:2] == ["decide: search", "search"]


def test_a_model_that_goes_down_after_a_query_that_nobody_vouches_for(ws: Workspace) -> None:
    other = query("select net_income_million_usd from income where year = 2016")
    said = scripted(ws, plan(other), DOWN)[0].ask(QUESTION)
    assert by_rules(said, "gave no reply")


def test_a_plan_that_was_made_is_carried_out_though_the_model_went_down(ws: Workspace) -> None:
    whole = plan(query("select net_income_million_usd from income where year = 2018"), answer())
    said = scripted(ws, whole, DOWN)[0].ask(QUESTION)
    assert said.value == 409 and not said.warnings


def test_in_chinese_the_warning_is_chinese(ws: Workspace) -> None:
    said = scripted(ws, DOWN)[0].ask("华东的销售额是多少？")
    assert said.value == 200 and any("规则" in w and "没有回应" in w for w in said.warnings)


@pytest.mark.parametrize(
    "useless",
    [
        "I think the answer is 409.",
        "",
        "{}",
        '{"actions": []}',
        '{"plan": "x", "actions": [{"action": "delete"}]}',
        '{"plan": "x", "actions": [{"action": "query"}]}',
        '{"plan": "x", "actions": [{"action": "look", "region": "r1", "question": "?"}]}',
        '{"plan": "x", "actions": [{"action": "read", "region": "r99", "reader": "table"}]}',
        '{"plan": "x", "actions": [{"action": "clarify", "question": "?", "choices": ["a", "b"]}]}',
        "ha " * 3000,
        '{"plan": "' * 500,
    ],
)
def test_two_useless_replies_are_enough(ws: Workspace, useless: str) -> None:
    analyst, model = scripted(ws, useless, useless, plan(SEARCH))
    assert by_rules(analyst.ask(QUESTION), "could not be used")
    assert len(model.requests) == 2


def test_a_reply_that_was_cut_off_is_asked_for_again_in_short(ws: Workspace) -> None:
    good = plan(query("select net_income_million_usd from income where year = 2018"), answer())
    analyst, model = scripted(ws, Reply(text=good[:40], finish="length"), good)
    said = analyst.ask(QUESTION)
    assert said.value == 409 and not said.warnings
    assert "cut off" in str(model.requests[1].turns[-1].parts[-1])


def test_a_slow_model_leaves_the_rules_their_time(ws: Workspace) -> None:
    slow = ScriptLine(text=plan(SEARCH), delay_s=60)
    analyst, model = scripted(ws, slow, ask_seconds=4)
    began = time.monotonic()
    assert by_rules(analyst.ask(QUESTION), "gave no reply")
    assert time.monotonic() - began < 30  # the model would have taken 60
    assert model.requests[0].seconds is not None and model.requests[0].seconds <= 3


def test_every_call_gets_the_seconds_that_are_left(ws: Workspace) -> None:
    searches = [ScriptLine(text=plan({"action": "search", "query": f"net {n}"}), delay_s=0.4) for n in range(5)]
    analyst, model = scripted(ws, *searches, ask_seconds=2)
    assert by_rules(analyst.ask(QUESTION), "")
    given = [request.seconds for request in model.requests]
    assert given == sorted(given, reverse=True) and len(given) < 5


def test_tokens_are_bounded_over_all_calls(ws: Workspace) -> None:
    searches = [plan({"action": "search", "query": f"net {n}"}) for n in range(20)]
    analyst, model = scripted(ws, *searches, llm_tokens=3_000, ask_steps=60)
    said = analyst.ask(QUESTION)
    assert by_rules(said, "tokens are spent")
    assert 1 <= len(model.requests) < 10 and sum(step.tokens for step in said.trace) <= 3_000
    assert all(request.max_tokens <= 700 for request in model.requests)


def test_too_few_tokens_for_one_call_ask_nothing(ws: Workspace) -> None:
    analyst, model = scripted(ws, plan(SEARCH), llm_tokens=200)
    assert by_rules(analyst.ask(QUESTION), "tokens are spent") and not model.requests


@pytest.mark.parametrize("steps", [7, 10, 14, 24])
def test_steps_are_bounded_and_enough_are_kept_for_the_rules(ws: Workspace, steps: int) -> None:
    searches = [plan({"action": "search", "query": f"net {n}"}) for n in range(40)]
    said = scripted(ws, *searches, ask_steps=steps, llm_tokens=200_000)[0].ask(QUESTION)
    assert by_rules(said, "steps are spent") and len(said.trace) <= steps + 1


def test_prompts_that_the_server_refuses_shrink_then_the_rules_go_on(ws: Workspace) -> None:
    analyst, model = scripted(ws, *[ModelError("too many tokens")] * 5)
    assert by_rules(analyst.ask(QUESTION), "could not be used") and len(model.requests) == 2


def test_settings_that_do_not_fit_are_told(ws: Workspace) -> None:
    class Misnamed:
        name = "scripted"

        def ask(self, request: object) -> Reply:
            raise SettingsError("there is no model back end called nonesuch")

    said = Analyst(ws, Llm(Settings(), Misnamed())).ask(QUESTION)  # type: ignore[arg-type]
    assert by_rules(said, "gave no reply") and any("nonesuch" in step.outcome for step in said.trace)


def test_what_the_model_read_stays_and_what_was_refused_is_not_asked_of_the_rules(ws: Workspace) -> None:
    read = plan({"action": "read", "region": "r1", "reader": "raster"})
    said = scripted(ws, read, DOWN)[0].ask(QUESTION)
    assert by_rules(said, "gave no reply")
    assert next(step for step in said.trace if step.action == "read").outcome != "done"  # a data file has no pixels


def test_looks_are_bounded(ws: Workspace) -> None:
    looks = [plan(*({"action": "read", "region": f"r{n}", "reader": name} for n in range(1, 5)))
             for name in ("raster", "vector", "table")]  # fmt: skip
    analyst, _ = scripted(ws, *looks, bounds=Bounds(looks=5), ask_steps=60)
    said = analyst.ask(QUESTION)
    assert [step.action for step in said.trace].count("read") == 5 and said.value == 409


def test_the_rules_refuse_what_they_would_have_refused(ws: Workspace) -> None:
    said = scripted(ws, DOWN)[0].ask("What is the height of Everest?")
    assert said.status == "unanswerable" and any("gave no reply" in warning for warning in said.warnings)
