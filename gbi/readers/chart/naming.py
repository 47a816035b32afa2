"""What the columns of a chart's table are called: by the figure's own words, else by what the values are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi.numbers import parse_unit
from gbi.readers.chart.axis import FittedAxis
from gbi.readers.chart.dates import is_month, read_date
from gbi.readers.chart.titles import Titles
from gbi.types import Column


def first_column(texts: Sequence[str], axis: FittedAxis | None) -> Column:
    """The column of categories: the axis's title, else "Year", "Quarter", "Month" or "Date" where all say so."""
    grains = [dated.grain for dated in map(read_date, texts) if dated]
    is_dates = len(grains) >= max(1, 0.8 * len(texts))
    title = axis.title if axis else ""
    if is_dates:
        kind = {"year": "Year", "quarter": "Quarter", "month": "Month", "day": "Date"}[max(grains, key=grains.count)]
    else:
        kind = "Month" if texts and all(map(is_month, texts)) else "Category"
    iso = is_dates and all(re.fullmatch(r"\d{4}-\d\d-\d\d", t) for t in texts)
    return Column(name=title or kind, type="date" if iso else "text")


def value_column(name: str | None, axis: FittedAxis | None, titles: Titles) -> tuple[str, str]:
    """The name of a series' column and the text that its unit is read from."""
    said = (axis.title if axis else "") or titles.subtitle or titles.title
    only = (axis.title if axis else "") or titles.title or "value"
    return name or only, said


def unit_of(said: str, printed: str | None, axis: FittedAxis | None) -> tuple[str | None, float]:
    """Unit and scale of a column: printed at its values, else on the axis, else in the words about it."""
    spoken = parse_unit(said) if said else None
    unit = printed or (axis.unit if axis else None) or (spoken.unit if spoken else None)
    if unit == "%":
        return "%", 0.01
    if axis is not None and (axis.title or axis.scale != 1.0):
        return unit, axis.scale
    return unit, spoken.scale if spoken and spoken.unit != "%" else 1.0
