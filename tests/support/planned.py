"""A scripted model that plans, and its replies written shortly: `plan(query("select ..."), answer())`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from gbi.errors import ModelError
from gbi.models.model import Reply, Request
from gbi.models.scripted import ScriptedModel, ScriptLine
from gbi.settings import Settings
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.planner import Llm


def plan(*actions: dict[str, Any], words: str = "a plan") -> str:
    """A model's reply with these actions."""
    return json.dumps({"plan": words, "actions": list(actions)}, ensure_ascii=False)


def query(sql: str) -> dict[str, Any]:
    """A query."""
    return {"action": "query", "sql": sql}


def answer(text: str = "", status: str = "answered", missing: Iterable[str] = ()) -> dict[str, Any]:
    """An answer; without a text the program words it."""
    return {"action": "answer", "status": status, "text": text, "missing": list(missing)}


def scripted(
    ws: Any, *script: str | Reply | ModelError | ScriptLine, bounds: Bounds | None = None, **settings: Any
) -> Any:
    """An analyst whose model says these replies one after the other, and the model, which has the requests."""
    model = ScriptedModel(script, name="scripted")
    limits = Settings(**settings)
    return Analyst(ws, Llm(limits, model, bounds), settings=limits), model


def last_words(request: Request) -> str:
    """The text of the request's last turn."""
    return "".join(part for part in request.turns[-1].parts if isinstance(part, str))
