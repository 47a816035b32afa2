"""Conversations over a workspace, both languages: chains of follow-ups, restarts, bounds of steps and of time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.settings import Settings
from gbi.types import Answer, Step
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.actions import Action, Search
from gbi_agents.state import State

SALES = "Year,North,South,West\n2018,100,80,60\n2019,120,84,90\n2020,150,63,99\n2021,180,126,99\n"
CHINA = "地区,2019年营收,2020年营收,2021年营收\n华东,120,150,200\n华北,100,110,130\n华南,90,140,160\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("talk")
    (made / "sales.csv").write_text(SALES, encoding="utf-8")
    (made / "china.csv").write_text(CHINA, encoding="utf-8")
    with Workspace(made / "ws.gbi") as ws:
        ws.add(made / "sales.csv", made / "china.csv")
    return made


@pytest.fixture(scope="module")
def analyst(folder: Path) -> Iterator[Analyst]:
    with Workspace(folder / "ws.gbi") as ws:
        yield Analyst(ws)


def file_of(analyst: Analyst, question: str) -> list[str]:
    """The document that speaks the question's language; a region's name has synonyms in the other one."""
    name = "sales.csv" if question.isascii() else "china.csv"
    return [document.id for document in analyst.ws.documents() if document.name == name]


CHAINS = [
    [("What was North in 2019?", 120), ("and in 2020?", 150), ("what about South?", 63), ("and West?", 99)],
    [("In which year was North highest?", 2021), ("and lowest?", 2018)],
    [("What was South in 2021?", 126), ("and in 2018?", 80), ("and in 2019?", 84)],
    [("How much did North grow from 2018 to 2021?", 80), ("in percent?", pytest.approx(80))],
    [("2021年华东是多少？", 200), ("那2020年呢？", 150), ("华北呢？", 110)],
    [("2021年最高的地区是哪个？", "华东"), ("最低的呢？", "华北")],
    [("哪个地区增长最快？", "华南"), ("最慢的呢？", "华北")],
]


@pytest.mark.parametrize("chain", CHAINS, ids=[chain[0][0] for chain in CHAINS])
def test_a_chain_of_follow_ups(analyst: Analyst, chain: list[tuple[str, object]]) -> None:
    chat = analyst.thread(documents=file_of(analyst, chain[0][0]))
    for message, value in chain:
        answer = chat.ask(message)
        assert (answer.status, answer.value) == ("answered", value), (message, answer.text)
        assert answer.thread == chat.name and answer.citations


def test_threads_do_not_hear_each_other(analyst: Analyst) -> None:
    one, other = (analyst.thread(name, documents=file_of(analyst, "a")) for name in ("one", "other"))
    assert one.ask("What was North in 2019?").value == 120
    assert other.ask("What was South in 2019?").value == 84
    assert one.ask("and in 2020?").value == 150
    assert other.ask("and in 2020?").value == 63


def test_a_refusal_leaves_the_context_as_it_was(analyst: Analyst) -> None:
    chat = analyst.thread(documents=file_of(analyst, "a"))
    assert chat.ask("What was North in 2019?").value == 120
    assert chat.ask("and in 2035?").status == "unanswerable"
    assert chat.ask("and in 2021?").value == 180


def test_a_thread_goes_on_in_another_process(analyst: Analyst, folder: Path) -> None:
    chat = analyst.thread("restart", documents=file_of(analyst, "年"))
    assert chat.ask("2021年华东是多少？").value == 200
    code = (
        "import sys; from gbi.workspace import Workspace; from gbi_agents import Analyst\n"
        "chat = Analyst(Workspace(sys.argv[1])).thread('restart', documents=[sys.argv[2]])\n"
        "print(chat.ask('那2020年呢？').value, chat.ask('华北呢？').value)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder / "ws.gbi"), *file_of(analyst, "年")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["150", "110"]
    assert chat.ask("那2019年呢？").value == 100


class Restless:
    """A dispatcher that searches for ever."""

    name = "restless"

    def next(self, ws: Workspace, state: State) -> Action:
        return Search(query="north")


@pytest.mark.parametrize("steps", [2, 4, 7])
def test_steps_are_bounded(analyst: Analyst, steps: int) -> None:
    bounded = Analyst(analyst.ws, Restless(), settings=Settings(ask_steps=steps))
    answer = bounded.ask("What was North in 2019?")
    assert answer.status == "unanswerable" and answer.value is None and len(answer.trace) <= steps + 1
    assert "limit" in answer.text


def test_seconds_are_bounded(analyst: Analyst) -> None:
    bounded = Analyst(analyst.ws, settings=Settings(ask_seconds=0.001))
    answer = bounded.ask("2021年华东是多少？")
    assert answer.status == "unanswerable" and "时间" in answer.text


def test_a_stream_tells_each_step_once_and_the_answer_last(analyst: Analyst) -> None:
    events = list(analyst.thread().stream("What was North in 2019?"))
    assert all(isinstance(event, Step) for event in events[:-1]) and isinstance(events[-1], Answer)
    assert [event.action for event in events[:-1] if isinstance(event, Step)] == [s.action for s in events[-1].trace]
    assert events[-1].value == 120
    assert any(step.detail.startswith("SELECT") for step in events[-1].trace)


@pytest.mark.parametrize(
    ("question", "value", "cited"),
    [
        ("What is the CAGR of North from 2018 to 2020?", pytest.approx(22.4745, rel=1e-4), {100, 150}),
        ("When did West overtake South?", 2019, {90, 84}),
        ("In which years was West above South?", (2019, 2020), {90, 84, 99, 63}),
        ("In how many years was West above South?", 2, {90, 84, 99, 63}),
        ("In which years did South fall?", 2020, {63, 84}),
        ("When did North first exceed 110?", 2019, {120}),
        ("Is North in 2021 the highest?", True, {180}),
        ("What is the median of South?", 82, {80, 84, 63, 126}),
        ("How many years had North above the average?", 2, {150, 180}),
        ("In which years was North between 110 and 160?", (2019, 2020), {120, 150}),
        ("2019年到2021年华东的复合增长率是多少？", pytest.approx(29.0994, rel=1e-4), {120, 200}),
        ("2021年华东的占比是多少？", pytest.approx(40.8163, rel=1e-4), {200, 130, 160}),
        ("2021年华东是华北的几倍？", pytest.approx(1.53846, rel=1e-4), {200, 130}),
        ("2021年的中位数是多少？", 160, {200, 130, 160}),
    ],
)
def test_what_is_cited_is_what_the_witness_query_found(
    analyst: Analyst, question: str, value: object, cited: set[float]
) -> None:
    answer = analyst.ask(question, documents=file_of(analyst, question))
    assert (answer.status, answer.value) == ("answered", value), answer.text
    assert {cell.value for c in answer.citations if c.role == "value" for cell in c.cells} == cited
    checks = {check.name: check for check in answer.checks}
    assert checks["cited cells are the query's"].passed, checks
    assert all(check.passed for check in answer.checks), answer.checks
