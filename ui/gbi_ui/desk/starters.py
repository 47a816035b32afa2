"""Questions that could be asked of what was uploaded."""

from __future__ import annotations

import re

import streamlit as st

from gbi.types import Reading, Value
from gbi.workspace import Workspace
from gbi_agents.values import are_years

MOST = 4
MOST_ROWS = 200  # that are looked at
_WHEN = re.compile(r"\b(19|20)\d\d\b")
MOST_CHARACTERS = 60  # of a label in a question


def starters(ws: Workspace, language: str) -> tuple[str, ...]:
    """At most `MOST` questions, one a figure, made of the figures' own labels; the surest figures first."""
    return _starters(str(ws.path), len(ws.table_infos()), ws, language)


@st.cache_data(max_entries=64, show_spinner=False)
def _starters(path: str, count: int, _ws: Workspace, language: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for reading in sorted(_ws.readings(), key=lambda reading: -reading.confidence):
        question = _question(reading, language, len(found))
        if question is not None:
            found[question] = None
        if len(found) == MOST:
            break
    return tuple(found)


def _question(reading: Reading, language: str, number: int) -> str | None:
    """A look-up of a figure's last row, or for every second figure whose rows have a name in common, its largest."""
    rows = reading.rows[:MOST_ROWS]
    places = [c for c, column in enumerate(reading.columns) if c and column.type == "number"]
    places.sort(key=lambda c: are_years(row[c].value for row in rows))  # a column of years is the last choice
    numbers = [reading.columns[c] for c in places]
    labels = [str(row[0].value).strip() for row in rows if _is_label(row[0].value)]
    if not numbers or len(labels) < 2:
        return None
    named = [column.name.strip() for column in numbers if column.name.strip()]
    measure, key, last = (named or [reading.title.strip()])[0], reading.columns[0].name.strip(), labels[-1]
    if not measure or len(measure) > MOST_CHARACTERS or len(last) > MOST_CHARACTERS:
        return None
    if key and (number % 2 == 1 or labels.count(last) > 1):  # what several rows are called is no one row's
        noun = key if key.isupper() else key.lower()  # the head of a column in the midst of a sentence
        return f"哪个{key}的{measure}最高？" if language == "zh" else f"Which {noun} has the highest {measure}?"
    if language == "zh":
        return f"{last}的{measure}是多少？"
    return f"What was {measure} in {last}?" if _WHEN.search(last) else f"What is the {measure} of {last}?"


def _is_label(value: Value) -> bool:
    return value is not None and bool(str(value).strip())
