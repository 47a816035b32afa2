"""Numbers and units in words: "409 million USD", "约 12.3 亿元", "40%". Values are said as shown, never rescaled."""

from __future__ import annotations

import math
import re

from gbi.types import Value
from gbi_agents.language import Language

_SCALES: dict[Language, dict[float, str]] = {
    "en": {1e2: "hundred", 1e3: "thousand", 1e4: "ten thousand", 1e5: "lakh", 1e6: "million", 1e7: "crore",
           1e8: "hundred million", 1e9: "billion", 1e12: "trillion"},
    "zh": {1e2: "百", 1e3: "千", 1e4: "万", 1e5: "十万", 1e6: "百万", 1e7: "千万", 1e8: "亿", 1e9: "十亿",
           1e12: "万亿"},
}  # fmt: skip
_UNITS_ZH = {"USD": "美元", "EUR": "欧元", "CNY": "元", "RMB": "元", "GBP": "英镑", "JPY": "日元", "HKD": "港元"}


def number(value: float) -> str:
    """A number with thousands separators; computed ones to four significant digits, at least two decimals kept."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    digits = max(2, 3 - math.floor(math.log10(abs(value)))) if abs(value) < 1 else 2
    text = f"{value:,.{min(digits, 12)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value: Value, unit: str | None, scale: float, language: Language) -> str:
    """A value with its scale and unit spelled out; texts and truth values as they are."""
    if value is None or isinstance(value, bool | str):
        return str(value) if value is not None else ""
    text = number(float(value))
    if unit == "%":
        return f"{text}%"
    word = _SCALES[language].get(scale, "")
    if language == "zh":
        return f"{text}{' ' if word or unit else ''}{word}{_UNITS_ZH.get(unit or '', unit or '')}".rstrip()
    return " ".join(part for part in (text, word, unit or "") if part)


def bare_measure(measure: str) -> str:
    """A measure's name without the unit that is said beside the value: "Revenue in million USD" gives "Revenue"."""
    text = re.sub(r"\s*[(（\[][^)）\]]*[)）\]]\s*$", "", measure).strip()
    amounts = r"(?:\w+\s+)?(?:thousands?|millions?|billions?|trillions?)"
    pattern = rf"\s+in\s+(?:{amounts}|percent|%|u\.?s\.?|usd|euros?|dollars?)\b.*$"
    return re.sub(pattern, "", text, flags=re.I).strip() or measure


def listed(names: tuple[str, ...] | list[str], language: Language, most: int = 12) -> str:
    """Names as a list in words; the rest counted."""
    named = [name for name in names if name]
    shown, rest = named[:most], len(named) - most
    if language == "zh":
        return "、".join(shown) + (f"等{len(named)}项" if rest > 0 else "")
    if rest > 0:
        return ", ".join(shown) + f" and {rest} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}" if shown else ""
