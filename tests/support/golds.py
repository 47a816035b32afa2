"""Gold tables for tests of questions and tags: the same numbers with English and with Chinese words."""

from __future__ import annotations

from collections.abc import Sequence

from gbi_sft.sample import Gold, GoldAxis, GoldColumn, Language

Row = tuple[str, *tuple[float | None, ...]]


def gold(
    chart_type: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Row],
    *,
    title: str = "",
    axis: str = "",
    printed: bool = True,
) -> Gold:
    """A gold with columns (name, unit), rows of a label and values; texts as printed, or "~" and the value."""
    mark = "" if printed else "~"
    return Gold(
        chart_type=chart_type,
        title=title,
        y_axis=GoldAxis(name=axis, unit=columns[-1][1], low=0, high=100),
        columns=tuple(GoldColumn(name=name, unit=unit) for name, unit in columns),
        texts=tuple((label, *("" if v is None else f"{mark}{v:.10g}" for v in values)) for label, *values in rows),
        values=tuple(tuple(values) for _, *values in rows),
    )


def years(language: Language) -> Gold:
    """One series over six years: 20, 30, 25, 50, 40, 75."""
    name, unit, year = {"en": ("Revenue", "million USD", "Year"), "zh": ("营业收入", "万元", "年份")}[language]
    values = (20.0, 30.0, 25.0, 50.0, 40.0, 75.0)
    rows = [(str(2018 + n), value) for n, value in enumerate(values)]
    return gold("bar", ((year, ""), (name, unit)), rows, axis=name, title={"en": "Revenue", "zh": "收入"}[language])


def regions(language: Language) -> Gold:
    """Three series of one measure over four regions; rows add up to 60, 100, 50 and 40."""
    labels = {"en": ("Asia", "Europe", "Africa", "Oceania"), "zh": ("华东", "华北", "华南", "西南")}[language]
    series = {"en": ("Phones", "Laptops", "Tablets"), "zh": ("手机", "电脑", "平板")}[language]
    name, noun, unit = {"en": ("Sales", "Region", "units"), "zh": ("销量", "地区", "台")}[language]
    cells = ((30, 20, 10), (45, 35, 20), (8, 30, 12), (22, 4, 14))
    rows = [(label, *map(float, row)) for label, row in zip(labels, cells, strict=True)]
    return gold("grouped bar", ((noun, ""), *((s, unit) for s in series)), rows, axis=name)


def quarters(language: Language) -> Gold:
    """Three series over four quarters, each of which is a share of 100."""
    series = {"en": ("Shops", "Online", "Partners"), "zh": ("门店", "线上", "合作方")}[language]
    name, noun, unit = {"en": ("Orders", "Quarter", ""), "zh": ("订单量", "季度", "")}[language]
    cells = ((50, 30, 20), (45, 35, 20), (38, 50, 12), (25, 60, 15))
    rows = [(f"Q{n} 2023", *map(float, row)) for n, row in enumerate(cells, 1)]
    return gold("line", ((noun, ""), *((s, unit) for s in series)), rows, axis=name)


def columns_of_years(language: Language) -> Gold:
    """Three regions, the series being years."""
    labels = {"en": ("Asia", "Europe", "Africa", "Oceania"), "zh": ("华东", "华北", "华南", "西南")}[language]
    name, noun, unit = {"en": ("Exports", "Region", "billion EUR"), "zh": ("出口额", "地区", "亿元")}[language]
    cells = ((10.0, 12.5, 25.0), (40.0, 30.0, 44.0), (5.0, 8.0, 6.0), (16.0, 20.0, 18.0))
    rows = [(label, *row) for label, row in zip(labels, cells, strict=True)]
    return gold("grouped bar", ((noun, ""), ("2021", unit), ("2022", unit), ("2023", unit)), rows, axis=name)


def all_golds(language: Language) -> tuple[Gold, ...]:
    """The four tables."""
    return years(language), regions(language), quarters(language), columns_of_years(language)
