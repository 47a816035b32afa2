"""Questions that point at a table by its number or its page, and those that only seem to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gbi_agents.dispatchers.planning.pointing import pointed
from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.tables import Grid
from support.grids import grid

ROWS = [["Item", "Share"], ["A", 40], ["B", 60]]


def on(page: int, name: str, caption: str = "", text: str = "") -> Grid:
    made = grid(ROWS, name=name, title=caption)
    return replace(made, info=made.info.model_copy(update={"page": page, "caption": caption}), page_text=text)


GRIDS = (
    on(3, "one", "Table 1: Shares by item"),
    on(4, "two", "Table 12. Shares by year"),
    on(5, "three", "Fig. 4 - Shares"),
    on(29, "printed", "Signals", "28\nSignals and their frequencies"),
    on(7, "four", "表2 各项占比"),
    on(8, "five", "Figure 2.1: Growth"),
)


@pytest.mark.parametrize(
    ("question", "rest", "names"),
    [
        ("In Table 1, what is the share of A?", "what is the share of A?", ["one"]),
        ("What is the share of A in table 12?", "What is the share of A ?", ["two"]),
        ("According to figure 4, what is the share of B?", "what is the share of B?", ["three"]),
        ("What is the growth as shown in Figure 2.1?", "What is the growth ?", ["five"]),
        (
            "In the table at page 28, which signal has the least share?",
            "which signal has the least share?",
            ["printed"],
        ),
        ("What is the share of A on page 3?", "What is the share of A ?", ["one"]),
        ("根据表2，A的占比是多少？", "A的占比是多少？", ["four"]),
        ("第5页的图中，A的占比是多少？", "A的占比是多少？", ["three"]),
    ],
)
def test_what_is_pointed_at_is_asked_alone(question: str, rest: str, names: list[str]) -> None:
    asked, there = pointed(question, GRIDS)
    assert asked == rest and [one.name for one in there] == names


@pytest.mark.parametrize(
    "question",
    [
        "In Table 7, what is the share of A?",  # there is none
        "What is the share of A on page 99?",
        "How many tables show the share of A?",
        "Table 1",  # nothing is left to ask
        "What is the chart 40% about?",
    ],
)
def test_what_is_not_there_changes_nothing(question: str) -> None:
    assert pointed(question, GRIDS) == (question, GRIDS)


def test_the_tables_that_are_left_are_understood_as_if_alone() -> None:
    question, there = pointed("What is the share of B in Table 1?", GRIDS)
    found = interpret(question, "en", there)
    assert len(found) == 1 and found[0].plan is not None and found[0].plan.expected == 60
    assert found[0].plan.value_cells == (("one", 1, 1),)
