"""A model's text as JSON: fences, prose, trailing commas, cut-off replies, loops; nothing is completed or guessed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.errors import ReplyError
from gbi.models.replies import loops, object_of, salvaged
from gbi.readers.vlm.said import Limits, Named, circles, form, text_of, understood
from support.scripted_vlm import table_json

GOOD = {"a": 1, "rows": [["x", "1,2"], ["}", "]"]]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD, indent=2)}\n```",
        f"Sure! Here is the table:\n```\n{json.dumps(GOOD)}\n```\nAnything else?",
        f"The figure shows {json.dumps(GOOD)} as far as I can see.",
        '{"a": 1, "rows": [["x", "1,2",], ["}", "]",],],}',
        f"```json\n{json.dumps(GOOD)}",
    ],
)
def test_json_is_found_in_what_surrounds_it(text: str) -> None:
    assert object_of(text) == GOOD


@pytest.mark.parametrize(
    "text", ["", "no table here", "[1, 2]", '{"a": ', "{'a': 1}", '{"a": NaN}', "{" * 100_000, '{"a":' * 50_000]
)
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(ReplyError):
        object_of(text)


def test_of_a_cut_reply_the_closed_rows_stay() -> None:
    whole = table_json(["Year", "Sales"], [["2018", "1"], ["2019", "2"], ["2020", "3"]])
    head, rows = salvaged(whole[: whole.index('"3"') + 1], "rows")
    assert rows == [["2018", "1"], ["2019", "2"]] and head["columns"][1]["name"] == "Sales"
    with pytest.raises(ReplyError, match="before its first row"):
        salvaged(whole[:60], "rows")


@given(st.integers(0, 400))
@settings(max_examples=120, deadline=None)
def test_a_reply_cut_anywhere_gives_only_rows_that_were_whole(at: int) -> None:
    rows = [[f"r{n}", f"{n * 7},{n}", '"quoted" ] }'] for n in range(9)]
    whole = table_json(["k", "v", "w"], rows)
    text = whole[: min(at, len(whole) - 3)]
    try:
        said = understood(text, cut=True)
    except ReplyError:
        return
    assert [list(row) for row in said.rows] == rows[: len(said.rows)] and 0 < len(said.rows) <= 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"rows": [' + '["a", "1"], ' * 40, True),
        ("the same again and " * 12, True),
        ("0" * 300, True),
        (table_json(["k", "v"], [[f"row {n}", str(n)] for n in range(60)]), False),
        ("", False),
        (json.dumps({"rows": [[f"q{n}", "", "", ""] for n in range(30)]}), False),
    ],
)
def test_loops_are_told_from_tables(text: str, expected: bool) -> None:
    assert loops(text) is expected


def test_rows_that_go_round_in_circles() -> None:
    table = [("a", "1"), ("b", "2")]
    assert circles([("x", "0"), *table * 4]) and circles([("a", "1")] * 4)
    assert not circles([*table * 3]) and not circles([(f"r{n}", "1") for n in range(50)])
    with pytest.raises(ReplyError, match="over and over"):
        understood(table_json(["k", "v"], [["Total", "5"]] * 5), cut=False)


@pytest.mark.parametrize(
    "text",
    [
        '{"rows": "many"}',
        '{"columns": [], "rows": []}',
        '{"columns": [1, 2], "rows": []}',
        '{"columns": [{"name": "a"}], "rows": [1, 2]}',
        json.dumps({"columns": ["c"] * 200, "rows": []}),
    ],
)
def test_another_form_is_refused_with_where(text: str) -> None:
    with pytest.raises(ReplyError, match="another form"):
        understood(text, cut=False)


def test_numbers_nulls_and_plain_column_names_are_taken() -> None:
    said = understood('{"columns": ["Year", "Sales"], "rows": [[2018, 1.5], [2019, null]]}', cut=False)
    assert said.rows == (("2018", "1.5"), ("2019", "")) and said.columns[1] == Named(name="Sales")
    part = understood('{"rows": [["2020", "3"]]}', cut=False, columns=said.columns)
    assert part.columns == said.columns


def test_texts_are_one_line_and_short() -> None:
    assert text_of(" a\n\tb\x00c ") == "a b c"
    assert len(text_of("x" * 500)) == 80 and text_of({"a": 1}) == "" and text_of(True) == ""


def test_every_part_of_the_form_is_bounded() -> None:
    def check(part: dict[str, object]) -> None:
        kind = part["type"]
        if kind == "object":
            assert part["additionalProperties"] is False
            properties = part["properties"]
            assert isinstance(properties, dict) and part["required"] == list(properties)
            for child in properties.values():
                check(child)
        elif kind == "array":
            assert isinstance(part["maxItems"], int)
            check(part["items"])  # type: ignore[arg-type]
        else:
            assert "maxLength" in part or "enum" in part

    check(form(Limits()))
    check(form(Limits(), columns=3))
    rows = form(Limits(), columns=3)["properties"]["rows"]
    assert rows["items"]["minItems"] == rows["items"]["maxItems"] == 3


def test_the_second_try_is_shorter_and_draws_otherwise() -> None:
    first = Limits(tokens=2048, seed=5)
    second = first.shorter()
    assert second.tokens == 1024 and second.rows == 60 and second.seed == 6
    assert second.repetition_penalty == 1.1 and second.temperature > 0
