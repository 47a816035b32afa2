"""Words that name the same thing in both languages. A workspace's glossary adds its own; folded, singular."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from gbi_agents.language import stems

GROUPS: tuple[tuple[str, ...], ...] = (
    ("revenue", "sales", "turnover", "net sales", "营业收入", "营收", "收入", "销售额", "销售收入"),
    ("net income", "net profit", "net earnings", "profit", "earnings", "净利润", "净收益", "利润"),
    ("operating income", "operating profit", "income from operations", "营业利润", "经营利润"),
    ("cost", "expense", "expenditure", "spending", "成本", "费用", "支出"),
    ("total assets", "assets", "总资产", "资产总额", "资产总计", "资产"),
    ("total liabilities", "liabilities", "负债合计", "总负债", "负债"),
    ("employee", "staff", "workforce", "headcount", "personnel", "员工", "职工", "人数", "员工人数"),
    ("population", "inhabitant", "people", "resident", "人口"),
    ("share", "percentage", "percent", "%", "proportion", "占比", "比例", "份额", "比重", "百分比"),
    ("price", "charge", "fare", "cost per unit", "价格", "单价"),
    ("production", "output", "产量", "生产量"),
    ("export", "出口", "出口额", "出口量"),
    ("import", "进口", "进口额", "进口量"),
    ("consumption", "usage", "use", "消费", "消费量", "用量"),
    ("country", "nation", "国家"),
    ("region", "area", "地区", "区域"),
    ("city", "城市"),
    ("province", "省份", "省"),
    ("year", "年份", "年度", "年"),
    ("month", "月份", "月"),
    ("quarter", "季度"),
    ("company", "firm", "business", "公司", "企业"),
    ("product", "item", "goods", "产品", "商品"),
    ("category", "type", "kind", "segment", "类别", "类型", "种类", "分类"),
    ("brand", "品牌"),
    ("industry", "sector", "行业", "产业"),
    ("department", "division", "部门"),
    ("men", "man", "male", "男性", "男"),
    ("women", "woman", "female", "女性", "女"),
    ("growth", "increase", "增长", "增幅", "增速"),
    ("gdp", "国内生产总值", "生产总值"),
    ("unemployment", "jobless", "失业"),
    ("investment", "投资", "投资额"),
    ("student", "pupil", "学生"),
    ("death", "fatality", "casualty", "victim", "死亡"),
    ("debt", "borrowing", "债务"),
    ("cash flow", "现金流", "现金流量"),
    ("dividend", "分红", "股利"),
    ("visitor", "guest", "访客", "游客", "参观者", "参观人数"),
    ("customer", "client", "user", "客户", "用户"),
    ("temperature", "温度", "气温"),
    ("rainfall", "precipitation", "降水量", "降雨量"),
    ("rating", "score", "grade", "评分", "得分"),
    ("dollar", "usd", "$", "美元"),
    ("yuan", "rmb", "cny", "人民币", "元"),
    ("euro", "eur", "€", "欧元"),
    ("china", "中国"),
    ("us", "美国"),
    ("uk", "英国"),
    ("japan", "日本"),
    ("germany", "德国"),
    ("france", "法国"),
    ("india", "印度"),
    ("north", "北部", "华北"),
    ("democrat", "dem", "democratic"),
    ("republican", "rep", "gop"),
    ("sell", "sold", "sale", "selling"),
    ("spend", "spent", "spending", "expenditure", "expense"),
    ("earn", "earned", "earning", "income"),
    ("grow", "grew", "growth", "grown"),
    ("buy", "bought", "purchase"),
    ("die", "died", "death", "deceased"),
    ("employ", "employed", "employee", "employment"),
    ("crime", "offence", "offense"),
    ("accident", "crash"),
    ("salary", "wage", "pay", "income"),
    ("us", "american", "america"),
    ("cpi", "consumer price index"),
    ("agriculture", "agricultural", "farming", "农业"),
)

Phrase = tuple[str, ...]


@lru_cache(maxsize=8)
def synonym_map(extra: tuple[tuple[str, ...], ...] = ()) -> dict[Phrase, frozenset[Phrase]]:
    """For every phrase (as stems) the phrases that mean the same, itself not among them."""
    out: dict[Phrase, set[Phrase]] = {}
    for group in (*GROUPS, *extra):
        phrases = [stems(word) for word in group]
        for phrase in phrases:
            out.setdefault(phrase, set()).update(other for other in phrases if other != phrase)
    return {phrase: frozenset(others) for phrase, others in out.items()}


@lru_cache(maxsize=8)
def word_map(extra: tuple[tuple[str, ...], ...] = ()) -> dict[str, frozenset[str]]:
    """The same for single words alone."""
    out: dict[str, frozenset[str]] = {}
    for phrase, others in synonym_map(extra).items():
        if len(phrase) == 1:
            out[phrase[0]] = frozenset(other[0] for other in others if len(other) == 1)
    return out


def from_glossary(pairs: Iterable[tuple[str, Iterable[str]]]) -> tuple[tuple[str, ...], ...]:
    """A glossary's synonyms as further groups, ready for `synonym_map`."""
    return tuple((name, *words) for name, words in pairs)
