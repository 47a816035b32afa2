"""One plain sentence for each kind of result, in the question's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gbi.types import Value
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.language import Language
from gbi_agents.tables import shown
from gbi_agents.wording import bare_measure, listed, number, quantity

Row = Sequence[Value]
_SUPERLATIVES = {"max": ("highest", "最高"), "min": ("lowest", "最低")}
_AGGREGATES = {
    "sum": ("The sum", "总和"), "avg": ("The average", "平均值"), "median": ("The median", "中位数"),
    "mode": ("The most frequent value", "众数"),
}  # fmt: skip
_TESTS = {
    ">": ("more than", "高于"), ">=": ("at least", "不低于"), "<": ("less than", "低于"), "<=": ("at most", "不高于"),
    "=": ("equal to", "等于"),
}  # fmt: skip


def sentence(
    saying: Saying, rows: Sequence[Row], value: Value | tuple[Value, ...], about: str, language: Language
) -> str:
    """The sentence; `about` is "about " or "约" before a measured value, else empty."""
    kind = {"scalar": _scalar, "label": _label, "labels": _labels, "truth": _truth, "count": _count}
    make: Callable[..., str] = kind.get(saying.shape, _scalar)
    return make(saying, rows, value, about, language)


def subject(saying: Saying, language: Language) -> str:
    """What the value is of: "Net income, 2018"; the measure's unit is said with the value."""
    measure = bare_measure(saying.measure)
    own = saying.subjects[0].removesuffix(f", {measure}") if saying.subjects else ""
    if own in (saying.measure, measure):
        own = ""
    if language == "zh":
        return "，".join(part for part in (own, measure) if part) or "该值"
    if own and measure:
        return f"{measure} ({own})"
    return own or measure or "The value"


def _scalar(saying: Saying, rows: Sequence[Row], value: Value, about: str, language: Language) -> str:
    said = about + quantity(value, saying.unit, saying.scale, language)
    zh = language == "zh"
    operation, names = saying.operation, [s for s in saying.subjects if s]
    measure = bare_measure(saying.measure)
    if operation in ("difference", "trend", "growth") and len(names) == 2:
        return _between(saying, value, said, names, measure, language)
    if operation == "cagr" and len(names) == 2:
        if zh:
            return f"从{names[1]}到{names[0]}的复合年增长率为{said}。"
        return f"{measure or 'The value'} changed by {said} a year (compound) from {names[1]} to {names[0]}."
    if operation == "product" and len(names) == 2:
        return f"{names[0]}与{names[1]}之积为{said}。" if zh else f"The product of {names[0]} and {names[1]} is {said}."
    if operation == "ratio" and len(names) == 2:
        return f"{names[0]}与{names[1]}之比为{said}。" if zh else f"The ratio of {names[0]} to {names[1]} is {said}."
    if operation == "share" and len(names) == 2:
        return f"{names[0]}占{names[1]}的{said}。" if zh else f"{names[0]} is {said} of {names[1]}."
    if operation == "share":
        return f"{names[0]}占总量的{said}。" if zh else f"{names[0]} makes up {said} of the total."
    if operation in _AGGREGATES:
        word = _AGGREGATES[operation][zh]
        over = listed(names, language)
        if zh:
            return f"{over}{'的' if over else ''}{word}为{said}。"
        return f"{word} of {over or measure or 'the values'} is {said}."
    if operation in _SUPERLATIVES:
        word = _ranked(saying, language)
        where = f"（{names[0]}）" if zh and names else f" ({names[0]})" if names else ""
        return f"{word}值为{said}{where}。" if zh else f"The {word} value is {said}{where}."
    if operation == "count":
        return f"共有{said}个。" if zh else f"There are {said}."
    return f"{subject(saying, language)}为{said}。" if zh else f"{subject(saying, language)} is {said}."


def _between(saying: Saying, value: Value, said: str, names: list[str], measure: str, language: Language) -> str:
    zh = language == "zh"
    if saying.operation == "difference":
        return (
            f"{names[0]}与{names[1]}相差{said}。"
            if zh
            else f"The difference between {names[0]} and {names[1]} is {said}."
        )
    positive = isinstance(value, int | float) and value >= 0
    said = said.replace("-", "", 1) if not positive else said
    rose = positive != (saying.test == "<")  # "<": the value is what was lost
    if zh:
        return f"从{names[1]}到{names[0]}{'增长' if rose else '下降'}了{said}。"
    return f"{measure or 'The value'} {'rose' if rose else 'fell'} by {said} from {names[1]} to {names[0]}."


