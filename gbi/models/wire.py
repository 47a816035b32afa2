"""What is read of a server's chat completion, and nothing else of it: servers add fields of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gbi.errors import ReplyError
from gbi.models.model import Usage


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Tokens(_Wire):
    """The server's count; some leave one of them out while they stream."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    def usage(self) -> Usage:
        """The same as a `Usage`."""
        return Usage(prompt_tokens=self.prompt_tokens or 0, completion_tokens=self.completion_tokens or 0)


class Message(_Wire):
    """The text; None when the model said nothing."""

    content: str | None = None


class Choice(_Wire):
    """One of the replies asked for; `finish_reason` as OpenAI names it."""

    message: Message
    finish_reason: str | None = None


class Completion(_Wire):
    """A chat completion with one choice or more."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]
    usage: Tokens | None = None

    @classmethod
    def read(cls, data: bytes, url: str) -> Completion:
        """The completion in a body. Raises `ReplyError` for a body that is none."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            start = " ".join(data[:60].decode("utf-8", "replace").split())
            raise ReplyError(f"the reply of {url} is not a chat completion: is the URL right? ({start!r})") from error
