"""What a model back end is: requests of text and pictures in, text out. Everything around it is synchronous."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, Protocol

from gbi.errors import ModelError
from gbi.types import Frozen


class Picture(Frozen):
    """An image to look at: the bytes of a PNG or JPEG, and the most pixels it may be scaled to (None: as it is)."""

    png: bytes
    max_pixels: int | None = None


class Turn(Frozen):
    """One message of the conversation: pieces of text and pictures in the order in which the model gets them."""

    role: Literal["user", "assistant"] = "user"
    parts: tuple[str | Picture, ...]


class Request(Frozen):
    """One call. `form` is the JSON Schema that constrains the output (guided decoding), None for free text."""

    system: str = ""
    turns: tuple[Turn, ...]
    form: dict[str, Any] | None = None
    max_tokens: int = 1024
    temperature: float = 0.0
    seed: int | None = None
    repetition_penalty: float | None = None
    seconds: float | None = None  # a shorter limit than the setting's for this call alone


class Usage(Frozen):
    """What calls cost: tokens in (those of images included where the server says so), tokens out, images sent."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    images: int = 0
    calls: int = 0
    retries: int = 0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in Usage.model_fields})


class Reply(Frozen):
    """The model's output. `finish` "length" says that it was cut off at `max_tokens`."""

    text: str
    finish: Literal["stop", "length"] = "stop"
    model: str = ""
    usage: Usage = Usage()


class Model(Protocol):
    """One model on one back end. Usable from any thread; `close` may be called twice."""

    @property
    def name(self) -> str:
        """The model and its adapter as one name: part of the ids of readings that it makes. Raises as `ask`."""

    def ask(self, request: Request) -> Reply:
        """The whole reply. Raises `ModelUnavailable` when there is no use in asking again soon (down, breaker open,
        time-out after the retries), `ModelError` for a refusal such as a picture that is too large."""

    def ask_all(self, requests: Sequence[Request]) -> list[Reply | ModelError]:
        """Replies in the order of the requests, several in flight; a failure stands in the failed one's place."""

    def stream(self, request: Request) -> Iterator[str]:
        """The reply in pieces as they are made. Raises as `ask`, also between pieces."""

    def usage(self) -> Usage:
        """The sum of all calls of this object so far."""

    def close(self) -> None:
        """Ends connections and processes."""


def attempted(model: Model, request: Request) -> Reply | ModelError:
    """The model's reply, or the error that asking for it raised."""
    try:
        return model.ask(request)
    except ModelError as error:
        return error
