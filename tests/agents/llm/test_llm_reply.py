"""What a model may write and what is made of it: the form for guided decoding, JSON in fences and prose, bad JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.errors import ReplyError
from gbi_agents.actions import ACTION, Answer, Clarify, Look, Query, Read, Search
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.form import Choices, schema
from gbi_agents.dispatchers.llm.reply import FIELDS, read
from support.schema_values import values_of

BOUNDS = Bounds()
CHOICES = Choices(regions=("r1", "r2"), readers=("raster", "table"), look=True, clarify=True)
REGIONS = {"r1": "region one", "r2": "region two"}
SELECT = '{"action": "query", "sql": "select 1"}'


def actions(text: str, choices: Choices = CHOICES) -> tuple[Any, ...]:
    return read(text, REGIONS, choices, BOUNDS)[1]


def test_the_form_names_every_action_of_the_union_and_none_of_its_internals() -> None:
    form = json.dumps(schema(CHOICES, BOUNDS))
    union = json.dumps(ACTION.json_schema())
    for name in ("search", "read", "look", "query", "draw", "clarify", "answer"):
        assert f'"{name}"' in form and f'"{name}"' in union and name in FIELDS
    assert not {"meaning", "passage", "cells", "$ref", "suggestions"} & set(form.replace('"', " ").split())


def test_every_text_and_list_of_the_form_has_an_end() -> None:
    def check(part: dict[str, Any]) -> None:
        if part.get("type") == "string" and "enum" not in part:
            assert 0 < part["maxLength"] <= BOUNDS.sql_chars
        if part.get("type") == "array":
            assert 0 < part["maxItems"] <= 5
        for inner in (*part.get("properties", {}).values(), *part.get("anyOf", []), part.get("items")):
            if inner:
                check(inner)

    check(schema(CHOICES, BOUNDS))


@pytest.mark.parametrize(
    ("choices", "absent"),
    [
        (Choices(regions=("r1",), readers=("table",)), {"look", "clarify"}),
        (Choices(readers=("table",), look=True, clarify=True), {"read", "look"}),
        (Choices(regions=("r1",), look=True), {"read", "clarify"}),
    ],
)
def test_what_cannot_be_done_is_not_in_the_form(choices: Choices, absent: set[str]) -> None:
    kinds = {
        kind["properties"]["action"]["enum"][0]
        for kind in schema(choices, BOUNDS)["properties"]["actions"]["items"]["anyOf"]
    }
    assert not kinds & absent and {"query", "search", "draw", "answer"} <= kinds


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_fits_the_form_is_read_or_refused_with_a_reason(data: st.DataObject) -> None:
    said = data.draw(values_of(schema(CHOICES, BOUNDS), {}))
    try:
        plan, made = read(json.dumps(said, ensure_ascii=data.draw(st.booleans())), REGIONS, CHOICES, BOUNDS)
    except ReplyError as error:
        assert any(not text.strip() for one in said["actions"] for text in one.values() if isinstance(text, str))
        assert str(error)
        return
    assert plan == said["plan"] and 1 <= len(made) <= BOUNDS.actions
    assert [one.action for one in made] == list(dict.fromkeys(one.action for one in made)) or len(made) > 1
    assert all(one.region in REGIONS.values() for one in made if isinstance(one, Read | Look))


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_actions_or_a_reason(text: str) -> None:
    try:
        assert actions(text)
    except ReplyError as error:
        assert len(str(error)) < 400


@pytest.mark.parametrize(
    "around",
    [
        '{"plan": "x", "actions": [@]}',
        '```json\n{"actions": [@]}\n```',
        '```\n{"actions": [@]}\n```\nThat should do.',
        'Sure! Here you go: {"actions": [@]} Anything else?',
        '<think>maybe {"action": "answer"}?</think>{"actions": [@]}',
        "[@]",
        "@",
        '{"action": @}',
        '{"actions": [@,],}',
        'In {braces} first, then {"actions": [@]}',
        '{"actions": [{"action": "query", "sql": "select 1", "why": "because", "meaning": {"saying": 1}}]}',
        '{"actions": [@, @]}',
    ],
)
def test_servers_without_guided_decoding_are_understood(around: str) -> None:
    assert actions(around.replace("@", SELECT)) == (Query(sql="select 1"),)


def test_sql_over_several_lines_is_taken() -> None:
    (made,) = actions('{"action": "query", "sql": "select a\n  from t\n"}')
    assert made == Query(sql="select a\n  from t\n")


def test_regions_come_back_by_id_and_what_follows_an_end_is_dropped() -> None:
    text = json.dumps(
        {
            "actions": [
                {"action": "look", "region": "r2", "question": "how many bars?"},
                {"action": "read", "region": "r1", "reader": "raster"},
                {"action": "answer", "text": "", "passage": {"document": "x"}, "cells": [["t", 0, 0]]},
                {"action": "search", "query": "never"},
            ]
        }
    )
    assert actions(text) == (
        Look(region="region two", question="how many bars?"), Read(region="region one", reader="raster"), Answer(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"action": "erase"}, "does not exist"),
        ({"action": ["query"]}, "holds no JSON object"),
        ({"sql": "select 1"}, "holds no JSON object"),
        ({"action": "query"}, "sql"),
        ({"action": "query", "sql": "  "}, "is empty"),
        ({"action": "query", "sql": "x" * 5_000}, "5000 characters"),
        ({"action": "query", "sql": 7}, "sql"),
        ({"action": "read", "region": "region one", "reader": "raster"}, "not in the catalogue"),
        ({"action": "read", "region": "r1", "reader": "psychic"}, "readers: raster, table"),
        ({"action": "draw", "mark": "pie"}, "mark"),
        ({"action": "clarify", "question": "which?", "choices": ["only one"]}, "choices"),
        ({"action": "answer", "status": "perhaps"}, "status"),
        ({"action": "answer", "text": "long " * 1_000}, "characters"),
    ],
)
def test_what_does_not_fit_is_told_in_words_that_help(action: dict[str, Any], words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        actions(json.dumps(action))


def test_what_cannot_be_done_now_is_told() -> None:
    nothing = Choices(regions=("r1",))
    with pytest.raises(ReplyError, match="no model to"):
        actions('{"action": "look", "region": "r1", "question": "?"}', nothing)
    with pytest.raises(ReplyError, match="nobody can be asked"):
        actions('{"action": "clarify", "question": "?", "choices": ["a", "b"]}', nothing)


@pytest.mark.parametrize("text", ["{" * 20_000, "[" * 20_000, '{"a": ' * 5_000, '"' * 20_000, "\\" * 9_999])
def test_nested_and_endless_texts_cost_little(text: str) -> None:
    with pytest.raises(ReplyError):
        actions(text)


def test_a_loop_is_called_one() -> None:
    with pytest.raises(ReplyError, match="again and again"):
        actions("the same words " * 50)


def test_texts_that_cannot_be_stored_are_mended() -> None:
    (made,) = actions('{"action": "search", "query": "a\\ud800b\\u0000c"}')
    assert isinstance(made, Search)
    made.query.encode()
    assert "\0" not in made.query
    (asked,) = actions('{"action": "clarify", "question": "?", "choices": ["\\udfff1", "2"]}')
    assert isinstance(asked, Clarify) and [choice.encode() for choice in asked.choices]
