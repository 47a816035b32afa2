"""Which tables are flat: rows of one kind, labels that come again and again, numbers that can be added up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from gbi.types import Value
from gbi_agents.tables import Grid

FEWEST_ROWS, MOST_ROWS = 12, 20_000
"""The most rows are those whose labels are indexed (`tables.MAX_ROWS`): beyond it a name could be missed."""
COMES_AGAIN = 3
"""A label column's values come so many times each on average, at least."""
_RATE = re.compile(
    r"\b(?:price|rate|ratio|percent(?:age)?|share|score|rating|rank|age|index|average|avg|mean|median|margin|temperature"
    r"|per|level|balance)\b|%|单价|价格|均价|率|平均|占比|指数|排名|年龄|评分|余额|温度",
    re.I,
)
"""Names of what does not add up."""
_IDENTITY = re.compile(r"\b(?:id|no|nr|number|code|year|month|day|week|zip|phone)\b|编号|序号|年|月|日|电话|邮编", re.I)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Flat:
    """A flat table: columns that name kinds, columns that measure, and the column of days (None without one)."""

    grid: Grid
    dimensions: tuple[int, ...]
    measures: tuple[int, ...]
    time: int | None

    def adds_up(self, column: int) -> bool:
        """Whether a sum over rows means something: amounts do, prices and shares do not."""
        info = self.grid.info.columns[column]
        return info.unit != "%" and not _RATE.search(re.sub(r"[_\W]+", " ", info.name))

    @cached_property
    def days(self) -> tuple[Value, ...]:
        """The day of each row, "2023-01-31"; None where it is not known."""
        return tuple(self.grid.value(row, self.time) for row in self.rows) if self.time is not None else ()

    @property
    def rows(self) -> range:
        """All row numbers."""
        return range(len(self.grid.cells))


def adds_names(grid: Grid, columns: set[int], operation: str) -> bool:
    """Whether a plan adds up, averages or ranks numbers that only name the rows of a flat table."""
    flat = flat_of(grid) if operation in ("sum", "avg", "median", "max", "min") and columns else None
    named = columns & set(grid.values) if flat is not None else set()
    return flat is not None and bool(named) and all(_in_order(grid, column) for column in named)


def identifies(grid: Grid, column: int) -> bool:
    """Numbers that name rows: by their head, or whole numbers in an unbroken order ("Order" 1001, 1002, ...)."""
    if _IDENTITY.search(re.sub(r"[_\W]+", " ", grid.info.columns[column].name)):
        return True
    return _in_order(grid, column)


def _in_order(grid: Grid, column: int) -> bool:
    numbers = [grid.number(row, column) for row in range(len(grid.cells))]
    steps = {None if a is None or b is None else b - a for a, b in pairwise(numbers)}
    return steps in ({1.0}, {-1.0})


def flat_of(grid: Grid) -> Flat | None:
    """The table as a flat one; None for charts, statements, lists of records, and tables too small or too large."""
    if grid.info.chart_type or not FEWEST_ROWS <= len(grid.cells) <= MOST_ROWS or len(grid.column_years) > 1:
        return None
    if grid.total_rows:
        return None
    rows = len(grid.cells)
    dimensions, time = [], None
    for at, column in enumerate(grid.info.columns):
        filled = [value for row in range(rows) if (value := grid.value(row, at)) not in (None, "")]
        if column.type == "number" or len(filled) < 0.8 * rows:
            continue
        if all(isinstance(value, str) and _DATE.fullmatch(value) for value in filled):
            time = at if time is None else time
        elif 2 <= len(set(filled)) <= rows / COMES_AGAIN:
            dimensions.append(at)
    measures = tuple(c for c in grid.values if not identifies(grid, c))
    months = {str(grid.value(row, time))[:7] for row in range(rows)} if time is not None else set()
    again = bool(dimensions) or (time is not None and len(months) * COMES_AGAIN <= rows)
    return Flat(grid, tuple(dimensions), measures, time) if measures and again else None
