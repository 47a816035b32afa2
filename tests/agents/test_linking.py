"""Labels found in questions: whole, in part, misspelt, by synonym, and never by their common words alone."""

from __future__ import annotations

from gbi_agents.language import tokenize
from gbi_agents.linking import find_mentions, words_alike
from support.grids import grid

TABLE = grid(
    [["Party", "Very confident", "Not at all", "2018*"], ["Rep/Lean Rep", 1, 2, 3], ["Dem/Lean Dem", 4, 5, 6],
     ["Democrats (scores 60 to 100)", 7, 8, 9], ["Ages 18-29", 1, 1, 1], ["No", 2, 2, 2]]
)  # fmt: skip


def found(question: str) -> set[str]:
    return {mention.label.text for mention in find_mentions(tokenize(question), TABLE)}


def test_whole_labels_win_over_parts() -> None:
    assert found("How many are not at all sure?") == {"Not at all"}
    assert "2018*" in found("What was it in 2018?")


def test_numbers_in_a_label_must_be_said() -> None:
    assert "Ages 18-29" in found("the value for ages 18 to 29")
    assert "Ages 18-29" not in found("the value for ages over 65")


def test_slips_of_the_pen_and_synonyms() -> None:
    assert words_alike("revenue", "revenu") > 0.7
    assert words_alike("turnover", "revenue") == 0.9
    assert words_alike("cat", "car") == 0.0


def test_common_words_alone_are_no_label() -> None:
    assert "No" not in found("is there no other value")


def test_a_glossary_adds_synonyms() -> None:
    table = grid([["Year", "ARR"], [2019, 1]])
    plain = find_mentions(tokenize("recurring revenue in 2019"), table)
    told = find_mentions(tokenize("recurring revenue in 2019"), table, (("arr", "recurring revenue"),))
    assert {m.label.text for m in plain} == {"2019"}
    assert {m.label.text for m in told} == {"2019", "ARR"}
