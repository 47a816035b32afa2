"""The openai back end against a real HTTP server that is busy, broken, slow, strange, gone, and back again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gbi.errors import ModelError, ModelUnavailable, ReplyError
from gbi.models import Model, Picture, Reply, Request, Turn
from gbi.models.breaker import Breaker
from gbi.models.endpoint import Endpoint
from gbi.models.openai import ServedModel
from gbi.models.retry import Backoff
from support.chat_server import ChatServer, Said, Together

QUICK = Backoff(base_s=0.01, cap_s=0.02)
FORM = {"type": "object", "properties": {"n": {"type": "integer"}}}
BUSY = Said(status=429, error="busy")
BROKEN = Said(status=503, error="out of memory")


@contextmanager
def served(*said: Said, breaker: Breaker | None = None, **kept: Any) -> Iterator[tuple[Model, ChatServer]]:
    with ChatServer(*said, answer=kept.pop("answer", None)) as server:
        where = Endpoint(server.url, **{"model": "tiny", "seconds": 5.0, "retries": 3, **kept})
        made = ServedModel(where, backoff=QUICK, breaker=lambda: breaker or Breaker())
        yield made, server
        made.close()


def ask(model: Model, text: str = "2 + 2?", **rest: Any) -> Reply:
    return model.ask(Request(turns=(Turn(parts=(text,)),), **rest))


@pytest.mark.parametrize("first", [BUSY, BROKEN, Said(status=500), Said(status=408), Said(drop=True)])
def test_what_passes_is_tried_again(first: Said) -> None:
    with served(first, first, Said("four")) as (model, server):
        reply = ask(model)
    assert (reply.text, reply.usage.retries, len(server.bodies)) == ("four", 2, 3)
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.calls) == (30, 2, 1)


def test_tries_end_and_the_error_says_how_many_there_were() -> None:
    with served(BROKEN, retries=2) as (model, server):
        with pytest.raises(ModelUnavailable, match=r"HTTP 503\) \(3 tries\): out of memory"):
            ask(model)
        assert len(server.bodies) == 3
        assert model.usage().retries == 2


def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    with served(Said(status=429, headers={"retry-after": "0.3"}), Said("four")) as (model, _):
        started = time.monotonic()
        assert ask(model).text == "four"
        assert 0.3 <= time.monotonic() - started < 20


@pytest.mark.parametrize("asked_s", ["120", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_server_that_asks_for_too_long_is_not_waited_for(asked_s: str) -> None:
    with served(Said(status=429, error="later", headers={"retry-after": asked_s})) as (model, server):
        with pytest.raises(ModelUnavailable, match="later"):
            ask(model)
        assert len(server.bodies) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_does_not_pass_is_asked_once(status: int) -> None:
    with served(Said(status=status, error="no")) as (model, server), pytest.raises(ModelError):
        ask(model)
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("said", "kind", "mend"),
    [
        (Said(status=401, error="bad key"), ModelUnavailable, "set GBI_VLM_KEY"),
        (Said(status=403, error="bad key"), ModelUnavailable, "set GBI_VLM_KEY"),
        (Said(status=404, error="no such model"), ModelUnavailable, "set GBI_VLM_MODEL to one of its: large, chart"),
        (Said(status=400, error="maximum context length is 4096 tokens"), ModelError, "fewer or smaller pictures"),
        (Said(status=413, raw=b"<html>too big</html>"), ModelError, "fewer or smaller pictures"),
        (Said(status=400, error="at most 1 image"), ModelError, "refused the request: at most 1 image"),
        (Said(finish="content_filter"), ModelError, "withheld"),
    ],
)
def test_refusals_say_what_to_do(said: Said, kind: type[ModelError], mend: str) -> None:
    with served(said) as (model, server):
        server.models = ["large", "chart"]
        with pytest.raises(kind, match=mend) as caught:
            ask(model)
        assert len(str(caught.value)) < 600


def test_a_server_without_the_api_is_told_from_one_without_the_model() -> None:
    with ChatServer(Said(status=404, error="Not Found"), models=("tiny",)) as server:
        model = ServedModel(Endpoint(server.url, "tiny"), backoff=QUICK)
        with pytest.raises(ModelUnavailable, match="GBI_VLM_URL should end in /v1"):
            ask(model)
        model.close()


@pytest.mark.parametrize("raw", [b"<html>Welcome</html>", b"{nope", b"{}", b"null", b'{"choices": []}', b'"four"', b""])
def test_replies_that_are_none_are_told(raw: bytes) -> None:
    with served(Said(raw=raw)) as (model, _), pytest.raises(ReplyError, match=r"not (JSON|a chat completion)"):
        ask(model)


def test_a_reply_that_was_cut_off_says_so() -> None:
    with served(Said("fou", finish="length")) as (model, _):
        assert ask(model, max_tokens=1).finish == "length"


def test_a_slow_server_is_asked_twice_and_no_more() -> None:
    with served(Said(delay_s=30.0), seconds=0.5) as (model, server):
        started = time.monotonic()
        with pytest.raises(ModelUnavailable, match="no answer from"):
            ask(model)
        assert time.monotonic() - started < 20
        assert len(server.bodies) == 2


def test_one_slow_answer_is_forgiven() -> None:
    with served(Said(delay_s=30.0), Said("four"), seconds=2.0) as (model, _):
        assert ask(model).text == "four"


def test_a_calls_own_time_counts_all_tries_and_waits() -> None:
    with served(BUSY) as (model, _):
        started = time.monotonic()
        with pytest.raises(ModelUnavailable):
            ask(model, seconds=0.05)
        assert time.monotonic() - started < 20


def test_a_server_that_is_down_is_told_with_the_mend() -> None:
    with ChatServer() as server:
        url = server.url
    model = ServedModel(Endpoint(url, "tiny", retries=1), backoff=QUICK)
    with pytest.raises(ModelUnavailable, match=r"cannot be reached \(2 tries\).*start it or set GBI_VLM_URL"):
        ask(model)
    with pytest.raises(ModelUnavailable):
        list(model.stream(Request(turns=(Turn(parts=("x",)),))))
    assert model.usage().calls == 2


def test_the_breaker_opens_and_closes_when_the_server_is_back() -> None:
    clock = [0.0]
    breaker = Breaker(failures=4, cool_down_s=10.0, clock=lambda: clock[0])
    with served(Said("four"), breaker=breaker) as (model, server):
        assert ask(model).text == "four"
        server.stop()
        for _ in range(3):
            with pytest.raises(ModelUnavailable):
                ask(model)
        with pytest.raises(ModelUnavailable, match="is tried again in 10 s; last: "):
            ask(model)
        server.start()
        seen = len(server.bodies)
        with pytest.raises(ModelUnavailable):
            ask(model)
        assert len(server.bodies) == seen
        clock[0] = 10.0
        assert ask(model).text == "four"
        assert breaker.wait_s() == 0


def test_a_batch_outlives_the_servers_death_and_none_is_lost() -> None:
    """Twenty questions, the server gone after eight: all end, in order, answered or with an error, and soon."""
    with ChatServer(answer=lambda body: Said(body["messages"][0]["content"], delay_s=0.02)) as server:
        model = ServedModel(Endpoint(server.url, "tiny", concurrency=2), backoff=QUICK)
        asked = [Request(turns=(Turn(parts=(str(n),)),)) for n in range(20)]
        first = model.ask_all(asked[:8])
        server.stop()
        started = time.monotonic()
        rest = model.ask_all(asked[8:])
        assert time.monotonic() - started < 20
        assert [reply.text for reply in first if isinstance(reply, Reply)] == [str(n) for n in range(8)]
        assert [type(one) for one in rest] == [ModelUnavailable] * 12
        model.close()


def test_refusals_do_not_open_the_breaker_and_busy_servers_neither() -> None:
    breaker = Breaker(failures=2)
    with served(Said(status=400, error="no"), breaker=breaker) as (model, server):
        for _ in range(5):
            with pytest.raises(ModelError, match="no"):
                ask(model)
        server.answer = lambda body: BUSY
        with pytest.raises(ModelUnavailable, match="busy"):
            ask(model)
        server.answer = lambda body: Said("four")
        assert ask(model).text == "four"


def test_a_server_that_does_not_know_forms_is_asked_in_words_from_then_on() -> None:
    def answer(body: dict[str, Any]) -> Said:
        if "response_format" in body:
            return Said(status=400, error="Unknown parameter: response_format")
        return Said('{"n": 4}')

    with served(answer=answer) as (model, server):
        assert [ask(model, form=FORM).text for _ in range(3)] == ['{"n": 4}'] * 3
        assert ["response_format" in body for body in server.bodies] == [True, False, False, False]
        assert "JSON Schema" in server.bodies[-1]["messages"][0]["content"]
        assert model.usage().retries == 0


def test_a_schema_that_the_server_cannot_take_is_asked_in_words_this_once() -> None:
    def answer(body: dict[str, Any]) -> Said:
        strange = "frobnicate" in str(body.get("response_format"))
        return Said(status=400, error="Grammar error: Invalid type: frobnicate") if strange else Said("{}")

    with served(answer=answer) as (model, server):
        ask(model, form={"type": "frobnicate"})
        ask(model, form=FORM)
        assert ["response_format" in body for body in server.bodies] == [True, False, True]


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    with served(Said(status=400, error="response_format seed repetition_penalty unknown")) as (model, server):
        with pytest.raises(ModelError):
            ask(model, form=FORM, seed=1, repetition_penalty=1.2)
        assert len(server.bodies) <= 7


def test_the_request_reaches_the_server_as_it_was_asked(picture: Picture) -> None:
    with served(key="secret") as (model, server):
        model.ask(
            Request(
                system="简短",
                turns=(Turn(parts=(picture, "多少?")),),
                form=FORM,
                max_tokens=9,
                temperature=0.5,
                seed=3,
                repetition_penalty=1.1,
            )
        )
        (body,) = server.bodies
    assert server.keys == ["Bearer secret"]
    assert (body["model"], body["max_tokens"], body["temperature"], body["seed"]) == ("tiny", 9, 0.5, 3)
    assert body["repetition_penalty"] == 1.1
    assert body["response_format"]["json_schema"]["schema"] == FORM
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"][0]["image_url"]["url"].startswith("data:image/png;base64,")


def test_the_first_served_model_is_taken_when_none_is_named() -> None:
    with served(model=None) as (model, server):
        server.models = ["large", "chart"]
        assert model.name == "large"
        assert ask(model).model == "large"
        assert server.bodies[0]["model"] == "large"
        server.models = []
    with served(model=None) as (model, server):
        server.models = []
        with pytest.raises(ModelUnavailable, match="serves no model"):
            ask(model)


def test_a_model_that_was_taken_and_is_gone_is_looked_for_anew() -> None:
    def answer(body: dict[str, Any]) -> Said:
        return Said("four") if body["model"] in server.models else Said(status=404, error="no such model")

    with ChatServer(answer=answer, models=("old",)) as server:
        model = ServedModel(Endpoint(server.url), backoff=QUICK)
        assert ask(model).model == "old"
        server.models = ["new"]
        with pytest.raises(ModelUnavailable, match="has no model old"):
            ask(model)
        assert ask(model).model == "new"
        model.close()


def test_no_more_calls_are_in_flight_than_the_settings_allow_and_connections_are_kept() -> None:
    together = Together(3)  # no reply leaves before three calls have met, however slow the machine is

    def answer(body: dict[str, Any]) -> Said:
        together.wait()
        return Said(delay_s=0.05)

    with served(answer=answer, concurrency=3, seconds=60.0) as (model, server):
        replies = model.ask_all([Request(turns=(Turn(parts=(str(n),)),)) for n in range(12)])
        assert all(isinstance(reply, Reply) for reply in replies)
        assert server.most == 3
        assert len(server.clients) <= 4


def test_waiting_for_ones_turn_counts_as_time() -> None:
    with served(Said(delay_s=0.6), concurrency=1) as (model, _):
        asked = [Request(turns=(Turn(parts=(str(n),)),), seconds=0.3 if n else None) for n in range(2)]
        first, second = model.ask_all(asked)
        assert isinstance(first, Reply)
        assert isinstance(second, ModelUnavailable)
        assert "busy" in str(second)


STREAMED = Request(turns=(Turn(parts=("a story",)),))


def test_a_streams_pieces_come_as_they_are_made_and_are_counted() -> None:
    with served(Said(pieces=("on", "ce", " upon"), piece_s=0.4)) as (model, _):
        came = []
        for piece in model.stream(STREAMED):
            came.append((piece, time.monotonic()))
        assert [piece for piece, _ in came] == ["on", "ce", " upon"]
        assert came[2][1] - came[0][1] > 0.2
        assert model.usage().completion_tokens == 2


def test_a_stream_is_tried_again_until_its_first_piece() -> None:
    with served(BROKEN, BUSY, Said(pieces=("once",))) as (model, _):
        assert list(model.stream(STREAMED)) == ["once"]
        assert model.usage().retries == 2


@pytest.mark.parametrize("said", [Said(pieces=("once",), cut=True), Said(raw=b"data: {nope\n\n"), Said(raw=b"<html>")])
def test_a_stream_that_breaks_off_is_an_error_after_its_pieces(said: Said) -> None:
    with served(said) as (model, _):
        stream = model.stream(STREAMED)
        with pytest.raises(ModelUnavailable, match="stream from"):
            assert list(stream) == []
        if said.pieces:
            stream = model.stream(STREAMED)
            assert next(stream) == "once"


def test_a_stream_that_hangs_ends_with_its_time() -> None:
    with served(Said(pieces=("once",) * 600, piece_s=0.1), seconds=1.0) as (model, _):
        started = time.monotonic()
        with pytest.raises(ModelUnavailable, match="broke off"):
            list(model.stream(STREAMED))
        assert time.monotonic() - started < 30


def test_a_stream_left_early_frees_its_place() -> None:
    with served(Said(pieces=("once",) * 600, piece_s=0.1), seconds=60.0, concurrency=1) as (model, server):
        stream = model.stream(STREAMED)
        assert next(stream) == "once"
        stream.close()  # type: ignore[attr-defined]
        server.answer = lambda body: Said("four")
        started = time.monotonic()
        assert ask(model).text == "four"
        assert time.monotonic() - started < 30


def test_a_bad_picture_never_reaches_the_server() -> None:
    with served() as (model, server):
        with pytest.raises(ModelError, match="picture"):
            model.ask(Request(turns=(Turn(parts=(Picture(png=b"no"),)),)))
        assert server.bodies == []
