"""The words for currencies, scales and measures in English, Chinese and the larger European languages, as data."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """What a term stands for."""

    CURRENCY = "currency"
    SCALE = "scale"
    PERCENT = "percent"
    MEASURE = "measure"


WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2007: " ", 0x2008: " ", 0x200A: " ", 0x200B: "", 0xFEFF: "",
    0xFFE5: "¥", 0xFFE1: "£", 0xFFE0: "¢", 0x2019: "'", 0x2018: "'", 0x02BC: "'", 0xFE6A: "%", 0xFE69: "$",
    0x2103: "°C", 0x2109: "°F",
}  # fmt: skip
"""For `str.translate`: full-width forms, odd spaces and quotes to their plain forms; superscripts stay."""

_CURRENCIES = {
    "USD": "us$ $us u.s.$ usd u.s._dollars u.s._dollar us_dollars us_dollar dollars dollar $ 美元 美金",
    "EUR": "€ eur euros euro 欧元",
    "CNY": "¥ cny rmb cn¥ yuan renminbi 人民币元 人民币 元",
    "JPY": "jpy jp¥ yen 日元 円",
    "GBP": "£ gbp pounds_sterling british_pounds 英镑",
    "HKD": "hk$ hkd 港元 港币",
    "TWD": "nt$ twd 新台币",
    "AUD": "a$ au$ aud australian_dollars 澳元",
    "CAD": "c$ ca$ cad canadian_dollars 加元",
    "NZD": "nz$ nzd",
    "SGD": "s$ sgd 新加坡元",
    "INR": "₹ inr rs. rs rupees 卢比",
    "KRW": "₩ krw won 韩元",
    "CHF": "chf sfr swiss_francs 瑞士法郎",
    "SEK": "sek", "NOK": "nok", "DKK": "dkk", "PLN": "pln zł", "CZK": "czk kč", "HUF": "huf",
    "RUB": "₽ rub", "TRY": "₺ try_", "BRL": "r$ brl", "ZAR": "zar", "MXN": "mxn", "THB": "฿ thb", "VND": "₫ vnd",
    "PHP": "₱ php", "NGN": "₦ ngn", "ILS": "₪ ils", "IDR": "idr", "MYR": "myr", "AED": "aed", "SAR": "sar",
}  # fmt: skip

_SCALES = {
    1e12: "trillion trillions tn trn 万亿 萬億 兆",
    1e9: "billion billions bn bln bil b mrd mrd. milliarden milliards milliarde miliardi 十亿 十億",
    1e8: "亿 億",
    1e7: "crore crores cr 千万 千萬",
    1e6: "million millions mn mln mio mio. m mil mil. mill mill. millionen millones milioni 百万 百萬",
    1e5: "lakh lakhs",
    1e4: "万 萬",
    1e3: "thousand thousands k tsd tsd. tausend milliers '000 '000s 000s 000's 000 千",
}

_PERCENTS = {
    ("%", 0.01): "% percent percentage per_cent pct pct. prozent",
    ("‰", 0.001): "‰",
    ("pp", 0.01): "pp pps ppt ppts p.p. pp. %_points percentage_points percentage_point 个百分点 百分点",
    ("bp", 0.0001): "bp bps basis_points 个基点 基点",
}

_MEASURES = (
    "kg g mg km km² km2 m² m2 m³ m3 cm mm ha kw mw gw tw kwh mwh gwh twh t mt kt gt ton tons tonne tonnes °c °f x "
    "years year yrs yr months days hours hrs h minutes min seconds sec kcal mpg mph km/h gb mb tb "
    "people persons inhabitants units barrels bbl acres hectares miles feet kt_co2 mtco2e "
    "人次 人 户 家 个 件 吨 公里 千米 千克 公斤 克 股 倍 岁 次 台 套 辆 公顷 亩 平方米 平方公里 立方米 "
    "千瓦时 千瓦 兆瓦 度 天 年 月 小时 分钟 项 名 所 篇 张 只 头 艘 架"
)  # fmt: skip

_CJK = re.compile(r"[\u3040-\u9fff]")


def _entries() -> dict[str, tuple[Kind, str, float, bool]]:
    table: dict[str, tuple[Kind, str, float, bool]] = {}
    for measure in _MEASURES.split():
        table[measure.replace("_", " ")] = (Kind.MEASURE, measure.replace("_", " "), 1.0, False)
    for factor, words in _SCALES.items():
        table |= {word: (Kind.SCALE, "", factor, _sure(word)) for word in words.split()}
    for code, words in _CURRENCIES.items():
        table |= {w.replace("_", " ").strip(): (Kind.CURRENCY, code, 1.0, _sure(w)) for w in words.split()}
    for (unit, factor), words in _PERCENTS.items():
        table |= {w.replace("_", " "): (Kind.PERCENT, unit, factor, _sure(w)) for w in words.split()}
    table["teur"] = table["t€"] = (Kind.CURRENCY, "EUR", 1e3, True)
    return table


def _sure(word: str) -> bool:
    """Short Latin abbreviations and digits are too easily something else when they stand alone in a name."""
    return not re.fullmatch(r"[a-z.]{1,2}|mil\.?|mill\.?|won|rub|php|thb|sar|ils|pps|0+|try_", word)


_TABLE = _entries()


_LONGEST_FIRST = sorted(_TABLE, key=len, reverse=True)
_BY_FIRST = {first: tuple(w for w in _LONGEST_FIRST if w[0] == first) for first in {word[0] for word in _TABLE}}


def term_at(text: str, start: int) -> str | None:
    """The longest known term that stands in `text` at `start`, as it is written there; None where there is none.

    Not one large pattern: compiling it took an eighth of a second at every start of the program.
    """
    folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text[start:])
    for word in _BY_FIRST.get(folded[:1], ()):
        end = _end(folded, word)
        if end and not (_is_letter(word[-1]) and end < len(folded) and _is_letter(folded[end])):
            return text[start : start + end]
    return None


def _end(folded: str, word: str) -> int:
    """Where `word` ends when `folded` begins with it, its spaces standing for one or more; 0 when it does not."""
    if " " not in word:
        return len(word) if folded.startswith(word) else 0
    found = re.match(r"\s+".join(map(re.escape, word.split(" "))), folded)
    return found.end() if found else 0


def _is_letter(char: str) -> bool:
    """A letter of a script that sets words apart: a word may not end in the middle of another."""
    return char.isalpha() and not _CJK.match(char)


def lookup(term: str) -> tuple[Kind, str, float, bool]:
    """Kind, unit, factor and whether the term is unmistakable, of a text that `term_at` gave."""
    if term == "T":
        return Kind.SCALE, "", 1e12, False
    return _TABLE[re.sub(r"\s+", " ", term.lower())]
