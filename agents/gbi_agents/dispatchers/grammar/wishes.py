"""How the answer is wished for: "answer in millions", "round to three decimal places". Split off before parsing."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from gbi.types import Frozen
from gbi_agents.language import SMALL

_CLAUSE = re.compile(
    r"(?:\bplease\s+)?(?<!\bthis )(?<!\bthe )(?<!\bits )(?<!\btheir )(?<!\beach )(?<!\bper )(?<!\ba )"
    r"\b(?:answer|anwser|write(?: down)?|round|express|give|provide|state|report)\b[^.?!]*?"
    r"\b(?:thousands?|millions?|billions?|decimals?|places?|digits?|format|terms?|percentages?|percent|order|integer)\b"
    r"[^?!]*?(?:[?!]|\.(?!\d)|$)",
    re.I,
)
_VERBS = ("answer", "write", "round", "express", "provide", "report")
_PLEASE = re.compile(r"(\bplease\s+)([a-z]{4,9})\b", re.I)
_FRAME = re.compile(
    r"(?:,\s*)?\b(?:according to|based on|from|in|within)\s+(?:this|the)\s+(?:whole |entire |given )?"
    r"(?:report|document|paper|article|file|pdf|brochure|manual|guidebook)\b(?!'s)[,:]?\s*"
    r"|(?:根据|按照|依据|在)(?:本|该|这份|这篇|此)(?:报告|文件|文档|论文|手册)(?:中|里)?[,，]?",
    re.I,
)
"""Names no more than the document that is asked about."""
_DECIMALS = re.compile(
    r"\b(\d|one|two|three|four|five)\s*(?:decimals?|decimal places?|digits?)|保留(?:小数点后)?([一两二三四\d])位", re.I
)
_SCALE = re.compile(r"\bin\s+(thousands?|millions?|billions?)\b", re.I)
_FACTORS = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_CHINESE = re.compile(
    r"[,，]?(?:请)?(?:结果)?保留[^?？。]*[。]?|[,，]?(?:答案|结果)?(?:请)?以[^?？。，]{1,6}(?:为单位|表示)"
)
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}


class Wishes(Frozen):
    """Decimals to round to, and the scale (1e6 for millions) to say the value in; None for as it is. `percent`: a ratio
    is to be said in per cent."""

    decimals: int | None = None
    scale: float | None = None
    percent: bool = False


def split_wishes(question: str) -> tuple[str, Wishes]:
    """The question without its clauses about form and "according to this report", and what they wish for; a question
    of nothing else stays whole."""
    question = _PLEASE.sub(_put_right, question)
    clauses = [match.group() for pattern in (_CLAUSE, _CHINESE) for match in pattern.finditer(question)]
    rest = question
    for clause in clauses:
        rest = rest.replace(clause, " ")
    rest = re.sub(r"\s+", " ", _FRAME.sub(" ", rest)).strip()
    if len(rest) < 8 and not re.search(r"[\u4e00-\u9fff]{4}", rest):
        return question, Wishes()
    said = " ".join(clauses)
    decimals, scale = _DECIMALS.search(said), _SCALE.search(said)
    return rest, Wishes(
        decimals=_count(decimals.group(1) or decimals.group(2)) if decimals else None,
        scale=_FACTORS[scale.group(1).lower().rstrip("s")] if scale else None,
        percent=re.search(r"percent|per cent|%|百分", said, re.I) is not None,
    )


def _put_right(match: re.Match[str]) -> str:
    """ "Please writeh": the verb that a wish begins with, where one slip leads to it."""
    word = match[2].lower()
    return match[1] + next((verb for verb in _VERBS if OSA.distance(word, verb) == 1), match[2])


def _count(word: str) -> int:
    return int(word) if word.isdigit() else SMALL.get(word.lower(), _DIGITS.get(word, 2))
