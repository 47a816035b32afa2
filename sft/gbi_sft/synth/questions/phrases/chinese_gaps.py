"""What fills the gaps of Chinese templates."""

from __future__ import annotations

from gbi_sft.synth.questions.phrases import chinese
from gbi_sft.synth.questions.phrases.chinese import WORDS
from gbi_sft.synth.questions.phrases.context import Context, Gap
from gbi_sft.synth.questions.phrases.gaps import shared_gaps

STEP = {"year": "年", "quarter": "季度", "month": "个月", "date": "日", "": "期"}
ON_STEP = {"year": "同比", "quarter": "环比", "month": "环比", "date": "环比", "": "环比"}


def _key(c: Context) -> str:
    return chinese.cell(c.facts, c.main, c.rng, article=False).replace("的", c.pick("", " "))


def _unit(c: Context) -> str:
    unit = c.unit
    if not unit or unit in ("%", "％") or c.rng.random() > 0.35:
        return ""
    return unit if c.rng.random() < 0.6 else f"（单位：{unit}）"


def _points(c: Context) -> str:
    return c.pick("", "个百分点") if c.unit in ("%", "％") else ""


def _nth_highest(c: Context) -> str:
    return f"{chinese.ORDINALS[c.number('place')]}{c.rng.choice('低小' if c.less else '高大')}"


def _highest(c: Context) -> str:
    """Amounts and counts are 最多 as well."""
    counted = chinese.measure(c.facts, c.main, c.rng).endswith(("数", "量", "额"))
    return c.pick(*WORDS["highest"][int(c.less)], *(("最少" if c.less else "最多",) if counted else ()))


GAPS: dict[str, Gap] = {
    **shared_gaps(chinese),
    "key": _key,
    "nth_highest": _nth_highest,
    "which": lambda c: chinese.which(c.facts),
    "which_ones": lambda c: chinese.which_ones(c.facts),
    "how_many": lambda c: chinese.how_many(c.facts),
    "unit_time": lambda c: STEP[c.facts.label_moment],
    "on_year": lambda c: ON_STEP[c.facts.label_moment],
    "unit": _unit,
    "points": _points,
    "highest": _highest,
}
"""Words by the name of the gap."""
