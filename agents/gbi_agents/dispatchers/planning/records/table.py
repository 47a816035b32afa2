"""A table of records as questions look at it: the words of every cell, numbers inside text ("4th", "12:30"), dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from gbi.types import Value
from gbi_agents.calendar_names import MONTH_NUMBERS
from gbi_agents.language import stems, year_of
from gbi_agents.tables import Grid, shown

MAX_ROWS = 2_000
"""Rows up to which every cell's words are looked at."""
MAX_WORDS = 40
"""Words of a cell that are looked at: what stands further in a long note names no record."""
_DURATION = re.compile(r"^\D{0,2}(?:(\d+):)?(\d{1,3}):(\d\d(?:\.\d+)?)\b")
_LEADING = re.compile(
    r"^[^\w\d]{0,3}(?P<number>[-+−]?\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?:st|nd|rd|th)?\s*"
    r"(?:[\(\[].*|[a-zA-Z%²³/°.]{0,7}|[^\w\s]{1,3}.{0,12})$",
    re.S,
)
_TOTAL = re.compile(r"^(?:grand |overall )?totals?:?$|^(?:合计|总计)$", re.I)
_IDENTITY = re.compile(r"^(?:#|no|nos|number|num|rank|pos|position|id|pick|draw|seed|序号|排名|编号)\W*#?$", re.I)


