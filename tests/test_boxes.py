"""Arithmetic of boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.boxes import area, clipped, gaps, grown, hull, inside, overlap, shared, union
from gbi.types import Box

SIDES = st.integers(-50, 50)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(SIDES), draw(SIDES)
    return (x0, y0, x0 + draw(st.integers(0, 40)), y0 + draw(st.integers(0, 40)))


@given(boxes(), boxes())
def test_what_two_boxes_share_is_the_part_of_one_in_the_other(a: Box, b: Box) -> None:
    assert overlap(a, b) == overlap(b, a) == area(clipped(a, b)) <= min(area(a), area(b))
    assert 0.0 <= shared(a, b) == shared(b, a) <= 1.0
    assert (overlap(a, b) > 0) is (max(gaps(a, b)) < 0 and area(a) > 0 and area(b) > 0)


@given(boxes(), boxes())
def test_a_box_around_two_holds_both(a: Box, b: Box) -> None:
    whole = union([a, b])
    assert inside(a, whole) and inside(b, whole) and overlap(a, whole) == area(a) and union([whole, a]) == whole
    assert whole == hull([(a[0], a[1]), (a[2], a[3]), (b[0], b[1]), (b[2], b[3])])


@given(boxes(), st.integers(1, 9))
def test_a_grown_box_is_wider_by_twice_as_much(box: Box, by: int) -> None:
    more = grown(box, by)
    assert more[2] - more[0] == box[2] - box[0] + 2 * by and clipped(more, box) == box and grown(more, -by) == box


def test_a_box_of_which_the_lesser_part_stands_out_is_inside() -> None:
    assert inside((8, 0, 11, 1), (0, 0, 10, 10)) and not inside((8, 0, 13, 1), (0, 0, 10, 10))


def test_the_hull_of_a_point_is_that_point_and_of_none_there_is_none() -> None:
    assert hull([(3.0, 4.0)]) == (3.0, 4.0, 3.0, 4.0)
    for nothing in (hull, union):
        with pytest.raises(ValueError):
            nothing([])
