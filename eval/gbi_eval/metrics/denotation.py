"""Denotation accuracy of WikiTableQuestions: the set of values said equals the set of values wanted.

Source: Pasupat and Liang, "Compositional Semantic Parsing on Semi-Structured Tables", 2015 (arXiv 1508.00305), and its
official evaluator: texts are folded (case, accents, quotes, brackets at the end, final full stop), numbers
are equal within 1e-6, dates part by part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gbi_eval.metrics.relaxed import to_float


def same_denotation(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether both lists hold the same values, in any order; equal lengths and a partner for each."""
    left = list(said)
    if len(left) != len(wanted):
        return False
    for gold in wanted:
        hit = next((value for value in left if _same(value, gold)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def _same(said: str, gold: str) -> bool:
    a, b = to_float(said), to_float(gold)
    if a is not None and b is not None:
        return abs(a - b) < 1e-6
    return normalise(said) == normalise(gold)


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
