"""The measure of doubt, and where cells are on a figure's picture."""

from __future__ import annotations

import pytest

from gbi.types import Alternative, Basis, Cell, Column, PageBox, Reading, Region
from gbi_ui.desk.amounts import heading
from gbi_ui.desk.review.doubt import CONFLICT, DOUBTFUL, MISFIT, doubts, weigh
from gbi_ui.desk.review.figure import pixels
from gbi_ui.desk.review.table import changes, frame, typed

WHERE = Region.at("d", 1, PageBox(page=1, box=(0, 0, 100, 100)), "table")
OTHER = Alternative(value=9, text="9", basis=Basis.GENERATED)


def cell(value: object, confidence: float = 1.0, **rest: object) -> Cell:
    return Cell.model_validate({"value": value, "basis": "printed", "confidence": confidence, **rest})


def reading(*rows: tuple[Cell, ...], **rest: object) -> Reading:
    columns = [Column(name=f"n{c}", type="number") for c in range(len(rows[0]))] if rows else []
    return Reading.build(WHERE, reader="r", reader_version="1", columns=columns, rows=rows, **rest)


def test_the_most_doubtful_cell_comes_first() -> None:
    made = reading((cell(1, 0.8), cell(2, 0.99)), (cell(3, 0.4), cell(4, 1 - DOUBTFUL - 0.01)))
    assert [(doubt.row, doubt.column) for doubt in doubts(made)] == [(1, 0), (0, 0), (1, 1)]


def test_a_conflict_and_a_finding_make_a_sure_cell_doubtful() -> None:
    made = reading((cell(1, alternatives=(OTHER,)), cell(2), cell(9, alternatives=(OTHER,))))
    found = doubts(made, {made.rows[0][1].id})
    assert [(doubt.column, doubt.share, doubt.reason) for doubt in found] == [
        (0, CONFLICT, "conflict"),
        (1, MISFIT, "finding"),
    ]


def test_what_a_person_decided_is_not_doubtful() -> None:
    made = reading((cell(1, 0.2, alternatives=(OTHER,), corrected_by="ann"),))
    assert doubts(made, {made.rows[0][0].id}) == () and weigh(made).doubt == 0


def test_every_reason_makes_a_reading_more_doubtful() -> None:
    plain = weigh(reading((cell(1),), (cell(2),))).doubt
    unsure = weigh(reading((cell(1, 0.7),), (cell(2),))).doubt
    warned = weigh(reading((cell(1, 0.7),), (cell(2),), warnings=("cut",))).doubt
    conflict = weigh(reading((cell(1, 0.7, alternatives=(OTHER,)),), (cell(2),), warnings=("cut",))).doubt
    assert plain == 0 < unsure < warned < conflict < 1
    assert unsure == pytest.approx(0.3)
    assert warned == pytest.approx(1 - 0.7 * 0.9)
    assert conflict == pytest.approx(1 - 0.5 * 0.7 * 0.9)


def test_many_small_doubts_do_not_outweigh_a_wild_guess() -> None:
    many = reading(*[(cell(n, 0.8),) for n in range(40)])
    assert weigh(many).doubt == pytest.approx(0.2)
    assert weigh(reading((cell(1, 0.1),))).doubt == pytest.approx(0.9)


def test_a_reading_of_nothing_is_as_doubtful_as_it_says() -> None:
    assert weigh(reading(confidence=0.25)).doubt == pytest.approx(0.75)


def test_a_place_on_the_picture() -> None:
    region = Region.at("d", 2, PageBox(page=2, box=(100, 50, 300, 150)), "chart")
    assert pixels(region, PageBox(page=2, box=(110, 60, 130, 70)), (400, 200)) == (20, 20, 60, 40)
    assert pixels(region, PageBox(page=3, box=(110, 60, 130, 70)), (400, 200)) is None
    assert pixels(region, PageBox(page=2, box=(10, 60, 30, 70)), (400, 200)) is None


def test_a_place_on_the_second_part_of_a_table_over_two_pages() -> None:
    first, second = PageBox(page=1, box=(0, 100, 200, 200)), PageBox(page=2, box=(10, 20, 110, 70))
    region = Region.at("d", 1, first, "table", more=(second,))
    assert pixels(region, PageBox(page=2, box=(20, 30, 40, 40)), (200, 150)) == (10, 110, 30, 120)


def test_numbers_are_edited_as_numbers_and_strays_as_text() -> None:
    made = reading((cell(1), cell("n/a"), cell(True)), (cell(None), cell(2), cell(3)))
    assert [typed(made, c) for c in range(3)] == [True, False, False]
    shown = frame(made)
    assert shown["c0"].tolist()[0] == 1.0 and shown["c1"].tolist() == ["n/a", "2"]


def test_what_was_edited_and_what_was_only_typed_again() -> None:
    made = reading((cell(1), cell("n/a")), (cell(2), cell(5)))
    edited = {0: {"c0": 4.0, "c1": "n/a"}, 1: {"c0": None, "c1": " "}}
    assert changes(made, edited) == ((0, 0, 4.0), (1, 0, None), (1, 1, None))


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Column(name="Sales", unit="USD", scale=1e6), "Sales (million USD)"),
        (Column(name="Share", unit="%", scale=0.01), "Share (%)"),
        (Column(name="Seats", scale=12.0), "Seats (×12)"),
        (Column(name="", type="text"), " "),
    ],
)
def test_headings_say_unit_and_scale(column: Column, words: str) -> None:
    assert heading(column) == words
