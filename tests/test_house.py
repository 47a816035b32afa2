"""The bounds of the house style, over the figures that `make check` prints."""

from __future__ import annotations

import pytest

from support.house import House, measure


@pytest.fixture(scope="module")
def house() -> House:
    return measure()


def test_no_source_file_is_longer_than_300_lines(house: House) -> None:
    assert {name: n for name, n in house.files.items() if n > 300} == {}


def test_no_function_is_longer_than_60_lines(house: House) -> None:
    assert [row for row in house.longest if row[0] > 60] == []


def test_every_function_says_what_it_returns(house: House) -> None:
    assert house.untyped == []


def test_every_public_thing_has_a_docstring(house: House) -> None:
    assert house.undocumented == []


def test_broad_excepts_stand_only_at_process_boundaries(house: House) -> None:
    allowed = {"gbi/sql/worker.py", "gbi/ingest/reading.py", "eval/gbi_eval/lanes.py"}
    assert {row.split(":")[0] for row in house.broad} <= allowed


def test_tests_keep_up_with_the_source(house: House) -> None:
    """The aim is one line of test for each line of source; this holds what was reached, and rises with it."""
    assert house.test_lines >= 0.5 * sum(house.files.values())