@dataclass(frozen=True)
class Records:
    """A grid with what is derived from its cells, made when first asked for."""

    grid: Grid

    @property
    def rows(self) -> range:
        """All row numbers."""
        return range(len(self.grid.cells))

    @cached_property
    def columns(self) -> range:
        """Column numbers."""
        return range(len(self.grid.info.columns))

    def text(self, row: int, column: int) -> str:
        """The cell as it is printed."""
        cell = self.grid.cells[row][column]
        return cell.text or shown(cell.value)

    def value(self, row: int, column: int) -> Value:
        """The value as shown."""
        return self.grid.value(row, column)

    @cached_property
    def words(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Stems of every cell, by row and column."""
        return tuple(tuple(stems(self.text(r, c)[:400])[:MAX_WORDS] for c in self.columns) for r in self.rows)

    @cached_property
    def heads(self) -> tuple[tuple[str, ...], ...]:
        """Stems of every header, the doubled ones without their number, brackets left out where more is said."""
        out = []
        for column in self.grid.info.columns:
            bare = re.sub(r"\s*\(\d+\)$", "", column.name)
            plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", bare)
            out.append(stems(plain) or stems(bare))
        return tuple(out)

    @cached_property
    def numeric(self) -> frozenset[int]:
        """Columns whose cells are numbers, also numbers in text."""
        return frozenset(c for c in self.columns if c not in self.timed and self._mostly(c, self.number))

    @cached_property
    def timed(self) -> frozenset[int]:
        """Columns of years or dates."""
        return frozenset(c for c in self.columns if self._mostly(c, self.moment))

    def _mostly(self, column: int, read: object) -> bool:
        filled = [row for row in self.rows if self.text(row, column).strip() not in ("", "-", "–", "—", "N/A", "?")]
        return bool(filled) and sum(read(row, column) is not None for row in filled) >= 0.8 * len(filled)  # type: ignore[operator]

    @cached_property
    def totals(self) -> frozenset[int]:
        """Rows that sum up the others: "Total" stands in one of the first columns."""
        firsts = [c for c in self.columns if c not in self.numeric][:3]
        found = {row for row in self.rows if any(_TOTAL.match(self.text(row, c).strip()) for c in firsts)}
        found |= self.grid.total_rows
        return frozenset() if len(found) * 3 > len(self.rows) else frozenset(found)

    @cached_property
    def identities(self) -> frozenset[int]:
        """Columns of running numbers, ranks and the like, which measure nothing."""
        names = {c for c in self.columns if _IDENTITY.match(self.grid.info.columns[c].name.strip())}
        first = next(iter(self.columns), None)
        unnamed = first is not None and re.fullmatch(r"column 1|", self.grid.info.columns[first].name.strip())
        return frozenset(names | ({first} if unnamed and first is not None else set()))

    @cached_property
    def measures(self) -> tuple[int, ...]:
        """Columns of numbers that measure something."""
        return tuple(c for c in self.columns if c in self.numeric and c not in self.identities)

    @cached_property
    def entity(self) -> int | None:
        """The column that names the records: the first of texts that differ nearly everywhere, else the key."""
        texts = [c for c in self.columns if c not in self.numeric and c not in self.timed]
        for column in texts:
            filled = [self.words[row][column] for row in self.rows if self.words[row][column]]
            if filled and len(set(filled)) >= 0.9 * len(filled) and len(filled) >= 0.8 * len(self.rows):
                return column
        return texts[0] if texts else self.grid.key

    def number(self, row: int, column: int) -> float | None:
        """The cell's number: of "4th" 4, of "1:30" 90 (seconds), of "25,000 (est.)" 25000; None for other texts."""
        value = self.value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        text = self.text(row, column).strip()
        span = _DURATION.match(text)
        if span:
            hours, minutes, seconds = float(span.group(1) or 0), float(span.group(2)), float(span.group(3))
            return hours * 3600 + minutes * 60 + seconds
        match = _LEADING.match(text)
        if match is None or re.match(r"^\d{1,4}[-–/]\d", text):
            return None  # "2-1" and "1994/95" are no single numbers
        return float(match["number"].replace(",", "").replace("−", "-"))

    def moment(self, row: int, column: int) -> tuple[int, int, int] | None:
        """Year, month and day of a cell, 0 for what it leaves out; None for a cell that is no date."""
        value = self.value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            whole = float(value).is_integer() and 1500 <= value <= 2100
            return (int(value), 0, 0) if whole and self._of_years(column) else None
        iso = re.match(r"^(\d{4})-(\d\d)(?:-(\d\d))?$", str(value or ""))
        if iso:
            return int(iso.group(1)), int(iso.group(2)), int(iso.group(3) or 0)
        text = self.text(row, column)
        words = stems(text[:60])
        month = next((MONTH_NUMBERS[w] for w in words if w in MONTH_NUMBERS), 0)
        year = year_of(text) or 0
        if not (month or year) or len(words) > 7 or (not month and len(words) > 3):
            return None
        day = next((int(w) for w in words if w.isdigit() and int(w) <= 31), 0)
        return year, month, day

    def _of_years(self, column: int) -> bool:
        name = self.grid.info.columns[column].name
        values = [self.grid.number(row, column) for row in self.rows]
        whole = [v for v in values if v is not None]
        return all(1500 <= v <= 2100 for v in whole) and (
            bool(re.search(r"year|date|season|built|since|founded|年", name, re.I)) or column == self.grid.key
            or all(1800 <= v <= 2050 for v in whole)
        )  # fmt: skip

    def order(self, row: int, column: int) -> float | None:
        """A number that cells of the column are ordered by: the number, or the days of a date."""
        if column in self.timed:
            at = self.moment(row, column)
            return None if at is None else at[0] * 400.0 + at[1] * 32 + at[2]
        return self.number(row, column)

    def rising(self, column: int) -> bool | None:
        """True where the rows run up in the column, False where they run down, None where neither."""
        values = [v for v in (self.order(row, column) for row in self.rows) if v is not None]
        if len(values) < 2:
            return None
        ups = all(a <= b for a, b in pairwise(values))
        downs = all(a >= b for a, b in pairwise(values))
        return True if ups else False if downs else None


def is_records(grid: Grid) -> bool:
    """Whether a table lists records: no chart, no statement with a column for every year, small enough to look at."""
    if grid.info.chart_type or not 1 < len(grid.cells) <= MAX_ROWS or len(grid.info.columns) < 2:
        return False
    return len(grid.column_years) < 2 and (len(grid.texts) >= 2 or len(grid.info.columns) >= 3)
