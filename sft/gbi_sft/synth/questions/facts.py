"""A gold table as an asker sees it: what is time, what a thing and what a measure, and what can be told apart.

A value that is not printed is taken as its text says ("~44" is 44), as a reader of the figure would; two such values
count as different only where an eye would see it. Not covered: measures whose names do not say that they do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gbi.numbers import parse_number
from gbi_eval import gold_table
from gbi_sft.sample import Gold, GoldAxis, Language
from gbi_sft.synth.questions.moments import Moment, forwards, moment_of, step_by_step

Role = Literal["time", "thing", "measure"]

SEEN = 0.02
"""Two marks without printed values differ for an eye when their values differ by this share of the largest."""

NO_SUM = re.compile(
    r"(?i)%|％|‰|°|\b(?:rates?|price|average|mean|median|index|score|rating|temperature|ratio|margin|per|age|share|speed"
    r"|density|percent(?:age)?|growth|yield|level|efficiency|satisfaction|expectancy|latency)\b|/"
    r"|率|价|均|指数|评分|得分|温度|占比|比例|比重|份额|人均|增速|增幅|密度|时长|满意度|寿命|速度|/"
)


_MORE = re.compile(r"(?i),|\bby\b|\bin\b|\bof\b|chang|compar|[|–:：]|变化|统计|对比|各|比较")
"""A title with this says more than what is measured."""


@dataclass(frozen=True, slots=True)
class Series:
    """A value column: its name and quoted SQL name, its unit as shown, how many decimals its numbers have."""

    name: str
    sql: str
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Facts:
    """R rows and S value columns; `values` and `printed` are R x S, `values` None where the figure shows nothing.

    `measure` is what all columns measure, "" where each measures something of its own or nothing says what.
    """

    language: Language
    kind: str
    title: str
    label_name: str
    label_sql: str
    label_moment: Moment
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    series_role: Role
    measure: str
    values: tuple[tuple[float | None, ...], ...]
    printed: tuple[tuple[bool, ...], ...]

    @property
    def timed(self) -> bool:
        """Whether the rows are moments from earlier to later."""
        return len(self.labels) > 1 and forwards(self.labels, self.label_moment)

    @property
    def stepwise(self) -> bool:
        """Whether each row is the year (quarter, month) right after the row before it."""
        return len(self.labels) > 1 and step_by_step(self.labels, self.label_moment)

    def column(self, series: int) -> tuple[float | None, ...]:
        """The values of one column, R of them."""
        return tuple(row[series] for row in self.values)

    def whole(self, series: int) -> tuple[float, ...] | None:
        """The values of one column where none is missing, else None."""
        found = tuple(value for value in self.column(series) if value is not None)
        return found if len(found) == len(self.labels) else None

    def across(self, row: int) -> tuple[float, ...] | None:
        """The values of one row where none is missing, else None."""
        found = tuple(value for value in self.values[row] if value is not None)
        return found if len(found) == len(self.series) else None

    def comparable(self) -> bool:
        """Whether all value columns are of one measure in one unit, so that they can be held against each other."""
        same = len({series.unit for series in self.series}) == 1
        return same and self.series_role != "measure" and self.label_name.casefold() not in ("series", "value")

    def adds_up(self, series: int) -> bool:
        """Whether a sum over the column's rows means something."""
        column = self.series[series]
        return not NO_SUM.search(f"{self.measure} {column.unit}") and not (
            self.series_role == "measure" and NO_SUM.search(column.name)
        )

    def gap(self, printed: bool) -> float:
        """The smallest difference that can be told, in shown units: any at all where both numbers are printed."""
        if printed:
            return 1e-9
        largest = max((abs(value) for row in self.values for value in row if value is not None), default=0.0)
        return SEEN * largest

    def apart(self, series: int, row: int, other_series: int, other_row: int) -> bool:
        """Whether two cells hold numbers that can be told apart."""
        a, b = self.values[row][series], self.values[other_row][other_series]
        both = self.printed[row][series] and self.printed[other_row][other_series]
        return a is not None and b is not None and abs(a - b) > self.gap(both)


def clear(values: Sequence[float], place: int, gap: float, lowest: bool = False) -> int | None:
    """Whose value takes `place` (from 1, largest first) where its neighbours in rank are over `gap` away, else None."""
    order = sorted(range(len(values)), key=values.__getitem__, reverse=not lowest)
    if not 1 <= place <= len(order):
        return None
    around = [order[n] for n in (place - 2, place) if 0 <= n < len(order)]
    chosen = order[place - 1]
    return chosen if all(abs(values[chosen] - values[other]) > gap for other in around) else None


