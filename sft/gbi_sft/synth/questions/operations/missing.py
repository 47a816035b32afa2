"""What the figure does not show: a moment, a name, a measure, a reason, a source. None of it may stand in it.

The names are drawn from lists of the kind that the figure's own labels are of, so that only reading tells them apart.
"""

from __future__ import annotations

import re
from random import Random

from gbi_sft.sample import Language
from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.operations.programs import one_cell, one_series, two_rows
from gbi_sft.synth.questions.question import At, Draft, Slot

NAMES: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("Germany", "France", "Spain", "Italy", "Poland", "Sweden", "Norway", "Portugal", "Austria", "Belgium",
         "Denmark", "Finland", "Ireland", "Greece", "Turkey", "Egypt", "Kenya", "Nigeria", "India", "Indonesia",
         "Vietnam", "Thailand", "Japan", "Canada", "Mexico", "Brazil", "Chile", "Argentina", "Peru", "Australia",
         "New Zealand", "China", "South Korea", "Russia", "South Africa", "Switzerland", "Netherlands"),
        ("Asia", "Europe", "Africa", "North America", "Latin America", "Middle East", "Oceania", "Asia Pacific"),
        ("North", "South", "East", "West", "Central"),
        ("Sales", "Marketing", "Finance", "Research", "Legal", "Logistics", "Procurement", "Engineering", "Support"),
        ("Laptops", "Tablets", "Phones", "Monitors", "Printers", "Cameras", "Headphones", "Routers", "Smartwatches"),
        ("Coal", "Oil", "Gas", "Nuclear", "Hydro", "Wind", "Solar", "Biomass", "Geothermal"),
        ("Banking", "Retail", "Healthcare", "Energy", "Telecom", "Agriculture", "Mining", "Construction", "Tourism"),
    ),
    "zh": (
        ("华东", "华北", "华南", "华中", "西南", "西北", "东北"),
        ("北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京", "西安", "重庆", "天津", "苏州", "长沙"),
        ("广东", "江苏", "浙江", "山东", "河南", "四川", "湖北", "福建", "湖南", "安徽", "河北", "陕西"),
        ("中国", "美国", "日本", "德国", "法国", "英国", "印度", "巴西", "俄罗斯", "加拿大", "韩国", "澳大利亚"),
        ("销售部", "市场部", "财务部", "研发部", "人事部", "采购部", "物流部", "法务部"),
        ("手机", "电脑", "平板", "电视", "冰箱", "空调", "洗衣机", "相机", "耳机"),
        ("煤炭", "石油", "天然气", "核电", "水电", "风电", "光伏", "生物质"),
        ("银行", "零售", "医疗", "能源", "电信", "农业", "采矿", "建筑", "旅游", "教育"),
    ),
}  # fmt: skip
MEASURES: dict[Language, tuple[str, ...]] = {
    "en": (
        "headcount", "operating margin", "market share", "customer satisfaction", "average selling price",
        "inventory turnover", "energy consumption", "delivery time", "water use", "advertising budget",
        "number of patents", "debt ratio",
    ),
    "zh": (
        "员工人数", "营业利润率", "市场份额", "客户满意度", "平均售价", "库存周转率", "能源消耗量", "交货周期",
        "用水量", "广告预算", "专利数量", "资产负债率",
    ),
}  # fmt: skip
REASON: dict[Language, str] = {"en": "the reason", "zh": "原因"}
SOURCE: dict[Language, str] = {"en": "the source of the data", "zh": "数据来源"}


def missing_label(facts: Facts, rng: Random) -> Draft | None:
    """A value at a moment or name that the figure does not have."""
    absent = _absent_label(facts, rng)
    if absent is None:
        return None
    return _lacking(absent, cell=At(rng.randrange(len(facts.series)), None, label=absent))


def missing_series(facts: Facts, rng: Random) -> Draft | None:
    """A value of a series that the legend does not have."""
    names = [series.name for series in facts.series]
    if len(names) < 2 or facts.series_role == "measure":
        return None
    absent = _year_beyond(names, rng) if facts.series_role == "time" else _name_beside(facts, names, rng)
    if absent is None:
        return None
    return _lacking(absent, cell=At(None, rng.randrange(len(facts.labels)), name=absent))


