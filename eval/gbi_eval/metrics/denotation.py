"""Denotation accuracy of WikiTableQuestions: the set of values said equals the set of values wanted.

Source: Pasupat and Liang, "Compositional Semantic Parsing on Semi-Structured Tables", 2015 (arXiv 1508.00305), and its
official evaluator: texts are folded (case, accents, quotes, brackets at the end, final full stop), numbers are equal
within 1e-6, dates (`2008-08-xx`) part by part, repeated values count once. What differs: thousands separators, currency
and percent signs are understood, for the evaluator gets numbers with those already taken off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gbi_eval.metrics.pairing import all_paired
from gbi_eval.metrics.relaxed import to_float

_DATE = re.compile(r"(\d{4}|xx+)-(\d{1,2}|xx)-(\d{1,2}|xx)", re.I)


def same_denotation(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether both lists hold the same values, in any order and however often."""
    return all_paired(_once(said), _once(wanted), _same)


def _once(values: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for value in values:
        if not any(_same(value, other) for other in kept):
            kept.append(value)
    return kept


def _same(said: str, gold: str) -> bool:
    a, b = to_float(_year(said)), to_float(_year(gold))
    if a is not None and b is not None:
        return abs(a - b) < 1e-6
    dates = _DATE.fullmatch(said.strip()), _DATE.fullmatch(gold.strip())
    if dates[0] and dates[1]:
        return [_part(part) for part in dates[0].groups()] == [_part(part) for part in dates[1].groups()]
    return normalise(said) == normalise(gold)


def _year(text: str) -> str:
    """A date of which only the year is known is a number, as in the evaluator."""
    return re.sub(r"^(\d{4})-xx-xx$", r"\1", text.strip())


def _part(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def normalise(text: str) -> str:
    """The official evaluator's folding of a text."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = re.sub("[‘’´`]", "'", plain)
    plain = re.sub("[“”]", '"', plain)
    plain = re.sub("[‐‑‒–—−]", "-", plain)
    before = None
    while before != plain:
        before = plain
        plain = re.sub(r"((?<!^)\[[^\]]*\]|\[\d+\]|[•♦†‡*#+])*$", "", plain.strip())
        plain = re.sub(r"(?<!^)( \([^)]*\))*$", "", plain.strip())
        plain = re.sub(r'^"([^"]*)"$', r"\1", plain.strip())
    return re.sub(r"\s+", " ", plain.removesuffix(".")).lower().strip()
