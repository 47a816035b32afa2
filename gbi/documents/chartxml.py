"""DrawingML charts (ECMA-376, 21.2): the numbers behind a native chart, as its file stores them.

Not covered: the newer chartex kinds (waterfall, treemap, sunburst), whose parts have another form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gbi.documents.numfmt import NumberFormat, excel_date, parse_format, shown_text, shown_value
from gbi.documents.ooxml import children, find, local, value_of
from gbi.types import Value

Lookup = Callable[[str], Sequence[Value]]
"""The values of a range such as "Sheet1!$B$2:$B$7", for charts stored without a copy of their values."""

BUILT_IN_UNITS = {
    "hundreds": 1e2,
    "thousands": 1e3,
    "tenThousands": 1e4,
    "hundredThousands": 1e5,
    "millions": 1e6,
    "tenMillions": 1e7,
    "hundredMillions": 1e8,
    "billions": 1e9,
    "trillions": 1e12,
}
KINDS = {"bar": "bar", "line": "line", "area": "area", "pie": "pie", "ofPie": "pie", "doughnut": "donut"}
KINDS |= {"scatter": "scatter", "bubble": "bubble", "radar": "radar", "stock": "stock", "surface": "surface"}


@dataclass(frozen=True, slots=True)
class Points:
    """A series' values or categories: what each point holds (None where it is missing), its format, its formula."""

    values: tuple[Value, ...] = ()
    code: str = ""
    formula: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a plot: its name and its points."""

    name: str
    categories: Points
    values: Points
    sizes: Points = field(default_factory=Points)


@dataclass(frozen=True, slots=True)
class ChartAxis:
    """An axis: its title, number format, bounds, logarithm base ("" for linear) and display unit."""

    kind: str
    title: str = ""
    code: str = ""
    low: float | None = None
    high: float | None = None
    log: bool = False
    unit: float = 1.0
    position: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart type in the plot area with its series and axes."""

    kind: str
    grouping: str
    horizontal: bool
    series: tuple[Series, ...]
    axes: tuple[ChartAxis, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart part: its title and its plots (several in a combination)."""

    title: str
    plots: tuple[Plot, ...]
    base_1904: bool = False


def read_chart(root: Any, lookup: Lookup | None = None) -> ChartData:
    """The chart of a `c:chartSpace` element; `lookup` gives the cells of formulas without stored values."""
    chart = find(root, "chart")
    area = find(chart, "plotArea") if chart is not None else None
    if chart is None or area is None:
        return ChartData("", ())
    axes = {value_of(a, "axId"): _axis(a) for a in area if local(a) in ("catAx", "valAx", "dateAx", "serAx")}
    plots = tuple(_plot(p, axes, lookup) for p in area if local(p).endswith("Chart") and children(p, "ser"))
    title = _text(find(chart, "title"))
    only = [series for plot in plots for series in plot.series]
    if not title and len(only) == 1 and value_of(chart, "autoTitleDeleted", default="0") in ("0", "false"):
        title = only[0].name
    return ChartData(title, plots, value_of(root, "date1904", default="0") in ("1", "true"))


def _plot(element: Any, axes: dict[str, ChartAxis], lookup: Lookup | None) -> Plot:
    name = local(element).removesuffix("Chart").removesuffix("3D")
    own = [axes[i] for i in (str(a.get("val")) for a in children(element, "axId")) if i in axes]
    return Plot(
        kind=KINDS.get(name, name),
        grouping=value_of(element, "grouping", default="standard"),
        horizontal=value_of(element, "barDir") == "bar",
        series=tuple(_series(s, i, lookup) for i, s in enumerate(children(element, "ser"))),
        axes=tuple(own),
    )


def _series(element: Any, index: int, lookup: Lookup | None) -> Series:
    name_points = _points(find(element, "tx"), lookup)
    raw = find(element, "tx", "v")
    name = str(raw.text or "") if raw is not None else " ".join(str(v) for v in name_points.values if v is not None)
    categories = find(element, "cat")
    if categories is None:
        categories = find(element, "xVal")
    values = find(element, "val")
    if values is None:
        values = find(element, "yVal")
    return Series(
        name=name.strip() or f"series {index + 1}",
        categories=_points(categories, lookup),
        values=_points(values, lookup),
        sizes=_points(find(element, "bubbleSize"), lookup),
    )


def _points(element: Any | None, lookup: Lookup | None) -> Points:
    """The points of a `c:cat`, `c:val`, `c:tx`, ...: from its cache or literal, else from the cells it refers to."""
    if element is None:
        return Points()
    for reference in element:
        name = local(reference)
        formula = str(getattr(find(reference, "f"), "text", "") or "")
        cache = find(reference, "numCache")
        cache = cache if cache is not None else find(reference, "strCache")
        if name == "multiLvlStrRef":
            levels = find(reference, "multiLvlStrCache")
            return Points(_levels(levels) if levels is not None else (), formula=formula)
        if name in ("numLit", "strLit"):
            cache = reference
        numeric = name.startswith("num")
        if cache is not None and children(cache, "pt"):
            code = str(getattr(find(cache, "formatCode"), "text", "") or "")
            return Points(_cached(cache, numeric), code, formula, numeric)
        if formula and lookup is not None:
            values = tuple(lookup(formula))
            return Points(values, "", formula, numeric and not any(isinstance(v, str) for v in values))
    return Points()


def _cached(cache: Any, numeric: bool) -> tuple[Value, ...]:
    count = int(value_of(cache, "ptCount", default="0") or 0)
    points = {int(p.get("idx", 0)): str(getattr(find(p, "v"), "text", "") or "") for p in children(cache, "pt")}
    size = min(max([count, *(i + 1 for i in points)]), 1_000_000)
    return tuple(_number(points[i]) if numeric and i in points else points.get(i) for i in range(size))


def _number(text: str) -> Value:
    """The stored number; None for error marks such as "#N/A"."""
    if re.fullmatch(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", text):
        return float(text)
    return None


def _levels(cache: Any) -> tuple[Value, ...]:
    """Multi-level categories as one label a point, the outer levels first; outer labels run on until the next."""
    levels = [_cached(level, False) for level in children(cache, "lvl")]
    size = max([int(value_of(cache, "ptCount", default="0") or 0), *(len(level) for level in levels)])
    labels: list[list[str]] = [[] for _ in range(size)]
    for level in reversed(levels):
        last = ""
        for i in range(size):
            inner = level is levels[0]
            own = level[i] if i < len(level) else None
            last = str(own) if own is not None else ("" if inner else last)
            if last:
                labels[i].append(last)
    return tuple(" ".join(parts) or None for parts in labels)


def _axis(element: Any) -> ChartAxis:
    scaling = find(element, "scaling")
    form = find(element, "numFmt")
    built_in = value_of(element, "dispUnits", "builtInUnit")
    custom = value_of(element, "dispUnits", "custUnit")
    low, high = (_number(value_of(scaling, side)) for side in ("min", "max"))
    return ChartAxis(
        kind=local(element),
        title=_text(find(element, "title")),
        code=str(form.get("formatCode", "")) if form is not None else "",
        low=float(low) if isinstance(low, float) else None,
        high=float(high) if isinstance(high, float) else None,
        log=scaling is not None and find(scaling, "logBase") is not None,
        unit=BUILT_IN_UNITS.get(built_in, float(custom) if _number(custom) else 1.0),
        position=value_of(element, "axPos"),
    )


def _text(element: Any | None) -> str:
    """All text runs of a rich text, or the cached text of a reference, as one line."""
    if element is None:
        return ""
    runs = [node.text or "" for node in element.iter() if local(node) in ("t", "v")]
    paragraphs = [n for n in element.iter() if local(n) == "p"]
    if paragraphs:
        runs = ["".join(t.text or "" for t in p.iter() if local(t) == "t") for p in paragraphs]
    return " ".join(" ".join(runs).split())


def shown(raw: Value, form: NumberFormat, unit: float, base_1904: bool) -> tuple[Value, str]:
    """A point's value as shown and its text; `unit` is the axis' display unit."""
    if raw is None or isinstance(raw, bool | str):
        return raw, "" if raw is None else str(raw)
    if form.date:
        moment = excel_date(float(raw), form, base_1904)
        return moment, moment or ""
    scaled = float(raw) / unit
    return shown_value(scaled, form), shown_text(scaled, form)


def format_of(points: Points, axis: ChartAxis | None) -> NumberFormat:
    """The points' own number format, else the axis'."""
    own = parse_format(points.code)
    return own if own != NumberFormat() or axis is None else parse_format(axis.code)