def _ranked(saying: Saying, language: Language) -> str:
    word = _SUPERLATIVES.get(saying.operation, ("highest", "最高"))[language == "zh"]
    if saying.rank == 1:
        return word
    if language == "zh":
        return f"第{saying.rank}{'高' if saying.operation == 'max' else '低'}"
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(saying.rank % 10 if saying.rank % 100 not in (11, 12, 13) else 0, "th")
    return f"{saying.rank}{suffix} {word}"


def _label(saying: Saying, rows: Sequence[Row], value: Value, about: str, language: Language) -> str:
    said = about + quantity(rows[0][1], saying.unit, saying.value_scale, language) if rows and len(rows[0]) > 1 else ""
    name, zh = shown(value), language == "zh"
    if saying.operation == "crossing" and len(saying.subjects) == 2:
        (a, b), over = saying.subjects, saying.test == ">"
        if zh:
            return f"{name}：{a}{'高' if over else '低'}于{b}，相差{said.replace('-', '')}。"
        return f"{name}: {a} was {'above' if over else 'below'} {b} by {said.replace('-', '')}."
    if saying.operation in ("name", "inverse", "filter", "neighbour") or not said:
        tail = f"（{said}）" if zh and said else f" ({said})" if said else ""
        return f"{name}{tail}{'。' if zh else '.'}"
    scope = (
        f"（{saying.subjects[0]}）"
        if zh and saying.subjects
        else f" for {saying.subjects[0]}"
        if saying.subjects
        else ""
    )
    if saying.operation in ("growth", "difference", "ratio"):
        what = {"growth": ("change", "变化"), "difference": ("difference", "差距"), "ratio": ("ratio", "比值")}
        word = what[saying.operation][zh]
        return f"{name}的{word}最为突出，为{said}。" if zh else f"{name} stands out, with a {word} of {said}{scope}."
    word = _ranked(saying, language)
    return f"{name}{scope}{word}，为{said}。" if zh else f"{name} has the {word} value{scope}, {said}."


def _labels(
    saying: Saying, rows: Sequence[Row], value: Value | tuple[Value, ...], about: str, language: Language
) -> str:
    zh = language == "zh"
    names = []
    for row in rows[:12]:
        said = quantity(row[-1], saying.unit, saying.value_scale, language) if len(row) > 1 else ""
        tail = f"（{about}{said}）" if zh and said else f" ({about}{said})" if said else ""
        names.append(f"{shown(row[0])}{tail}")
    if not names:
        return "没有符合条件的。" if zh else "None meets the condition."
    return listed(names, language) + ("。" if zh else ".")


def _truth(saying: Saying, rows: Sequence[Row], value: Value, about: str, language: Language) -> str:
    zh = language == "zh"
    word = ("是" if zh else "Yes") if value else ("否" if zh else "No")
    left, right = (about + quantity(v, saying.unit, saying.scale, language) for v in rows[0][1:3])
    a, b = saying.subjects
    test = _TESTS[saying.test][zh]
    if zh:
        return f"{word}：{a}为{left}，{'' if value else '不'}{test}{b}（{right}）。"
    return f"{word}: {a} is {left}, {'' if value else 'not '}{test} {b} ({right})."


def _count(saying: Saying, rows: Sequence[Row], value: Value, about: str, language: Language) -> str:
    zh = language == "zh"
    said = number(float(value)) if isinstance(value, int | float) else "0"
    names = listed(saying.subjects, language)
    condition = ""
    if saying.threshold is not None:
        limit = quantity(saying.threshold, saying.unit, saying.value_scale, language)
        condition = f"{_TESTS[saying.test][zh]}{'' if zh else ' '}{limit}"
    if zh:
        return f"共有{said}个{condition and '（' + condition + '）'}{names and '：' + names}。"
    tail = f" with {condition}" if condition else ""
    return f"There are {said}{tail}{names and ': ' + names}."
