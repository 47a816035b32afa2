"""The analyst: questions in, checked answers out; alone with `ask`, or in a conversation with `thread`."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from gbi.errors import QuestionError
from gbi.models import configured
from gbi.settings import Settings, current
from gbi.types import Answer, Document, Piece, Step
from gbi_agents.choosing import asks, choice_of
from gbi_agents.dispatchers.dispatcher import Dispatcher, Planner
from gbi_agents.dispatchers.grammar.wishes import split_wishes
from gbi_agents.dispatchers.planning.followup import resolve
from gbi_agents.dispatchers.rules import Rules
from gbi_agents.language import language_of
from gbi_agents.serde import JsonSerializer
from gbi_agents.state import State
from gbi_agents.tables import load_grids
from gbi_agents.workspace import Workspace

if TYPE_CHECKING:
    from gbi_agents.graph import Graph

DATABASE = "threads.sqlite"

Event = Step | Piece | Answer
"""What a stream gives: steps as they are done, pieces of a model's replies as they are made, the answer last."""


def warm_up() -> threading.Thread:
    """Imports LangGraph (most of a second) and the SQL writer in the background while documents are being read."""

    def load() -> None:
        import gbi_agents.graph  # noqa: F401

    thread = threading.Thread(target=load, name="gbi-analyst-warm-up", daemon=True)
    thread.start()
    return thread


def check_question(question: str, settings: Settings) -> str:
    """The question, trimmed. Raises `QuestionError` when it is empty or without a word, too long, or in neither
    English nor Chinese."""
    text = question.strip()
    if not text:
        raise QuestionError("the question is empty; ask something, e.g. 'What was the revenue in 2020?'")
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question has no word in it; ask something, e.g. 'What was the revenue in 2020?'")
    if len(text) > settings.max_question_chars:
        raise QuestionError(
            f"the question has {len(text):,} characters, at most {settings.max_question_chars:,} are taken; shorten it"
        )
    if language_of(text) is None:
        raise QuestionError("the question is in a language that is not served; ask in English or Chinese")
    return text


class Analyst:
    """Answers questions over a workspace. `dispatcher` None: the model that the settings name, else the rules."""

    def __init__(
        self, ws: Workspace, dispatcher: Dispatcher | Planner | None = None, *, settings: Settings | None = None
    ) -> None:
        self.ws = ws
        self.settings = settings or current()
        self.dispatcher: Dispatcher | Planner = dispatcher or _dispatcher(self.settings)
        self._graphs: dict[bool, Graph] = {}  # compiling one takes as long as a query

    def ask(self, question: str, documents: Sequence[str | Document] | None = None) -> Answer:
        """The answer to one question, independent of any other; `documents` (or their ids) restrict where it looks.

        Raises `QuestionError` for an empty or overlong question or one in a third language.
        """
        return _last(self._events(question, documents, aloud=False))

    def stream(self, question: str, documents: Sequence[str | Document] | None = None) -> Iterator[Event]:
        """The steps as they are done, a model's replies piece by piece, then the answer. Raises as `ask`."""
        return self._events(question, documents, aloud=True)

    def _events(self, question: str, documents: Sequence[str | Document] | None, *, aloud: bool) -> Iterator[Event]:
        text = check_question(question, self.settings)
        graph = self._graph(None, aloud=aloud)
        yield from _run(graph, self._state(text, documents, None, []), {})

    def thread(self, name: str | None = None, documents: Sequence[str | Document] | None = None) -> Thread:
        """A conversation that keeps its context under `name` (one is made when None) and resumes in any process."""
        return Thread(self, name or uuid.uuid4().hex[:12], documents)

    def _graph(self, saver: Any, *, aloud: bool) -> Graph:
        from gbi_agents.graph import build

        if aloud not in self._graphs:
            self._graphs[aloud] = build(self.ws, self.dispatcher, self.settings, aloud=aloud)
        graph = self._graphs[aloud]
        return graph if saver is None else graph.copy({"checkpointer": saver})

    def _state(
        self, question: str, documents: Sequence[str | Document] | None, thread: str | None, turns: list[Any]
    ) -> State:
        language = language_of(question) or "en"
        ids = None if documents is None else [d.id if isinstance(d, Document) else d for d in documents]
        plain, wishes = split_wishes(question)
        resolved = resolve(plain, language, turns, load_grids(self.ws, ids)) if turns else plain
        return State(
            question=question, resolved=resolved, wishes=wishes.model_dump(), language=language, documents=ids,
            chat=thread is not None, thread=thread, deadline=time.time() + self.settings.ask_seconds,
            observations=[], steps=[], actions=[], parts=None, memory={}, warnings=[], chart=None, answer=None,
        )  # fmt: skip


