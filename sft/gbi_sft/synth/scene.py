"""What a figure shows, whoever draws it: kinds, quantities, series and the one frozen `Scene`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gbi.types import Frozen
from gbi_sft.sample import Language

MarkKind = Literal["bar", "line", "area", "wedge", "point", "cell"]
Side = Literal["left", "right"]


class Kind(Frozen):
    """A kind of figure: its `chart_type` as the readers name it, the marks that carry values, and how they lie."""

    name: str
    chart_type: str
    mark: MarkKind
    lying: bool = False
    stacked: bool = False
    series: tuple[int, int] = (1, 1)
    """Fewest and most series."""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(name="bar", chart_type="bar", mark="bar"),
        Kind(name="horizontal bar", chart_type="bar", mark="bar", lying=True),
        Kind(name="grouped bar", chart_type="grouped bar", mark="bar", series=(2, 6)),
        Kind(name="horizontal grouped bar", chart_type="grouped bar", mark="bar", lying=True, series=(2, 4)),
        Kind(name="stacked bar", chart_type="stacked bar", mark="bar", stacked=True, series=(2, 8)),
        Kind(
            name="horizontal stacked bar", chart_type="stacked bar", mark="bar", lying=True, stacked=True, series=(2, 6)
        ),
        Kind(name="line", chart_type="line", mark="line", series=(1, 12)),
        Kind(name="area", chart_type="area", mark="area"),
        Kind(name="stacked area", chart_type="stacked area", mark="area", stacked=True, series=(2, 8)),
        Kind(name="pie", chart_type="pie", mark="wedge"),
        Kind(name="donut", chart_type="donut", mark="wedge"),
        Kind(name="scatter", chart_type="scatter", mark="point", series=(1, 4)),
        Kind(name="bubble", chart_type="bubble", mark="point", series=(1, 3)),
        Kind(name="bar and line", chart_type="other", mark="bar", series=(2, 2)),
        Kind(name="table", chart_type="table", mark="cell", series=(1, 8)),
    )
}
"""Every kind that can be drawn. "bar and line" has two axes of values; readers have no name of their own for it."""


class Quantity(Frozen):
    """A measured thing and how its numbers are printed: `unit` and `scale` as in "million USD" (1e6).

    `prefix` and `suffix` stand at each printed number ("$", "%"); `brackets` prints negatives as "(1.2)".
    """

    name: str
    unit: str = ""
    scale: float = 1.0
    decimals: int = Field(default=0, ge=0, le=4)
    grouped: bool = False
    brackets: bool = False
    prefix: str = ""
    suffix: str = ""

    def text(self, value: float, decimals: int | None = None) -> str:
        """A value as it is printed, with `decimals` of its own or the quantity's."""
        places = self.decimals if decimals is None else decimals
        body = f"{abs(value):{',' if self.grouped else ''}.{places}f}"
        negative = value < 0 and any(c in "123456789" for c in body)
        whole = f"{self.prefix}{body}{self.suffix}"
        if not negative:
            return whole
        return f"({whole})" if self.brackets else f"-{whole}"

    @property
    def label(self) -> str:
        """The quantity with its unit, as an axis is titled."""
        return f"{self.name} ({self.unit})" if self.unit and self.name else self.name or self.unit


class Series(Frozen):
    """A series of N values, None where nothing is drawn; a scatter's and a bubble's have N `xs` (and `sizes`) too.

    `quantity` is its own where it is not the scene's (a table's column, the line of a chart with two axes).
    """

    name: str
    values: tuple[float | None, ...]
    xs: tuple[float, ...] = ()
    sizes: tuple[float, ...] = ()
    quantity: Quantity | None = None
    mark: MarkKind = "bar"
    side: Side = "left"


class Scene(Frozen):
    """One figure's data and words; nothing of how it looks.

    `labels` are the N categories as printed (empty for scatter and bubble), `label_name` the noun over them ("Year").
    `printed`: a number stands at each mark; `axis_titles`: the axes are titled. Values of a pie
    or donut are parts of their sum.
    """

    kind: str
    language: Language
    title: str = ""
    label_name: str = ""
    labels: tuple[str, ...] = ()
    y: Quantity
    x: Quantity | None = None
    size: Quantity | None = None
    series: tuple[Series, ...]
    printed: bool = False
    axis_titles: bool = True
    missing: str = ""
    """What a table prints where there is no value."""
    topic: str = ""

    @property
    def what(self) -> Kind:
        """The kind's properties."""
        return KINDS[self.kind]

    @property
    def named(self) -> bool:
        """Whether what is measured is said in the figure."""
        return self.axis_titles or self.y.name in self.title

    def number(self, series: int, row: int) -> str:
        """The number that is printed at a mark: a value, or a bubble's size; "" where nothing is printed.

        `row` counts the points of all series together where the marks are points.
        """
        if not self.printed:
            return ""
        if self.what.mark == "point":
            sizes = [size for one in self.series for size in one.sizes]
            return self.size.text(sizes[row]) if self.size and sizes else ""
        value = self.series[series].values[row]
        return "" if value is None else self.quantity(series).text(value)

    def quantity(self, series: int) -> Quantity:
        """The quantity that a series' numbers are of."""
        return self.series[series].quantity or self.y
