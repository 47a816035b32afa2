"""Headers of statements: each stands over the columns that the rule under it runs over."""

from __future__ import annotations

import re

import pymupdf
import pytest

from gbi.readers.grid.room import Room, Rooms
from gbi.readers.grid.ruled import by_rules, rules_of
from gbi.readers.grid.signs import hand_on_signs
from gbi.types import Box, Word

EDGES = ((20, 150), (150, 210), (210, 270), (270, 330), (330, 420))


def words(text: str, x: float, y: float) -> list[Word]:
    """The words of a text centred on x, 5 pt a letter, 8 pt high."""
    left, found = x - 2.5 * len(text), []
    for part in re.finditer(r"\S+", text):
        start, end = left + 5 * part.start(), left + 5 * part.end()
        found.append(Word(text=part[0], box=(start, y, end, y + 8)))
    return found


def room(c: int, y: float, *texts: tuple[str, float], header: bool = False) -> Room:
    found = [word for text, x in texts for word in words(text, x, y)]
    return Room((EDGES[c][0], y - 2, EDGES[c][1], y + 10), header, found)


def statement(*, note: str = "") -> Rooms:
    """What the grid models make of it: a header cut in three, and one room over two columns."""
    first = room(1, 12, header=True), room(2, 12, ("Year Ended", 240), header=True), room(3, 12, header=True)
    year, both = room(1, 30, ("2015", 180), header=True), room(2, 30, ("2014", 240), ("2013", 300), header=True)
    rooms: Rooms = [
        [room(0, 12, header=True), *first, room(4, 12, ("Change", 375), header=True)],
        [room(0, 30, header=True), year, both, both, room(4, 30, ("vs. 2014", 375), header=True)],
    ]
    if note:
        rooms.append([room(0, 44, header=True), *[room(c, 44, header=True) for c in (1, 2)], None, None])
        rooms[2][3] = rooms[2][4] = room(3, 44, (note, 300), header=True)
    for y, label in ((60, "Revenue"), (74, "Cost")):
        values = [room(c, y, (f"{10 * c},{y}0", (EDGES[c][0] + EDGES[c][1]) / 2)) for c in range(1, 5)]
        rooms.append([room(0, y, (label, 60)), *values])
    return rooms


GROUPS: tuple[Box, ...] = ((152, 22, 328, 22.5), (332, 22, 418, 22.5))
SINGLE: tuple[Box, ...] = tuple((a + 3, 40, b - 3, 40.5) for a, b in EDGES[1:])


def texts(rooms: Rooms) -> list[list[str]]:
    return [["" if one is None else one.text for one in row] for row in rooms]


def test_headers_stand_over_what_their_rules_run_over() -> None:
    assert texts(by_rules(statement(), (*GROUPS, *SINGLE)))[:3] == [
        ["", "Year Ended", "Year Ended", "Year Ended", "Change"],
        ["", "2015", "2014", "2013", "vs. 2014"],
        ["Revenue", "10,600", "20,600", "30,600", "40,600"],
    ]


def test_a_note_on_units_under_the_rules_goes_over_all() -> None:
    made = by_rules(statement(note="(in thousands)"), (*GROUPS, *SINGLE))
    assert texts(made)[2] == ["", *["(in thousands)"] * 4]
    assert made[2][1] is made[2][4] and made[2][1] is not None and made[2][1].header


@pytest.mark.parametrize(
    "rules",
    [
        (),
        GROUPS,  # the years have none
        (*GROUPS, *SINGLE[:3]),  # a column has none
        (*GROUPS, *SINGLE[1:]),
        ((20.0, 22.0, 420.0, 22.5), (20.0, 40.0, 420.0, 40.5)),  # rules of the whole table
    ],
)
def test_where_a_word_or_column_has_no_rule_nothing_is_changed(rules: tuple[Box, ...]) -> None:
    rooms = statement()
    assert by_rules(rooms, rules) is rooms


def test_other_words_under_the_rules_leave_all_as_it_is() -> None:
    rooms = statement(note="unaudited figures")
    assert by_rules(rooms, (*GROUPS, *SINGLE)) is rooms


