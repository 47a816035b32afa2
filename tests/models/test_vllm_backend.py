"""The openai back end against real vLLM, and both engines against each other on the same weights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gbi.errors import ModelError, ModelUnavailable
from gbi.models import Picture, Reply, Request, Turn
from gbi.models.endpoint import Endpoint
from gbi.models.openai import ServedModel
from gbi.models.transformers import LocalModel
from gbi.models.weights import Weights
from support.vllm_server import VllmServer

pytestmark = pytest.mark.vllm

FORM = {
    "type": "object",
    "properties": {"年": {"type": "integer", "minimum": 0, "maximum": 9}, "on": {"type": "boolean"}},
    "required": ["年", "on"],
    "additionalProperties": False,
}


@pytest.fixture(params=["model", "chart"])
def served(request: pytest.FixtureRequest, vllm_server: VllmServer) -> Iterator[ServedModel]:
    made = ServedModel(Endpoint(vllm_server.url, request.param, seconds=60))
    yield made
    made.close()


def asked(*parts: str | Picture, **rest: Any) -> Request:
    return Request(turns=(Turn(parts=parts),), **{"max_tokens": 12, **rest})


def test_both_engines_say_the_same_with_and_without_the_adapter(
    served: ServedModel, vllm_server: VllmServer, picture: Picture
) -> None:
    tiny = vllm_server.tiny
    adapter = None if served.name == "model" else tiny.adapter("chart")
    local = LocalModel(Weights(str(tiny.model), adapter), seconds=60)
    questions = [asked("2 + 2?"), asked(picture, "How high is the bar?"), asked("年份?", picture, picture)]
    pairs = [(served.ask(one), local.ask(one)) for one in questions]
    assert [(a.text, a.finish) for a, _ in pairs] == [(b.text, b.finish) for _, b in pairs]
    assert [a.usage.prompt_tokens for a, _ in pairs] == [b.usage.prompt_tokens for _, b in pairs]


def test_a_form_holds_whatever_the_seed(served: ServedModel, picture: Picture) -> None:
    requests = [asked(picture, "?", form=FORM, temperature=1.0, seed=seed, max_tokens=80) for seed in range(6)]
    replies = served.ask_all(requests)
    said = [json.loads(reply.text) for reply in replies if isinstance(reply, Reply) and reply.finish == "stop"]
    assert len(said) >= 4
    assert all(set(one) == {"年", "on"} and isinstance(one["on"], bool) for one in said)


def test_a_stream_is_the_reply(served: ServedModel) -> None:
    one = asked("Tell me a story.", max_tokens=24)
    pieces = list(served.stream(one))
    assert len(pieces) > 3
    assert "".join(pieces) == served.ask(one).text
    assert served.usage().completion_tokens >= 2 * len(pieces)


def test_pictures_cost_tokens_and_smaller_ones_fewer(served: ServedModel, picture: Picture) -> None:
    small = picture.model_copy(update={"max_pixels": 6000})
    none, less, more = (
        served.ask(asked(*parts, max_tokens=1)).usage for parts in (("?",), (small, "?"), (picture, "?"))
    )
    assert none.prompt_tokens < less.prompt_tokens < more.prompt_tokens
    assert (none.images, less.images) == (0, 1)


def test_many_at_once_are_all_answered(served: ServedModel) -> None:
    replies = served.ask_all([asked(f"Number {n}?", max_tokens=4) for n in range(24)])
    assert all(isinstance(reply, Reply) for reply in replies)
    assert served.usage().calls == 24


def test_refusals_are_understood(vllm_server: VllmServer, picture: Picture) -> None:
    served = ServedModel(Endpoint(vllm_server.url, "model"))
    with pytest.raises(ModelError, match="too long for the model: send fewer or smaller pictures"):
        served.ask(asked("x" * 9000))
    with pytest.raises(ModelError, match="refused the request"):
        served.ask(asked(*[picture] * 9))
    assert served.ask(asked("?", form={"type": "frobnicate"})).text
    served.close()
    unknown = ServedModel(Endpoint(vllm_server.url, "nobody"))
    with pytest.raises(ModelUnavailable, match="has no model nobody; set GBI_VLM_MODEL to one of its: model, chart"):
        unknown.ask(asked("?"))
    unknown.close()


def test_the_base_model_is_taken_when_none_is_named(vllm_server: VllmServer) -> None:
    served = ServedModel(Endpoint(vllm_server.url))
    assert served.name == "model"
    served.close()
