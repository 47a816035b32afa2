"""A vision-language model for tests whose replies a function makes of each request."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gbi import models
from gbi.errors import ModelError
from gbi.models import Model, Reply, Request
from gbi.models.scripted import ScriptedModel
from gbi.settings import Settings

Say = Callable[[Request], Reply | str | ModelError]

_serving: list[ScriptedModel] = []


def connect(settings: Settings, role: str) -> Model:
    """The back end "test": the model that `serve` made last."""
    return _serving[-1]


def serve(monkeypatch: pytest.MonkeyPatch, say: Say) -> ScriptedModel:
    """Makes a scripted model the one that `vlm_settings` name; its `requests` are kept."""
    model = ScriptedModel(say)
    monkeypatch.setattr(models, "BACKENDS", (("test", "support.scripted_vlm:connect"),))
    models.model.cache_clear()
    _serving.append(model)
    return model


def vlm_settings(**rest: Any) -> Settings:
    """Settings that name the model of `serve`."""
    return Settings(**{"vlm_model": "scripted", "vlm_backend": "test", **rest})


def in_turn(*replies: Reply | str | ModelError) -> Say:
    """Says the replies one after the other, the last one for ever."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


def table_json(columns: Sequence[str], rows: Sequence[Sequence[str]], **rest: Any) -> str:
    """A reply in the asked form; a column "Sales|million USD" has a unit."""
    named = [dict(zip(("name", "unit"), (*column.split("|"), ""), strict=False)) for column in columns]
    said = {"chart_type": "bar", "title": "", "x_axis": {"name": "", "unit": ""}, "y_axis": {"name": "", "unit": ""}}
    return json.dumps({**said, **rest, "columns": named, "rows": [list(row) for row in rows]}, ensure_ascii=False)


def look_json(value: str, unit: str = "", quote: str = "", *, visible: bool = True) -> str:
    """A reply to a look."""
    return json.dumps({"quote": quote, "visible": visible, "value": value, "unit": unit}, ensure_ascii=False)
