"""The parts of the table reader, each on its own: grids built by hand, no page."""

from __future__ import annotations

import numpy as np
import pytest

from gbi.numbers import Unit
from gbi.readers.grid.columns import type_column
from gbi.readers.grid.context import table_unit
from gbi.readers.grid.dashes import without_dashes
from gbi.readers.grid.fill import fill
from gbi.readers.grid.find import Found, Slot
from gbi.readers.grid.grid import Grid, GridCell
from gbi.readers.grid.head import count_header_rows
from gbi.readers.grid.headers import clean_label, column_names, without_notes
from gbi.readers.grid.mend import mend
from gbi.readers.grid.outline import outline
from gbi.readers.grid.pages import join_pages
from gbi.readers.grid.retype import rules_in
from gbi.readers.grid.room import Room
from gbi.readers.grid.stacked import unstack
from gbi.readers.grid.text import Style, join_words, lift_marks, split_at_spaces
from gbi.readers.grid.tidy import tidy
from gbi.readers.grid.whitespace import grid_lines
from gbi.types import Page, Word

CELL_W, CELL_H = 60.0, 14.0


def word(text: str, x: float, y: float, *, height: float = 10.0, width: float | None = None, angle: int = 0) -> Word:
    return Word(text=text, box=(x, y, x + (width or 5.0 * len(text)), y + height), angle=angle)


def cell(
    r: int, c: int, text: str, *, span: tuple[int, int] = (1, 1), header: bool = False, left: float = 0
) -> GridCell:
    slot = (c * CELL_W, r * CELL_H, (c + span[1]) * CELL_W, (r + span[0]) * CELL_H)
    middle = (slot[0] + slot[2]) / 2
    half = 2.5 * len(text)
    box = (
        (slot[0] + left, slot[1], slot[0] + left + 5 * len(text), slot[3])
        if c == 0
        else (middle - half, slot[1], middle + half, slot[3])
    )
    return GridCell(r, c, *span, text, box if text else slot, slot, 1, header)


def grid(rows: list[list[str]], head: int = 0) -> Grid:
    return Grid(tuple(cell(r, c, text, header=r < head) for r, row in enumerate(rows) for c, text in enumerate(row)))


def texts(made: Grid) -> list[list[str]]:
    return [[c.text if c else "" for c in row] for row in made.matrix()]


def test_currency_and_percent_columns_join_their_numbers() -> None:
    made = tidy(
        grid(
            [
                ["Item", "", "2018", "", ""],
                ["Sales", "$", "1,240", "", ""],
                ["Cost", "", "(702", ")", ""],
                ["Margin", "", "43.4", "%", ""],
            ],
            head=1,
        )
    )
    assert texts(made) == [["Item", "2018"], ["Sales", "$1,240"], ["Cost", "(702)"], ["Margin", "43.4%"]]


def test_two_columns_of_values_are_never_joined() -> None:
    rows = [["Item", "a", "b"], ["x", "-", "5"], ["y", "3", "-"], ["z", "-", "7"]]
    assert texts(tidy(grid(rows, head=1))) == rows


def test_spacer_columns_and_blank_rows_go_but_spans_stay() -> None:
    cells = [
        cell(0, 0, ""),
        cell(0, 1, "Years", span=(1, 3), header=True),
        cell(1, 0, "x"),
        cell(1, 1, "1"),
        cell(1, 2, ""),
        cell(1, 3, "2"),
        cell(2, 0, ""),
        cell(2, 1, ""),
        cell(2, 2, ""),
        cell(2, 3, ""),
    ]
    made = tidy(Grid(tuple(cells)))
    assert (made.rows, made.cols) == (2, 3)
    assert next(c.colspan for c in made.cells if c.text == "Years") == 2


@pytest.mark.parametrize(
    ("rows", "tagged", "count"),
    [
        ([["City", "2019"], ["Oslo", "10"]], 1, 1),
        ([["City", "Men", "Women"], ["", "%", "%"], ["Oslo", "10", "5"]], 1, 2),
        ([["", "Year ended", ""], ["", "2018", "2019"], ["Oslo", "10", "5"]], 1, 2),
        ([["Oslo", "10.5", "5.1"], ["Rome", "11.2", "6.0"]], 1, 0),
        ([["Source", "Definition"], ["Major", "ten tons"], ["Area", "less"]], 1, 1),
        ([["only one row", "x"]], 1, 0),
    ],
)
def test_header_rows(rows: list[list[str]], tagged: int, count: int) -> None:
    assert count_header_rows(rows, tagged) == count


