"""Any actions that fit the form, in any order, with a server that fails now and then: every question ends cleanly."""

from __future__ import annotations

import json
import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbi.errors import ModelError, ModelUnavailable
from gbi.models.scripted import ScriptedModel
from gbi.settings import Settings
from gbi.types import Answer, Piece
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.form import Choices, schema
from gbi_agents.dispatchers.llm.planner import Llm
from support.schema_values import values_of

QUERIES = st.sampled_from(
    [
        "select net_income_million_usd from income where year = 2018",
        "select year, revenue_million_usd from income order by 2 desc",
        "select 42",
        "select 42 as value from income",
        "select null from income",
        "select * from income, staff, opinion",
        "select year from income where year > 3000",
        "select nothing from income",
        "drop table income",
        "select sum(good) over (order by country) from opinion",
        "select 地区, 销售额_万元 from sales",
        "select good > 30, bad from opinion",
        "select cell, value from cells limit 3",
        "select 1/0 from income",
        "select count(*), min(year) from income group by year > 2017",
        "with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n from r",
        "select string_agg(country, '; ') from opinion",
        "select [1, 2, 3] from income limit 1",
        "select {'a': year} from income limit 1",
        "select date '2020-01-01' from income limit 1",
        "select ''",
    ]
)
TEXTS = st.sampled_from(["", "It was 409 million USD.", "42", "2018", "是。", "<b>42</b>", "France"])
CHOICES = Choices(regions=("r1", "r4"), readers=("raster", "table", "native"), look=True, clarify=True)
FORM = schema(CHOICES, Bounds())
REPLIES = values_of(FORM, {"sql": QUERIES, "text": TEXTS, "x": st.sampled_from(["year", "country"])}).map(json.dumps)
FAILURES = st.sampled_from([ModelUnavailable("down"), ModelError("refused"), "no json", '{"actions": 3}', ""])
QUESTIONS = st.sampled_from(
    ["What was the net income in 2018?", "华东的销售额是多少？", "What is the height of Everest?", "and the lowest?"]
)
STEPS, TOKENS = 14, 9_000


@given(script=st.lists(st.one_of(REPLIES, REPLIES, REPLIES, FAILURES), max_size=6), question=QUESTIONS, data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_script_ends_within_its_bounds(
    ws: Workspace, script: list[Any], question: str, data: st.DataObject
) -> None:
    limits = Settings(ask_steps=STEPS, llm_tokens=TOKENS, ask_seconds=30, vlm_url="http://127.0.0.1:9/v1")
    model = ScriptedModel(script)
    analyst = Analyst(ws, Llm(limits, model), settings=limits)
    began = time.monotonic()
    if data.draw(st.booleans()):
        said = analyst.ask(question)
    else:
        *events, said = analyst.thread().stream(question)
        assert all(isinstance(event, Piece) or event.action for event in events)  # type: ignore[union-attr]
    assert isinstance(said, Answer) and said.text and time.monotonic() - began < 30
    assert said == Answer.model_validate_json(said.model_dump_json())
    assert len(said.trace) <= STEPS + 5 and sum(step.tokens for step in said.trace) <= TOKENS
    check(said)


def check(said: Answer) -> None:
    """What holds of every answer, whoever planned it."""
    assert "42" not in said.text and said.value != 42
    if said.status == "answered":
        assert said.value is not None and said.checks
        assert said.citations, (said.text, said.sql)
        assert said.revisions or all(citation.scope != "cells" for citation in said.citations)
    else:
        assert said.value is None and not said.citations
