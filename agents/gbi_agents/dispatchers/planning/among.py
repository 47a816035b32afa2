"""What an answer from one table of a report's many must be: of the kind that is asked for, and hardly short of a word.

In a table that is asked about alone "none" or a share for "how many people" is an answer. Among the tables of a report
the same is a sign that another table, or none, is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.selection import Linked

UNSAID, SCORE = 2, 0.8
"""Words that a table may leave unsaid, unless it accounts for this share of the question."""
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
    empty = made.expected in ((), None) or (made.saying.shape == "count" and not made.expected)
    return not (empty or _share_for_count(linked, made))


def _share_for_count(linked: Linked, made: Plan) -> bool:
    """ "How many adults" where the table has shares of them; a chart may say so beside itself alone."""
    if linked.intent.ask != "count" or made.saying.operation != "lookup" or "%" in [t.text for t in linked.tokens]:
        return False
    grid, value = linked.grid, made.expected
    unsaid = bool(grid.info.chart_type) and made.saying.unit is None and "%" in grid.page_text
    return made.saying.unit == "%" or (unsaid and isinstance(value, int | float) and 0 <= value <= 100)


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
