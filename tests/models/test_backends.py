"""One suite over all model back ends: what a caller may expect of any of them."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gbi.errors import ModelError, ModelUnavailable, SettingsError
from gbi.models import BACKENDS, Model, Picture, Reply, Request, Turn, Usage, configured, model
from gbi.models.endpoint import Endpoint
from gbi.models.openai import ServedModel
from gbi.models.retry import Backoff
from gbi.models.scripted import ScriptedModel
from gbi.models.transformers import LocalModel
from gbi.models.weights import weights
from gbi.settings import Settings
from support.chat_server import ChatServer, Said

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"]


@dataclass(frozen=True)
class Backend:
    """A model, the request that it refuses, and one that takes longer than its `seconds`."""

    model: Model
    refused: Request
    slow: Request


def spoken(prompt: str, max_tokens: int) -> tuple[str, str]:
    """A reply that depends on the prompt alone: some words, and how it ended."""
    number = int(hashlib.sha256(prompt.encode()).hexdigest(), 16)
    words = [WORDS[(number >> (4 * at)) % len(WORDS)] for at in range(20)]
    return " ".join(words[:max_tokens]), "length" if max_tokens < len(words) else "stop"


def text_request(text: str, **rest: Any) -> Request:
    return Request(turns=(Turn(parts=(text,)),), **{"max_tokens": 12, **rest})


def over_http() -> Iterator[Backend]:
    def answer(body: dict[str, Any]) -> Said:
        prompt = json.dumps(body["messages"])
        if "refuse" in prompt:
            return Said(status=400, error="no such thing")
        text, finish = spoken(prompt, body["max_tokens"])
        *first, last = text.split()
        pieces = (*(word + " " for word in first), last)
        slow = "slow" in prompt
        return Said(text=text, finish=finish, pieces=pieces, delay_s=60.0 if slow else 0.0)

    with ChatServer(answer=answer) as server:
        made = ServedModel(Endpoint(server.url, "tiny", seconds=20), backoff=Backoff(base_s=0.01))
        yield Backend(made, text_request("refuse"), text_request("slow", seconds=0.3))
        made.close()


def in_process(folder: Path) -> Iterator[Backend]:
    made = LocalModel(weights(str(folder / "model"), folder / "chart"), seconds=60)
    yield Backend(made, text_request("x" * 9000), text_request("long", max_tokens=8000, seconds=0.05))
    made.close()


def from_a_script() -> Iterator[Backend]:
    def say(request: Request) -> Reply | ModelError:
        prompt = str([part if isinstance(part, str) else "picture" for turn in request.turns for part in turn.parts])
        if "slow" in prompt:
            time.sleep(request.seconds or 0)
            return ModelUnavailable("no answer in time")
        text, finish = spoken(prompt, request.max_tokens)
        return ModelError("no such thing") if "refuse" in prompt else Reply(text=text, finish=finish)

    yield Backend(ScriptedModel(say), text_request("refuse"), text_request("slow", seconds=0.3))


@pytest.fixture(scope="module", params=[name for name, _ in BACKENDS])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "transformers":
        yield from in_process(request.getfixturevalue("tiny_vlm"))
    else:
        yield from {"openai": over_http, "scripted": from_a_script}[request.param]()


def test_a_reply_has_its_text_its_end_and_its_cost(backend: Backend, question: Request) -> None:
    reply = backend.model.ask(question)
    assert reply.text.strip()
    assert reply.finish == "length"
    assert reply.model == backend.model.name
    assert reply.usage.calls == 1
    assert reply.usage.prompt_tokens > 0
    assert reply.usage.completion_tokens > 0
    assert reply.usage.seconds > 0


def test_greedy_replies_are_the_same_each_time_and_differ_by_prompt(backend: Backend, question: Request) -> None:
    replies = {backend.model.ask(question).text for _ in range(3)}
    assert len(replies) == 1
    assert backend.model.ask(text_request("And 7 times 8?")).text not in replies


def test_pictures_are_taken_among_the_text_and_counted(backend: Backend, picture: Picture) -> None:
    asked = Request(turns=(Turn(parts=("Chart:", picture, "Table:", picture, "Compare.")),), max_tokens=4)
    assert backend.model.ask(asked).usage.images == 2


def test_a_conversation_with_a_system_part_goes_in_whole(backend: Backend) -> None:
    asked = Request(
        system="简短回答。",
        turns=(Turn(parts=("年份?",)), Turn(role="assistant", parts=("2019",)), Turn(parts=("再说一遍",))),
        max_tokens=4,
    )
    assert backend.model.ask(asked).text != backend.model.ask(text_request("再说一遍", max_tokens=4)).text


def test_replies_come_in_the_order_of_the_requests_and_failures_in_their_places(backend: Backend) -> None:
    asked = [text_request(f"number {n}") for n in range(5)]
    alone = [backend.model.ask(one).text for one in asked]
    together = backend.model.ask_all([*asked[:2], backend.refused, *asked[2:]])
    failed = together.pop(2)
    assert isinstance(failed, ModelError)
    assert [reply.text for reply in together if isinstance(reply, Reply)] == alone


def test_no_requests_get_no_replies(backend: Backend) -> None:
    assert backend.model.ask_all([]) == []


def test_a_stream_brings_the_same_reply_in_pieces(backend: Backend) -> None:
    asked = text_request("tell me more about it", max_tokens=16)
    pieces = list(backend.model.stream(asked))
    assert len(pieces) > 1
    assert "".join(pieces) == backend.model.ask(asked).text


def test_a_stream_that_is_left_early_ends(backend: Backend, question: Request) -> None:
    stream = backend.model.stream(text_request("a long story", max_tokens=400))
    next(stream)
    started = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 15
    assert backend.model.ask(question).text


def test_a_refused_request_is_an_error_that_says_something(backend: Backend, question: Request) -> None:
    for call in calls(backend.model):
        with pytest.raises(ModelError, match=r"\w{3,}"):
            call(backend.refused)
    assert backend.model.ask(question).text


def test_a_call_ends_with_its_time(backend: Backend, question: Request) -> None:
    backend.model.ask(question)  # loading does not count
    for call in calls(backend.model):
        started = time.monotonic()
        with pytest.raises(ModelUnavailable):
            call(backend.slow)
        assert time.monotonic() - started < 15


def test_many_threads_may_ask_at_once(backend: Backend) -> None:
    asked = [text_request(f"thread {n % 4}", max_tokens=4) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        replies = [reply.text for reply in pool.map(backend.model.ask, asked)]
    assert replies[:4] == replies[4:8] == replies[8:]


def test_usage_is_the_sum_of_all_calls(backend: Backend, question: Request, picture: Picture) -> None:
    before = backend.model.usage()
    looked = Request(turns=(Turn(parts=(picture, "What is it?")),), max_tokens=4)
    replies = [backend.model.ask(question), backend.model.ask(looked)]
    spent = sum((reply.usage for reply in replies), Usage())
    after = backend.model.usage()
    assert (after.calls - before.calls, after.images - before.images) == (2, 1)
    assert after.prompt_tokens - before.prompt_tokens == spent.prompt_tokens
    assert after.completion_tokens - before.completion_tokens == spent.completion_tokens


def test_failed_calls_are_counted_too(backend: Backend) -> None:
    before = backend.model.usage()
    with pytest.raises(ModelError):
        backend.model.ask(backend.refused)
    assert backend.model.usage().calls == before.calls + 1


def test_a_form_is_asked_for_in_one_way_or_another(backend: Backend) -> None:
    form = {"type": "object", "properties": {"answer": {"type": "integer"}}, "required": ["answer"]}
    assert backend.model.ask(text_request("4?", form=form)).text


def test_closing_twice_is_well_and_asking_again_too(backend: Backend, question: Request) -> None:
    calls_before = backend.model.usage().calls
    backend.model.close()
    backend.model.close()
    assert backend.model.usage().calls == calls_before
    assert backend.model.ask(question).text


def calls(one: Model) -> list[Callable[[Request], Any]]:
    return [one.ask, lambda request: list(one.stream(request))]


def test_the_settings_choose_the_back_end(tiny_vlm: Path, tmp_path: Path) -> None:
    script = tmp_path / "said.jsonl"
    script.write_text('{"text": "hello"}\n', "utf-8")
    url = "http://localhost:1/v1"
    made = [
        model(Settings(vlm_url=url, vlm_model="chart"), "vlm"),
        model(Settings(vlm_backend="transformers", vlm_model=str(tiny_vlm / "model")), "vlm"),
        model(Settings(vlm_backend="scripted", vlm_model=str(script)), "vlm"),
    ]
    assert [type(one) for one in made] == [ServedModel, LocalModel, ScriptedModel]
    assert [one.name for one in made if one] == ["chart", "model", "said"]
    assert model(Settings(vlm_url=url, vlm_model="chart"), "vlm") is made[0]


def test_no_settings_mean_no_model_and_wrong_ones_an_error() -> None:
    assert model(Settings(), "vlm") is None
    assert not configured(Settings(), "llm")
    with pytest.raises(SettingsError, match="known: openai, transformers, scripted"):
        model(Settings(vlm_model="x", vlm_backend="opena"), "vlm")
    with pytest.raises(SettingsError, match="set GBI_VLM_URL"):
        model(Settings(vlm_model="x"), "vlm")
    for name in ("transformers", "scripted"):
        with pytest.raises(SettingsError, match="set GBI_VLM_MODEL"):
            model(Settings(vlm_url="http://x", vlm_backend=name), "vlm")


def test_the_language_model_is_the_one_that_sees_unless_it_has_a_server() -> None:
    sees = Settings(vlm_url="http://localhost:1/v1", vlm_model="seeing", vlm_key="secret")
    assert getattr(model(sees, "llm"), "name", None) == "seeing"
    both = sees.model_copy(update={"llm_url": "http://localhost:2/v1", "llm_model": "thinking"})
    assert getattr(model(both, "llm"), "name", None) == "thinking"
    assert getattr(model(both, "vlm"), "name", None) == "seeing"


def test_no_thread_is_left_by_streams(backend: Backend) -> None:
    for _ in range(3):
        list(backend.model.stream(text_request("piece by piece", max_tokens=3)))
    assert not [one for one in threading.enumerate() if one.name.startswith("gbi-model-stream")]
