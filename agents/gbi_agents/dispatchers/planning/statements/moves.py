"""What a question does with a figure over years: growth in per cent, a change in amount, a mean over several years.

"revenue growth in FY2020" and "同比增长" are against the year before; "from 2018 to 2020" names both years. A change of
a balance's line over one year alone is left aside: cash flow statements print changes of their own by such names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["grown", "moved", "mean"]

_UP = r"grow(?:s|n|th)?|grew|increased?|increases|rose|risen?|rise|gain(?:ed)?|增长|增加|上升|提高|增幅"
_DOWN = r"decreased?|decreases|declined?|declines|fall(?:en)?|fell|drop(?:ped)?|reduced|reduction|下降|减少|降低|降幅"
_EITHER = r"changed?|differen(?:ce|t)|变动|变化|差(?:额|异)?"
_RATE = re.compile(r"percent|per cent|%|百分之|幅度?|增长率|变动率|下降率|\bgrowth\b|\bgrowth rate\b|同比增长")
_POINTS = re.compile(r"percentage points?|百分点")
_AMOUNT = re.compile(r"\b(?:how much|amount)\b|\bdollars?\b|多少(?:亿|万)?元|额")
_MEAN = re.compile(
    r"\b(?:(?P<count>two|three|four|five|[2-5])[- ]years? )?average(?: annual)?\b(?: of)?(?: the)?|"
    r"(?P<zh>[两二三四五2-5])年(?:的)?平均|平均"
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_WORDS = re.compile(
    rf"\b(?:by )?how (?:much|many)\b|\b(?:{_UP})\b|\b(?:{_DOWN})\b|\b(?:{_EITHER})\b"
    rf"|(?:{'|'.join(part for part in f'{_UP}|{_DOWN}|{_EITHER}'.split('|') if not part.isascii())})"
    r"|year[- ](?:over|on)[- ]year|\byoy\b|\b(?:over|from|compared (?:to|with)|relative to|versus|vs\.?|than|since)\b"
    r"(?: the)?(?: (?:previous|prior|preceding|last))?(?: fiscal)?(?: year)?|\bbetween\b|\brates?\b"
    r"|percentage points?|percentage|percent"
    r"|同比|环比|[比较](?:上年|前一年|上一年)?(?:同期)?|率|额|幅度?|个?百分点|百分之"
)
_TRUTH = re.compile(
    r"^\s*(?:did|do|does|is|are|was|were|has|have|had|can|could|which|who)\b|是否|有没有|吗[?？]?\s*$|哪"
)
_RANGE = re.compile(r"\b(?:from|between)\b.*\b(?:to|and|through)\b|[-–—~至到]|\bthrough\b")


class Move(NamedTuple):
    """What is done with the figure, over which years (ascending; two for a change), and whether a fall is asked for.
    `points`: the change of a share is meant in percentage points."""

    kind: Kind
    years: tuple[int, ...]
    falling: bool = False
    points: bool = False

    def expression(self, term: str) -> str:
        """The figure `term` under the move, for `maker.Maker` in the last of the years."""
        if self.kind == "mean":
            return f"mean({term}, {', '.join(map(str, self.years))})"
        return f"{'fallen' if self.falling else self.kind}({term}, {self.years[0]}, {int(self.kind == 'grown')})"


def move_said(rest: str, years: Sequence[int], mean: bool) -> Move | None:
    """The move in the folded question without its figures; None for a figure of one year. `mean`: the figure's average
    was asked for already ("average total assets between 2019 and 2020")."""
    averaged = _MEAN.search(rest)
    if averaged is not None or (mean and len(years) > 1):
        return _mean(rest, years, averaged)
    if _TRUTH.search(rest):
        return None  # "did it grow" is asked of a truth, "which year" of a name
    up, down, either = (_found(rest, words) for words in (_UP, _DOWN, _EITHER))
    if not (up or down or either) or not 1 <= len(years) <= 2 or (up and down):
        return None
    both = (years[0] - 1, years[0]) if len(years) == 1 else (years[0], years[-1])
    points = _POINTS.search(rest) is not None
    asks_amount = _AMOUNT.search(rest) is not None and not re.search(r"percent|per cent|%|百分之|率", rest)
    rate = _RATE.search(rest) is not None and not points and not asks_amount
    return Move("grown" if rate else "moved", both, bool(down), points)


def without_move(rest: str) -> str:
    """The text without the words that the move is said with."""
    return _MEAN.sub(" ", _WORDS.sub(" ", rest))


def _found(rest: str, words: str) -> bool:
    chinese = [word for word in words.split("|") if not word.isascii()]
    return re.search(rf"\b(?:{words})\b|{'|'.join(chinese)}", rest) is not None


def _mean(rest: str, years: Sequence[int], said: re.Match[str] | None) -> Move | None:
    """The mean over the years that are named, over all of a range, or over as many as are counted up to the one named;
    of one year alone it is the mean of its begin and end, which no move is."""
    word = (said["count"] or said["zh"]) if said is not None else None
    count = None if word is None else _COUNTS.get(word) or int(word)
    if len(years) == 1:
        return Move("mean", tuple(range(years[0] - count + 1, years[0] + 1))) if count else None
    if not years:
        return None
    whole = tuple(range(years[0], years[-1] + 1))
    named = whole if len(years) == 2 and _RANGE.search(rest) else tuple(years)
    return Move("mean", named) if count in (None, len(named)) else None
