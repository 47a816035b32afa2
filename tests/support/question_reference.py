"""What a question's answer is, computed in Python from cells and gaps: never looks at its SQL."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.question import At, Draft

Values = Sequence[float]


class Known:
    """A draft's gaps as indices, and the figure's cells as plain lists."""

    def __init__(self, facts: Facts, draft: Draft) -> None:
        self.facts, self.slots = facts, draft.slots
        self.rows = [[0.0 if value is None else value for value in row] for row in facts.values]
        self.less = draft.slots.get("more") == "less"

    def at(self, name: str) -> At:
        slot = self.slots[name]
        assert isinstance(slot, At)
        return slot

    def cell(self, at: At) -> float:
        assert at.row is not None and at.series is not None
        return self.rows[at.row][at.series]

    @property
    def column(self) -> list[float]:
        series = self.at("line").series
        assert series is not None
        return [row[series] for row in self.rows]

    def of_series(self, name: str) -> list[float]:
        series = self.at(name).series
        assert series is not None
        return [row[series] for row in self.rows]

    def row(self, name: str) -> list[float]:
        number = self.at(name).row
        assert number is not None
        return self.rows[number]

    def picked(self, name: str) -> list[int]:
        slot = self.slots[name]
        assert isinstance(slot, tuple)
        return [at.row if at.row is not None else at.series for at in slot]  # type: ignore[misc]

    def in_column(self, name: str) -> float:
        number = self.at(name).row
        assert number is not None
        return self.column[number]

    def label(self, row: int) -> str:
        return self.facts.labels[row]

    def series(self, number: int) -> str:
        return self.facts.series[number].name

    @property
    def limit(self) -> float:
        return float(str(self.slots["number"]))

    def met(self, values: Values) -> list[int]:
        return [n for n, value in enumerate(values) if (value < self.limit if self.less else value > self.limit)]

    def order(self, values: Values) -> list[int]:
        return sorted(range(len(values)), key=lambda n: values[n] if self.less else -values[n])

    @property
    def steps(self) -> list[float]:
        return [b - a for a, b in pairwise(self.column)]


def growth(before: float, after: float) -> float:
    return (after - before) / before * 100


def largest_step(k: Known) -> str:
    steps = k.steps
    return k.label(steps.index(min(steps) if k.less else max(steps)) + 1)


def yearly(k: Known) -> float:
    years = int(k.label(k.at("to").row or 0)) - int(k.label(k.at("from").row or 0))
    return ((k.in_column("to") / k.in_column("from")) ** (1 / years) - 1) * 100


def share_change(k: Known) -> float:
    number = k.at("name").series or 0
    before, after = k.row("from"), k.row("to")
    return 100 * (after[number] / sum(after) - before[number] / sum(before))


def compared(k: Known, values: Values) -> int:
    first, second = k.picked("both")
    return min((first, second), key=lambda n: values[n] if k.less else -values[n])


def widest(k: Known) -> str:
    a, b = k.picked("both")
    gaps = [abs(row[a] - row[b]) for row in k.rows]
    return k.label(gaps.index(min(gaps) if k.less else max(gaps)))


def at_peak(k: Known) -> float:
    values = k.of_series("b")
    return k.of_series("a")[values.index(min(values) if k.less else max(values))]


def without(k: Known) -> float:
    gone = k.at("name").row
    return statistics.fmean(value for n, value in enumerate(k.column) if n != gone)


def place(k: Known) -> int:
    return 1 + sum(value > k.in_column("name") for value in k.column)


REFERENCE: dict[str, Callable[[Known], Any]] = {
    "value": lambda k: k.cell(k.at("cell")),
    "label_of": lambda k: k.label([round(v, 9) for v in k.column].index(k.limit)),
    "series_of": lambda k: k.series([round(v, 9) for v in k.row("at")].index(k.limit)),
    "larger_label": lambda k: k.label(compared(k, k.column)),
    "larger_series": lambda k: k.series(compared(k, k.row("at"))),
    "difference_of_labels": lambda k: k.cell(k.at("a")) - k.cell(k.at("b")),
    "difference_of_series": lambda k: k.cell(k.at("a")) - k.cell(k.at("b")),
    "times": lambda k: k.cell(k.at("a")) / k.cell(k.at("b")),
    "percent_more": lambda k: growth(k.cell(k.at("b")), k.cell(k.at("a"))),
    "is_more": lambda k: (k.cell(k.at("a")) > k.cell(k.at("b"))) != k.less,
    "is_over": lambda k: (k.cell(k.at("cell")) > k.limit) != k.less,
    "highest_label": lambda k: k.label(k.order(k.column)[0]),
    "lowest_label": lambda k: k.label(k.order(k.column)[0]),
    "nth_label": lambda k: k.label(k.order(k.column)[int(str(k.slots["place"])) - 1]),
    "highest_value": lambda k: max(k.column),
    "lowest_value": lambda k: min(k.column),
    "highest_series": lambda k: k.series(k.order(k.row("at"))[0]),
    "lowest_series": lambda k: k.series(k.order(k.row("at"))[0]),
    "highest_total": lambda k: k.label(max(range(len(k.rows)), key=lambda n: sum(k.rows[n]))),
    "top_labels": lambda k: tuple(k.label(n) for n in k.order(k.column)[: int(str(k.slots["count"]))]),
    "place_of": place,
    "total": lambda k: sum(k.column),
    "total_of_row": lambda k: sum(k.row("at")),
    "total_of_some": lambda k: sum(k.column[n] for n in k.picked("some")),
    "mean": lambda k: statistics.fmean(k.column),
    "mean_of_row": lambda k: statistics.fmean(k.row("at")),
    "mean_of_some": lambda k: statistics.fmean(k.column[n] for n in k.picked("some")),
    "median": lambda k: statistics.median(k.column),
    "span": lambda k: max(k.column) - min(k.column),
    "count_over": lambda k: len(k.met(k.column)),
    "labels_over": lambda k: tuple(k.label(n) for n in k.met(k.column)),
    "count_labels": lambda k: len(k.rows),
    "count_series_over": lambda k: len(k.met(k.row("at"))),
    "change": lambda k: k.in_column("to") - k.in_column("from"),
    "percent_change": lambda k: growth(k.in_column("from"), k.in_column("to")),
    "step_percent_change": lambda k: growth(k.in_column("before"), k.in_column("at")),
    "percent_change_of_row": lambda k: growth(
        k.row("name")[k.at("from").series or 0], k.row("name")[k.at("to").series or 0]
    ),
    "fastest_label": lambda k: k.label(
        max(range(len(k.rows)), key=lambda n: k.of_series("to")[n] - k.of_series("from")[n])
    ),
    "rose": lambda k: (k.in_column("to") > k.in_column("from")) != k.less,
    "yearly_rate": yearly,
    "largest_rise": largest_step,
    "largest_fall": largest_step,
    "rises": lambda k: sum((step < 0) if k.less else (step > 0) for step in k.steps),
    "mean_change": lambda k: statistics.fmean(k.steps),
    "share_of_label": lambda k: 100 * k.in_column("name") / sum(k.column),
    "share_of_series": lambda k: 100 * k.row("at")[k.at("name").series or 0] / sum(k.row("at")),
    "share_of_some": lambda k: 100 * sum(k.column[n] for n in k.picked("some")) / sum(k.column),
    "share_difference": lambda k: 100 * (k.in_column("a") - k.in_column("b")) / sum(k.column),
    "share_change": share_change,
    "widest_gap": widest,
    "leads": lambda k: sum(a > b for a, b in zip(k.of_series("a"), k.of_series("b"), strict=True)),
    "fastest_series": lambda k: k.series(max(range(len(k.rows[0])), key=lambda n: k.row("to")[n] - k.row("from")[n])),
    "at_peak_of_other": at_peak,
    "first_over": lambda k: k.label(k.met(k.column)[0]),
    "mean_without": without,
    "peak_over_mean": lambda k: max(k.column) - statistics.fmean(k.column),
    "top_sum": lambda k: sum(sorted(k.column)[-int(str(k.slots["count"])) :]),
    "over_mean": lambda k: sum(value > statistics.fmean(k.column) for value in k.column),
}
"""By operation, without those that cannot be answered."""
