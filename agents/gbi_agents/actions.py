"""The whole vocabulary of a dispatcher: a typed union that rules write directly and a model as constrained JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from gbi.types import Frozen, Value
from gbi_agents.dispatchers.planning.saying import Saying

CellAddress = tuple[str, int, int]
"""Table, row and column number of a cell."""


class Meaning(Frozen):
    """What a query written by the rules means, so that its result can be said, cited and checked."""

    saying: Saying
    value_cells: tuple[CellAddress, ...] = ()
    support_cells: tuple[CellAddress, ...] = ()
    expected: Value | tuple[Value, ...] = None  # the result as computed apart from SQL
    coverage: float = 1.0  # how much of the question the tables account for
    fit: float = 1.0
    uncovered: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    resolved: str = ""  # the question in full, where it was a follow-up


class Search(Frozen):
    """Look for words in the documents' text and captions."""

    action: Literal["search"] = "search"
    query: str
    limit: int = Field(8, ge=1, le=50)


class Read(Frozen):
    """Run a named reader on a region now."""

    action: Literal["read"] = "read"
    region: str
    reader: str


class Look(Frozen):
    """Ask the vision-language model about a region's image."""

    action: Literal["look"] = "look"
    region: str
    question: str


class Query(Frozen):
    """Run a guarded SQL query; `meaning` is given by the rules alone."""

    action: Literal["query"] = "query"
    sql: str
    meaning: Meaning | None = None


class Draw(Frozen):
    """Draw the last result (or the cells behind it): code builds the Vega-Lite, the action only names the parts."""

    action: Literal["draw"] = "draw"
    mark: Literal["bar", "line", "point"] = "bar"
    x: str = "label"
    y: str = "value"
    colour: str | None = None


class Clarify(Frozen):
    """Ask the person to choose between readings of the question."""

    action: Literal["clarify"] = "clarify"
    question: str
    choices: tuple[str, ...] = ()


class Answer(Frozen):
    """End the turn. An empty `text` is composed from the last result; a passage quotes the document's words."""

    action: Literal["answer"] = "answer"
    status: Literal["answered", "unanswerable"] = "answered"
    text: str = ""
    value: Value | tuple[Value, ...] = None
    passage: dict[str, Any] | None = None
    cells: tuple[CellAddress, ...] = ()  # the marks that the text speaks of, where no query was run
    looked: bool = False  # the last look is the answer
    missing: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


Action = Annotated[Search | Read | Look | Query | Draw | Clarify | Answer, Field(discriminator="action")]
ACTION: TypeAdapter[Action] = TypeAdapter(Action)
"""Validates and dumps any action; `ACTION.json_schema()` constrains a model's output."""
