"""A gold table of points as an asker sees it: two measures, perhaps a size, perhaps several series.

Coordinates are taken as their text says ("~860" is 860); two of them count as different where an eye would see it, by a
share of the axis. Not covered: points of which the figure names no measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gbi.numbers import parse_number
from gbi_sft.sample import Gold, GoldAxis, Language
from gbi_sft.synth.questions.facts import SEEN, Series, decimals_of, quoted, sql_names

Measure = Literal["x", "y", "size"]


@dataclass(frozen=True, slots=True)
class PointFacts:
    """P points: `values[m]` are the P numbers of a measure; `owners` whose each is, an index into `groups`.

    `groups` is () where there is one series without a name; `gaps` say from which difference on two numbers can be told
    apart, in shown units.
    """

    language: Language
    kind: str
    title: str
    columns: dict[Measure, Series]
    values: dict[Measure, tuple[float, ...]]
    gaps: dict[Measure, float]
    groups: tuple[str, ...]
    owners: tuple[int, ...]
    group_sql: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that the figure shows."""
        return tuple(self.columns)

    def of_group(self, measure: Measure, group: int | None) -> tuple[float, ...]:
        """A measure's numbers of one series, or of all."""
        return tuple(v for v, owner in zip(self.values[measure], self.owners, strict=True) if group in (None, owner))


def point_facts(gold: Gold, language: Language) -> PointFacts | None:
    """What may be asked about a scatter or bubble chart; None for another, and where a number or a name is missing."""
    if gold.chart_type not in ("scatter", "bubble") or not gold.texts:
        return None
    names = sql_names(gold)
    several = all(parse_number(row[0].removeprefix("~")) is None for row in gold.texts)
    first = 1 if several else 0
    raw = [column.name.strip() for column in gold.columns[first:]]
    numbers = [[_said(text) for text in row[first:]] for row in gold.texts]
    if not 2 <= len(raw) <= 3 or not all(raw) or any(value is None for row in numbers for value in row):
        return None
    measures: tuple[Measure, ...] = ("x", "y", "size")
    columns: dict[Measure, Series] = {}
    values: dict[Measure, tuple[float, ...]] = {}
    gaps: dict[Measure, float] = {}
    for n, measure in enumerate(measures[: len(raw)]):
        column = tuple(row[n] or 0.0 for row in numbers)
        name = names[first + n]
        columns[measure] = Series(name, quoted(name), gold.columns[first + n].unit, decimals_of(column))
        values[measure] = column
        exact = all(not row[first + n].startswith("~") for row in gold.texts)
        gaps[measure] = 1e-9 if exact else SEEN * _length({"x": gold.x_axis, "y": gold.y_axis}.get(measure), column)
    labels = [row[0].strip() for row in gold.texts] if several else []
    groups = tuple(dict.fromkeys(labels))
    owners = tuple(groups.index(label) for label in labels) if several else (0,) * len(numbers)
    return PointFacts(
        language, gold.chart_type, gold.title.strip(), columns, values, gaps, groups, owners, quoted(names[0])
    )


def _said(text: str) -> float | None:
    said = parse_number(text.removeprefix("~"))
    return None if said is None else said.value


def _length(axis: GoldAxis | None, column: tuple[float, ...]) -> float:
    if axis is None or axis.low is None or axis.high is None:
        return max(column) - min(column)
    return axis.high - axis.low
