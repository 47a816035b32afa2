"""Merging readings: who wins, what is kept, what is never lost."""

from __future__ import annotations

import itertools

import pytest

from gbi.errors import ReaderError
from gbi.readers.agree import agree
from gbi.types import Basis, Cell, Column, PageBox, Reading, Region, Value

REGION = Region.at("d" * 64, 1, PageBox(page=1, box=(0, 0, 100, 100)), "chart")
OTHER = Region.at("d" * 64, 2, PageBox(page=2, box=(0, 0, 100, 100)), "chart")

Given = Value | tuple[Value, Basis, float | None, float]


def reading(
    reader: str,
    columns: list[str | Column],
    rows: list[list[Given]],
    *,
    basis: Basis = Basis.PRINTED,
    confidence: float = 0.9,
    region: Region = REGION,
) -> Reading:
    def cell(given: Given) -> Cell:
        if isinstance(given, tuple):
            value, own, error, sure = given
            return Cell(value=value, text=str(value), basis=own, error=error, confidence=sure)
        return Cell(
            value=given, text="" if given is None else str(given), basis=basis, error=0.0, confidence=confidence
        )

    made = [
        c if isinstance(c, Column) else Column(name=c, type="number" if i else "text") for i, c in enumerate(columns)
    ]
    cells = [[cell(v) for v in row] for row in rows]
    return Reading.build(region, reader=reader, reader_version="1", columns=made, rows=cells, confidence=confidence)


def values(merged: Reading) -> list[list[Value]]:
    return [[cell.value for cell in row] for row in merged.rows]


def measured(value: float, error: float, sure: float = 0.8) -> tuple[Value, Basis, float | None, float]:
    return (value, Basis.MEASURED, error, sure)


def test_one_reading_passes_through_and_names_its_part() -> None:
    only = reading("raster", ["year", "sales"], [["2018", 409], ["2019", None]])
    merged = agree([only])
    assert values(merged) == [["2018", 409], ["2019", None]]
    assert (merged.reader, merged.reader_version) == ("agree", "3:raster@1")
    assert merged.id != only.id and merged.rows[0][1].id.startswith(merged.id)


def test_the_files_own_data_wins_outright() -> None:
    native = reading("native", ["q", "v"], [["Q1", 5]], basis=Basis.NATIVE, confidence=0.4)
    eye = reading("vlm", ["q", "v"], [["Q1", 7], ["Q2", 8]], basis=Basis.GENERATED, confidence=1.0)
    assert values(agree([eye, native])) == [["Q1", 5]]


def test_agreement_raises_confidence_and_print_is_kept_over_measure() -> None:
    print_ = reading("raster", ["year", "v"], [["2018", 409], ["2019", 500]], confidence=0.8)
    line = reading("vector", ["year", "v"], [["2018", measured(408.6, 1.0)], ["2019", measured(500.4, 1.0)]])
    merged = agree([line, print_])
    cell = merged.rows[0][1]
    assert (cell.value, cell.basis, cell.error) == (409, Basis.PRINTED, 0.0)
    assert cell.confidence > 0.8 and cell.alternatives == ()


def test_rounding_of_a_printed_value_is_no_conflict() -> None:
    print_ = reading("raster", ["c", "v"], [["a", 4], ["b", 12]])
    line = reading("vector", ["c", "v"], [["a", measured(4.3, 0.05)], ["b", measured(11.8, 0.05)]])
    assert all(cell.alternatives == () for row in agree([print_, line]).rows for cell in row)


def test_a_conflict_keeps_both_values_and_warns() -> None:
    one = reading("table", ["c", "v"], [["a", 10], ["b", 20]], confidence=0.9)
    two = reading("vlm", ["c", "v"], [["a", 10], ["b", 25]], basis=Basis.GENERATED, confidence=0.8)
    merged = agree([two, one])
    cell = merged.rows[1][1]
    assert cell.value == 20 and [a.value for a in cell.alternatives] == [25]
    assert cell.confidence < 0.9
    assert any("20" in w and "25" in w for w in merged.warnings)


