"""Chart XML of every kind: types, literals, display units, combinations, missing points, titles, axes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gbi.documents.chart_figure import figure_of
from gbi.documents.chartxml import read_chart
from gbi.documents.ooxml import parse_xml
from gbi.documents.source import NativeFigure
from gbi.errors import DocumentError
from gbi.types import DocPart, Value

PLACE = DocPart(path="word/charts/chart1.xml")
NS = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="urn:a"'


def points(tag: str, values: Sequence[object], code: str = "General") -> str:
    """A cached number or text reference; None leaves a point out."""
    numeric = not any(isinstance(v, str) for v in values)
    kind = "num" if numeric else "str"
    pts = "".join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(values) if v is not None)
    form = f"<c:formatCode>{code}</c:formatCode>" if numeric else ""
    cache = f'<c:{kind}Cache>{form}<c:ptCount val="{len(values)}"/>{pts}</c:{kind}Cache>'
    return f"<c:{tag}><c:{kind}Ref><c:f>S!$B$2:$B$9</c:f>{cache}</c:{kind}Ref></c:{tag}>"


def series(name: str, categories: Sequence[object], values: Sequence[object], code: str = "General") -> str:
    head = f"<c:tx><c:v>{name}</c:v></c:tx>" if name else ""
    return f"<c:ser>{head}{points('cat', categories)}{points('val', values, code)}</c:ser>"


def title(text: str) -> str:
    return f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx></c:title>" if text else ""


def axis(kind: str, number: int, extra: str = "", name: str = "", position: str = "l") -> str:
    return f'<c:{kind}><c:axId val="{number}"/>{extra}<c:axPos val="{position}"/>{title(name)}</c:{kind}>'


def chart(area: str, name: str = "", extra: str = "") -> NativeFigure | None:
    xml = f"<c:chartSpace {NS}><c:chart>{title(name)}{extra}<c:plotArea>{area}</c:plotArea></c:chart></c:chartSpace>"
    return figure_of(read_chart(parse_xml(xml.encode(), "chart")), lambda formula, index: PLACE)


def values(figure: NativeFigure | None) -> list[list[Value]]:
    assert figure is not None
    return [[cell.value for cell in row] for row in figure.rows]


@pytest.mark.parametrize(
    ("tag", "inner", "kind"),
    [
        ("barChart", '<c:barDir val="col"/><c:grouping val="clustered"/>', "bar"),
        ("bar3DChart", '<c:barDir val="bar"/>', "bar"),
        ("barChart", '<c:grouping val="stacked"/>', "stacked bar"),
        ("barChart", '<c:grouping val="percentStacked"/>', "stacked bar"),
        ("lineChart", '<c:grouping val="standard"/>', "line"),
        ("areaChart", '<c:grouping val="stacked"/>', "stacked area"),
        ("pieChart", "", "pie"),
        ("ofPieChart", "", "pie"),
        ("doughnutChart", "", "donut"),
        ("radarChart", "", "radar"),
        ("stockChart", "", "stock"),
    ],
)
def test_every_type_has_its_name_and_values(tag: str, inner: str, kind: str) -> None:
    found = chart(f"<c:{tag}>{inner}{series('Sales', ['a', 'b'], [1, 2.5])}</c:{tag}>")
    assert found is not None
    assert found.chart_type == kind
    assert values(found) == [["a", 1], ["b", 2.5]]
    assert found.rows[0][1].place == PLACE
    assert (found.rows[0][1].error, found.rows[0][1].basis) == (0.0, "native")


def test_several_series_make_a_grouped_bar_with_gaps_left_open() -> None:
    bars = series("x", ["a", "b", "c"], [1, None, 3]) + series("y", ["a", "b", "c"], [4, 5])
    found = chart(f"<c:barChart>{bars}</c:barChart>")
    assert found is not None
    assert found.chart_type == "grouped bar"
    assert values(found) == [["a", 1, 4], ["b", None, 5], ["c", 3, None]]


def test_a_combination_keeps_each_series_unit() -> None:
    bars = f"<c:barChart>{series('Sales', ['a'], [5], '$#,##0')}</c:barChart>"
    line = f"<c:lineChart>{series('Margin', ['a'], [0.25], '0%')}</c:lineChart>"
    found = chart(bars + line, "Sales and margin")
    assert found is not None
    assert found.chart_type == "combination"
    assert [(c.unit, c.scale) for c in found.columns] == [(None, 1.0), ("USD", 1.0), ("%", 0.01)]
    assert values(found) == [["a", 5, 25]]


def test_display_units_of_the_axis_scale_the_values() -> None:
    units = '<c:dispUnits><c:builtInUnit val="millions"/></c:dispUnits>'
    plot = f'<c:barChart>{series("Sales", ["a"], [4.09e8])}<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    found = chart(plot + axis("catAx", 1, position="b") + axis("valAx", 2, units, "US dollars"))
    assert found is not None
    assert values(found) == [["a", 409]]
    assert (found.columns[1].unit, found.columns[1].scale) == ("USD", 1e6)


def test_axes_titles_bounds_and_logarithms() -> None:
    scaling = '<c:scaling><c:logBase val="10"/><c:max val="1000"/><c:min val="1"/></c:scaling>'
    plot = f'<c:barChart>{series("s", ["a"], [10])}<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    found = chart(plot + axis("catAx", 1, name="Country", position="b") + axis("valAx", 2, scaling, "Tonnes"))
    assert found is not None
    assert found.columns[0].name == "Country"
    category, value = found.axes
    assert (category.kind, category.direction) == ("category", "x")
    assert (value.kind, value.low, value.high, value.name) == ("log", 1.0, 1000.0, "Tonnes")


def test_the_scale_of_the_title_counts_where_nothing_nearer_tells() -> None:
    found = chart(f"<c:lineChart>{series('Revenue', ['a'], [3])}</c:lineChart>", "Revenue, in billions of EUR")
    assert found is not None
    assert (found.columns[1].unit, found.columns[1].scale) == ("EUR", 1e9)


@pytest.mark.parametrize(("deleted", "expected"), [("0", "Sales"), ("1", "")])
def test_one_series_gives_its_name_as_title(deleted: str, expected: str) -> None:
    plot = f"<c:pieChart>{series('Sales', ['a'], [1])}</c:pieChart>"
    found = chart(plot, extra=f'<c:autoTitleDeleted val="{deleted}"/>')
    assert found is not None
    assert found.title == expected


def test_dates_and_numbers_as_categories() -> None:
    cat = points("cat", [43831, 43862], "yyyy-mm-dd")
    ser = f"<c:ser><c:tx><c:v>s</c:v></c:tx>{cat}{points('val', [1, 2])}</c:ser>"
    found = chart(f"<c:lineChart>{ser}</c:lineChart>")
    assert found is not None
    assert found.columns[0].type == "date"
    assert values(found) == [["2020-01-01", 1], ["2020-02-01", 2]]
    years = chart(f"<c:lineChart>{series('s', [2019, 2020], [1, 2])}</c:lineChart>")
    assert values(years) == [[2019, 1], [2020, 2]]


def test_literals_error_marks_and_series_without_categories() -> None:
    literal = (
        '<c:numLit><c:ptCount val="3"/><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="2"><c:v>#N/A</c:v></c:pt></c:numLit>'
    )
    found = chart(f"<c:barChart><c:ser><c:val>{literal}</c:val></c:ser></c:barChart>")
    assert found is not None
    assert found.columns[1].name == "series 1"
    assert values(found) == [["1", 1], ["2", None], ["3", None]]


def test_bubbles_have_a_size() -> None:
    ser = points("xVal", [1, 2]) + points("yVal", [3, 4]) + points("bubbleSize", [5, 6])
    found = chart(f"<c:bubbleChart><c:ser><c:tx><c:v>b</c:v></c:tx>{ser}</c:ser></c:bubbleChart>")
    assert found is not None
    assert [c.name for c in found.columns] == ["x", "b", "size"]
    assert values(found) == [[1, 3, 5], [2, 4, 6]]


def test_a_chart_without_values_is_none_and_broken_xml_an_error() -> None:
    assert chart("") is None
    assert chart("<c:barChart><c:ser/></c:barChart>") is None
    with pytest.raises(DocumentError, match="damaged"):
        parse_xml(b"<c:chart", "xl/charts/chart1.xml")


def test_entities_in_office_parts_are_not_expanded(tmp_path: object) -> None:
    xml = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    assert not (parse_xml(xml, "part").text or "").strip()
