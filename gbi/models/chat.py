"""A request as the body of an OpenAI-style chat call, and what a server of that kind does not know.

vLLM knows all that is sent here. Other servers may refuse guided decoding, a seed or a repetition penalty: what one
refuses as unknown is left out from then on, and a form that it cannot enforce is asked for in words.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection
from typing import Any

from gbi.models.model import Picture, Request, Turn
from gbi.models.pictures import encoded

OPTIONAL = ("response_format", "seed", "repetition_penalty", "temperature", "stream_options", "max_tokens")
"""Parts of a body that a server may not know; `max_tokens` then goes by its newer name."""

UNKNOWN = re.compile(
    r"not (?:\w+ )?support|unsupported|unknown|unrecogni[sz]ed|not permitted|not allowed|not implemented|unexpected"
    r"|extra (?:inputs|field)|does not (?:know|accept|have)|only .{0,40}(?:allowed|supported)"
    r"|must be (?:one of|'text'|either)",
    re.IGNORECASE,
)
SCHEMA = re.compile(r"response_format|json_schema|schema|grammar|guided|structured", re.IGNORECASE)


class Dialect:
    """What one server was found not to know: names from `OPTIONAL`."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()

    def refused(self, message: str, sent: Collection[str]) -> str | None:
        """The optional part that a refusal (the server's text) is about, None when it is about something else.

        Parts that the server does not know at all are remembered; a schema that it cannot take is not.
        """
        named = next((part for part in OPTIONAL if part in sent and part in message), None)
        strange = UNKNOWN.search(message) is not None
        if named is None and "response_format" in sent and SCHEMA.search(message):
            named = "response_format"
            strange = strange and "json_schema" in message
        if named is None or not (strange or named == "response_format"):
            return None
        if strange:
            self.unknown.add(named)
        return named


def body(request: Request, model: str, left_out: Collection[str], *, stream: bool = False) -> dict[str, Any]:
    """The call's body without the parts that are left out. Raises `ModelError` for a picture that is none."""
    values: dict[str, Any] = {"model": model, "temperature": request.temperature, "max_tokens": request.max_tokens}
    if request.seed is not None:
        values["seed"] = request.seed
    if request.repetition_penalty is not None:
        values["repetition_penalty"] = request.repetition_penalty
    guided = request.form is not None and "response_format" not in left_out
    if guided:
        schema = {"name": "form", "schema": request.form, "strict": True}
        values["response_format"] = {"type": "json_schema", "json_schema": schema}
    if stream:
        values |= {"stream": True, "stream_options": {"include_usage": True}}
    if "max_tokens" in left_out:
        values["max_completion_tokens"] = request.max_tokens
    for part in left_out:
        values.pop(part, None)
    values["messages"] = messages(request, in_words=request.form is not None and not guided)
    return values


def messages(request: Request, *, in_words: bool) -> list[dict[str, Any]]:
    """Messages with pictures as data URLs; `in_words` puts the form into the system's part."""
    system = system_text(request) if in_words else request.system
    first = [{"role": "system", "content": system}] if system else []
    return [*first, *({"role": turn.role, "content": _content(turn)} for turn in request.turns)]


def system_text(request: Request) -> str:
    """The system's part with the form in words, for models whose output nothing constrains."""
    if request.form is None:
        return request.system
    schema = json.dumps(request.form, ensure_ascii=False, separators=(",", ":"))
    words = f"Reply with one JSON value that fits this JSON Schema, and with nothing before or after it:\n{schema}"
    return f"{request.system}\n\n{words}" if request.system else words


def pictures_of(request: Request) -> list[Picture]:
    """All pictures, in their order."""
    return [part for turn in request.turns for part in turn.parts if isinstance(part, Picture)]


def _content(turn: Turn) -> str | list[dict[str, Any]]:
    texts = [part for part in turn.parts if isinstance(part, str)]
    if len(texts) == len(turn.parts):
        return "\n".join(texts)
    return [_part(part) for part in turn.parts]


def _part(part: str | Picture) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    media_type, data = encoded(part)
    url = f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
    return {"type": "image_url", "image_url": {"url": url}}
