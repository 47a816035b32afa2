"""Numbers beside a stack that are the sum of its segments are nobody's value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.readers.chart.interpret import interpret
from support.drawn import Canvas, values, word

NAMES = ["North", "South", "East", "West"]


def stacked(parts: list[list[float]], nets: list[float], lying: bool, labelled: int = 0) -> Canvas:
    """Stacks of which series `labelled` alone has printed values, with `nets` beyond their ends."""
    canvas = Canvas(lying=lying).stack(parts).categories(NAMES).legend(["yes", "no"])
    for group, net in enumerate(nets):
        middle, base = canvas.place(group, len(nets)), sum(row[group] for row in parts[:labelled])
        value = parts[labelled][group]
        at = (canvas.at(base) + canvas.at(base + value)) / 2
        canvas.words.append(word(f"{value:g}", at, middle) if lying else word(f"{value:g}", middle, at))
        canvas.label(f"{net:g}", middle, sum(row[group] for row in parts))
    return canvas


@pytest.mark.parametrize("lying", [True, False])
@pytest.mark.parametrize("labelled", [0, 1])
def test_a_net_beyond_the_stack_is_not_its_last_segment(lying: bool, labelled: int) -> None:
    parts = [[40.0, 25.0, 30.0, 50.0], [20.0, 35.0, 12.0, 25.0]]
    nets = [sum(column) for column in zip(*parts, strict=True)]
    table = interpret(stacked(parts, nets, lying, labelled).scene())
    assert table is not None
    read = values(table)
    assert read["yes"] == pytest.approx(parts[0], abs=0.6)
    assert read["no"] == pytest.approx(parts[1], abs=0.6)
    assert not {cell.text for row in table.rows for cell in row} & {f"{net:g}" for net in nets}


def test_a_net_that_was_rounded_apart_from_its_parts() -> None:
    parts = [[40.4, 25.4, 30.4, 50.4], [20.4, 35.4, 12.4, 25.4]]
    canvas = Canvas(lying=True).stack(parts).categories(NAMES).legend(["yes", "no"])
    for group in range(4):
        first, both = parts[0][group], parts[0][group] + parts[1][group]
        canvas.words.append(word(f"{first:.0f}", canvas.at(first / 2), canvas.place(group, 4)))
        canvas.label(f"{both:.0f}", canvas.place(group, 4), both)  # 61 beside 40 and 20
    table = interpret(canvas.scene())
    assert table is not None
    assert values(table)["no"] == pytest.approx(parts[1], abs=1.0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(12, 45), st.integers(12, 45)), min_size=4, max_size=4))
def test_labels_of_segments_are_kept(pairs: list[tuple[int, int]]) -> None:
    parts = [[float(one) for one, _ in pairs], [float(other) for _, other in pairs]]
    table = interpret(Canvas().stack(parts, labels=True).categories(NAMES).legend(["yes", "no"]).scene())
    assert table is not None
    assert [values(table)["yes"], values(table)["no"]] == parts