def test_geometry_disproves_a_misread_label_only_where_it_is_trusted() -> None:
    labels: list[list[Given]] = [["a", 10.0], ["b", 20.0], ["c", 300.0], ["d", 40.0]]
    marks: list[list[Given]] = [
        ["a", measured(10.1, 0.3)],
        ["b", measured(19.9, 0.3)],
        ["c", measured(30.2, 0.3)],
        ["d", measured(40, 0.3)],
    ]
    merged = agree([reading("raster", ["c", "v"], labels), reading("vector", ["c", "v"], marks)])
    wrong = merged.rows[2][1]
    assert wrong.value == 30.2 and wrong.basis is Basis.MEASURED and [a.value for a in wrong.alternatives] == [300.0]
    shifted: list[list[Given]] = [[row[0], measured(float(str(row[1])) * 1.5 + 3, 0.3)] for row in labels]
    merged = agree([reading("raster", ["c", "v"], labels), reading("vector", ["c", "v"], shifted)])
    assert [row[1].value for row in merged.rows] == [10.0, 20.0, 300.0, 40.0]


def test_rows_and_columns_in_another_order_with_noisy_labels() -> None:
    one = reading("table", ["country", "exports", "imports"], [["Germany", 1, 2], ["France", 3, 4], ["Italy", 5, 6]])
    two = reading("vlm", ["country", "lmports", "Exports"], [["ltaly", 6, 5], ["Germany", 2, 1], ["Frence", 4, 3]])
    merged = agree([one, two])
    assert values(merged) == [["Germany", 1, 2], ["France", 3, 4], ["Italy", 5, 6]]
    assert not merged.warnings


def test_labels_that_differ_in_a_digit_are_not_the_same_row() -> None:
    one = reading("table", ["year", "v"], [["2018", 1], ["2019", 2]])
    two = reading("vlm", ["year", "v"], [["2019", 2], ["2020", 3]], confidence=0.9)
    merged = agree([one, two])
    assert values(merged) == [["2018", 1], ["2019", 2], ["2020", 3]]
    assert any("2020" in w for w in merged.warnings)


def test_values_in_thousands_are_brought_to_the_frame() -> None:
    one = reading("table", ["c", Column(name="v", type="number", unit="USD", scale=1e3)], [["a", 1200], ["b", 3400]])
    two = reading("vlm", ["c", "v"], [["a", 1_200_000], ["b", 3_400_000]], basis=Basis.GENERATED, confidence=0.7)
    merged = agree([one, two])
    assert [row[1].value for row in merged.rows] == [1200, 3400]
    assert not merged.rows[0][1].alternatives and merged.columns[1].scale == 1e3


def test_a_unit_that_only_one_knows_is_taken_over() -> None:
    one = reading("vector", ["c", "v"], [["a", 12], ["b", 34]], confidence=0.95)
    two = reading("vlm", ["c", Column(name="v", type="number", unit="%", scale=0.01)], [["a", 12], ["b", 34]])
    column = agree([one, two]).columns[1]
    assert (column.unit, column.scale) == ("%", 0.01)


def test_a_cell_that_one_reader_saw_keeps_its_own_confidence() -> None:
    one = reading("table", ["c", "v"], [["a", 1], ["b", None], ["c", 3]], confidence=0.9)
    two = reading("vlm", ["c", "v"], [["a", 1], ["b", measured(2, 0.1, 0.6)], ["c", None]], confidence=0.8)
    merged = agree([one, two])
    assert (merged.rows[1][1].value, merged.rows[1][1].confidence) == (2, 0.6)
    assert merged.rows[2][1].value == 3


def test_an_unsure_reading_adds_no_rows() -> None:
    one = reading("table", ["c", "v"], [["alpha", 1], ["beta", 2]], confidence=0.95)
    two = reading("vlm", ["c", "v"], [["alpha", 1], ["beta", 2], ["noise", 9]], confidence=0.3)
    assert [row[0].value for row in agree([one, two]).rows] == ["alpha", "beta"]


def test_a_transposed_reading_is_turned() -> None:
    one = reading("table", ["country", "2018", "2019"], [["Germany", 1, 2], ["France", 3, 4]])
    two = reading("vlm", ["year", "Germany", "France"], [["2018", 1, 3], ["2019", 2, 5]], confidence=0.5)
    merged = agree([one, two])
    assert values(merged)[0] == ["Germany", 1, 2]
    assert [a.value for a in merged.rows[1][2].alternatives] == [5]


def test_a_reading_of_something_else_is_set_aside() -> None:
    one = reading("table", ["c", "v"], [["alpha", 1], ["beta", 2]])
    two = reading("vlm", ["c", "v"], [["x", 7], ["y", 8], ["z", 9]], confidence=0.5)
    merged = agree([one, two])
    assert values(merged) == [["alpha", 1], ["beta", 2]] and any("set aside" in w for w in merged.warnings)


