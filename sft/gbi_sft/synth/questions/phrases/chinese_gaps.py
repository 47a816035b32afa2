"""What fills the gaps of Chinese templates."""

from __future__ import annotations

from gbi_sft.synth.questions.phrases import chinese
from gbi_sft.synth.questions.phrases.chinese import WORDS
from gbi_sft.synth.questions.phrases.context import Context, Gap

STEP = {"year": "年", "quarter": "季度", "month": "个月", "date": "日", "": "期"}
ON_STEP = {"year": "同比", "quarter": "环比", "month": "环比", "date": "环比", "": "环比"}


def _line(name: str) -> Gap:
    def words(c: Context) -> str:
        at = c.at(name)
        if (
            at.row is None
            and not at.label
            and c.facts.series_role != "measure"
            and name in ("a", "b")
            and c.pick("", "name")
        ):
            return chinese.name(c.facts, at)
        return chinese.cell(c.facts, at, c.rng)

    return words


def _bare(c: Context) -> str:
    return chinese.cell(c.facts, c.main, c.rng, article=False)


def _key(c: Context) -> str:
    return chinese.cell(c.facts, c.main, c.rng, article=False).replace("的", c.pick("", " "))


def _unit(c: Context) -> str:
    unit = c.unit
    if not unit or unit in ("%", "％") or c.rng.random() > 0.35:
        return ""
    return unit if c.rng.random() < 0.6 else f"（单位：{unit}）"


def _points(c: Context) -> str:
    return c.pick("", "个百分点") if c.unit in ("%", "％") else ""


def _n(c: Context) -> str:
    count = c.number("count")
    return c.pick(str(count), chinese.NUMBER_WORDS[count])


def _nth_highest(c: Context) -> str:
    return f"{chinese.ORDINALS[c.number('place')]}{c.rng.choice('低小' if c.less else '高大')}"


def _turning(name: str) -> Gap:
    return lambda c: c.rng.choice(WORDS[name][int(c.less)])


def _highest(c: Context) -> str:
    """Amounts and counts are 最多 as well."""
    counted = chinese.measure(c.facts, c.main, c.rng).endswith(("数", "量", "额"))
    return c.pick(*WORDS["highest"][int(c.less)], *(("最少" if c.less else "最多",) if counted else ()))


def _named(name: str) -> Gap:
    return lambda c: chinese.name(c.facts, c.at(name))


GAPS: dict[str, Gap] = {
    "cell": _line("cell"),
    "a": _line("a"),
    "b": _line("b"),
    "bare": _bare,
    "whole": lambda c: chinese.cell(c.facts, c.at("name"), c.rng),
    "key": _key,
    "at": lambda c: chinese.place(c.facts, c.at("at")),
    "name": _named("name"),
    "from": _named("from"),
    "to": _named("to"),
    "before": _named("before"),
    "one": lambda c: chinese.name(c.facts, c.several("both")[0]),
    "other": lambda c: chinese.name(c.facts, c.several("both")[1]),
    "some": lambda c: chinese.listed([chinese.name(c.facts, at) for at in c.several("some")]),
    "n": _n,
    "nth_highest": _nth_highest,
    "thing": lambda c: chinese.thing(c.facts),
    "which": lambda c: chinese.which(c.facts),
    "which_ones": lambda c: chinese.which_ones(c.facts),
    "how_many": lambda c: chinese.how_many(c.facts),
    "series_noun": lambda c: chinese.series_noun(c.facts),
    "which_series": lambda c: chinese.which_series(c.facts, c.rng),
    "unit_time": lambda c: STEP[c.facts.label_moment],
    "on_year": lambda c: ON_STEP[c.facts.label_moment],
    "limit": lambda c: chinese.limit(str(c.draft.slots["number"]), c.unit),
    "unit": _unit,
    "points": _points,
    **{name: _turning(name) for name in WORDS},
    "highest": _highest,
}
"""Words by the name of the gap."""
