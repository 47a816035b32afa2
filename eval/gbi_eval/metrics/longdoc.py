"""MMLongBench-Doc's answer score, by the format of the gold answer.

Source: Ma et al., "MMLongBench-Doc", 2024 (arXiv 2407.01523), appendix on rule-based evaluation, and its published code
(eval_score.py): Int exact; Float within 1 % of the larger, or equal when rounded to the decimals of the less precise (2
at least), percent and share alike; Str by normalised edit similarity (0.5 and less is 0), but dates, phone numbers,
times, pages and addresses exact; List over sorted elements of equal number, exact where they are numbers, else the
worst element's similarity; None is right when nothing is answered. What differs: Int may carry "$", "%" and
separators, which the published code can never score, and elements of lists are equal as numbers (7 and 7.0).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isclose

from gbi_eval.metrics.relaxed import split_list, to_float
from gbi_eval.metrics.rms import text_similarity

RELATIVE = 0.01
UNANSWERABLE = "Not answerable"
_EXACT = re.compile(
    r".*https://.*|.*\.py|.*ipynb|page.*|\d+([- ]\d+)?|.*[ap]\.m\..*|\d{4}[- ]\d{2}([- ]\d{2})?"
    r"|[\w.%+-]+@[\w.-]+\.[a-z]{2,}",
    re.S,
)


def longdoc_score(said: Sequence[str], gold: str, form: str) -> float:
    """0 to 1 for the values said (none for a refusal), against a gold text of format Int, Float, Str, List or None."""
    if form == "None" or gold == UNANSWERABLE:
        return float(not said)
    wanted = split_list(gold) if form == "List" else (gold,)
    if len(wanted) != len(said):
        return 0.0
    if form == "List":
        return _list(sorted(map(_clean, said)), sorted(map(_clean, wanted)))
    if form in ("Int", "Float"):
        a, b = _number(said[0]), _number(gold)
        if a is None or b is None:
            return 0.0
        return float(int(a) == int(b) if form == "Int" else _close(a, b, _decimals(said[0]), _decimals(gold)))
    return _text(_clean(said[0]), _clean(gold))


def longdoc_f1(scores: Sequence[float], answerable: Sequence[bool], answered: Sequence[bool]) -> float:
    """The paper's generalised F1: the scores on answerable questions over those questions (recall), over the questions
    that were answered (precision), and their harmonic mean; 0 where either has none."""
    total = sum(score for score, ok in zip(scores, answerable, strict=True) if ok)
    wanted, said = sum(answerable), sum(answered)
    return 2 * total / (wanted + said) if wanted and said else 0.0


def _list(said: list[str], wanted: list[str]) -> float:
    if not wanted:
        return 1.0
    if to_float(wanted[0]) is not None or _EXACT.fullmatch(wanted[0]):
        return float(all(_equal(a, b) for a, b in zip(said, wanted, strict=True)))
    return min(text_similarity(a, b) for a, b in zip(said, wanted, strict=True))


def _equal(a: str, b: str) -> bool:
    x, y = to_float(a), to_float(b)
    return a == b if x is None or y is None else x == y


def _text(said: str, gold: str) -> float:
    return float(said == gold) if _EXACT.fullmatch(gold) else text_similarity(said, gold)


def _close(said: float, gold: float, said_places: int, gold_places: int) -> bool:
    places = max(min(said_places, gold_places), 2)
    return any(
        isclose(wanted, said, rel_tol=RELATIVE) or round(said, places) == round(wanted, places)
        for wanted in (gold / 100, gold, gold * 100)
    )


def _clean(text: str) -> str:
    """The published code's cleaning: case, brackets with what is in them, quotes, $ before and % after."""
    plain = re.sub(r"\s*\([^)]*\)", "", text.lower().strip()).strip()
    return re.sub(r"^['\"]|['\"]$", "", plain).strip().lstrip("$").strip().rstrip("%").strip()


def _number(text: str) -> float | None:
    return to_float(_clean(text.replace("−", "-")))


def _decimals(text: str) -> int:
    plain = _clean(text)
    return len(plain.split(".")[-1]) if "." in plain else 1  # a float's own text ends in ".0"
