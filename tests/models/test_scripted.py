"""The scripted back end: what a script can say, and when."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gbi.errors import ModelError, ModelUnavailable, ReplyError, SettingsError
from gbi.models import Picture, Reply, Request, Turn, model
from gbi.models.scripted import ScriptedModel, ScriptLine, read_script
from gbi.settings import Settings


def asked(text: str, **rest: float) -> Request:
    return Request(turns=(Turn(parts=(text,)),), **rest)  # type: ignore[arg-type]


def test_replies_are_said_in_turn_and_requests_kept() -> None:
    script = ScriptedModel(["one", Reply(text="two", finish="length"), ScriptLine(text="three")], name="made")
    replies = [script.ask(asked(str(n))) for n in range(3)]
    assert [(reply.text, reply.finish) for reply in replies] == [("one", "stop"), ("two", "length"), ("three", "stop")]
    assert {reply.model for reply in replies} == {"made"}
    assert [request.turns[0].parts for request in script.requests] == [("0",), ("1",), ("2",)]


def test_a_script_at_its_end_is_a_model_that_is_gone() -> None:
    script = ScriptedModel(["one"])
    script.ask(asked("x"))
    with pytest.raises(ModelUnavailable, match="no reply for request 2"):
        script.ask(asked("x"))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (ScriptLine(error="unavailable", text="gone"), ModelUnavailable),
        (ScriptLine(error="reply", text="gone"), ReplyError),
        (ScriptLine(error="refused", text="gone"), ModelError),
        (ModelUnavailable("gone"), ModelUnavailable),
    ],
)
def test_errors_are_raised_and_stand_in_their_places(line: ScriptLine | ModelError, kind: type[ModelError]) -> None:
    with pytest.raises(kind, match="gone"):
        ScriptedModel([line]).ask(asked("x"))
    first, second, third = ScriptedModel(["a", line, "c"]).ask_all([asked("x")] * 3)
    assert isinstance(second, kind)
    assert [one.text for one in (first, third) if isinstance(one, Reply)] == ["a", "c"]


def test_a_line_waits_for_the_words_it_is_meant_for() -> None:
    script = ScriptedModel(
        [
            ScriptLine(text="sales", when="Sales"),
            ScriptLine(text="年", when="年份", repeat=True),
            ScriptLine(text="rest"),
        ]
    )
    assert [script.ask(asked(text)).text for text in ("年份?", "else", "Sales in 2019", "年份!")] == [
        "年",
        "rest",
        "sales",
        "年",
    ]


def test_a_delay_over_the_limit_is_a_time_out() -> None:
    script = ScriptedModel([ScriptLine(text="late", delay_s=30)], seconds=60)
    started = time.monotonic()
    with pytest.raises(ModelUnavailable, match=r"within 0\.1 s"):
        script.ask(asked("x", seconds=0.1))
    assert 0.1 <= time.monotonic() - started < 20
    assert ScriptedModel([ScriptLine(text="late", delay_s=0.01)]).ask(asked("x")).text == "late"


def test_a_function_may_answer(picture: Picture) -> None:
    script = ScriptedModel(lambda request: f"{len(request.turns[0].parts)} parts")
    assert script.ask(Request(turns=(Turn(parts=(picture, "x")),))).text == "2 parts"
    assert script.usage().images == 1


def test_a_stream_keeps_every_space() -> None:
    assert list(ScriptedModel(["  two  words\n"]).stream(asked("x"))) == ["  ", "two  ", "words\n"]


def test_a_file_of_replies(tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl"
    path.write_text('{"text": "四", "when": "2 + 2"}\n\n{"error": "unavailable"}\n', "utf-8")
    made = model(Settings(vlm_backend="scripted", vlm_model=str(path)), "vlm")
    assert made is not None
    assert made.name == "demo"
    assert made.ask(asked("2 + 2?")).text == "四"
    with pytest.raises(ModelUnavailable):
        made.ask(asked("more"))


@pytest.mark.parametrize("row", ["{nope", '{"txt": "x"}', '{"error": "strange"}', "[]"])
def test_a_bad_line_is_named(row: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"text": "good"}}\n{row}\n', "utf-8")
    with pytest.raises(SettingsError, match=r"line 2 of bad\.jsonl"):
        read_script(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_script(tmp_path / "none.jsonl")
