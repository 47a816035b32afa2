"""What is asked, and what an operation hands over before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from gbi.types import Frozen, Value

Outcome = Literal["number", "percent", "text", "truth", "list"]
"""What a program's result is: one number (in shown units), one in percent, one text, yes or no, a column of texts."""


class Question(Frozen):
    """A question about a figure with its program and what the program gave on the gold table.

    `value` is the result as computed (a tuple for a list, None where nothing can be answered), `answer` the same as
    text; `missing` says what the figure does not show, and is "" where the question can be answered. `hops` counts the
    steps from cells to the answer.
    """

    text: str
    sql: str
    answer: str
    value: Value | tuple[Value, ...] = None
    operation: str
    hops: int
    missing: str = ""


class At(NamedTuple):
    """The cell of value column `series` and row `row`, both from 0; None where a phrase is about all of them.

    `label`, `name` and `measure` stand in for those of the figure where something is asked that it does not show.
    """

    series: int | None = None
    row: int | None = None
    label: str = ""
    name: str = ""
    measure: str = ""


Slot = At | tuple[At, ...] | str | int | float
"""What a template's gap is filled with: a cell, a list of labels or series, a word, a number."""


@dataclass(frozen=True)
class Draft:
    """A question before it has words: the program, what its gaps stand for, and how its result is written.

    `decimals` are those of a number as shown; `unit` is its unit as shown, "" for counts, ratios and texts. For what
    cannot be answered `sql` is "" and `missing` says in a word what is not there.
    """

    sql: str
    outcome: Outcome = "number"
    slots: Mapping[str, Slot] = field(default_factory=dict)
    decimals: int = 0
    unit: str = ""
    missing: str = ""