def test_the_order_of_the_readings_does_not_matter() -> None:
    parts = [
        reading("table", ["c", "v"], [["a", 1], ["b", 2]], confidence=0.9),
        reading("vector", ["c", "v"], [["a", measured(1.4, 0.1)], ["b", measured(2.0, 0.1)]], confidence=0.9),
        reading("vlm", ["c", "v"], [["b", 2], ["a", 3]], basis=Basis.GENERATED, confidence=0.9),
    ]
    assert len({agree(order).model_dump_json() for order in itertools.permutations(parts)}) == 1


def test_repeated_labels_pair_by_their_turn() -> None:
    rows: list[list[Given]] = [["Total", 1], ["Other", 2], ["Total", 3]]
    merged = agree([reading("table", ["c", "v"], rows), reading("vlm", ["c", "v"], rows, confidence=0.5)])
    assert [row[1].value for row in merged.rows] == [1, 2, 3] and not merged.warnings


def test_wrong_calls_say_what_to_do() -> None:
    with pytest.raises(ReaderError, match="read the region first"):
        agree([])
    with pytest.raises(ReaderError, match="same region"):
        agree([reading("a", ["c"], [["x"]]), reading("b", ["c"], [["x"]], region=OTHER)])


def test_drawings_are_the_frame_and_pixels_confirm_them() -> None:
    vector = reading("vector", ["year", "income"], [["2016", measured(42.0, 0.01)], ["2017", measured(-61.0, 0.01)]])
    rows: list[list[Given]] = [
        ["2016", measured(41.7, 0.1), measured(40.0, 0.1)],
        ["2017", measured(-61.3, 0.1), measured(-60.0, 0.1)],
    ]
    merged = agree([reading("raster", ["year", "income", "income (line)"], rows), vector])
    assert merged.reader_version == "3:vector@1+raster@1"
    assert values(merged) == [["2016", 42.0], ["2017", -61.0]]
    assert not merged.warnings and merged.confidence > 0.9


def test_pixels_stay_the_frame_where_the_drawing_gave_next_to_nothing() -> None:
    rows: list[list[Given]] = [[str(year), measured(float(year % 7), 0.1)] for year in range(2010, 2020)]
    vector = reading("vector", ["year", "income"], [["2010", measured(1.0, 0.01)]], confidence=0.5)
    merged = agree([vector, reading("raster", ["year", "income"], rows)])
    assert len(merged.rows) == 10


def test_of_two_measurements_that_differ_the_finer_stands() -> None:
    coarse = reading("raster", ["year", "income"], [["2016", measured(50.0, 2.0, 0.95)], ["2017", measured(90.0, 2.0)]])
    fine = reading("vector", ["year", "income"], [["2016", measured(42.0, 0.01, 0.7)], ["2017", measured(90.1, 0.01)]])
    merged = agree([coarse, fine])
    assert merged.rows[0][1].value == 42.0
    assert [a.value for a in merged.rows[0][1].alternatives] == [50.0]
    assert any("readers differ" in w for w in merged.warnings)


def points(reader: str, rows: list[tuple[float, float]]) -> Reading:
    given: list[list[Given]] = [[measured(x, 0.1), measured(y, 0.1)] for x, y in rows]
    columns: list[str | Column] = [Column(name="area", type="number"), Column(name="sales", type="number")]
    return reading(reader, columns, given).model_copy(update={"chart_type": "scatter"})


def test_points_pair_by_where_they_stand() -> None:
    ours = [(204.0, 10.2), (204.5, 1.2), (300.0, 5.0), (400.0, 9.0)]
    merged = agree([points("vector", ours), points("raster", [(400.2, 9.02), (204.5, 10.21), (204.0, 1.19)])])
    assert values(merged) == [list(point) for point in ours]
    assert not [w for w in merged.warnings if "differ" in w]
    assert [len(row[1].alternatives) for row in merged.rows] == [0, 0, 0, 0]


def test_the_only_value_columns_pair_whatever_they_are_called() -> None:
    first = reading("vector", ["year", "users"], [["2016", 10], ["2017", 20]])
    second = reading("raster", ["year", "Active users of it"], [["2016", 10], ["2017", 21]])
    assert [w for w in agree([first, second]).warnings if "readers differ" in w]
