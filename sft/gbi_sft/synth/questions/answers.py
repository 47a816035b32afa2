"""A program's result as the text of an answer: numbers as shown, "%" where they are percent, yes and no in words."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.types import Value
from gbi_sft.sample import Language
from gbi_sft.synth.questions.question import Draft

TRUTH: dict[Language, tuple[str, str]] = {"en": ("No", "Yes"), "zh": ("否", "是")}
LISTED: dict[Language, str] = {"en": ", ", "zh": "、"}


def answer(draft: Draft, found: Sequence[Value], language: Language) -> tuple[str, Value | tuple[Value, ...]] | None:
    """Text and value of the result; None where there is no answer to give: no row, several, a gap, a division by 0."""
    if draft.outcome == "list":
        texts = [str(value) for value in found if value is not None]
        return (LISTED[language].join(texts), tuple(texts)) if texts and len(texts) == len(found) else None
    if len(found) != 1 or found[0] is None:
        return None
    value = found[0]
    if draft.outcome == "truth":
        return TRUTH[language][bool(value)], bool(value)
    if draft.outcome == "text" or not isinstance(value, int | float):
        return str(value), str(value)
    if value != value or abs(value) == float("inf"):
        return None
    text = number_text(float(value), draft.decimals)
    percent = draft.outcome == "percent" or draft.unit.strip() in ("%", "％")
    return (f"{text}%" if percent else text), value


def number_text(value: float, decimals: int) -> str:
    """A number with at most `decimals` decimals, none that say nothing, no thousands separators and no "-0"."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
