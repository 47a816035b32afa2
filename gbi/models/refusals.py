"""What a server's errors mean: whether to try again, and what to tell the user, the mend included."""

from __future__ import annotations

import re

from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
)

from gbi.errors import ModelError, ModelUnavailable
from gbi.models.endpoint import Endpoint

TOO_LONG = re.compile(
    r"context length|context window|max_model_len|maximum.{0,30}tokens|too long|too many tokens|prompt.{0,40}exceed",
    re.IGNORECASE,
)
SHOWN = 300


def passing(error: APIError) -> bool:
    """Whether the same call may succeed a little later: busy, broken for a moment, or not reached."""
    if isinstance(error, APIStatusError):
        return error.status_code in (408, 425, 429) or error.status_code >= 500
    return isinstance(error, APIConnectionError)


def server_text(error: APIError) -> str:
    """What the server said, in one line of at most 300 characters."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(said or error.message or type(error).__name__).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def unreachable(error: APIError, where: Endpoint, tries: int) -> ModelUnavailable:
    """For an error that was still there after all tries."""
    times = "" if tries == 1 else f" ({tries} tries)"
    if isinstance(error, APITimeoutError):
        return ModelUnavailable(
            f"the model server at {where.url} could not be connected to in time{times}: is it running?"
        )
    if isinstance(error, APIStatusError):
        return ModelUnavailable(
            f"the model server at {where.url} cannot answer now (HTTP {error.status_code}){times}: {server_text(error)}"
        )
    cause = error.__cause__ or error
    return ModelUnavailable(
        f"the model server at {where.url} cannot be reached{times}: {cause}; start it or set {where.prefix}_URL"
    )


def refusal(error: APIError, where: Endpoint, model: str, served: tuple[str, ...] | None) -> ModelError:
    """For an error that another try would not change. `served` names the server's models where they are known."""
    said = server_text(error)
    if isinstance(error, AuthenticationError | PermissionDeniedError):
        return ModelUnavailable(f"the model server at {where.url} refuses the key: set {where.prefix}_KEY ({said})")
    if isinstance(error, NotFoundError):
        if served is None or model in served:
            return ModelUnavailable(
                f"there is no chat API at {where.url}: {where.prefix}_URL should end in /v1 ({said})"
            )
        names = ", ".join(served) or "none"
        return ModelUnavailable(
            f"the server at {where.url} has no model {model}; set {where.prefix}_MODEL to one of its: {names}"
        )
    status = getattr(error, "status_code", None)
    if status == 413 or TOO_LONG.search(said):
        return ModelError(
            "the request is too long for the model: send fewer or smaller pictures (GBI_VLM_PIXELS), or serve it with "
            f"a longer context ({said})"
        )
    return ModelError(f"the model server refused the request: {said}")
