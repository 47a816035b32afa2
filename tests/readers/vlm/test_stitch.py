"""Rows of overlapping slices put together again: none lost, none doubled, whatever the rows say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.readers.vlm.stitch import Part, Row, alike, common, stitch

ROWS: list[Row] = [(f"row {n}", str(n * 13 % 97), str(n)) for n in range(30)]


def sliced(rows: list[Row], edges: list[tuple[int, int]]) -> list[Part]:
    """The slices' rows, and how many lines of text stand in two of them."""
    parts, before = [], 0
    for number, (start, end) in enumerate(edges):
        shared = max(0, before - start) if number else 0
        parts.append(Part(tuple(rows[start:end]), 0.1, shared))
        before = end
    return parts


@st.composite
def windows(draw: st.DrawFn, count: int) -> list[tuple[int, int]]:
    """Slices that cover `count` rows and share 0 to 4 of them with the one before."""
    edges = [(0, min(count, draw(st.integers(5, 12))))]
    while edges[-1][1] < count:
        start = edges[-1][1] - draw(st.integers(0, 4))
        edges.append((max(start, edges[-1][0] + 1), min(count, edges[-1][1] + draw(st.integers(3, 10)))))
    return edges


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_slices_of_a_table_with_repeated_rows_give_the_table_again(data: st.DataObject) -> None:
    labels = st.sampled_from(["Total", "Other", "North", "South", "—", ""])
    pool = st.tuples(labels, st.sampled_from(["5", "7", ""]), st.sampled_from(["1", "2"]))
    rows = data.draw(st.lists(pool, min_size=6, max_size=40))
    parts = sliced(rows, data.draw(windows(len(rows))))
    assert list(stitch(parts).rows) == rows


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_of_distinct_rows_a_wrong_count_of_shared_lines_loses_none(data: st.DataObject) -> None:
    """Rows of two lines, titles between them, no words at all: the geometry may be off, the rows tell."""
    count = data.draw(st.integers(8, 30))
    parts = sliced(ROWS[:count], data.draw(windows(count)))
    off = [
        Part(part.rows, part.overlap, max(1, part.shared + data.draw(st.integers(-2, 3))) if part.shared else 0)
        for part in parts
    ]
    assert list(stitch(off).rows) == ROWS[:count]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_rows_that_an_edge_cut_come_from_the_slice_that_shows_them_whole(data: st.DataObject) -> None:
    parts = sliced(ROWS, [(0, 11), (8, 20), (17, 30)])
    cut = []
    for number, part in enumerate(parts):
        rows = list(part.rows)
        if number < 2 and data.draw(st.booleans()):
            rows[-1] = (rows[-1][0][:2], "", "")
        if number and data.draw(st.booleans()):
            rows[0] = data.draw(st.sampled_from([("", rows[0][1], ""), ("~~", "", "1")]))
        cut.append(Part(tuple(rows), part.overlap, part.shared))
    assert list(stitch(cut).rows) == ROWS


@pytest.mark.parametrize("dropped", ["upper", "lower", "both"])
def test_rows_that_the_model_left_out_at_the_edge_are_not_missed(dropped: str) -> None:
    upper, lower = list(ROWS[:12]), list(ROWS[8:20])
    if dropped in ("upper", "both"):
        upper.pop()
    if dropped in ("lower", "both"):
        lower.pop(0)
    assert list(stitch([Part(tuple(upper)), Part(tuple(lower), 0.3, 4)]).rows) == ROWS[:20]


def test_equal_rows_are_counted_by_the_lines_that_both_slices_show() -> None:
    same: Row = ("Total", "5")
    for shared in range(5):
        parts = [Part((same,) * 6), Part((same,) * 6, 0.5, shared)]
        assert len(stitch(parts).rows) == 12 - shared


def test_without_words_the_share_of_the_overlap_tells_how_many() -> None:
    parts = [Part(tuple(ROWS[:12])), Part(tuple(ROWS[9:21]), 0.25, None)]
    assert list(stitch(parts).rows) == ROWS[:21]


def test_slices_that_do_not_fit_are_told() -> None:
    joined = stitch([Part(tuple(ROWS[:8])), Part(tuple(ROWS[20:28]), 0.2, 2)])
    assert len(joined.rows) == 16 and joined.seams == (8,)


def test_of_a_row_read_twice_the_inner_version_stands() -> None:
    upper = [*ROWS[:9], ("row 9", "0", "9")]
    lower = [("row 8", "0", "8"), *ROWS[9:14]]
    assert list(stitch([Part(tuple(upper)), Part(tuple(lower), 0.2, 2)]).rows) == ROWS[:14]


def test_a_slice_that_was_not_read_leaves_the_others_whole() -> None:
    parts = [Part(tuple(ROWS[:8])), Part((), 0.0, 0), Part(tuple(ROWS[14:20]), 0.2, 2)]
    assert list(stitch(parts).rows) == [*ROWS[:8], *ROWS[14:20]]


def test_how_alike_rows_are() -> None:
    assert alike(("Total", "1", "2"), ("total", "1", "2")) == 1.0
    assert alike(("Germany", "1"), ("Gerrnany", "1")) == 1.0
    assert alike(("Total", "1"), ("Total", "2")) == 0.5
    assert alike(("2018", "1"), ("2019", "1")) < 0.5
    assert common(ROWS[:5], ROWS[5:9], 2) == 0
