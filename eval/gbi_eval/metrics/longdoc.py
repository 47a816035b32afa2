"""MMLongBench-Doc's answer score, by the format of the gold answer.

Source: Ma et al., "MMLongBench-Doc", 2024 (arXiv 2407.01523), appendix on rule-based evaluation: Int exact, Float
within 1 % (with the decimals of the less precise of the two), Str by edit similarity (below 0.5 is 0; dates,
addresses and yes/no exact), List by element over sorted elements, the worst element counting, lengths equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_eval.metrics.relaxed import fold, split_list, to_float
from gbi_eval.metrics.rms import text_similarity

RELATIVE = 0.01


def longdoc_score(said: Sequence[str], gold: str, form: str) -> float:
    """0 to 1 for the values said, against a gold text of format Int, Float, Str or List."""
    if form == "List":
        wanted = split_list(gold)
        if len(wanted) != len(said):
            return 0.0
        pairs = zip(sorted(map(fold, said)), sorted(map(fold, wanted)), strict=True)
        return min((_one(a, b) for a, b in pairs), default=0.0)
    if len(said) != 1:
        return 0.0
    if form == "Int":
        a, b = _number(said[0]), _number(gold)
        return float(a is not None and b is not None and int(a) == int(b))
    if form == "Float":
        return _float(said[0], gold)
    return _one(said[0], gold)


def _float(said: str, gold: str) -> float:
    a, b = _number(said), _number(gold)
    if a is None or b is None:
        return 0.0
    places = min(max(_decimals(said), 2), max(_decimals(gold), 2))
    close = any(abs(a * k - b) <= RELATIVE * abs(b) or round(a * k, places) == round(b, places) for k in (1, 100, 0.01))
    return float(close)


def _one(said: str, gold: str) -> float:
    if to_float(said) is not None or to_float(gold) is not None or gold.lower() in ("yes", "no"):
        return _float(said, gold) if to_float(gold) is not None else float(fold(said) == fold(gold))
    return text_similarity(fold(said), fold(gold))


def _number(text: str) -> float | None:
    return to_float(re.sub(r"[^\d.\-]", "", text.replace("−", "-")) or "x")


def _decimals(text: str) -> int:
    return len(text.split(".")[1]) if "." in text else 0
