"""A result's values as they are said: labels without footnote marks, numbers in the wished scale and digits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gbi.types import Value
from gbi_agents.dispatchers.grammar.wishes import Wishes


def plain_label(value: Value) -> Value:
    """A label without footnote marks and bullets; whole numbers as integers."""
    return re.sub(r"^[•●■◆▪]\s*|[*†‡]+$", "", value).strip() or value if isinstance(value, str) else whole(value)


def whole(value: Value) -> Value:
    """A number without a fraction as an integer; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def as_wished(value: float, unit: str | None, scale: float, wishes: Wishes) -> tuple[Value, float]:
    """A number in the wished scale and rounded as wished, with the scale it is in then."""
    if wishes.scale is not None and scale not in (1.0, wishes.scale) and unit != "%":
        value, scale = value * scale / wishes.scale, wishes.scale
    return whole(round(value, wishes.decimals) if wishes.decimals is not None else value), scale


def are_years(values: Iterable[Value]) -> bool:
    """Whether the numbers are all whole and between 1500 and 2100: they say when, and are nothing to ask for."""
    numbers = [value for value in values if isinstance(value, int | float)]
    return bool(numbers) and all(float(value).is_integer() and 1500 <= value <= 2100 for value in numbers)