def _dispatcher(settings: Settings) -> Dispatcher | Planner:
    if not configured(settings, "llm"):
        return Rules()
    from gbi_agents.dispatchers.llm.planner import Llm

    return Llm(settings)


class Thread:
    """A conversation: follow-ups lean on what was asked before; a question that could mean several tables is put back
    to the person, and the next message is taken as the choice."""

    def __init__(self, analyst: Analyst, name: str, documents: Sequence[str | Document] | None) -> None:
        self.name = name
        self._analyst = analyst
        self._documents = documents

    def ask(self, question: str) -> Answer:
        """The answer, or one that "needs-clarification" with the choices in `suggestions`. Raises `QuestionError`."""
        return _last(self._events(question, aloud=False))

    def stream(self, question: str) -> Iterator[Event]:
        """The same step by step and piece by piece, the answer last. Raises `QuestionError`."""
        return self._events(question, aloud=True)

    def _events(self, question: str, *, aloud: bool) -> Iterator[Event]:
        from langgraph.types import Command

        analyst = self._analyst
        with _saver(analyst.ws) as saver:
            graph = analyst._graph(saver, aloud=aloud)
            config = {"configurable": {"thread_id": self.name}}
            snapshot = graph.get_state(config)  # type: ignore[arg-type]  # a RunnableConfig
            if snapshot.interrupts and self._replies(question, snapshot.interrupts[0].value["choices"]):
                yield from _run(graph, Command(resume=question.strip()[:200]), config)
                return
            text = check_question(question, analyst.settings)
            state = analyst._state(text, self._documents, self.name, snapshot.values.get("turns", []))
            yield from _run(graph, state, config)

    def _replies(self, said: str, choices: Sequence[str]) -> bool:
        """Whether it goes with what was put back to the person, and is no new question. A model also understands a
        reply in other words than the choices'; the rules do not."""
        free = not isinstance(self._analyst.dispatcher, Rules) and bool(said.strip()) and not asks(said)
        return free or choice_of(said, choices) is not None


def forget(ws: Workspace, thread: str) -> None:
    """Removes all that is kept of a conversation's state; nothing happens when there is none."""
    with _saver(ws) as saver:
        saver.delete_thread(thread)


@contextmanager
def _saver(ws: Workspace) -> Iterator[Any]:
    from langgraph.checkpoint.sqlite import SqliteSaver

    path = ws.path / DATABASE
    with closing(sqlite3.connect(path, check_same_thread=False, timeout=30)) as connection:
        yield SqliteSaver(connection, serde=JsonSerializer())


def _run(graph: Graph, given: Any, config: dict[str, Any]) -> Iterator[Event]:
    """Runs the graph; yields pieces and new trace steps as they come and the answer, or the clarification, last."""
    seen = 0
    values: dict[str, Any] = {}
    for mode, came in graph.stream(given, config, stream_mode=["values", "custom"]):  # type: ignore[call-overload]
        if mode == "custom":
            yield came
            continue
        values = came
        steps = values.get("steps", [])
        for step in steps[seen:]:
            yield Step.model_validate(step)
        seen = len(steps)
    if values.get("__interrupt__"):
        yield _clarification(values)
    else:
        yield Answer.model_validate(values["answer"])


def _clarification(values: dict[str, Any]) -> Answer:
    asked = values["__interrupt__"][0].value
    return Answer(
        id=uuid.uuid4().hex[:16], question=values["question"], status="needs-clarification", text=asked["question"],
        suggestions=tuple(asked["choices"]), thread=values.get("thread"),
        trace=tuple(Step.model_validate(step) for step in values.get("steps", [])),
    )  # fmt: skip


def _last(events: Iterator[Event]) -> Answer:
    answer = None
    for event in events:
        answer = event
    if not isinstance(answer, Answer):
        raise QuestionError("the question got no answer; ask it again")
    return answer