def test_names_are_paths_and_unique() -> None:
    cells = [
        cell(0, 0, "", header=True),
        cell(0, 1, "Men", span=(1, 2), header=True),
        cell(0, 3, "", header=True),
        *(cell(1, c, t, header=True) for c, t in enumerate(["", "Count", "%", "%"])),
        *(cell(2, c, t) for c, t in enumerate(["x", "1", "2", "3"])),
    ]
    names, titles = column_names(Grid(tuple(cells)), 2)
    assert (names, titles) == (["label", "Men / Count", "Men / %", "%"], [])


def test_a_header_spreads_over_the_columns_it_is_centred_on() -> None:
    lower = [cell(1, c, t, header=True) for c, t in enumerate(["", "2016", "2017", "2018"])]
    upper = [
        cell(0, 0, "", header=True),
        cell(0, 1, "", header=True),
        cell(0, 2, "Years to December", header=True),
        cell(0, 3, "", header=True),
    ]
    names, _ = column_names(Grid((*upper, *lower)), 2)
    assert names[1:] == [f"Years to December / {year}" for year in (2016, 2017, 2018)]
    aside = [
        cell(0, 0, "", header=True),
        cell(0, 1, "Early", header=True),
        cell(0, 2, "", header=True),
        cell(0, 3, "", header=True),
    ]
    names, _ = column_names(Grid((*aside, *lower)), 2)
    assert names[1:] == ["Early / 2016", "2017", "2018"]


def test_notes_and_leaders_leave_labels() -> None:
    assert clean_label("Revenue¹ . . . . .") == "Revenue"
    assert clean_label("CO₂ per m²") == "CO₂ per m²"
    assert without_notes(["Net sales (1)", "Cost"]) == ["Net sales", "Cost"]
    assert without_notes(["Item (1)", "Item (2)"]) == ["Item (1)", "Item (2)"]


def rows_of(*labels: tuple[str, str, float]) -> list[list[GridCell | None]]:
    return [[cell(r, 0, text, left=left), cell(r, 1, value)] for r, (text, value, left) in enumerate(labels)]


def test_outline_of_groups_totals_and_broken_labels() -> None:
    made = outline(
        rows_of(
            ("ASSETS", "", 0),
            ("Current:", "", 0),
            ("Cash", "5", 8),
            ("Other", "6", 8),
            ("Fixed:", "", 0),
            ("Other", "7", 8),
            ("Net cash used in", "", 0),
            ("operating activities", "9", 0),
        )
    )
    assert [row.label for row in made] == [
        "Cash",
        "ASSETS / Current / Other",
        "ASSETS / Fixed / Other",
        "Net cash used in operating activities",
    ]


def test_a_row_without_values_in_a_form_stays_a_row() -> None:
    made = outline(
        rows_of(("一、上年余额", "5", 0), ("会计政策变更", "", 0), ("前期差错更正", "", 0), ("二、本年余额", "5", 0))
    )
    assert [row.label for row in made] == ["一、上年余额", "会计政策变更", "前期差错更正", "二、本年余额"]


def column(name: str, *given: str, table: Unit | None = None) -> tuple[list[object], str, str | None, float, int]:
    cells = [cell(r, 1, text) for r, text in enumerate(given)]
    typed = type_column(name, cells, table=table or Unit(), hint=None, ocr=False)
    found = typed.column
    return [c.value for c in typed.cells], found.type, found.unit, found.scale, len(typed.warnings)


def test_column_types_units_and_scales() -> None:
    money = Unit("USD", 1e6)
    assert column("2018", "1,240", "(702)", "—", table=money) == ([1240, -702, None], "number", "USD", 1e6, 0)
    assert column("Years / % Change", "(15)%", "(18)", "7", table=money) == ([-15, -18, 7], "number", "%", 0.01, 0)
    assert column("Margin (%)", "12.5", "13.0", table=money) == ([12.5, 13.0], "number", "%", 0.01, 0)
    assert column("2018", "12.5%", "13.0%", table=money) == ([12.5, 13.0], "number", "%", 0.01, 0)
    assert column("Opened", "1952", "2004", table=money) == ([1952, 2004], "number", None, 1.0, 0)
    assert column("Size", "$5m", "$300k", "$7m") == ([5, 0.3, 7], "number", "USD", 1e6, 1)
    assert column("Code", "001", "002", "010") == (["001", "002", "010"], "text", None, 1.0, 0)
    assert column("Date", "Jan 2020", "Feb 2020") == (["2020-01", "2020-02"], "date", None, 1.0, 0)
    assert column("Note", "see 4", "5", "above") == (["see 4", "5", "above"], "text", None, 1.0, 0)


