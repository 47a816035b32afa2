"""Better no answer than a false one: what a question says and a plan would leave out; what is answered beside it."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.accounts import left_out, misplaced, near_misses, uncounted, unused_labels
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import language_of
from gbi_agents.tables import Grid
from support.grids import grid

BALANCE = grid(
    [["Item", "2021", "2022"], ["Common stock", 4, 5], ["Total stockholders' equity", 100, 120],
     ["Long-term debt", 30, 35], ["Total assets", 300, 400]],
    name="balance", title="Balance sheet",
)  # fmt: skip
PLAYERS = grid(
    [["Player", "Team", "Height", "Age", "Goals"], ["Ann", "Reds", 180, 30, 5], ["Bob", "Blues", 190, 25, 9],
     ["Cid", "Reds", 175, 28, 2], ["Dan", "Greens", 185, 33, 9]],
    name="players",
)  # fmt: skip
LAKES = grid(
    [["Name", "Canton", "Area", "Depth"], ["Lake Una", "Bern", 50, 100], ["Lake Dua", "Uri", 70, 60],
     ["Lake Tria", "Bern", 20, 200]],
    name="lakes",
)  # fmt: skip
RELEASES = grid(
    [["Version", "Cycle", "Size"], ["One", "Beta", 3], ["Two", "Beta", 4], ["Three", "Final", 5]], name="releases"
)
PRODUCTS = grid(
    [["Product", "Use", "Licence"], ["Alpha", "Graphs", "MIT"], ["Beta", "Text", "GPL"], ["Gamma", "Maps", "MIT"]],
    name="products",
)
PRICES = grid(
    [["Year", "Average price in USD"], [2018, 5], [2019, 6], [2020, 9]], name="prices", chart_type="bar",
    title="Average price of a ticket",
)  # fmt: skip
AMOUNTS = grid(
    [["Year", "Revenue"], [2018, 5], [2019, 60], [2020, 9]], name="amounts", chart_type="bar", title="Revenue",
    units={"Revenue": ("USD", 1e6)},
)  # fmt: skip
BARE = grid([["x", "series 1"], [2018, 5], [2019, 7], [2020, 9]], name="bare", chart_type="line")
TITLED = grid([["x", "series 1"], [2018, 5], [2019, 7], [2020, 9]], name="titled", chart_type="line", title="Olive oil")
BARE_ZH = grid([["年份", "数值"], ["2018年", 5], ["2019年", 7]], name="bare_zh", chart_type="bar")


def understood(table: Grid, question: str) -> Interpretation:
    return interpret(question, language_of(question) or "en", [table])[0]


def answered(made: Interpretation) -> bool:
    return made.plan is not None and not made.missing and made.grounded


REFUSED = [
    # a label that is near, but another thing
    (BALANCE, "What was the common equity in 2022?"),
    (BALANCE, "What is the preferred stock in 2021?"),
    (BALANCE, "What was the short-term debt in 2022?"),
    (BALANCE, "What was the treasury stock in 2022?"),
    # comparatives without a column
    (PLAYERS, "Which player is the richest?"),
    (PLAYERS, "Who is the best?"),
    (LAKES, "Which lake is the most beautiful?"),
    (LAKES, "What is the highest value of Bern and Uri?"),
    # operations that the plan would leave out
    (PRODUCTS, "Which product comes two places before Beta?"),
    (AMOUNTS, "How much did revenue change each year on average?"),
    (AMOUNTS, "What is the product of revenue?"),
    (AMOUNTS, "What is the average of the revenue above which half lie?"),
    (AMOUNTS, "How many years had revenue below 10%?"),
    # counts and kinds
    (RELEASES, "What is the total number of cycles in Beta besides those?"),
    (PLAYERS, "Which coach has Bob?"),
    (PLAYERS, "Which stadium belongs to the Reds?"),
    # yes or no
    (PLAYERS, "Is it true that Bob likes Ann?"),
    (AMOUNTS, "Did the total revenue please the shareholders?"),
    # another chart's measure, another place
    (TITLED, "What was the unemployment rate in 2019?"),
    (TITLED, "What was the production of steel in Peru in 2020?"),
    (PRICES, "How many people live in France?"),
    (AMOUNTS, "What was the population of Spain in 2019?"),
    (BARE, "Who won the match in 2019?"),
    (BARE, "What was the unemployment rate in 2031?"),
]


@pytest.mark.parametrize(("table", "question"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_is_not_accounted_for_is_not_answered(table: Grid, question: str) -> None:
    made = understood(table, question)
    assert not answered(made), made.plan


ANSWERED = [
    (BALANCE, "What was the common stock in 2022?", 5),
    (BALANCE, "What was total stockholders' equity in 2022?", 120),
    (BALANCE, "What was the long-term debt in 2021?", 30),
    (PLAYERS, "Who has the most goals?", ("Bob", "Dan")),
    (PLAYERS, "What is the age of Ann?", 30),
    (PLAYERS, "How old is Ann in age?", 30),
    (PLAYERS, "Which team does Cid play for?", "Reds"),
    (PLAYERS, "How many players play for the Reds?", 2),
    (PLAYERS, "Which player has the greatest height?", "Bob"),
    (PLAYERS, "What is the average height?", 182.5),
    (PLAYERS, "Which players have more than 4 goals?", ("Ann", "Bob", "Dan")),
    (LAKES, "Which lake has the largest area?", "Lake Dua"),
    (LAKES, "Which lake has the greatest depth?", "Lake Tria"),
    (LAKES, "What is the total area?", 140),
    (PRODUCTS, "What is the licence of Beta?", "GPL"),
    (PRODUCTS, "Which products have the licence MIT?", ("Alpha", "Gamma")),
    (PRODUCTS, "What is the use of Gamma?", "Maps"),
    (PRICES, "What was the average price in 2019?", 6),
    (PRICES, "In which year was the average price of a ticket highest?", 2020),
    (AMOUNTS, "What was the revenue in 2019?", 60),
]


@pytest.mark.parametrize(("table", "question", "expected"), ANSWERED, ids=[case[1] for case in ANSWERED])
def test_what_is_accounted_for_is_answered(table: Grid, question: str, expected: object) -> None:
    made = understood(table, question)
    assert answered(made), (made.plan, made.uncovered, made.missing)
    assert made.plan is not None and made.plan.expected == expected


@pytest.mark.parametrize(
    ("table", "question", "value", "says"),
    [
        (BARE, "What was the unemployment rate in 2019?", 7, "does not name"),
        (BARE, "In which year was unemployment the highest?", 2020, "does not name"),
        (BARE_ZH, "2019年失业率是多少？", 7, "没有写明"),
    ],
)
def test_a_chart_that_names_nothing_is_answered_with_a_warning(
    table: Grid, question: str, value: float, says: str
) -> None:
    made = understood(table, question)
    assert answered(made) and made.plan is not None
    assert str(made.plan.expected) in (str(value), str(float(value)))
    assert any(says in warning for warning in made.plan.warnings) and made.plan.fit <= 0.5


def test_among_several_charts_a_nameless_one_is_not_guessed() -> None:
    made = interpret("What was the unemployment rate in 2019?", "en", [BARE, TITLED, PRICES])
    assert not any(answered(one) for one in made)


def test_each_gate_names_what_is_left_out() -> None:
    change = understood(AMOUNTS, "How much did revenue change each year on average?")
    assert change.plan is not None and "change" in left_out(change.linked, change.plan)
    near = understood(BALANCE, "What is the preferred stock in 2021?")
    at = [i for i, token in enumerate(near.linked.tokens) if token.text == "preferred"]
    assert near_misses(near.linked, at) == ("Common stock",) and near_misses(near.linked, []) == ()
    kind = understood(PLAYERS, "Which coach has Bob?")
    assert kind.plan is None or misplaced(kind.linked, kind.plan) == ("coach",)
    fine = understood(PLAYERS, "What is the age of Ann?")
    assert fine.plan is not None
    gates = (left_out, misplaced, uncounted, unused_labels)
    assert all(gate(fine.linked, fine.plan) == () for gate in gates)


MOOD = grid(
    [["Year", "Satisfied", "Dissatisfied"], [2018, 20, 70], [2019, 30, 60], [2020, 40, 45]],
    name="mood", chart_type="line", title="Mood",
)  # fmt: skip


def test_what_is_done_to_a_difference_is_not_left_out() -> None:
    asked = "What's the ratio of largest and smallest difference between Satisfied and Dissatisfied?"
    found = interpret(asked, "en", [MOOD])
    assert all(i.plan is None or not i.grounded or i.plan.saying.operation != "difference" for i in found)
    plain = interpret("What is the difference between Satisfied and Dissatisfied in 2020?", "en", [MOOD])
    assert plain[0].grounded and plain[0].plan is not None and plain[0].plan.expected in (5, -5)
