"""Names of choices, no two alike: a list of Streamlit's knows a choice by its name, and of two alike takes the last.

What was meant for one row, figure or report would come to another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

Choice = TypeVar("Choice")


def apart(names: Mapping[Choice, str], mark: Callable[[Choice], str]) -> dict[Choice, str]:
    """The names, with the choice's own mark behind those that more than one choice has: "East (2)"."""
    counts = Counter(names.values())
    return {one: name if counts[name] == 1 else f"{name} ({mark(one)})" for one, name in names.items()}