def test_rows_in_percent_among_money_are_told() -> None:
    values, kind, unit, scale, warnings = column(
        "2018", "$ 11,343", "0.61%", "2,717", "1.79%", "900", table=Unit(None, 1e6)
    )
    assert (values, kind, unit, scale, warnings) == ([11343, 0.61, 2717, 1.79, 900], "number", "USD", 1e6, 1)


def test_the_unit_of_a_table_from_its_surroundings() -> None:
    page = Page(number=1, width=600, height=800, words=(word("(in", 60, 95), word("thousands)", 80, 95)))
    assert table_unit([], "", page, (50, 110, 500, 300)) == Unit(None, 1e3)
    assert table_unit(["Table 4 (US$ million)"], "", None, (0, 0, 1, 1)) == Unit("USD", 1e6)
    prose = Page(
        number=1, width=600, height=800, words=(word("Sales", 60, 95), word("grew", 90, 95), word("5%", 120, 95))
    )
    assert table_unit([], "", prose, (50, 110, 500, 300)) == Unit(None, 1.0)


def slots(rows: int, cols: int, header: int = 1) -> tuple[Slot, ...]:
    return tuple(
        Slot(r, c, 1, 1, (c * 100.0, r * 20.0, c * 100.0 + 100, r * 20.0 + 20), r < header)
        for r in range(rows)
        for c in range(cols)
    )


def test_a_word_goes_to_one_cell_and_a_run_over_two_is_cut() -> None:
    words = [
        word("Name", 5, 5),
        word("2018 2019", 150, 5, width=120),
        word("Oslo", 5, 25),
        word("10", 150, 25),
        word("20", 250, 25),
    ]
    made = fill(Found((0, 0, 300, 40), slots(2, 3)), words, 1)
    assert texts(made) == [["Name", "2018", "2019"], ["Oslo", "10", "20"]]


def test_an_uncut_column_of_two_numbers_is_cut() -> None:
    rows = [
        [
            Room((0, r * 20.0, 100, r * 20.0 + 20), False, [word(f"row{r}", 0, r * 20 + 5)]),
            Room(
                (100, r * 20.0, 300, r * 20.0 + 20),
                False,
                [word(f"{r}1", 120, r * 20 + 5), word(f"{r}2", 220, r * 20 + 5)],
            ),
        ]
        for r in range(1, 6)
    ]
    made = mend(rows)  # type: ignore[arg-type]
    assert [[room.text if room else "" for room in row] for row in made] == [
        [f"row{r}", f"{r}1", f"{r}2"] for r in range(1, 6)
    ]


