"""Execution accuracy: two SQL queries are alike when their results are.

Source: Yu et al., "Spider", 2018 (arXiv 1809.08887), as its later evaluation by execution (Zhong et al., 2020, arXiv
2010.02840): results are compared as multisets of rows, in order where the gold query orders; columns may stand in
another order. The lenient form, in which the columns said need only hold the gold ones, is that of Lei et al.,
"Spider 2.0", 2024 (arXiv 2411.07763).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, permutations
from math import isclose

Rows = Sequence[Sequence[object]]
MOST_ORDERS = 5040
EXACT = 1e-6


def same_result(
    said: Rows, gold: Rows, *, ordered: bool = False, more_columns: bool = False, tolerance: float = EXACT
) -> bool:
    """Whether two results hold the same rows; numbers equal within `tolerance` of their size, texts after folding.

    With `more_columns` the rows said may have columns that the gold lacks. Only the first 5,040 ways of assigning
    columns are tried.
    """
    if len(said) != len(gold):
        return False
    if not gold:
        return True
    wide, wanted = len(said[0]), len(gold[0])
    if wide < wanted or (wide > wanted and not more_columns):
        return False
    for order in islice(permutations(range(wide), wanted), MOST_ORDERS):
        rows = [[row[i] for i in order] for row in said]
        pairs = zip(*((rows, gold) if ordered else (sorted(rows, key=_key), sorted(gold, key=_key))), strict=True)
        if all(_same(a, b, tolerance) for left, right in pairs for a, b in zip(left, right, strict=True)):
            return True
    return False


def _same(a: object, b: object, tolerance: float) -> bool:
    if _is_number(a) and _is_number(b):
        return isclose(float(str(a)), float(str(b)), rel_tol=tolerance)
    return _folded(a) == _folded(b)


def _key(row: Sequence[object]) -> list[tuple[int, float, str]]:
    return [(0, round(float(str(v)), 9), "") if _is_number(v) else (1, 0.0, _folded(v)) for v in row]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _folded(value: object) -> str:
    return "" if value is None else " ".join(str(value).split()).casefold()
