"""Series and bars asked for by the colour of their marks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gbi_agents.colours import colour_mentions
from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.language import tokenize
from gbi_agents.tables import Grid
from support.grids import database, grid

PLAIN = grid(
    [["Year", "Industry", "Services", "Farming"], [2010, 28, 40, 31], [2011, 29, 42, 29]], chart_type="stacked bar"
)
COLOURS = {"Industry": "#0f283e", "Services": "#bababa", "Farming": "#2876dd"}
PAINTED: Grid = replace(
    PLAIN,
    info=PLAIN.info.model_copy(
        update={"columns": tuple(c.model_copy(update={"colour": COLOURS.get(c.name)}) for c in PLAIN.info.columns)}
    ),
)


@pytest.mark.parametrize(
    ("phrase", "label"),
    [("the blue bar", "Farming"), ("the dark blue bar", "Industry"), ("navy", "Industry"), ("the grey bar", "Services"),
     ("灰色的柱子", "Services"), ("the green bar", None)],
)  # fmt: skip
def test_a_colour_names_its_series(phrase: str, label: str | None) -> None:
    found = [mention.label.text for mention in colour_mentions(tokenize(phrase), PAINTED)]
    assert found == ([label] if label else [])


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What does the grey bar represent?", "Services"),
        ("What is the highest value of the blue bar?", 31),
        ("What is the value of the dark blue bar in 2011?", 29),
    ],
)
def test_questions_by_colour(question: str, value: object) -> None:
    plan = interpret(question, "en", [PAINTED])[0].plan
    assert plan is not None and plan.expected == value
    assert database(PAINTED).execute(plan.tree.sql(dialect="duckdb")).fetchone()[0] == value


def test_a_table_without_colours_names_none() -> None:
    assert colour_mentions(tokenize("the blue bar"), PLAIN) == ()


def test_the_only_series_is_meant_whatever_its_colour() -> None:
    single = grid([["Year", "Demand"], [2010, 1], [2011, 2]], chart_type="bar")
    assert [m.label.text for m in colour_mentions(tokenize("how many blue bars"), single)] == ["Demand"]