def facts(gold: Gold, language: Language) -> Facts | None:
    """What may be asked about; None for a figure without rows, with a label twice, or of points (scatter, bubble)."""
    labels = tuple(row[0].strip() for row in gold.texts)
    folded = {label.casefold() for label in labels}
    if gold.chart_type in ("scatter", "bubble") or len(folded) < max(len(labels), 1) or "" in folded:
        return None
    values, printed = _numbers(gold)
    names = sql_names(gold)
    moment = moment_of(labels)
    series = tuple(
        Series(name, quoted(name), column.unit, decimals_of([row[n] for row in values]))
        for n, (name, column) in enumerate(zip(names[1:], gold.columns[1:], strict=True))
    )
    raw = [column.name.strip().casefold() for column in gold.columns[1:]]
    if not raw or len(set(raw)) < len(raw) or (len(raw) > 1 and "" in raw):
        return None
    measure, role = _measure(series, gold, language)
    return Facts(
        language, gold.chart_type, gold.title.strip(), gold.columns[0].name.strip(), quoted(names[0]), moment, labels,
        series, role, measure, values, printed,
    )  # fmt: skip


def sql_names(gold: Gold) -> tuple[str, ...]:
    """The names of the figure's columns in SQL (to be quoted): as printed, `column_<n>` where there is none."""
    return gold_table.sql_names([column.name for column in gold.columns])


def quoted(name: str) -> str:
    """A name between double quotes, as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'


def _measure(series: tuple[Series, ...], gold: Gold, language: Language) -> tuple[str, Role]:
    """What all columns measure and what their names are: moments, things, or each a measure of its own."""
    names, axis = [one.name for one in series], _value_axis(gold).name.strip()
    same = len({one.unit for one in series}) == 1
    common = axis or (_titled(gold.title, series[0].unit) if same else "")
    if moment_of(names):
        return common, "time"
    if len(series) == 1:
        name = common or ("" if names[0].startswith("column_") else names[0])
        return _shared(name, gold, series[0].unit, language), "measure"
    own = axis.casefold() in [name.casefold() for name in names]
    return (common, "thing") if same and not own and (common or gold.chart_type != "table") else ("", "measure")


def _titled(title: str, unit: str) -> str:
    """The measure of a title that says no more: "Orders (thousand)" over numbers in thousands."""
    found = re.fullmatch(r"(\D{2,40}?)\s*[(（]([^()（）]+)[)）]", title.strip())
    if not unit or found is None or found.group(2).strip() != unit.strip() or _MORE.search(found.group(1)):
        return ""
    return found.group(1)


def _shared(name: str, gold: Gold, unit: str, language: Language) -> str:
    """A wedge in percent shows a share of what the figure measures."""
    if gold.chart_type not in ("pie", "donut") or "%" not in unit or NO_SUM.search(name):
        return name
    plain = "" if name.casefold() in ("", "value", "数值") else name
    if language == "zh":
        return f"{plain}占比"
    return f"share of {plain}".removesuffix(" of ").strip()


def _value_axis(gold: Gold) -> GoldAxis:
    return gold.x_axis if gold.x_axis.low is not None and gold.y_axis.low is None else gold.y_axis


def _numbers(gold: Gold) -> tuple[tuple[tuple[float | None, ...], ...], tuple[tuple[bool, ...], ...]]:
    values, printed = [], []
    for texts, row in zip(gold.texts, gold.values, strict=True):
        shown = [not text.startswith("~") for text in texts[1:]]
        values.append(tuple(_as_said(t, v) for t, v in zip(texts[1:], row, strict=True)))
        printed.append(tuple(shown))
    return tuple(values), tuple(printed)


def _as_said(text: str, value: float | None) -> float | None:
    """The number that the text says where it stands for a mark without a printed one, else the gold's."""
    if value is None or not text.startswith("~"):
        return value
    said = parse_number(text[1:])
    return value if said is None else said.value


def decimals_of(values: Sequence[float | None]) -> int:
    """The most decimals that the numbers have, at most 4."""
    for places in range(4):
        if all(value is None or abs(round(value, places) - value) < 1e-9 * max(1.0, abs(value)) for value in values):
            return places
    return 4
