"""One base for every error a user may meet. A message says what is wrong and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class GbiError(Exception):
    """Base of all errors that this program raises on purpose."""


class SettingsError(GbiError):
    """A setting is unknown or has a value that does not fit."""


class DocumentError(GbiError):
    """A file cannot be opened: missing, empty, broken, encrypted, of an unknown kind, or over a limit."""


class LimitError(DocumentError):
    """A file or page is over a limit (size, pages, pixels, decompressed bytes, seconds)."""


class PageError(GbiError):
    """One page of a document cannot be read; the others can."""


class ReaderError(GbiError):
    """A reader met a figure of its kind that it cannot go on with."""


class StoreError(GbiError):
    """The workspace cannot be read or written as asked."""


class SqlError(GbiError):
    """A query was refused by the guard or failed in the engine."""


class QueryLimitError(SqlError):
    """A query was stopped at its limit of seconds, memory or rows."""


class QuestionError(GbiError):
    """A question that cannot be taken up: empty, or too long."""


class ModelError(GbiError):
    """A model back end failed or gave no usable reply."""


class ModelUnavailable(ModelError):
    """A model cannot be reached now: no server, time-out, or the breaker is open. The tools go on without it."""


class ReplyError(ModelError):
    """A model replied with something that cannot be used: cut off, repeating itself, or not in the asked form."""


class ServeError(ModelError):
    """The model server cannot be started, or does not do what it was told."""


class AdapterError(ModelError):
    """An adapter cannot be used: its files are not whole, or the server does not serve what it was trained to be."""


def first_fault(error: ValidationError) -> str:
    """The first thing that does not fit, as "stages.0.name: Field required"; no spot where the whole does not."""
    first = error.errors()[0]
    spot = ".".join(str(part) for part in first["loc"])
    return f"{spot}: {first['msg']}" if spot else first["msg"]


def first_line(error: Exception) -> str:
    """What another library's error says in its first line, for a message of ours; its type where it says nothing."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
