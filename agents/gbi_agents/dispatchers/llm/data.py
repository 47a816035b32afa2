"""Text out of documents on its way into a prompt: always inside JSON, without what could end its quotes or be a tag.

What a document says is data. Brackets and back-ticks are escaped, so that neither HTML, a code fence, nor a chat
template's own marks (`<|im_end|>`) can stand in it; control and direction marks are dropped; long texts are cut.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from gbi.types import Value

_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>`"}


def clip(text: str, most: int) -> str:
    """The text on one line, without control and format characters, at most `most` characters long."""
    spaced = " ".join(text.split())
    plain = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def shown(value: Value, most: int = 60) -> Value:
    """A cell's value for the prompt: whole numbers as such, numbers to ten digits, texts clipped."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else float(f"{value:.10g}")
    return clip(value, most) if isinstance(value, str) else value


def as_data(value: Any) -> str:
    """The value as one line of JSON in which no bracket of a tag and no back-tick stands."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
