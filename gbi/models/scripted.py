"""Replies written beforehand: for tests, examples and demonstrations without a model.

A script is a list of replies, a function of the request, or a file of JSON lines such as
`{"text": "...", "finish": "length", "when": "words of the prompt", "delay_s": 0.1, "error": "unavailable"}`.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from gbi.errors import ModelError, ModelUnavailable, ReplyError, SettingsError
from gbi.models.chat import pictures_of
from gbi.models.model import Model, Reply, Request, Usage, attempted
from gbi.settings import Settings
from gbi.types import Frozen

ERRORS: dict[str, type[ModelError]] = {"unavailable": ModelUnavailable, "reply": ReplyError, "refused": ModelError}
Said = str | Reply | ModelError


class ScriptLine(Frozen):
    """One reply. With `when` it is kept for the first request whose text holds these words; `text` is then an error's
    message where `error` names one. `delay_s` over the call's limit is a time-out."""

    text: str = ""
    finish: Literal["stop", "length"] = "stop"
    when: str = ""
    delay_s: float = 0.0
    error: Literal["unavailable", "reply", "refused"] | None = None
    repeat: bool = False  # not used up by being said


class ScriptedModel:
    """Implements `gbi.models.Model`; `requests` are those it got, in their order. Each reply is said once."""

    def __init__(
        self,
        script: Iterable[Said | ScriptLine] | Callable[[Request], Said],
        *,
        name: str = "scripted",
        seconds: float = 60.0,
    ) -> None:
        self.name = name
        self.requests: list[Request] = []
        self._function = script if callable(script) else None
        self._lines = [] if callable(script) else list(script)
        self._seconds = seconds
        self._spent = Usage()
        self._lock = threading.Lock()

    def ask(self, request: Request) -> Reply:
        """The script's next reply for the request. Raises its errors, and `ModelUnavailable` when it is at its end."""
        with self._lock:
            self.requests.append(request)
            said = self._next(request) if self._function is None else None
        if self._function is not None:
            said = self._function(request)
        started = time.monotonic()
        try:
            reply = self._say(said, request)
        finally:
            cost = Usage(calls=1, images=len(pictures_of(request)), seconds=time.monotonic() - started)
            with self._lock:
                self._spent += cost
        words = Usage(prompt_tokens=len(_prompt(request).split()), completion_tokens=len(reply.text.split()))
        with self._lock:
            self._spent += words
        return reply.model_copy(update={"model": self.name, "usage": cost + words})

    def ask_all(self, requests: Sequence[Request]) -> list[Reply | ModelError]:
        """Replies one after the other, failures in their places."""
        return [attempted(self, request) for request in requests]

    def stream(self, request: Request) -> Iterator[str]:
        """The reply word by word. Raises as `ask`."""
        yield from re.findall(r"\S+\s*|\s+", self.ask(request).text)

    def usage(self) -> Usage:
        """The sum of all calls; words are counted as tokens."""
        return self._spent

    def close(self) -> None:
        """Nothing is held."""

    def _next(self, request: Request) -> Said | ScriptLine:
        prompt = _prompt(request)
        for at, line in enumerate(self._lines):
            if not isinstance(line, ScriptLine) or line.when in prompt:
                return line if isinstance(line, ScriptLine) and line.repeat else self._lines.pop(at)
        return ModelUnavailable(f"the script of {self.name} has no reply for request {len(self.requests)}")

    def _say(self, said: Said | ScriptLine | None, request: Request) -> Reply:
        line = said if isinstance(said, ScriptLine) else ScriptLine()
        limit_s = self._seconds if request.seconds is None else min(request.seconds, self._seconds)
        time.sleep(min(line.delay_s, limit_s))
        if line.delay_s > limit_s:
            raise ModelUnavailable(f"no answer from {self.name} within {limit_s:g} s")
        if line.error is not None:
            raise ERRORS[line.error](line.text or f"the script of {self.name} says so")
        if isinstance(said, ModelError):
            raise said
        if isinstance(said, Reply):
            return said
        return Reply(text=said) if isinstance(said, str) else Reply(text=line.text, finish=line.finish)


def read_script(path: Path) -> list[ScriptLine]:
    """The replies in a file of JSON lines; empty lines are skipped. Raises `SettingsError` naming the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"the script of replies {path} cannot be read: {error.strerror}") from error
    lines = []
    for number, row in enumerate(text.splitlines(), 1):
        if row.strip():
            try:
                lines.append(ScriptLine.model_validate(json.loads(row)))
            except (ValueError, ValidationError) as error:
                raise SettingsError(
                    f'line {number} of {path.name} is no reply like {{"text": "..."}}: {error}'
                ) from error
    return lines


def _prompt(request: Request) -> str:
    parts = (part for turn in request.turns for part in turn.parts if isinstance(part, str))
    return "\n".join([request.system, *parts])


def connect(settings: Settings, role: Literal["vlm", "llm"]) -> Model:
    """The script in the file that `vlm_model` (or `llm_model`) names. Raises `SettingsError`."""
    path = (settings.llm_model if role == "llm" else None) or settings.vlm_model
    if path is None:
        raise SettingsError("set GBI_VLM_MODEL to a file of replies (JSON lines) for the scripted back end")
    seconds = settings.llm_seconds if role == "llm" else settings.vlm_seconds
    return ScriptedModel(read_script(Path(path)), name=Path(path).stem, seconds=seconds)
