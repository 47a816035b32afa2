"""Questions that point at a figure: "in Table 3", "Figure 4", "on page 28", "表2", "第5页".

Where a report has what is pointed at, only that is asked, without the words that pointed. A page is meant by the number
that is printed on it or by its place in the file: where the two differ, both are asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.tables import Grid

_LEAD = (
    r"(?:,\s*)?(?:\b(?:according to|based on|as (?:shown|seen|given) in|shown in|from|in|of|on|at|by|see)\s+)?"
    r"(?:\bthe\s+)?"
)
_FIGURE = re.compile(
    rf"{_LEAD}\b(?P<kind>figure|fig\.?|chart|graph|table|exhibit)\s*(?P<number>\d+(?:\.\d+)?)\b(?!%),?"
    r"|(?:根据|按照|在|从|如|由)?(?P<zh>图|表)\s*(?P<zh_number>\d+(?:[.-]\d+)?)(?:中|里|所示|显示)?[,，]?",
    re.I,
)
_PAGE = re.compile(
    rf"{_LEAD}(?:(?:table|figure|chart|graph)\s+(?:on|at|in|of|from)\s+)?(?:the\s+)?\bpage\s+(?P<number>\d{{1,4}})\b,?"
    r"|(?:在|根据)?第\s*(?P<zh_number>\d{1,4})\s*页(?:的(?:图|表)(?:格|表)?)?(?:中|里|上)?[,，]?",
    re.I,
)
_KINDS = {"table": "tables?|exhibit|表", "figure": "fig(?:ure)?s?|charts?|graph|exhibit|图"}


def pointed(question: str, grids: Sequence[Grid]) -> tuple[str, tuple[Grid, ...]]:
    """The question without its pointing words, and the tables that they point at; both as they were where the question
    points at nothing, or at nothing that was read as a table."""
    for pattern, chosen in ((_FIGURE, _captioned), (_PAGE, _on_page)):
        for match in pattern.finditer(question):
            there = tuple(grid for grid in grids if chosen(grid, match))
            rest = re.sub(r"\s+", " ", question[: match.start()] + " " + question[match.end() :]).strip(" ,，")
            if there and rest:
                return rest, there
    return question, tuple(grids)


def _captioned(grid: Grid, match: re.Match[str]) -> bool:
    word = (match["kind"] or match["zh"]).lower()
    names = _KINDS["table" if word in ("table", "表", "exhibit") else "figure"]
    number = re.escape(match["number"] or match["zh_number"])
    form = re.compile(rf"^\W*(?:{names})\s*\.?\s*{number}(?![\d]|[.-]\d)", re.I)
    return any(form.match(text) for text in (grid.info.caption, grid.info.title, grid.info.heading))


def _on_page(grid: Grid, match: re.Match[str]) -> bool:
    number = match["number"] or match["zh_number"]
    lines = [line.strip(" -–—|") for line in grid.page_text.splitlines() if line.strip()]
    printed = lines[:1] + lines[-1:]
    return grid.info.page == int(number) or number in printed
