"""One step of the agent that plans with a model, against its floor: the model's call alone, which takes 0.5 s here.

A question takes four calls: a search, a query, another query, and the answer. A step is deciding (the card, the prompt,
the call, what was said read and judged) and doing what was decided. The workspace has 24 tables; the model is mocked.
The floor is the same calls with nothing around them. Medians over questions; the SQL process is warm.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path

from gbi.models.model import Reply, Request
from gbi.models.scripted import ScriptedModel
from gbi.settings import Settings
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.planner import Llm

CALL_S = 0.5
RUNS = 7
QUESTION = "Which region had the highest output 7 in 2019?"
ACTIONS = (
    {"action": "search", "query": "output"},
    {"action": "query", "sql": "select region, y2019 from file07 order by y2019 desc limit 1"},
    {"action": "query", "sql": "select region, y2019 - y2018 as rise from file07 order by rise desc limit 1"},
    {"action": "answer", "status": "answered", "text": "", "missing": []},
)


def _model() -> ScriptedModel:
    replies = [json.dumps({"plan": "go on", "actions": [action]}) for action in ACTIONS]

    def say(request: Request) -> Reply:
        time.sleep(CALL_S)
        return Reply(text=replies.pop(0))

    return ScriptedModel(say)


def _workspace(folder: Path) -> Workspace:
    for number in range(24):
        rows = "".join(f"Region {at},{at * 7 % 31 + number},{at * 11 % 37 + number}\n" for at in range(40))
        (folder / f"file{number:02}.csv").write_text(f"Region,Y2018,Y2019\n{rows}", encoding="utf-8")
    ws = Workspace(folder / "ws.gbi")
    ws.add(*sorted(folder.glob("*.csv")))
    return ws


def run() -> dict[str, float | str]:
    """Median seconds of a step and of its call alone, and their ratio with its bar (1.05)."""
    steps, floors = [], []
    with tempfile.TemporaryDirectory() as folder, _workspace(Path(folder)) as ws:
        for number in range(RUNS + 1):
            model = _model()
            began = time.perf_counter()
            for _ in ACTIONS:
                model.ask(Request(turns=()))
            floor = (time.perf_counter() - began) / len(ACTIONS)
            analyst = Analyst(ws, Llm(Settings(), _model()))
            began = time.perf_counter()
            answer = analyst.ask(QUESTION)
            step = (time.perf_counter() - began) / len(ACTIONS)
            assert answer.status == "answered" and not answer.warnings, answer
            if number:  # the first round imports the graph and starts the SQL process
                steps.append(step)
                floors.append(floor)
    return {
        "floor_s": statistics.median(floors),
        "step_s": statistics.median(steps),
        "step_to_floor": statistics.median(s / f for s, f in zip(steps, floors, strict=True)),
        "step_to_floor_bar": 1.05,
    }
