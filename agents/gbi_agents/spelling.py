"""Slips of the pen in the words that carry an operation: "larget", "heighest", "differnce", "avarage".

Only a word that no table knows is touched, and only where one slip leads to just one of the operations' words; names
and labels are left to the linker, which forgives slips by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from gbi_agents.language import stem
from gbi_agents.tables import Grid

_OPERATIONS = (
    "highest", "lowest", "largest", "smallest", "greatest", "biggest", "longest", "shortest", "maximum", "minimum",
    "average", "median", "difference", "percentage", "between", "greater", "smaller", "number", "which", "total",
    "ratio", "second", "third", "fewest", "country", "countries", "combined", "increase", "decrease",
    "increased", "decreased",
)  # fmt: skip
SHORTEST = 5
"""Letters from which one slip still tells the word."""


def mended(question: str, grids: Sequence[Grid]) -> str:
    """The question with misspelt words of operations put right; words of the tables are left as they are."""

    def put_right(match: re.Match[str]) -> str:
        word = match.group().lower()
        if len(word) < SHORTEST or word in _OPERATIONS or word in _RIGHT:
            return match.group()
        near = [good for good in _OPERATIONS if abs(len(good) - len(word)) <= 1 and OSA.distance(word, good) == 1]
        return near[0] if len(near) == 1 and not _known(stem(word), grids) else match.group()

    return re.sub(r"[A-Za-z]+", put_right, question)


def _known(word: str, grids: Sequence[Grid]) -> bool:
    return any(
        word in grid.context or any(word in form for la in (*grid.column_labels, *grid.row_labels) for form in la.forms)
        for grid in grids
    )


_RIGHT = frozenset((
    "latest", "large", "largely", "averages", "averaged", "differences", "greatly", "numbers", "totals", "ratios",
    "numbed", "county", "counties", "patio", "radio", "rates", "witch", "increased", "increases", "decreased",
    "decreases", "seconds", "thirds", "bigger", "longer", "shorter", "percentages", "medians", "totaled", "nationwide",
))  # fmt: skip
"""Words that are right as they stand though one letter away."""
