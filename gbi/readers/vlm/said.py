"""What the model is asked to write, as a JSON Schema that bounds its length, and what it wrote, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from gbi.errors import ReplyError, first_fault
from gbi.models.replies import loops, object_of, salvaged
from gbi.types import Frozen

CHART_TYPES = (
    "table", "bar", "grouped bar", "stacked bar", "line", "area", "stacked area", "pie", "donut", "scatter", "bubble",
    "other", "none",
)  # fmt: skip
NOTHING = "none"
MOST_COLUMNS = 24
TEXT_CHARS = 80
TITLE_CHARS = 160
UNIT_CHARS = 40
SAME_ROWS = 4
"""The same row, or the same few rows, so many times in a row is a loop and no table."""

Texts = tuple[str, ...]


class Limits(Frozen):
    """How much one call may write, and how it draws: the second try is shorter and draws otherwise."""

    rows: int = 120
    tokens: int = 2048
    repetition_penalty: float | None = None
    seed: int = 0
    temperature: float = 0.0

    def shorter(self) -> Limits:
        """Those of the second try."""
        return Limits(
            rows=max(self.rows // 2, 1), tokens=max(self.tokens // 2, 64), repetition_penalty=1.1,
            seed=self.seed + 1, temperature=0.2,
        )  # fmt: skip


class Named(BaseModel):
    """An axis or a column: what it is called, and its unit with its scale as printed ("million USD", "%")."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = ""
    unit: str = ""

    @field_validator("name", "unit", mode="before")
    @classmethod
    def _text(cls, value: Any) -> str:
        return text_of(value)


class Said(BaseModel):
    """A reply in the asked form. `rows` are R rows of C texts as printed; `cut`: the reply ended before the table."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    chart_type: str = "other"
    title: str = ""
    x_axis: Named = Named()
    y_axis: Named = Named()
    columns: tuple[Named, ...]
    rows: tuple[Texts, ...] = ()
    cut: bool = False

    @field_validator("chart_type", "title", mode="before")
    @classmethod
    def _text(cls, value: Any) -> str:
        return text_of(value, TITLE_CHARS)

    @field_validator("columns", mode="before")
    @classmethod
    def _columns(cls, value: Any) -> Any:
        """Column names alone will do as well."""
        if not isinstance(value, list) or not 0 < len(value) <= MOST_COLUMNS:
            raise ValueError(f"1 to {MOST_COLUMNS} columns are expected")
        return [{"name": column} if isinstance(column, str) else column for column in value]

    @field_validator("rows", mode="before")
    @classmethod
    def _rows(cls, value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
            raise ValueError("rows must be arrays of texts")
        return [[text_of(cell) for cell in row[: MOST_COLUMNS + 1]] for row in value]


def text_of(value: Any, most: int = TEXT_CHARS) -> str:
    """What stands in the JSON as one line of text of at most `most` characters; numbers as written, null empty."""
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())[:most]


def form(limits: Limits, *, columns: int | None = None) -> dict[str, Any]:
    """The JSON Schema of a reply, every part of it bounded; `columns` fixes how many cells a row has."""
    text = {"type": "string", "maxLength": TEXT_CHARS}
    named = _object({"name": text, "unit": {"type": "string", "maxLength": UNIT_CHARS}})
    cells = {"minItems": columns or 1, "maxItems": columns or MOST_COLUMNS}
    row = {"type": "array", "items": text, **cells}
    rows = {"type": "array", "items": row, "maxItems": limits.rows}
    if columns is not None:
        return _object({"rows": rows})
    return _object(
        {
            "chart_type": {"type": "string", "enum": list(CHART_TYPES)},
            "title": {"type": "string", "maxLength": TITLE_CHARS},
            "x_axis": named,
            "y_axis": named,
            "columns": {"type": "array", "items": named, "minItems": 1, "maxItems": MOST_COLUMNS},
            "rows": rows,
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def understood(text: str, *, cut: bool, columns: Sequence[Named] | None = None) -> Said:
    """The reply as a table; of one that was `cut` off the whole rows. `columns` are known where only rows were asked.

    Raises `ReplyError` for a reply that repeats itself, has another form, or no whole row.
    """
    if loops(text):
        raise ReplyError("the model repeats itself")
    if cut:
        found, rows = salvaged(text, "rows")
        found = {**found, "rows": rows}
    else:
        found = object_of(text)
    if columns is not None:
        found = {**found, "columns": [column.model_dump() for column in columns]}
    try:
        said = Said.model_validate({**found, "cut": cut})
    except ValidationError as error:
        raise ReplyError(f"the model's reply has another form than asked ({first_fault(error)})") from error
    if cut and not said.rows:
        raise ReplyError("the model's reply was cut off before its first whole row")
    if circles(said.rows):
        raise ReplyError("the model writes the same rows over and over")
    return said


def circles(rows: Sequence[Texts]) -> bool:
    """Whether the last rows are the same few over and over; rows without a text count as such too."""
    for size in range(1, len(rows) // SAME_ROWS + 1):
        block = rows[-size:]
        if all(rows[len(rows) - (n + 1) * size : len(rows) - n * size] == block for n in range(1, SAME_ROWS)):
            return True
    return False