def missing_measure(facts: Facts, rng: Random) -> Draft | None:
    """A measure that the figure does not show, of one of its labels."""
    words = " ".join((facts.title, facts.measure, *(series.name for series in facts.series))).casefold()
    fit = [m for m in MEASURES[facts.language] if not any(part in words for part in stems(m))]
    if not fit or not (facts.measure or facts.series_role == "measure"):
        return None
    measure = rng.choice(fit)
    return _lacking(measure, cell=At(None, rng.randrange(len(facts.labels)), measure=measure))


def missing_in_change(facts: Facts, rng: Random) -> Draft | None:
    """A change up to a year that the figure does not have."""
    series = one_series(facts, rng, rows=3) if facts.timed and facts.label_moment == "year" else None
    absent = None if series is None else _year_beyond(facts.labels, rng)
    if series is None or absent is None:
        return None
    row = rng.randrange(len(facts.labels))
    ends: tuple[Slot, Slot] = (At(None, row), At(None, None, label=absent))
    if int(absent[-4:] if absent[-4:].isdigit() else 0) < _year(facts.labels[row]):
        ends = (ends[1], ends[0])
    return _lacking(absent, **{"line": At(series), "from": ends[0], "to": ends[1]})


def missing_in_compare(facts: Facts, rng: Random) -> Draft | None:
    """A difference from a label that the figure does not have."""
    absent = _absent_label(facts, rng)
    found = one_cell(facts, rng)
    if absent is None or found is None:
        return None
    series, row = found
    other = At(series, None, label=absent)
    both = (At(None, row), At(None, None, label=absent))
    return _lacking(absent, line=At(series), a=At(series, row), b=other, both=both)


def missing_reason(facts: Facts, rng: Random) -> Draft | None:
    """Why something rose or fell."""
    found = two_rows(facts, rng, ordered=True) if facts.timed else None
    if found is None:
        return None
    series, a, b = found
    rose = (facts.values[b][series] or 0.0) > (facts.values[a][series] or 0.0)
    slots: dict[str, Slot] = {"line": At(series), "from": At(None, a), "to": At(None, b)}
    return _lacking(REASON[facts.language], **slots, more="more" if rose else "less")


def missing_source(facts: Facts, rng: Random) -> Draft | None:
    """Who collected the data."""
    series = rng.randrange(len(facts.series))
    slots: dict[str, Slot] = {"line": At(series), "name": At(None, rng.randrange(len(facts.labels)))}
    return _lacking(SOURCE[facts.language], **slots)


def _lacking(missing: str, **slots: Slot) -> Draft:
    return Draft("", "text", slots, missing=missing)


def _absent_label(facts: Facts, rng: Random) -> str | None:
    if facts.label_moment == "year":
        return _year_beyond(facts.labels, rng)
    return None if facts.label_moment else _name_beside(facts, facts.labels, rng)


def _year_beyond(labels: tuple[str, ...] | list[str], rng: Random) -> str | None:
    """A year shortly before the first or after the last, written as they are."""
    years = [_year(label) for label in labels]
    if not all(1800 <= year <= 2100 for year in years) or any(re.search(r"[/–-]", label) for label in labels):
        return None
    year = rng.choice((min(years) - rng.randint(1, 5), max(years) + rng.randint(1, 5)))
    return re.sub(r"\d{4}", str(year), labels[0], count=1)


def _year(label: str) -> int:
    match = re.search(r"\d{4}", label)
    return int(match.group()) if match else 0


def _name_beside(facts: Facts, names: tuple[str, ...] | list[str], rng: Random) -> str | None:
    """A name of the list that most of these names are from, and that stands nowhere in the figure."""
    words = " ".join((facts.title, facts.measure, *facts.labels, *(series.name for series in facts.series))).casefold()
    for known in NAMES[facts.language]:
        if sum(name in known for name in names) * 2 >= len(names):
            fit = [name for name in known if name.casefold() not in words]
            return rng.choice(fit) if fit else None
    return None


def stems(measure: str) -> list[str]:
    """What of a measure's name would give it away in a figure: the whole, and its longer words."""
    return [measure.casefold(), *(word.casefold() for word in measure.split() if len(word) > 3)]