def test_lines_of_several_lengths_over_each_other_are_told_by_their_texts() -> None:
    cells = tuple((a + 3.0, 22.2, b - 3.0, 22.6) for a, b in EDGES[1:])
    whole = (152.0, 40.2, 418.0, 40.6)
    filler = (207.0, 40.0, 213.0, 40.5)
    made = texts(by_rules(statement(), (*GROUPS, *cells, *SINGLE, whole, filler)))
    assert made[0] == ["", "Year Ended", "Year Ended", "Year Ended", "Change"]
    assert made[1] == ["", "2015", "2014", "2013", "vs. 2014"]


def test_no_word_is_lost_or_doubled() -> None:
    rooms = statement(note="(in thousands)")

    def held(rows: Rooms) -> list[str]:
        seen = {id(one): one for row in rows for one in row if one is not None}
        return sorted(word.text for one in seen.values() for word in one.words)

    assert held(by_rules(rooms, (*GROUPS, *SINGLE))) == held(rooms)


def test_a_table_without_a_header_stays() -> None:
    body = statement()[2:]
    assert by_rules(body, (*GROUPS, *SINGLE)) is body


def test_rules_are_the_thin_dark_level_lines_of_a_page() -> None:
    page = pymupdf.open().new_page(width=300, height=300)
    page.draw_line((20, 50), (120, 50), width=0.5)
    page.draw_rect((20, 80, 120, 81), color=None, fill=(0, 0, 0))
    page.draw_line((20, 120), (120, 120), color=(1, 1, 1))  # not seen
    page.draw_line((20, 140), (20, 240))  # stands
    page.draw_rect((20, 150, 120, 190), color=None, fill=(0, 0, 0))  # a bar
    found = rules_of(page)
    assert [(round(box[0]), round(box[1]), round(box[2])) for box in found] == [(20, 50, 120), (20, 80, 120)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("$ 650,788 $", "472,321", ("$ 650,788", "$472,321")),
        ("— $", "472,321", ("—", "$472,321")),
        ("$ 650,788", "472,321", ("$ 650,788", "472,321")),
        ("650,788 $", "$ 12", ("650,788 $", "$ 12")),  # it has its own
        ("650,788 $", "n.m.", ("650,788 $", "n.m.")),  # a sign behind its number
        ("in US $", "472,321", ("in US $", "472,321")),
    ],
)
def test_a_sign_goes_to_the_value_that_it_stands_before(before: str, after: str, expected: tuple[str, str]) -> None:
    row: list[Room | None] = [room(0, 60, ("Sales", 60)), room(1, 60, (before, 180)), room(2, 60, (after, 240))]
    hand_on_signs([row])
    made = tuple("" if one is None else one.text.replace(" ", "") for one in row[1:])
    assert made == tuple(text.replace(" ", "") for text in expected)


def test_a_rule_that_closes_the_header_leaves_its_row_as_it_was() -> None:
    rooms = statement()
    rooms[1][2], rooms[1][3] = (
        room(c, 30, (text, x), header=True) for c, text, x in ((2, "2014", 240), (3, "2013", 300))
    )
    closing = (152.0, 40.0, 418.0, 40.5)
    assert texts(by_rules(rooms, (*GROUPS, closing)))[:2] == [
        ["", "Year Ended", "Year Ended", "Year Ended", "Change"],
        ["", "2015", "2014", "2013", "vs. 2014"],
    ]


def test_a_group_row_below_the_rules_is_no_header() -> None:
    rooms = statement()
    rooms.insert(2, [room(0, 46, ("Segments", 60), header=True), *(room(c, 46, header=True) for c in range(1, 5))])
    assert by_rules(rooms, (*GROUPS, *SINGLE)) is rooms


def test_a_first_header_over_all_rows_stays_so() -> None:
    rooms = statement()
    rooms[0][0] = rooms[1][0] = room(0, 20, ("Item", 60), header=True)
    made = by_rules(rooms, (*GROUPS, *SINGLE))
    assert made[0][0] is made[1][0] and texts(made)[0][0] == "Item"
