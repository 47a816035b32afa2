"""Execution accuracy: two SQL queries are alike when their results are.

Source: Yu et al., "Spider", 2018 (arXiv 1809.08887), as its evaluation by execution: results are compared as multisets
of rows, in order where the gold query orders; columns may stand in another order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice, permutations

Rows = Sequence[Sequence[object]]
MOST_ORDERS = 5040


def same_result(said: Rows, gold: Rows, *, ordered: bool = False) -> bool:
    """Whether two results hold the same rows; numbers equal within 1e-6 of their size.

    With more than seven columns only the first 5,040 orders of them are tried.
    """
    if len(said) != len(gold) or (gold and len(said[0]) != len(gold[0])):
        return False
    if not gold:
        return True
    wanted = [tuple(map(_key, row)) for row in gold]
    for order in islice(permutations(range(len(gold[0]))), MOST_ORDERS):
        rows = [tuple(_key(row[i]) for i in order) for row in said]
        if rows == wanted if ordered else Counter(rows) == Counter(wanted):
            return True
    return False


def _key(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return float(f"{value:.6g}")
