"""Half-widths against brute force: no shift of cells within their errors moves a value by more, and some do."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.types import Column
from support.laboratory import Laboratory
from support.relations import reading_of

NUMBERS = {"a": [10.0, 4.0, 7.0], "b": [2.0, -3.0, 5.0]}
WIDTHS = {"a": [1.0, 0.5, 0.0], "b": [0.1, 0.2, 0.3]}

COLUMNS = [Column(name="k"), Column(name="a", type="number"), Column(name="b", type="number")]


def rows_of(numbers: dict[str, list[float]]) -> list[list[str | float]]:
    return [["xyz"[i], numbers["a"][i], numbers["b"][i]] for i in range(3)]


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    errors: dict[tuple[int, str], float | None] = {(i, name): w[i] for name, w in WIDTHS.items() for i in range(3)}
    tables = {"t": reading_of("t", COLUMNS, rows_of(NUMBERS), errors)}
    shifts = [0.0, 1.0, -1.0]
    for number, signs in enumerate(itertools.product(shifts, repeat=5)):
        widths = [(name, i) for name in "ab" for i in range(3) if WIDTHS[name][i]]
        moved = {name: list(values) for name, values in NUMBERS.items()}
        for (name, i), sign in zip(widths, signs, strict=True):
            moved[name][i] += sign * WIDTHS[name][i]
        tables[f"s{number}"] = reading_of(f"s{number}", COLUMNS, rows_of(moved))
    laboratory = Laboratory.__new__(Laboratory)
    Laboratory.__init__(laboratory, tmp_path_factory.mktemp("t"), {"t": tables["t"]})
    rows = [(number, *row) for number in range(3**5) for row in rows_of_reading(tables[f"s{number}"])]
    wide = [Column(name="world", type="number"), *COLUMNS]
    laboratory.relations.put("worlds", reading_of("worlds", wide, rows))
    yield laboratory
    laboratory.engine.close()


def rows_of_reading(reading: object) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in reading.rows]  # type: ignore[attr-defined]


AGGREGATES = [
    "sum(a)", "avg(b)", "max(a)", "min(b)", "sum(a) - sum(b)", "sum(a) / sum(abs(b))", "max(a) - min(a)", "median(a)",
    "sum(a * b)", "sum(a + 2 * b)", "max(a) / min(a)", "sum(a) FILTER (WHERE k <> 'z')", "sqrt(sum(a))", "ln(max(a))",
    "avg(CASE WHEN k = 'x' THEN a ELSE b END)", "coalesce(sum(a), 0)", "greatest(sum(a), sum(b))", "-sum(a)",
    "exp(min(b))",
    "sum(a) * 1.5 - 3", "arg_max(b, k)", "first(a ORDER BY k)", "round(sum(a), 1)", "sum(-b) / 3",
    "(sum(a) - 5) / 5 * 100",
]  # fmt: skip
TIGHT = {"sum(a)", "avg(b)", "max(a)", "min(b)", "sum(a) - sum(b)", "sum(a + 2 * b)", "-sum(a)", "sum(a) * 1.5 - 3"}


@pytest.mark.parametrize("expression", AGGREGATES)
def test_no_world_within_the_errors_is_further_off(unsure: Laboratory, expression: str) -> None:
    result = unsure.ask(f"SELECT {expression} FROM t")
    value, width = result.rows[0][0], result.errors[0][0]
    assert isinstance(value, (int, float)) and width is not None
    worlds = unsure.ask(f"SELECT {expression} FROM worlds GROUP BY world")
    furthest = max(abs(float(row[0]) - value) for row in worlds.rows if row[0] is not None)  # type: ignore[arg-type]
    assert furthest <= width * (1 + 1e-9) + 1e-12
    if expression in TIGHT:
        assert furthest == pytest.approx(width)


def test_row_wise_values(unsure: Laboratory) -> None:
    result = unsure.ask("SELECT a, b, a + b, a * b, a / b, k FROM t ORDER BY k LIMIT 1")
    assert result.errors[0][:4] == pytest.approx((1.0, 0.1, 1.1, 10 * 0.1 + 2 * 1 + 0.1))
    assert result.errors[0][4] == pytest.approx((2 * 1 + 10 * 0.1) / (2 * 1.9))
    assert result.errors[0][5] is None


def test_unknown_stays_unknown(unsure: Laboratory) -> None:
    assert unsure.ask("SELECT a / (b - 2) FROM t WHERE k = 'x'").errors == [(None,)], "an interval that holds 0"
    assert unsure.ask("SELECT a / (b - 2.05) FROM t WHERE k = 'x'").errors == [(None,)]
    assert unsure.ask("SELECT stddev(a) FROM t").errors == [(None,)], "no formula"
    assert unsure.ask("SELECT ln(b) FROM t WHERE k = 'z'").errors[0][0] == pytest.approx(math.log(5) - math.log(4.7))


def test_exact_stays_exact(unsure: Laboratory) -> None:
    assert unsure.ask("SELECT a, a * 3, round(a / 3, 1), sin(a) FROM t WHERE k = 'z'").errors == [(0.0, 0.0, 0.0, 0.0)]
    assert unsure.ask("SELECT count(*), count(a) FROM t").errors == [(0.0, 0.0)]
    assert unsure.ask("SELECT 1 + 1, 'x'").errors == [(0.0, None)]


def test_a_value_that_is_missing_does_not_spoil_a_sum(tmp_path: Path) -> None:
    reading = reading_of("t", COLUMNS, [["x", 1.0, None], ["y", 2.0, 3.0]], {(0, "b"): None, (0, "a"): None})
    laboratory = Laboratory(tmp_path, {"t": reading})
    try:
        assert laboratory.ask("SELECT sum(b), avg(b), max(b), sum(a) FROM t").errors == [(0.0, 0.0, 0.0, None)]
    finally:
        laboratory.engine.close()
