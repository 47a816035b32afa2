"""The analyst over a real workspace: answers with evidence, refusals, conversations, streams, bounds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gbi.errors import ModelError, QuestionError
from gbi.settings import Settings
from gbi.types import Answer, Step
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.actions import Action, Query, Search
from gbi_agents.state import State


@pytest.fixture(scope="module")
def analyst(ws: Workspace) -> Analyst:
    return Analyst(ws)


def test_a_lookup_has_value_unit_scale_and_its_one_cell(analyst: Analyst) -> None:
    answer = analyst.ask("What was the net income in 2018?")
    assert (answer.status, answer.value, answer.unit, answer.scale) == ("answered", 409, "USD", 1e6)
    assert "409 million USD" in answer.text
    assert [(c.role, [cell.value for cell in c.cells]) for c in answer.citations] == [("value", [409])]
    assert answer.sql is not None and "income" in answer.sql
    assert all(check.passed for check in answer.checks) and answer.revisions and answer.confidence > 0.8


@pytest.mark.parametrize(
    ("question", "value", "cited", "support"),
    [
        ("What is the total revenue from 2016 to 2018?", 3700, {1000, 1200, 1500}, set()),
        ("What is the average net income?", 359.75, {300, 350, 409, 380}, set()),
        ("What is the difference between the highest and lowest revenue?", 500, {1500, 1000}, {1200, 1400}),
        ("What was the growth rate of revenue from 2016 to 2018?", 50, {1000, 1500}, set()),
        ("In which year was the net income largest?", 2018, {409}, {300, 350, 380}),
        ("Which country has the lowest bad?", "France", {48}, {60, 75}),
        ("How many years had revenue above 1100?", 3, {1200, 1500, 1400}, set()),
        ("What is the ratio of net income to revenue in 2017?", 350 / 1200, {350, 1200}, set()),
        ("Is good in Germany higher than in France?", False, {40, 50}, set()),
        ("华东占总销售额的比例是多少？", 200 / 490 * 100, {200, 130, 160}, set()),
    ],
)
def test_aggregates_cite_exactly_the_cells_that_a_person_would_mark(
    analyst: Analyst, question: str, value: object, cited: set[float], support: set[float]
) -> None:
    answer = analyst.ask(question)
    assert answer.value == (pytest.approx(value) if isinstance(value, float) else value)
    cells = {
        role: {c.value for x in answer.citations if x.role == role for c in x.cells} for role in ("value", "support")
    }
    assert cells == {"value": cited, "support": support}
    assert all(check.passed for check in answer.checks), answer.checks


def test_a_ranking_has_a_chart_with_the_winner_marked(analyst: Analyst) -> None:
    import altair

    chart = analyst.ask("Which country has the highest good?").chart
    assert chart is not None
    altair.Chart.from_dict(chart)
    assert [v["label"] for v in chart["data"]["values"] if v["chosen"]] == ["France"]


@pytest.mark.parametrize(
    ("question", "missing"),
    [("What was the net income in 2035?", "2035"), ("What is the height of Everest?", "everest")],
)
def test_a_refusal_names_what_is_missing_and_what_could_be_asked(analyst: Analyst, question: str, missing: str) -> None:
    answer = analyst.ask(question)
    assert (answer.status, answer.value, answer.citations) == ("unanswerable", None, ())
    assert missing in " ".join(answer.missing) and missing in answer.text and answer.suggestions


@pytest.mark.parametrize("question", ["", "   ", "x" * 100_000, "Каков был чистый доход в 2018 году?"])
def test_questions_that_cannot_be_taken_up(analyst: Analyst, question: str) -> None:
    with pytest.raises(QuestionError):
        analyst.ask(question)


def test_questions_are_independent_of_each_other(analyst: Analyst) -> None:
    analyst.ask("Which country has the highest good?")
    assert analyst.ask("and the lowest?").status == "unanswerable"


def test_documents_restrict_where_it_looks(analyst: Analyst, ws: Workspace) -> None:
    staff = next(d for d in ws.documents() if d.name == "staff.csv")
    assert analyst.ask("What was the net income in 2018?", documents=[staff]).status == "unanswerable"
    assert analyst.ask("How many employees were there in 2018?", documents=[staff.id]).value == 75


def test_follow_ups_keep_their_context_in_another_process(analyst: Analyst, ws: Workspace) -> None:
    chat = analyst.thread("follow")
    assert chat.ask("Which country has the highest good?").value == "France"
    assert chat.ask("and the lowest?").value == "Spain"
    assert chat.ask("What was the net income in 2018?").value == 409
    assert chat.ask("what about 2019?").value == 380
    code = (
        "import sys; from gbi.workspace import Workspace; from gbi_agents import Analyst\n"
        "print(Analyst(Workspace(sys.argv[1])).thread('follow').ask('and in 2016?').value)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(ws.path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "300"


def test_follow_ups_in_chinese(analyst: Analyst) -> None:
    chat = analyst.thread()
    assert chat.ask("销售额最高的地区是哪个？").value == "华东"
    assert chat.ask("最低的呢？").value == "华北"


def test_an_ambiguous_question_is_put_back_in_a_conversation_and_answered_with_a_warning_outside(
    tmp_path: Path,
) -> None:
    for name, value in (("north.csv", 5), ("south.csv", 8)):
        (tmp_path / name).write_text(f"Year,Revenue\n2018,{value}\n2019,{value + 1}\n")
    with Workspace(tmp_path / "two.gbi") as two:
        two.add(tmp_path / "north.csv", tmp_path / "south.csv")
        alone = Analyst(two).ask("What was the revenue in 2018?")
        assert alone.status == "answered" and any("other tables" in w for w in alone.warnings)
        chat = Analyst(two).thread("pick")
        asked = chat.ask("What was the revenue in 2018?")
        assert asked.status == "needs-clarification" and len(asked.suggestions) == 2
        south = next(n for n, choice in enumerate(asked.suggestions, 1) if "south" in choice)
        assert Analyst(two).thread("pick").ask(str(south)).value == 8


def test_a_stream_gives_its_steps_then_the_answer(analyst: Analyst) -> None:
    events = list(analyst.stream("What was the net income in 2018?"))
    assert all(isinstance(event, Step) for event in events[:-1]) and isinstance(events[-1], Answer)
    assert [e.action for e in events[:-1] if isinstance(e, Step)][:2] == ["decide: query", "query"]
    assert events[-1].trace == tuple(events[:-1])


class _Endless:
    """A dispatcher that never answers."""

    name = "endless"

    def next(self, ws: object, state: State) -> Action:
        return Search(query="net income")


class _Broken:
    """A dispatcher whose model is down."""

    name = "broken"

    def next(self, ws: object, state: State) -> Action:
        raise ModelError("the server does not answer")


class _Hostile:
    """A dispatcher whose model wants to write."""

    name = "hostile"

    def next(self, ws: object, state: State) -> Action:
        return Query(sql="DROP TABLE income")


def test_steps_are_bounded(ws: Workspace) -> None:
    answer = Analyst(ws, _Endless(), settings=Settings(ask_steps=6)).ask("What was the net income in 2018?")
    assert answer.status == "unanswerable" and "limit" in answer.text and len(answer.trace) <= 7


def test_the_rules_take_over_from_a_model_that_is_down(ws: Workspace) -> None:
    answer = Analyst(ws, _Broken()).ask("What was the net income in 2018?")
    assert answer.value == 409 and any("server does not answer" in warning for warning in answer.warnings)


def test_error_text_never_stands_in_an_answer(ws: Workspace) -> None:
    answer = Analyst(ws, _Hostile(), settings=Settings(ask_steps=4)).ask("What was the net income in 2018?")
    assert answer.status == "unanswerable" and "DROP" not in answer.text
    assert ws.sql("select count(*) from income").rows[0][0] == 4


def test_importing_the_package_loads_no_graph() -> None:
    code = "import sys, gbi_agents; print('langgraph' in sys.modules, 'sqlglot' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False False"
