"""What may be said of a result: constants in a query's output, and words that do not fit the numbers."""

from __future__ import annotations

from typing import Any

import pytest

from gbi.types import Value
from gbi_agents.soundness import check_text, invented_numbers, reason_against


def result_of(*values: Value, unit: str | None = None, scale: float = 1.0, name: str = "value") -> dict[str, Any]:
    columns = [{"name": name, "type": "number", "unit": unit, "scale": scale, "colour": None}]
    witnesses = [
        {"row": at, "column": 0, "role": "value", "scope": "cells", "cells": [("t", at, 1)], "tables": ["t"]}
        for at in range(len(values))
    ]
    return {"columns": columns, "rows": [[value] for value in values], "errors": [[0.0] for _ in values],
            "sql": "select value from t", "truncated": False, "witnesses": witnesses}  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "invented"),
    [
        ("select a from t where a > 42", ()),
        ("select sum(a) / 1000 from t", ()),
        ("select 100.0 * a / b, round(a, 5) from t", ()),
        ("select power(a / b, 1.0 / 5) - 1 from t", ()),
        ("select a + 42 from t", ("42",)),
        ("select (select 1234 from t) from t", ("1234",)),
        ("select case when a > 99 then 55 end from t", ("55",)),
        ("select a from (select 77 as a from t)", ("77",)),
        ("select count(*) filter (where a > 88) from t", ()),
        ("select lag(a, 5) over (order by b) from t", ()),
        ("select a * 3.14 from t", ("3.14",)),
        ("not sql at all (", ()),
    ],
)
def test_numbers_that_a_query_brings_along(sql: str, invented: tuple[str, ...]) -> None:
    assert invented_numbers(sql, "what is it over the last 5 years?") == invented


def test_a_number_of_the_question_may_stand_in_the_query() -> None:
    assert invented_numbers("select a * 1.15 from t", "What if it grew by 1.15 times?") == ()


def test_a_result_without_values_or_witnesses_is_not_said() -> None:
    assert "no value" in reason_against(result_of(), "q")
    assert "no value" in reason_against(result_of(None, None), "q")
    constant = result_of(5) | {"witnesses": []}
    assert "constant" in reason_against(constant, "q")
    half = result_of(5, 6)
    assert "constant" in reason_against(half | {"witnesses": half["witnesses"][:1]}, "q")
    assert reason_against(result_of(5, None, 6), "q") == ""
    table = [{"row": 0, "column": 0, "role": "value", "scope": "table", "cells": [], "tables": ["t"]}]
    assert reason_against(result_of(5) | {"witnesses": table}, "q") == ""


@pytest.mark.parametrize(
    ("text", "result", "fits"),
    [
        ("It was 409 million USD.", result_of(409, unit="USD", scale=1e6), True),
        ("It was $409 million.", result_of(409, unit="USD", scale=1e6), True),
        ("It was 0.409 billion USD.", result_of(409, unit="USD", scale=1e6), False),  # 0.409 stands nowhere
        ("It was 409 thousand USD.", result_of(409, unit="USD", scale=1e6), False),
        ("It was €409 million.", result_of(409, unit="USD", scale=1e6), False),
        ("为4.09亿美元。", result_of(4.09, unit="USD", scale=1e8), True),
        ("为4.09万美元。", result_of(4.09, unit="USD", scale=1e8), False),
        ("净利润为425。", result_of(409), False),
        ("It was 40%.", result_of(40, unit="%", scale=0.01), True),
        ("It was 40%.", result_of(40, unit="USD"), False),
        ("It was 27.3%.", result_of(27.266666, name="share"), True),
        ("It was 12,345.7.", result_of(12345.6789), True),
        ("It was 12,400.", result_of(12345.6789), False),
        ("It rose a lot.", result_of(40), False),
        ("Of 3 it was 40.", result_of(40), False),
        ("In 2019 it was 40.", result_of(40), True),  # the question's year
    ],
)
def test_words_fit_the_result(text: str, result: dict[str, Any], fits: bool) -> None:
    value = result["rows"][0][0]
    assert check_text(text, value, result, (), "What was it in 2019?").passed is fits


def test_names_must_be_said() -> None:
    result = result_of("France", "Spain", name="country")
    assert check_text("france and Spain.", ("France", "Spain"), result, (), "q").passed
    assert not check_text("France.", ("France", "Spain"), result, (), "q").passed
    assert check_text("Yes.", True, result_of(True), (), "q").passed
