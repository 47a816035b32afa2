"""A vision-language model for tests whose replies a function makes of each request; it fills `gbi.models.Model`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from gbi.errors import ModelError
from gbi.models import Reply, Request, Usage
from gbi.settings import Settings

Say = Callable[[Request], Reply | str | ModelError]


class ScriptedVlm:
    """Keeps every request in `asked`; a `ModelError` that `say` returns is raised, or stands in its place."""

    name = "scripted"

    def __init__(self, say: Say) -> None:
        self._say = say
        self.asked: list[Request] = []

    def ask(self, request: Request) -> Reply:
        said = self.ask_all([request])[0]
        if isinstance(said, ModelError):
            raise said
        return said

    def ask_all(self, requests: Sequence[Request]) -> list[Reply | ModelError]:
        self.asked += requests
        said = [self._say(request) for request in requests]
        return [Reply(text=one, model=self.name) if isinstance(one, str) else one for one in said]

    def stream(self, request: Request) -> Iterator[str]:
        yield self.ask(request).text

    def usage(self) -> Usage:
        return Usage(calls=len(self.asked))

    def close(self) -> None:
        return None


def in_turn(*replies: Reply | str | ModelError) -> Say:
    """Says the replies one after the other, the last one for ever."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


def table_json(columns: Sequence[str], rows: Sequence[Sequence[str]], **rest: Any) -> str:
    """A reply in the asked form; a column "Sales|million USD" has a unit."""
    named = [dict(zip(("name", "unit"), (*column.split("|"), ""), strict=False)) for column in columns]
    said = {"chart_type": "bar", "title": "", "x_axis": {"name": "", "unit": ""}, "y_axis": {"name": "", "unit": ""}}
    return json.dumps({**said, **rest, "columns": named, "rows": [list(row) for row in rows]}, ensure_ascii=False)


def serve(monkeypatch: pytest.MonkeyPatch, say: Say) -> ScriptedVlm:
    """Makes a scripted model the configured one, whatever the settings say."""
    model = ScriptedVlm(say)
    monkeypatch.setattr("gbi.readers.vlm.reader.configured_model", lambda settings, role: model)
    return model


def vlm_settings(**rest: Any) -> Settings:
    """Settings that name a model."""
    return Settings(vlm_url="http://127.0.0.1:9/v1", vlm_model="scripted", **rest)
