"""Relaxed accuracy: numbers within 5 %, text exact after case and space folding.

Source: Masry et al., "ChartQA", 2022 (arXiv 2203.10244), section 5.1, after Methani et al., "PlotQA", 2020, and the
code that most papers use (`relaxed_correctness` of pix2struct, arXiv 2210.03347): `|said - gold| / |gold| <= 0.05`,
else equal texts. What differs here: thousands separators and a currency sign are no part of a number, "12%" meets
"12" as well as "0.12", a gold of 0 must be met exactly, and a list is met element by element, in any order. Not
covered: units other than %, synonyms.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from gbi_eval.metrics.pairing import all_paired

TOLERANCE = 0.05


def to_float(text: str) -> float | None:
    """The number that a text is, "12%" as 0.12; None for text that is no number."""
    folded = text.strip().replace(",", "").replace("−", "-").lstrip("$€£¥")
    try:
        number = float(folded.rstrip("%")) / (100.0 if folded.endswith("%") else 1.0)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None


def relaxed_match(prediction: str, gold: str, *, tolerance: float = TOLERANCE, exact_years: bool = False) -> bool:
    """Whether one prediction counts as right.

    `|prediction - gold| <= tolerance * |gold|` where both are numbers, else equality of the folded texts. "12%" equals
    both "12" and "0.12", as printed answers differ in that. With `exact_years`, a gold that is a whole number from 1800
    to 2100 must be met exactly: 5 % of 2010 is a century.
    """
    gold_parts, parts = split_list(gold), split_list(prediction)
    if len(gold_parts) > 1:
        return all_paired(parts, gold_parts, lambda said, wanted: _one(said, wanted, tolerance, exact_years))
    return _one(prediction, gold, tolerance, exact_years)


def _one(prediction: str, gold: str, tolerance: float, exact_years: bool) -> bool:
    wanted, said = to_float(gold), to_float(prediction)
    if wanted is None or said is None:
        return fold(prediction) == fold(gold)
    if exact_years and is_year(gold):
        return said == wanted
    readings = {said}
    if prediction.strip().endswith("%") != gold.strip().endswith("%"):
        readings.add(said / 100.0 if gold.strip().endswith("%") else said * 100.0)
    return any(abs(value - wanted) <= tolerance * abs(wanted) for value in readings)


def is_year(text: str) -> bool:
    """Whether a text is a whole number from 1800 to 2100."""
    return re.fullmatch(r"(18|19|20)\d\d|2100", text.strip()) is not None


def fold(text: str) -> str:
    """Case and spaces folded, quotes and a final full stop dropped."""
    return re.sub(r"\s+", " ", text.strip().strip("\"'").rstrip(".")).casefold()


def split_list(text: str) -> tuple[str, ...]:
    """The elements of an answer written as a Python or JSON list; any other text is one element."""
    stripped = text.strip()
    if not (stripped.startswith("[") and stripped.endswith("]")):
        return (text,)
    try:
        values = ast.literal_eval(stripped)
    except (ValueError, SyntaxError):
        return tuple(part.strip(" \"'") for part in stripped[1:-1].split(","))
    return tuple(str(value) for value in values) if isinstance(values, Sequence) else (text,)
