"""One sample of training: pictures, a conversation about them, and what is known to be true of them.

Boxes are `(x0, y0, x1, y1)` in pixels of the sample's first picture, origin top left. Texts of a gold table are as
printed; its values are numbers AS SHOWN (409 in a column of millions), None where the chart shows nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gbi.types import Box, Frozen

Role = Literal["system", "user", "assistant"]
Task = Literal["table", "question", "place", "other"]
Language = Literal["en", "zh"]
Part = Literal["title", "axis title", "tick", "legend", "row label", "value label", "mark"]


class Text(Frozen):
    """A piece of a turn that is text."""

    type: Literal["text"] = "text"
    text: str


class Image(Frozen):
    """A piece of a turn that is the sample's picture number `image`, from 0."""

    type: Literal["image"] = "image"
    image: int = Field(ge=0)


Piece = Annotated[Text | Image, Field(discriminator="type")]


class Turn(Frozen):
    """What one side says; losses are taken on the assistant's turns alone."""

    role: Role
    content: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The turn's text pieces, joined by line breaks; pictures left out."""
        return "\n".join(piece.text for piece in self.content if isinstance(piece, Text))


class Picture(Frozen):
    """A picture of the sample: `path` relative to the data set's folder, size in pixels, SHA-256 of the file."""

    path: str
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    sha256: str = ""


class GoldAxis(Frozen):
    """An axis as printed; `low` and `high` are the values at its ends, for one of numbers."""

    name: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    log: bool = False


class GoldColumn(Frozen):
    """A column as printed: `scale` is what a value is multiplied by to get units (1e6 for "million USD")."""

    name: str
    unit: str = ""
    scale: float = 1.0


class GoldBox(Frozen):
    """Where something stands: a mark or a label; `row` and `column` (from 0; 0 is the labels') are its cell's."""

    part: Part
    box: Box
    text: str = ""
    row: int | None = None
    column: int | None = None


class Gold(Frozen):
    """What a figure shows. R rows of C texts, the first the row's label; R rows of C - 1 values.

    `texts` are as printed at the mark, "~" and a number where nothing is printed there, "" where there is no value.
    `chart_type` is one of `gbi.readers.vlm.said.CHART_TYPES`; `kind` says more ("horizontal bar", "waterfall").
    """

    chart_type: str
    kind: str = ""
    title: str = ""
    x_axis: GoldAxis = GoldAxis()
    y_axis: GoldAxis = GoldAxis()
    columns: tuple[GoldColumn, ...]
    texts: tuple[tuple[str, ...], ...]
    values: tuple[tuple[float | None, ...], ...]
    boxes: tuple[GoldBox, ...] = ()


class Source(Frozen):
    """Where a sample comes from; `licence` is an SPDX name or, where there is none, words."""

    name: str
    licence: str = ""
    split: str = ""


class Sample(Frozen):
    """A conversation to train on, with its gold where it is known.

    `program` is the SQL that computes `answer` on the gold table (called `chart`); `tags` are "group:value", such as
    "type:bar" or "hops:2"; `traits` is what the maker knows beside the gold ("renderer": "matplotlib").
    """

    id: str
    task: Task
    language: Language = "en"
    pictures: tuple[Picture, ...]
    turns: tuple[Turn, ...]
    gold: Gold | None = None
    question: str = ""
    answer: str = ""
    program: str = ""
    tags: tuple[str, ...] = ()
    traits: dict[str, str] = Field(default_factory=dict)
    source: Source = Source(name="")
