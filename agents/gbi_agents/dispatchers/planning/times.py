"""Times in a follow-up: another year or quarter than the question before, and how its figure moved up to then."""

from __future__ import annotations

import re

from gbi_agents.language import Language, fold

_YEAR = r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)"
_PERIOD = re.compile(
    r"\bq[1-4]\b|\b(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:quarter|half)\b|\bh[12]\b"
    r"|第?[一二三四1-4]季度|[上下]半年",
    re.I,
)
_MOVED = re.compile(
    r"^\W*(?:and |so |but )?(?:by )?how much (?:did|has|have) (?:it|that|this|they) (?:been )?"
    r"(?:grown?|grew|rise|risen|increased?|changed?|fall|fallen|drop(?:ped)?|decreased?|declined?)\W*$"
    r"|^\W*(?:那么?|它)*(?:同比|比上年|比去年|较上年)?(?:增长|增加|上升|下降|减少|变化)了?(?:多少|百分之几)\W*$",
    re.I,
)
_SINCE = re.compile(rf"^\W*(?:and )?(?:since|from) ({_YEAR})\W*$|^\W*(?:从|自)?({_YEAR})年?以来(?:呢)?\W*$", re.I)
_OF_A_VALUE = re.compile(r"^\W*what (?:is|was|are|were) (?:the )?", re.I)


def swap_years(question: str, before: str) -> str:
    """A bare year of the follow-up in place of the one year of the question before."""
    years, old = re.findall(_YEAR, question), re.findall(_YEAR, before)
    if len(years) == 1 and years[0] not in old and len(set(old)) == 1:
        return before.replace(old[0], years[0])
    return before


def swap_periods(question: str, before: str) -> str:
    """A quarter or half year of the follow-up in place of the one of the question before."""
    new = _PERIOD.findall(question)
    old = _PERIOD.findall(before)
    if len(new) == 1 and len(old) == 1 and fold(new[0]) != fold(old[0]):
        return before.replace(old[0], new[0])
    return before


def how_it_moved(question: str, before: str, language: Language) -> str | None:
    """ "How much did it grow?" of a figure of one year as its growth rate, "since 2021?" of such a rate as the one from
    that year; None where the follow-up asks for no movement, or the question before is for no such figure."""
    since = _SINCE.search(question)
    years = sorted(set(re.findall(_YEAR, before)))
    if since is not None and len(years) == 1 and re.search(r"growth rate|增长率", before):
        year = since.group(1) or since.group(2)
        if language == "zh":
            return re.sub(rf"{years[0]}年?", f"{year}年到{years[0]}年", before, count=1)
        return re.sub(rf"(?:\b(?:in|for) )?{years[0]}", f"from {year} to {years[0]}", before, count=1)
    if _MOVED.search(question) is None or len(years) != 1:
        return None
    if language == "zh":
        moved = re.sub(r"的?(?:是|为|有)?多少", "的增长率是多少", before)
        return moved if moved != before else None
    start = _OF_A_VALUE.match(before)
    return f"What is the growth rate of the {before[start.end() :]}" if start else None
