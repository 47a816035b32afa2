"""A desk's workspace in which a day's work has been done: the sample report, a conversation, a batch with a failure."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from gbi.store.jobs import Job
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst

TALK = ("Which region had the highest revenue in 2023?", "What was the net income in 2022?")
TALK_ZH = ("2023年哪个地区的营业收入最高？", "2023年华东的营业收入是多少？")
EACH = ("What was the operating income in 2022?", "How many employees are in Support?", "What was the churn rate?")
EACH_ZH = ("2023年华东的营业收入是多少？", "2022年的净利润是多少？", "客户流失率是多少？")
BROKEN = "supplier audit.pdf"
DAMAGED = f"{BROKEN} is damaged: it has no pages that can be read"


def room_of(desk: Path, name: str, source: Path) -> Path:
    """A copy of the workspace at `source` as the desk's workspace of that name."""
    path = desk / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.gbi"
    shutil.copytree(source, path)
    (path / "name.json").write_text(json.dumps({"name": name}), "utf-8")
    return path


def day_of_work(path: Path, talk: Sequence[str], each: Sequence[str]) -> None:
    """Asks in a conversation, and of each report what a batch would; a file that could not be opened is there too."""
    with Workspace(path) as ws:
        analyst = Analyst(ws)
        opened = ws.conversations.start(talk[0]).id
        for question in talk:
            ws.conversations.add(opened, question, analyst.thread(opened).ask(question))
        for document in ws.documents():
            where = {"document": document.id, "name": document.name, "path": document.name}
            ws.jobs.finish(Job(**where, status="done", seconds=9.3))
            for question in each:
                answer = analyst.ask(question, documents=[document.id])
                ws.jobs.finish(Job(**where, question=question, status="done", answer=answer, seconds=0.4))
        broken = {"document": "0" * 64, "name": BROKEN, "path": BROKEN, "status": "failed"}
        ws.jobs.finish(Job(**broken, error=DAMAGED))
        for question in each:
            ws.jobs.finish(Job(**broken, question=question, error=DAMAGED))
