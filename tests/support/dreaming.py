"""Random weights as a fuzzer of the planner: the tiny model before real vLLM, drawn with a seed, its replies kept."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from gbi import models
from gbi.errors import ModelError
from gbi.models.model import Model, Reply, Request, Usage
from gbi.settings import Settings
from gbi.types import Answer
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.planner import Llm

SHORT = Bounds(reply_tokens=420, sql_chars=40, text_chars=24, actions=2, regions=4)
"""The tiny model's tokens are bytes: texts that end within its context."""
QUESTIONS = ("What was the net income in 2018?", "华东的销售额是多少？", "What is the height of Everest?")


@dataclass
class Dreamer:
    """A model whose every request is drawn at temperature 1 with the next seed; `replies` are what it said."""

    model: Model
    seed: int
    replies: list[Reply] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As the model's."""
        return self.model.name

    def ask(self, request: Request) -> Reply:
        """The drawn reply. Raises as the model."""
        drawn = request.model_copy(update={"seed": self.seed + 10_007 * len(self.replies), "temperature": 1.0})
        try:
            self.replies.append(self.model.ask(drawn))
        except ModelError as error:
            self.errors.append(str(error))
            raise
        return self.replies[-1]

    def ask_all(self, requests: Sequence[Request]) -> list[Reply | ModelError]:
        """Not asked by a planner."""
        raise NotImplementedError

    def stream(self, request: Request) -> Iterator[str]:
        """The drawn reply in one piece."""
        yield self.ask(request).text

    def usage(self) -> Usage:
        """The model's."""
        return self.model.usage()

    def close(self) -> None:
        """The model is others' too."""


@dataclass
class Dreams:
    """What came of many seeds."""

    answers: list[Answer] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Counts of questions and replies, and how long they took."""
        whole = [reply for reply in self.replies if reply.finish == "stop"]
        acted = sum(
            any(step.model == "" and not step.action.startswith("decide") for step in a.trace) for a in self.answers
        )
        return {
            "questions": len(self.answers),
            "replies": len(self.replies),
            "replies_whole": len(whole),
            "replies_parsed": sum(parses(reply.text) for reply in whole),
            "replies_cut_off": len(self.replies) - len(whole),
            "requests_refused": len(self.errors),
            "answered": sum(answer.status == "answered" for answer in self.answers),
            "refused": sum(answer.status == "unanswerable" for answer in self.answers),
            "with_tools": acted,
            "median_s": round(statistics.median(self.seconds), 3),
            "slowest_s": round(max(self.seconds), 3),
        }


def dream(ws: Workspace, url: str, seeds: Sequence[int], *, ask_seconds: float, workers: int = 8) -> Dreams:
    """One question for each seed, several at once; what raises, raises here."""
    limits = Settings(vlm_url=url, vlm_model="model", ask_seconds=ask_seconds, llm_tokens=8_000, vlm_retries=1)
    model = models.model(limits, "llm")
    assert model is not None
    dreams = Dreams()

    def one(seed: int) -> None:
        dreamer = Dreamer(model, seed)
        began = time.monotonic()
        answer = Analyst(ws, Llm(limits, dreamer, SHORT), settings=limits).ask(QUESTIONS[seed % len(QUESTIONS)])
        dreams.seconds.append(time.monotonic() - began)
        dreams.answers.append(answer)
        dreams.replies.extend(dreamer.replies)
        dreams.errors.extend(dreamer.errors)
        assert len(answer.trace) <= limits.ask_steps + 5

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, seeds))
    return dreams


def parses(text: str) -> bool:
    """Whether a whole reply is JSON that fits the form: a plan and actions of the union, regions by short name."""
    try:
        found = json.loads(text, strict=False)  # guided decoding lets control characters stand in texts
    except ValueError:
        return False
    names = {"query", "search", "draw", "answer", "read", "look", "clarify"}
    return set(found) == {"plan", "actions"} and all(one["action"] in names for one in found["actions"])
