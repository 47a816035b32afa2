"""What an answer from one table of a report's many must be: of the kind that is asked for, and hardly short of a word.

In a table that is asked about alone "none" or a share for "how many people" is an answer. Among the tables of a report
the same is a sign that another table, or none, is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.dispatchers.grammar.lexicon_en import MEASURE_WORDS
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.language import fold
from gbi_agents.linking import COMMON, LIGHT, SURE, UNIT_WORDS, context_cover

UNSAID, SCORE = 2, 0.8
"""Words that a table may leave unsaid, unless it accounts for this share of the question."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTED = re.compile(r"(?i)\b(?:number|count|headcount|quantity) |数量|人数|户数|次数|家数")
_TIMES = frozenset(("year", "period", "quarter", "month", "date", "time", "decade", "wave", "survey", "week", "day"))
PEOPLE = frozenset(("people", "person", "adult", "respondent"))
"""Framing words in most questions on a survey, but what is counted after "how many"."""
_OF_DOCUMENT = frozenset(
    ("chart", "table", "figure", "graph", "plot", "page", "diagram", "image", "section", "chapter")
)
_OF_DOCUMENT_ZH = ("图表", "表格", "图", "表", "页", "章节")


def fits_among_many(linked: Linked, made: Plan | None, score: float, uncovered: Sequence[int]) -> bool:
    """Whether a plan over one table of many may be the answer; True for no plan, which is none anyway."""
    if made is None:
        return True
    if len(uncovered) > UNSAID and score < SCORE:
        return False
    if _noun_unsaid(linked, made) or _money_for_count(linked, made) or _year_for_thing(linked, made):
        return False
    empty = made.expected in ((), None) or (made.saying.shape == "count" and not made.expected)
    return not (empty or _share_for_count(linked, made) or _passes_over(linked, made))


def _share_for_count(linked: Linked, made: Plan) -> bool:
    """ "How many adults" where the table has shares of them; a chart may say so beside itself alone."""
    number = made.saying.shape == "scalar" and made.saying.operation in ("lookup", "max", "min")
    tops = made.saying.operation != "lookup"  # "how many ... with the highest percentage" is no percentage
    if linked.intent.ask != "count" or not number or ("%" in [t.text for t in linked.tokens] and not tops):
        return False
    grid, value = linked.grid, made.expected
    unsaid = bool(grid.info.chart_type) and made.saying.unit is None and "%" in grid.page_text
    return made.saying.unit == "%" or (unsaid and isinstance(value, int | float) and 0 <= value <= 100)


def _noun_unsaid(linked: Linked, made: Plan) -> bool:
    """ "How many employees at December 31" where the table has that date and no word of employees: any of its cells
    would do as well."""
    if linked.intent.language != "en" or linked.intent.ask not in ("count", "value") or made.saying.shape != "scalar":
        return False
    if linked.grid.info.chart_type or not linked.intent.noun:
        return False
    named = {at for m in linked.mentions for at in m.used}
    first = next((at for at, t in enumerate(linked.tokens) if t.stem == linked.intent.noun[0]), linked.size)
    telling = [
        at
        for at, token in enumerate(linked.tokens[first : first + len(linked.intent.noun)], first)
        if token.stem in linked.intent.noun and not {token.stem, token.text} & (LIGHT - PEOPLE)
        and token.text not in MEASURE_WORDS and token.stem not in MEASURE_WORDS and token.text not in COMMON
    ]  # fmt: skip
    said = (at in named or context_cover(linked.tokens[at], linked.grid, linked.synonyms) >= 0.55 for at in telling)
    return bool(telling) and not any(said)


def _money_for_count(linked: Linked, made: Plan) -> bool:
    """ "How many people" where the table has dollars, save in a row that is called a number of things."""
    if any(m.score >= SURE and _COUNTED.search(m.label.text) for m in linked.mentions):
        return False
    money = (
        _CURRENCY.fullmatch(made.saying.unit or "")
        and made.saying.shape == "scalar"
        and made.saying.operation != "count"
    )
    asks = {token.stem for token in linked.tokens} | {token.text for token in linked.tokens}
    if linked.intent.language == "zh":
        return (
            bool(money)
            and re.search(r"多少(?:人|名|家|个|位|股|户|项|件)|人数|数量", linked.intent.question) is not None
        )
    return bool(money) and linked.intent.ask == "count" and not asks & UNIT_WORDS


def _year_for_thing(linked: Linked, made: Plan) -> bool:
    """ "Which segment" answered by a year's column."""
    noun, grid = linked.intent.noun, linked.grid
    if made.saying.shape != "label" or not noun or set(noun) & _TIMES or linked.intent.language != "en":
        return False
    cells = [(row, column) for name, row, column in made.value_cells if name == grid.name]
    heads = {fold(grid.info.columns[column].name) for _, column in cells if column in grid.column_years}
    rows = {fold(grid.row_name(row)) for row, _ in cells if row in grid.row_years}
    return fold(str(made.expected)) in heads | rows


def _passes_over(linked: Linked, made: Plan) -> bool:
    """ "Which type of semantic error is rarest" answered with another row than "Semantic error", which the question
    names and the ranking takes for one of the rivals."""
    if made.saying.operation not in ("max", "min") or made.saying.shape != "label":
        return False
    named = {m.label.index for m in linked.mentions if m.score >= SURE and m.label.axis == "row" and not m.twins}
    winners = {row for name, row, _ in made.value_cells if name == linked.grid.name}
    rivals = {row for name, row, _ in made.support_cells if name == linked.grid.name}
    return len(named) == 1 and len(rivals) > 1 and named <= rivals and not named & winners


def counts_the_document(linked: Linked) -> bool:
    """ "How many charts in this report": its own parts are in none of its tables."""
    if linked.intent.ask != "count":
        return False
    if linked.intent.language == "zh":
        question = linked.intent.question
        return any(f"多少{unit}{noun}" in question for unit in ("张", "个", "幅", "") for noun in _OF_DOCUMENT_ZH)
    noun = linked.intent.noun
    heads = {word for label in linked.grid.column_labels for form in label.forms[:1] for word in form}
    return bool(_OF_DOCUMENT & set(noun[:2])) and not heads & set(noun)