def rooms_of(rows: list[list[str]]) -> list[list[Room | None]]:
    """A room of 100 x 18 points for each text; words of 5 points a letter."""
    return [
        [
            Room(
                (100.0 * c, 18.0 * r, 100.0 * c + 100, 18.0 * r + 18),
                False,
                [word(text, 100 * c, 18 * r, width=5.0 * len(text))] if text else [],
            )
            for c, text in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("rows", "kept", "heads"),
    [
        ([["Size", "1.0", "1.1", "1.2"], ["-" * 20] * 4, ["a", "800", "880", "960"]], 2, 1),
        ([["Size", "2016", "2017"], ["-" * 20] * 3, ["a", "800", "880"], ["-" * 20] * 3, ["b", "1", "2"]], 3, 1),
        ([["Sales", "31", "12"], ["-" * 20] * 3, ["Total", "80", "80"]], 2, 0),
        ([["Sales", "31", "12"], ["", "-----", "-----"], ["Total", "80", "80"]], 2, 0),
        ([["Sales", "31", "12"], ["Other", "-----", "7"], ["Total", "80", "80"]], 3, 0),
    ],
)
def test_rows_of_dashes_are_rules_and_may_close_the_header(rows: list[list[str]], kept: int, heads: int) -> None:
    left, closed = without_dashes(rooms_of(rows))
    assert (len(left), closed) == (kept, heads)


def test_a_line_over_one_column_leaves_the_header_over_several() -> None:
    rows = rooms_of([["", "", "", ""], ["a", "1", "2", "3"], ["b", "4", "5", "6"]])
    common = Room((100.0, 0.0, 300.0, 54.0), True, [word("For the Years Ended", 150, 2)])
    rows[0] = [Room((0.0, 0.0, 100.0, 54.0), True), common, common, Room((300.0, 0.0, 400.0, 54.0), True)]
    assert len(unstack(rows)) == 3

    common.words += [word("2018", 140, 34), word("Increase/", 230, 20), word("(decrease)", 228, 34)]
    made = unstack(rows)
    assert [[room.text if room else "" for room in row] for row in made[:2]] == [
        ["", "For the Years Ended", "For the Years Ended", ""],
        ["", "2018", "Increase/ (decrease)", ""],
    ]


def test_a_centred_second_line_stays_with_its_header() -> None:
    rows = rooms_of([["", "", ""], ["a", "1", "2"], ["b", "4", "5"]])
    words = [word("For the Years Ended", 152, 2), word("December 31,", 170, 20)]
    common = Room((100.0, 0.0, 300.0, 36.0), True, words)
    rows[0] = [Room((0.0, 0.0, 100.0, 36.0), True), common, common]
    assert unstack(rows) == rows


def test_spaced_thousands_are_one_number() -> None:
    rows = [
        [
            Room((0, r * 20.0, 100, r * 20.0 + 20), False, [word(f"row{r}", 0, r * 20 + 5)]),
            Room(
                (100, r * 20.0, 200, r * 20.0 + 20), False, [word("20", 120, r * 20 + 5), word("922", 134, r * 20 + 5)]
            ),
        ]
        for r in range(1, 6)
    ]
    assert all(len(row) == 2 and row[1] is not None and row[1].text == "20 922" for row in mend(rows))  # type: ignore[arg-type]


def test_wrapped_text_joins_the_row_above_and_values_do_not() -> None:
    def row(y: float, *given: str) -> list[Room | None]:
        return [
            Room((c * 100.0, y, c * 100.0 + 100, y + 11), False, [word(t, c * 100 + 2, y + 1)] if t else [])
            for c, t in enumerate(given)
        ]

    made = mend(
        [
            row(0, "Kind", "Meaning", "Cases"),
            row(30, "Major", "ten tons", "plants"),
            row(41, "", "or more", "mills"),
            row(70, "Minor", "less", "shops"),
            row(81, "", "5", "7"),
        ]
    )
    assert [[room.text if room else "" for room in line] for line in made][1:] == [
        ["Major", "ten tons or more", "plants mills"],
        ["Minor", "less", "shops"],
        ["", "5", "7"],
    ]


def test_pages_join_without_the_repeated_header() -> None:
    first = grid([["Store", "Sales"], ["A", "1"]], head=1)
    second = grid([["Store", "Sales"], ["B", "2"], ["C", "3"]], head=1)
    assert texts(join_pages([first, second])) == [["Store", "Sales"], ["A", "1"], ["B", "2"], ["C", "3"]]


def test_pages_with_other_columns_are_aligned_by_place() -> None:
    first = grid([["Store", "City", "Sales"], ["A", "Oslo", "1"]], head=1)
    second = Grid((cell(0, 0, "B"), GridCell(0, 1, 1, 1, "2", (130, 0, 135, 14), (120, 0, 180, 14), 2)))
    assert texts(join_pages([first, second]))[2] == ["B", "", "2"]


def test_raised_marks_become_superscripts() -> None:
    marked = lift_marks([word("12.31", 0, 0)], Style(raised=(("1", 22.0, 3.0),)))
    assert marked[0].text == "12.3¹"
    apart = lift_marks([word("12.3", 0, 0), word("a", 20.5, -1, height=5)], Style())
    assert [w.text for w in apart] == ["12.3", "ᵃ"]


def test_words_of_a_cell_as_text() -> None:
    assert join_words([word("opera-", 0, 0), word("tions", 0, 12)]) == "operations"
    assert join_words([word("营业", 0, 0), word("收入", 10, 0)]) == "营业收入"
    assert join_words([word("up", 0, 20, angle=90), word("wards", 0, 0, angle=90)]) == "up wards"
    assert [w.text for w in split_at_spaces(word("1 234 x", 0, 0))] == ["1", "234", "x"]


def test_white_space_cuts_a_table_without_rules() -> None:
    words = [
        word(t, x, y)
        for y, row in enumerate([("Name", "Men", "Women"), ("Oslo", "10", "12"), ("Rome", "9", "13")])
        for t, x, y in ((row[0], 0, y * 20), (row[1], 100, y * 20), (row[2], 200, y * 20))
    ]
    rows, cols = grid_lines(words, (-5, -5, 260, 60))
    assert rows == [15.0, 35.0] and len(cols) == 2 and 20 < cols[0] < 100 < cols[1] < 200
    assert grid_lines(words[:3], (0, 0, 260, 20)) == ([], [])


def test_rules_are_found_and_letters_are_not() -> None:
    image = np.full((120, 200, 3), 255, np.uint8)
    image[40:42, 10:190] = 0
    image[10:110, 100:102] = 0
    image[60:70, 20:22] = 0
    rules = rules_in(image, 10.0)
    level = [r for r in rules if r[1] == r[3]]
    upright = [r for r in rules if r[0] == r[2]]
    assert len(level) == 1 and abs(level[0][1] - 41) <= 2 and len(upright) == 1 and abs(upright[0][0] - 101) <= 2
