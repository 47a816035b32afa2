"""Conversations, streams and parallel reads with a model: context, clarification, resuming, order, JSON alone."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from gbi.settings import Settings
from gbi.types import Answer, Piece, Step
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.planner import Llm
from gbi_agents.tools import TOOLS
from support.planned import answer, last_words, plan, query, scripted

NET = "select net_income_million_usd from income where year = {}"
CLARIFY = {"action": "clarify", "question": "Which year?", "choices": ["2016", "2018"]}


def test_a_follow_up_has_the_earlier_turns(ws: Workspace) -> None:
    analyst, model = scripted(ws, plan(query(NET.format(2018)), answer()), plan(query(NET.format(2019)), answer()))
    chat = analyst.thread("llm-follow")
    assert chat.ask("What was the net income in 2018?").value == 409
    assert chat.ask("and in 2019?").value == 380
    opening = str(model.requests[1].turns[0].parts[0])
    assert "Asked and answered before" in opening and '"answer":409' in opening and "and in 2019?" in opening
    assert "Asked and answered before" not in str(model.requests[0].turns[0].parts[0])


def test_the_model_asks_back_once_and_goes_on_with_the_choice(ws: Workspace) -> None:
    analyst, model = scripted(ws, plan(CLARIFY), plan(query(NET.format(2016)), answer()))
    chat = analyst.thread("llm-clarify")
    asked = chat.ask("What was the net income?")
    assert (asked.status, asked.text, asked.suggestions) == ("needs-clarification", "Which year?", ("2016", "2018"))
    assert chat.ask("2016").value == 300
    assert 'The person chose: "2016"' in last_words(model.requests[1])
    assert "clarify" in json.dumps(model.requests[0].form) and "clarify" not in json.dumps(model.requests[1].form)


def test_the_persons_time_does_not_count(ws: Workspace) -> None:
    analyst, _ = scripted(ws, plan(CLARIFY), plan(query(NET.format(2016)), answer()), ask_seconds=4)
    chat = analyst.thread("llm-patient")
    assert chat.ask("What was the net income?").status == "needs-clarification"
    time.sleep(4.1)
    assert chat.ask("2016").value == 300


def test_outside_a_conversation_nobody_is_asked(ws: Workspace) -> None:
    analyst, model = scripted(ws, plan(CLARIFY), plan(query(NET.format(2018)), answer()))
    assert analyst.ask("What was the net income?").value == 409
    assert "clarify" not in json.dumps(model.requests[0].form) and "nobody can be asked" in last_words(
        model.requests[1]
    )


def test_the_rules_take_the_choice_up_when_the_model_is_gone(ws: Workspace) -> None:
    analyst, _ = scripted(ws, plan(CLARIFY))
    chat = analyst.thread("llm-gone")
    assert chat.ask("What was the net income in 2018?").status == "needs-clarification"
    said = chat.ask("2018")
    assert said.value == 409 and said.warnings


def test_a_clarification_resumes_in_another_process_from_json_alone(ws: Workspace, tmp_path: Path) -> None:
    analyst, _ = scripted(ws, plan(CLARIFY))
    assert analyst.thread("llm-restart").ask("What was the net income?").status == "needs-clarification"
    script = tmp_path / "replies.jsonl"
    script.write_text(json.dumps({"text": plan(query(NET.format(2018)), answer())}) + "\n")
    code = (
        "import sys; from gbi.workspace import Workspace; from gbi_agents import Analyst\n"
        "said = Analyst(Workspace(sys.argv[1])).thread('llm-restart').ask('2018')\n"
        "print(said.value, said.warnings, [s.model for s in said.trace if s.model])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(ws.path)], capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "GBI_VLM_BACKEND": "scripted", "GBI_VLM_MODEL": str(script)},
    )  # fmt: skip
    assert ran.stdout.strip() == "409 () ['scripted', 'replies']"
    with sqlite3.connect(ws.path / "threads.sqlite") as stored:
        kinds = {kind for table in ("checkpoints", "writes") for (kind,) in stored.execute(f"select type from {table}")}
    assert kinds <= {"json", None}


def test_a_stream_tells_pieces_then_steps_then_the_answer(ws: Workspace) -> None:
    reply = plan(query(NET.format(2018)), answer())
    analyst, _ = scripted(ws, reply)
    events = list(analyst.stream("What was the net income in 2018?"))
    pieces = [event for event in events if isinstance(event, Piece)]
    assert "".join(piece.text for piece in pieces) == reply and {piece.model for piece in pieces} == {"scripted"}
    assert len(pieces) > 3 and isinstance(events[0], Piece) and isinstance(events[-1], Answer)
    steps = [event for event in events if isinstance(event, Step)]
    assert tuple(steps) == events[-1].trace and steps[0].tokens > 0


def test_a_thread_streams_its_pieces_too_and_asking_does_not(ws: Workspace) -> None:
    replies = [plan(query(NET.format(year)), answer()) for year in (2018, 2016)]
    analyst, model = scripted(ws, *replies)
    streamed: list[bool] = []
    stream = model.stream
    model.stream = lambda request: streamed.append(True) or stream(request)
    chat = analyst.thread("llm-stream")
    assert any(isinstance(event, Piece) for event in chat.stream("What was the net income in 2018?"))
    assert chat.ask("and in 2016?").value == 300 and streamed == [True]


def test_a_stream_that_runs_on_is_broken_off(ws: Workspace) -> None:
    class Endless:
        name = "endless"

        def usage(self) -> Any:
            from gbi.models.model import Usage

            return Usage()

        def stream(self, request: Any) -> Any:
            while True:
                yield "word " * 20

    events = list(Analyst(ws, Llm(Settings(), Endless())).stream("What was the net income in 2018?"))  # type: ignore[arg-type]
    assert isinstance(events[-1], Answer) and events[-1].value == 409 and events[-1].warnings
    assert sum(len(event.text) for event in events if isinstance(event, Piece)) < 40_000


def test_several_reads_run_side_by_side_and_come_back_in_order(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(3, timeout=10)

    def read(ws: object, action: Any, state: Any) -> dict[str, Any]:
        together.wait()  # passes only when all three run at once
        time.sleep({"raster": 0.2, "vector": 0.1, "table": 0.0}[action.reader])
        return {"reading": action.reader, "columns": [], "rows": 0}

    monkeypatch.setitem(TOOLS, "read", read)
    reads = [{"action": "read", "region": "r1", "reader": name} for name in ("raster", "vector", "table")]
    analyst, model = scripted(ws, plan(*reads), plan(query(NET.format(2018)), answer()))
    said = analyst.thread("llm-parallel").ask("What was the net income in 2018?")
    assert said.value == 409 and [step.action for step in said.trace][1:4] == ["read"] * 3
    results = [str(turn.parts[0]) for turn in model.requests[1].turns if turn.role == "user"][1:]
    assert ["raster" in results[0], "vector" in results[1], "table" in results[2]] == [True] * 3


def test_one_read_that_fails_leaves_the_others(ws: Workspace) -> None:
    several = plan(query("select nothing from income"), query(NET.format(2018)), {"action": "search", "query": "net"})
    analyst, model = scripted(ws, several, plan(answer()))
    said = analyst.ask("What was the net income in 2018?")
    assert said.value == 409
    story = "".join(str(turn.parts) for turn in model.requests[1].turns)
    assert "The query failed" in story and '"rows":[[409]]' in story and "What the search gave" in story


def test_questions_of_several_threads_do_not_mix(ws: Workspace) -> None:
    def asked(year: int, values: dict[int, Any]) -> None:
        analyst, _ = scripted(ws, plan(query(NET.format(year)), answer()))
        values[year] = analyst.ask(f"What was the net income in {year}?").value

    values: dict[int, Any] = {}
    threads = [threading.Thread(target=asked, args=(year, values)) for year in (2016, 2017, 2018, 2019)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values == {2016: 300, 2017: 350, 2018: 409, 2019: 380}
