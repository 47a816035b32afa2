"""Does gold agree with itself: rows as long as the columns, and every value what its text shows?"""

from __future__ import annotations

from decimal import Decimal
from unicodedata import normalize

from gbi.numbers import Parsed, parse_column
from gbi.readers.vlm.said import CHART_TYPES
from gbi_sft.data.tables import ESTIMATED
from gbi_sft.sample import Gold

ESTIMATE = 0.05
"""An estimated text ("~44") may be off its value by this share of the column's range."""


def shape_faults(gold: Gold) -> str:
    """What does not fit of type, columns and rows; "" where all does."""
    width = len(gold.columns)
    if gold.chart_type not in CHART_TYPES:
        return f"{gold.chart_type!r} is no chart type"
    if len(gold.values) != len(gold.texts):
        return f"it has {len(gold.texts)} rows of texts and {len(gold.values)} of values"
    for number, (texts, values) in enumerate(zip(gold.texts, gold.values, strict=True), 1):
        if len(texts) != width or len(values) != width - 1:
            return f"row {number} has {len(texts)} texts and {len(values)} values for {width} columns"
    return ""


def value_faults(gold: Gold) -> str:
    """The first value that its text does not show; "" where there is none."""
    for c in range(1, len(gold.columns)):
        texts = [row[c] for row in gold.texts]
        values = [row[c - 1] for row in gold.values]
        known = [value for value in values if value is not None]
        reach = (max(known) - min(known) or max(abs(value) for value in known)) if known else 0.0
        parsed = parse_column([normalize("NFKC", text.removeprefix(ESTIMATED)) for text in texts])  # ℃ is °C
        for number, (text, value, said) in enumerate(zip(texts, values, parsed, strict=True), 1):
            if value is not None and not _shows(text, said, value, reach):
                return f"row {number}, column {gold.columns[c].name!r}: the text {text!r} does not show {value:g}"
    return ""


def _shows(text: str, said: Parsed | None, value: float, reach: float) -> bool:
    """Whether the printed number is the value, as shown or scaled ("1.2k": 1.2 or 1,200), rounded as printed."""
    if said is None:
        return False
    slack = ESTIMATE * reach if text.startswith(ESTIMATED) else _half(text)
    near = abs(said.value - value) <= slack * 1.001 + 1e-9 * abs(value)
    return near or abs(said.value * said.scale - value) <= (slack * said.scale) * 1.001 + 1e-9 * abs(value)


def _half(text: str) -> float:
    """Half of the last digit's place in a printed number: 0.05 for "1,234.5"; an exponent counts."""
    digits = "".join(c for c in text if c.isdigit() or c in ".eE")
    _, point, after = digits.partition(".")
    places = len(after.rstrip("eE").split("e")[0].split("E")[0]) if point else 0
    return float(Decimal(5).scaleb(-places - 1))
