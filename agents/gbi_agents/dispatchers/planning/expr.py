"""What is computed, over cells: picks, aggregates, arithmetic, rankings. Each can name its cells and its value.

The Python value serves two ends: a plan that has no value is no plan, and the SQL's result is checked against it.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gbi.types import Value
from gbi_agents.tables import Grid

Test = Literal["in", "notin", "between", ">", ">=", "<", "<=", "=", "!="]
Function = Literal["value", "sum", "avg", "median", "mode", "max", "min", "count"]
Direction = Literal["max", "min", "first", "last"]
Address = tuple[str, int, int]
"""A cell: table, row, column."""


@dataclass(frozen=True)
class Where:
    """A condition on one column; `column` -1 is the row number."""

    column: int
    test: Test
    values: tuple[Value, ...]

    def holds(self, value: Value) -> bool:
        """Whether a cell's value meets the condition; an empty cell never does."""
        if value is None:
            return False
        if self.test in ("in", "notin"):
            return (value in self.values) == (self.test == "in")
        if self.test == "between":
            low, high = self.values
            return compare(value, ">=", low) and compare(value, "<=", high)
        return compare(value, self.test, self.values[0])


def compare(a: Value, test: str, b: Value) -> bool:
    """`a test b` for two numbers or two texts; False for values of different kinds."""
    if isinstance(a, str) != isinstance(b, str) or a is None or b is None:
        return False
    order = (a > b) - (a < b)  # type: ignore[operator]  # both numbers or both texts, checked above
    return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0, "=": order == 0, "!=": order != 0}[test]


@dataclass(frozen=True)
class Pick:
    """Number cells of one table: some columns, the rows that meet every condition."""

    grid: Grid = field(repr=False)
    columns: tuple[int, ...]
    where: tuple[Where, ...] = ()
    test: tuple[Test, float] | None = None  # keeps the cells whose value, as shown, passes

    def rows(self) -> tuple[int, ...]:
        """The rows that meet the conditions."""
        return tuple(
            row
            for row in range(len(self.grid.cells))
            if all(w.holds(row if w.column < 0 else self.grid.value(row, w.column)) for w in self.where)
        )

    def cells(self) -> tuple[tuple[int, int], ...]:
        """(row, column) of the numbers, row by row."""
        return tuple((r, c) for r in self.rows() for c in self.columns if self._counts(self.grid.number(r, c)))

    def _counts(self, number: float | None) -> bool:
        return number is not None and (self.test is None or compare(number, *self.test))

    def numbers(self, base: bool = False) -> list[float]:
        """The numbers as shown, or times their column's scale when `base`."""
        return [self.number(r, c, base) for r, c in self.cells()]

    def number(self, row: int, column: int, base: bool = False) -> float:
        """One number; 0 where the cell has none (callers go by `cells`)."""
        return (self.grid.number(row, column) or 0.0) * (self.grid.info.columns[column].scale if base else 1.0)

    def addresses(self, cells: Sequence[tuple[int, int]] | None = None) -> tuple[Address, ...]:
        """The cells with their table's name."""
        return tuple((self.grid.name, r, c) for r, c in (self.cells() if cells is None else cells))


@dataclass(frozen=True)
class Const:
    """A number that the question itself gives."""

    number: float

    def value(self, base: bool = False) -> float | None:
        """The number."""
        return self.number

    def picks(self) -> tuple[Pick, ...]:
        """None."""
        return ()

    def addresses(self) -> tuple[Address, ...]:
        """None."""
        return ()


@dataclass(frozen=True)
class Agg:
    """A function over a pick, or over its `k` extreme cells after leaving out `offset` of them."""

    function: Function
    pick: Pick
    k: int | None = None
    direction: Direction = "max"
    offset: int = 0

    def chosen(self, base: bool = False) -> list[tuple[int, int]]:
        """The cells that the function runs over."""
        cells = list(self.pick.cells())
        if self.k is None:
            return cells
        if self.direction in ("max", "min"):
            cells.sort(key=lambda rc: self.pick.number(rc[0], rc[1], base), reverse=self.direction == "max")
        elif self.direction == "last":
            cells.reverse()
        return cells[self.offset : self.offset + self.k]

    def value(self, base: bool = False) -> float | None:
        """The result; None for no cells, or for several where one was meant."""
        numbers = [self.pick.number(rc[0], rc[1], base) for rc in self.chosen(base)]
        if self.function == "count":
            return float(len(numbers))
        if not numbers:
            return None
        if self.function == "value":
            return numbers[0] if len(set(numbers)) == 1 else None
        if self.function == "mode":
            return statistics.mode(numbers)
        functions: dict[str, Callable[[list[float]], float]] = {
            "sum": sum,
            "avg": statistics.fmean,
            "median": statistics.median,
            "max": max,
            "min": min,
        }
        return float(functions[self.function](numbers))

    def picks(self) -> tuple[Pick, ...]:
        """The one pick."""
        return (self.pick,)

    def addresses(self) -> tuple[Address, ...]:
        """The cells whose value the result is: the extreme ones for max and min."""
        cells = self.chosen()
        if self.function in ("max", "min") and cells:
            best = self.value()
            cells = [rc for rc in cells if self.pick.number(*rc) == best]
        return self.pick.addresses(cells)


@dataclass(frozen=True)
class Bin:
    """Arithmetic on two results. "change" is (left - right) / right x 100, "part" left / right x 100, "cagr" the yearly
    rate in per cent that leads from right to left in `periods` years: ((left / right) ^ (1 / periods) - 1) x 100."""

    operator: Literal["-", "+", "/", "*", "change", "part", "cagr"]
    left: Expr
    right: Expr
    absolute: bool = False
    periods: int = 1

    def value(self, base: bool = False) -> float | None:
        """The result; None when an operand has none, or for a division by zero."""
        a, b = self.left.value(base), self.right.value(base)
        if a is None or b is None or (self.operator in ("/", "change", "part", "cagr") and b == 0):
            return None
        if self.operator == "cagr" and a / b <= 0:
            return None  # no rate leads from a loss to a gain
        results: dict[str, Callable[[], float]] = {
            "-": lambda: a - b,
            "+": lambda: a + b,
            "*": lambda: a * b,
            "/": lambda: a / b,
            "change": lambda: (a - b) / b * 100,
            "part": lambda: a / b * 100,
            "cagr": lambda: ((a / b) ** (1 / self.periods) - 1) * 100,
        }
        result = float(results[self.operator]())
        return abs(result) if self.absolute else result

    def picks(self) -> tuple[Pick, ...]:
        """The operands' picks."""
        return self.left.picks() + self.right.picks()

    def addresses(self) -> tuple[Address, ...]:
        """The operands' cells, each once."""
        return tuple(dict.fromkeys(self.left.addresses() + self.right.addresses()))


Expr = Const | Agg | Bin


def mixed_scale(picks: Sequence[Pick]) -> bool:
    """True when the columns that meet have different scales, so that values must be brought to base units."""
    return len({pick.grid.info.columns[c].scale for pick in picks for c in pick.columns}) > 1
