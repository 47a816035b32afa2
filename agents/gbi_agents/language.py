"""Words of a question and of labels, English and Chinese alike: one token is a word, a number or one CJK character.

With CJK split into characters a run of tokens of a label found in the question is a substring match, so that
one matcher serves both languages and no segmenter is needed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Language = Literal["en", "zh"]

_TOKEN = re.compile(
    r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[^\W\d_]+(?:'[^\W\d_]+)?|%|[$€£¥]", re.UNICODE
)
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]"
)
_PHRASES = (
    (re.compile(r"\bunited states of america\b|\bunited states\b|\bu\.s\.a\.?|\bu\.s\.|\busa\b"), "us"),
    (re.compile(r"\bunited kingdom\b|\bu\.k\.|\bgreat britain\b"), "uk"),
    (re.compile(r"\beuropean union\b|\be\.u\."), "eu"),
    (re.compile(r"\bper cent\b|\bpercent\b"), "%"),
    (re.compile(r"\bgross domestic product\b"), "gdp"),
    *(
        (re.compile(rf"\b(?:{words}) quarter\b(?: of\b)?"), f"q{number}")
        for number, words in enumerate(("first|1st", "second|2nd", "third|3rd", "fourth|4th|last"), 1)
    ),
    (re.compile(r"\bresearch (?:and|&) development\b|\br ?& ?d\b"), "rnd"),
)
SMALL = {
    word: number
    for number, words in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
            "twenty",
        )
    )
    for word in (words,)
}  # fmt: skip
CHINESE_DIGITS = {
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `text` as folded, `stem` for comparing, its span in the folded text, and whether it was capitalised."""

    text: str
    stem: str
    start: int
    end: int
    capital: bool = False

    @property
    def cjk(self) -> bool:
        """True for one Chinese character."""
        return is_cjk(self.text)


def is_cjk(text: str) -> bool:
    """True when any character of `text` is Chinese."""
    return bool(_CJK.search(text))


def fold(text: str) -> str:
    """`text` in NFKC and lower case, curly quotes straightened, well-known country and measure names shortened."""
    return fold_phrases(_normalise(text).lower())


def fold_phrases(lowered: str) -> str:
    """Lower-case `lowered` with the usual long names ("united states") in their short form."""
    for pattern, short in _PHRASES:
        lowered = pattern.sub(short, lowered)
    return lowered


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return text.translate({0x2018: "'", 0x2019: "'", 0x60: "'", 0xB4: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-"})


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without plural and possessive endings: "countries" and "country's" become "country"."""
    if not word.isascii() or not word.isalpha():
        word = word.removesuffix("'s").replace("'", "").replace(",", "")
        if not word.isascii() or not word.isalpha():
            return word
    if word in ("news", "series", "species", "always", "perhaps", "gas", "plus"):
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:ss|x|ch|sh|zz)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def tokenize(text: str) -> tuple[Token, ...]:
    """Tokens of `text` in order; spans count in `fold(text)`. Apostrophe-years ('18) become four digits."""
    capitals = {word.lower() for word in re.findall(r"\b[A-Z][\w.&'-]*", _normalise(text))}
    folded = fold(text)
    out: list[Token] = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        if is_cjk(word):
            out += _split_cjk(word, match.start())
            continue
        value = word.replace(",", "") if word[0].isdigit() else word
        if re.fullmatch(r"[0-9]{2}", value) and folded[match.start() - 1 : match.start()] == "'":
            value = ("20" if int(value) < 50 else "19") + value
        capital = value in capitals or value in ("us", "uk", "eu")
        out.append(Token(value, stem(value), match.start(), match.end(), capital))
    return tuple(out)


def _split_cjk(word: str, at: int) -> list[Token]:
    out: list[Token] = []
    for part in re.finditer(rf"{_CJK.pattern}|[^\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+", word):
        out.append(Token(part.group(), stem(part.group()), at + part.start(), at + part.end()))
    return out


def stems(text: str) -> tuple[str, ...]:
    """The stems of `text`'s tokens in order."""
    return tuple(token.stem for token in tokenize(text))


def language_of(question: str) -> Language | None:
    """ "zh" where Chinese characters stand, "en" for Latin letters or digits, None for any other script."""
    if _OTHER_SCRIPT.search(question) and not re.search(r"[a-z]{3}", question.lower()):
        return None
    if is_cjk(question):
        return "zh"
    return "en" if re.search(r"[a-z0-9]", question.lower()) else None


def year_of(text: str) -> int | None:
    """The year that `text` names ("2018*", "FY2018", "2017/18" gives 2018, "2018-03-31"); None when there is none."""
    span = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)\s*[/–-]\s*(\d\d|1[5-9]\d\d|20\d\d)(?![\d/-])", text)
    if span and len(span.group(2)) in (2, 4):
        first, last = int(span.group(1)), span.group(2)
        full = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if first < full <= first + 2:
            return full
    found = re.findall(r"(?<![\d.,])(1[5-9]\d\d|20\d\d)(?![\d,]|\.\d)", text)
    return int(found[-1]) if len(set(found)) == 1 else None


def small_number(word: str) -> int | None:
    """The count that a word or digits name ("three", "3", "三"); None when it names none under 1000."""
    if word.isdigit() and len(word) <= 3:
        return int(word)
    if word in SMALL:
        return SMALL[word]
    if len(word) == 2 and word[0] == "十" and word[1] in CHINESE_DIGITS:
        return 10 + CHINESE_DIGITS[word[1]]
    return CHINESE_DIGITS.get(word)
