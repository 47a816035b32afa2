"""Which dispatcher `Analyst(ws)` takes: the model that the settings name, else the rules, which load none of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gbi.settings import Settings
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.planner import Llm
from gbi_agents.dispatchers.rules import Rules
from support.command import Command
from support.planned import answer, plan, query

NET = query("select net_income_million_usd from income where year = 2018")
QUESTION = "What was the net income in 2018?"


def test_a_model_that_is_configured_plans(ws: Workspace) -> None:
    assert isinstance(Analyst(ws, settings=Settings(vlm_url="http://127.0.0.1:9/v1")).dispatcher, Llm)
    assert isinstance(Analyst(ws, settings=Settings(llm_url="http://127.0.0.1:9/v1")).dispatcher, Llm)
    assert isinstance(Analyst(ws, settings=Settings()).dispatcher, Rules)
    rules = Analyst(ws, dispatcher=Rules(), settings=Settings(vlm_url="http://127.0.0.1:9/v1"))
    assert isinstance(rules.dispatcher, Rules)


def test_a_server_that_is_not_there_costs_no_answer(ws: Workspace) -> None:
    limits = Settings(vlm_url="http://127.0.0.1:9/v1", vlm_model="none", vlm_retries=0, ask_seconds=20)
    said = Analyst(ws, settings=limits).ask(QUESTION)
    assert said.value == 409 and any("rules went on" in warning for warning in said.warnings)


def test_the_ask_command_goes_through_the_model(
    gbi_command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "planner.jsonl"
    script.write_text(json.dumps({"text": plan(NET, answer("It was 409 million USD in 2018."))}) + "\n")
    (tmp_path / "income.csv").write_text("Year,Net income (million USD)\n2017,350\n2018,409\n")
    monkeypatch.setenv("GBI_VLM_BACKEND", "scripted")
    monkeypatch.setenv("GBI_VLM_MODEL", str(script))
    monkeypatch.chdir(tmp_path)
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("gbi")), "ask", "income.csv", QUESTION, "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(ran.stdout)
    assert said["text"] == "It was 409 million USD in 2018." and said["value"] == 409 and not said["warnings"]
    assert next((step["action"], step["model"]) for step in said["trace"]) == ("decide: query, answer", "planner")


def test_without_a_model_nothing_of_the_planner_is_loaded(ws: Workspace) -> None:
    code = (
        "import sys; from gbi.workspace import Workspace; from gbi_agents import Analyst\n"
        "assert Analyst(Workspace(sys.argv[1])).ask(sys.argv[2]).value == 409\n"
        "print(*[name for name in sys.modules if 'dispatchers.llm' in name or name.startswith('openai')\n"
        "        or name in ('gbi.models.openai', 'gbi.models.scripted')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(ws.path), QUESTION], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""
