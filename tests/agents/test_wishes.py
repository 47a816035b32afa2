"""Wishes about form are split off, and figures without a line of their own become formulas over two tables."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.grammar.metrics import rewritten
from gbi_agents.dispatchers.grammar.wishes import Wishes, split_wishes
from gbi_agents.dispatchers.planning.across import across
from support.grids import database, grid

BALANCE = grid(
    [["Item", "2020", "2021"], ["Total current assets", 50, 60], ["Total current liabilities", 25, 40],
     ["Total assets", 100, 120]],
    name="balance",
)  # fmt: skip
FLOWS = grid([["Item", "2020", "2021"], ["Operating cash flow", 10, 12], ["Net income", 5, 6]], name="flows")


@pytest.mark.parametrize(
    ("asked", "rest", "wishes"),
    [
        ("What is total debt in FY2021? Answer in millions.", "What is total debt in FY2021?", Wishes(scale=1e6)),
        ("What is the ratio of A to B?round your answer to three decimal places.", "What is the ratio of A to B?",
         Wishes(decimals=3)),
        ("2020年净利率是多少？保留两位小数", "2020年净利率是多少？", Wishes(decimals=2)),
        ("What was the revenue in 2018?", "What was the revenue in 2018?", Wishes()),
        ("Answer in thousands.", "Answer in thousands.", Wishes()),
    ],
)  # fmt: skip
def test_wishes_are_split_off(asked: str, rest: str, wishes: Wishes) -> None:
    assert split_wishes(asked) == (rest, wishes)


def test_known_figures_are_spelled_out() -> None:
    spelled = rewritten("What was the current ratio in 2021?")
    assert spelled == "What was the ratio of total current assets to total current liabilities in 2021?"
    assert rewritten("What was the revenue in 2021?") is None


def test_two_sides_from_two_tables() -> None:
    made = across("What was the ratio of operating cash flow to total assets in 2021?", "en", [BALANCE, FLOWS])
    assert made is not None and made.plan is not None
    assert made.plan.expected == pytest.approx(0.1) and set(made.plan.tables) == {"balance", "flows"}
    rows = database(BALANCE, FLOWS).execute(made.plan.tree.sql(dialect="duckdb")).fetchall()
    assert rows == [(pytest.approx(0.1),)]
    assert set(made.plan.value_cells) == {("flows", 0, 2), ("balance", 2, 2)}


def test_a_side_that_no_table_holds_is_not_guessed() -> None:
    assert across("What was the ratio of free cash flow to goodwill in 2021?", "en", [BALANCE, FLOWS]) is None
