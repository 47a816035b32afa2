"""Chinese phrases for what a question is about: "2021年华东的营业收入", "哪个地区", "超过40亿元"."""

from __future__ import annotations

import re
from random import Random

from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.moments import moment_of
from gbi_sft.synth.questions.phrases.gaps import measured, parts
from gbi_sft.synth.questions.question import At

NUMBER_WORDS = ("零", "一", "两", "三", "四", "五")
ORDINALS = ("", "第一", "第二", "第三", "第四", "第五")

WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "highest": (("最高", "最大", "最高"), ("最低", "最小", "最低")),
    "higher": (("更高", "更大", "较高"), ("更低", "更小", "较低")),
    "higher_only": (("高", "大"), ("低", "小")),
    "above": (("高于", "大于", "超过"), ("低于", "小于")),
    "over": (("超过", "高于", "大于"), ("低于", "小于", "不到")),
    "rise": (("上升", "增长", "增加", "提高"), ("下降", "减少", "下滑", "降低")),
    "rises": (("上升", "增长"), ("下降", "减少")),
    "most": (("最多", "幅度最大"), ("最少", "幅度最小")),
    "widest": (("最大",), ("最小",)),
    "top": (("最高", "最大"), ("最低", "最小")),
}
"""Words that turn with "more" and "less"."""

_WHICH = {"year": "哪一年", "quarter": "哪个季度", "month": "哪个月", "date": "哪一天"}
_MANY = {"year": "多少年", "quarter": "多少个季度", "month": "多少个月", "date": "多少天"}
_NOUNS = {"year": "年份", "quarter": "季度", "month": "月份", "date": "日期"}


def measure(facts: Facts, at: At, rng: Random) -> str:
    """What is measured; "数值" where nothing says what."""
    return measured(facts, at) or rng.choice(("数值", "数值", "值"))


def cell(facts: Facts, at: At, rng: Random, *, article: bool = True) -> str:
    """A cell, a column or a row as a noun: "2021年华东的营业收入"; without `article` in one piece, "华东营业收入"."""
    noun = measure(facts, at, rng)
    owners, times = parts(facts, at)
    before = "".join(when(time) for time in reversed(times))  # a year that is a series stands before its month
    latin = any(re.search(r"[A-Za-z0-9]$", owner) for owner in owners)
    if not owners:
        return f"{before}{'的' if before and article and rng.random() < 0.6 else ''}{noun}"
    owner = "的".join(owners) if len(owners) > 1 and rng.random() < 0.5 else "".join(owners)
    joined = "的" if article or latin or rng.random() < 0.3 else ""
    return f"{before}{owner}{joined}{noun}"


def place(facts: Facts, at: At) -> str:
    """Where a row or series stands, for the start of a sentence: "2021年", "华东"."""
    owners, times = parts(facts, at)
    return "".join([*(when(time) for time in reversed(times)), *owners])


def when(time: str) -> str:
    """A moment as it stands before a noun: a bare year gets its 年."""
    return f"{time}年" if re.fullmatch(r"\d{4}", time) else time


def name(facts: Facts, at: At) -> str:
    """The label's or the series' own name; a bare year gets its 年."""
    if at.row is not None or at.label:
        return when(at.label or facts.labels[at.row or 0])
    return when(at.name or facts.series[at.series or 0].name)


def thing(facts: Facts) -> str:
    """The noun for a row."""
    if facts.label_moment:
        return _NOUNS[facts.label_moment]
    return facts.label_name if 0 < len(facts.label_name) < 10 else "类别"


def which(facts: Facts) -> str:
    """What asks for one of the rows."""
    return _WHICH[facts.label_moment] if facts.label_moment else f"哪个{thing(facts)}"


def which_ones(facts: Facts) -> str:
    """What asks for several of the rows."""
    moments = {"year": "哪些年份", "quarter": "哪些季度", "month": "哪些月份", "date": "哪些日期"}
    return moments.get(facts.label_moment) or f"哪些{thing(facts)}"


def how_many(facts: Facts) -> str:
    """What asks for the number of rows."""
    return _MANY[facts.label_moment] if facts.label_moment else f"多少个{thing(facts)}"


def which_series(facts: Facts, rng: Random) -> str:
    """What asks for one of the series."""
    names = [series.name for series in facts.series]
    moment = moment_of(names)
    if moment:
        return _WHICH[moment]
    if len(names) <= 3 and rng.random() < 0.6:
        return f"{listed(names)}中哪一个"
    return rng.choice(("哪个系列", "哪一项", "图例中的哪一项"))


def series_noun(facts: Facts) -> str:
    """The noun for one of the series."""
    moment = moment_of([series.name for series in facts.series])
    return _NOUNS[moment] if moment else "系列"


def listed(names: list[str], word: str = "和") -> str:
    """ "甲、乙和丙"."""
    return word.join(part for part in ("、".join(names[:-1]), names[-1]) if part)


def limit(number: str, unit: str) -> str:
    """A number with its unit."""
    return f"{number}{unit.strip()}"
