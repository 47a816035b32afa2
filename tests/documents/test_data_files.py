"""CSV and Parquet: encodings, delimiters, headers, types, units, ragged rows, places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gbi.documents import open_source
from gbi.documents.columns import looks_like_header, type_column, unique_names
from gbi.documents.delimited import find_delimiter
from gbi.documents.source import NativeFigure
from gbi.errors import LimitError, PageError
from gbi.settings import Settings
from gbi.types import Column, RowRange
from support.documents_made import put

ZH = '地区,营业收入（万元）,增长率\n华东,"1,234.5",12.5%\n华南,980,-3.1%\n'


def figure(path: Path, settings: Settings | None = None) -> NativeFigure:
    source = open_source(path, settings)
    (region,) = source.regions(1)
    found = source.native(region)
    assert found is not None
    return found


def values(found: NativeFigure) -> list[list[object]]:
    return [[cell.value for cell in row] for row in found.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    found = figure(put(tmp_path, "a.csv", ZH.encode(encoding)))
    assert [c.name for c in found.columns] == ["地区", "营业收入（万元）", "增长率"]
    assert found.columns[1] == Column(name="营业收入（万元）", type="number", unit="CNY", scale=1e4)
    assert found.columns[2] == Column(name="增长率", type="number", unit="%", scale=0.01)
    assert values(found) == [["华东", 1234.5, 12.5], ["华南", 980, -3.1]]


@pytest.mark.parametrize(("encoding", "word"), [("cp1252", "Zürich"), ("cp1251", "Москва и Санкт-Петербург и Казань")])
def test_other_code_pages(tmp_path: Path, encoding: str, word: str) -> None:
    rows = "".join(f"{word} {i};{i}\n" for i in range(20))
    assert values(figure(put(tmp_path, "a.csv", ("city;n\n" + rows).encode(encoding))))[3] == [f"{word} 3", 3]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b;c\n1,5;2,5;3\n", ";"),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('name,note\n"x; y",1\n"z; w",2\n', ","),
        ("single\n1\n2\n", ","),
    ],
)
def test_delimiters(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_decimal_commas_are_read_by_the_whole_table(tmp_path: Path) -> None:
    assert values(figure(put(tmp_path, "de.csv", "name;x;y\na;1,5;2.000\nb;2,5;3.500\n"))) == [
        ["a", 1.5, 2000],
        ["b", 2.5, 3500],
    ]


def test_ragged_rows_are_kept_with_a_warning(tmp_path: Path) -> None:
    path = put(tmp_path, "ragged.csv", "a,b,c\n1,2,3\n4\n5,6,7,8\n9,10,11\n")
    found = figure(path)
    assert values(found) == [[1, 2, 3, None], [4, None, None, None], [5, 6, 7, 8], [9, 10, 11, None]]
    assert any("2 rows do not have 3 fields" in w for w in found.warnings)
    assert open_source(path).document.warnings == found.warnings


def test_lines_before_the_header_are_the_title(tmp_path: Path) -> None:
    found = figure(put(tmp_path, "a.csv", "World output\nSource: made\nCountry,2019,2020\nA,1,2\nB,(3),4\n"))
    assert found.title == "World output Source: made"
    assert [c.name for c in found.columns] == ["Country", "2019", "2020"]
    assert values(found) == [["A", 1, 2], ["B", -3, 4]]


def test_a_file_without_header_gets_made_up_names(tmp_path: Path) -> None:
    found = figure(put(tmp_path, "a.csv", "1.5,2\n2.5,3\n"))
    assert [c.name for c in found.columns] == ["column 1", "column 2"]
    assert len(found.rows) == 2
    assert "made-up" in found.warnings[0]


@pytest.mark.parametrize(
    ("texts", "kind", "expected"),
    [
        (["1", "2", ""], "number", (1, 2, None)),
        (["00123", "00124"], "text", ("00123", "00124")),
        (["12345678901234567890", "1"], "text", ("12345678901234567890", "1")),
        (["2020-01-05", "2020-02-05"], "date", ("2020-01-05", "2020-02-05")),
        (["true", "FALSE"], "bool", (True, False)),
        (["(1,234)", "n/a", "-"], "number", (-1234, None, None)),
        (["a", "1"], "text", ("a", "1")),
        (["", ""], "text", (None, None)),
        (["1e3", "2.5E-2"], "number", (1000, 0.025)),
    ],
)
def test_types(texts: list[str], kind: str, expected: tuple[object, ...]) -> None:
    typed = type_column("x", texts)
    assert (typed.column.type, typed.values) == (kind, expected)


def test_a_stray_text_has_no_value_and_is_told(tmp_path: Path) -> None:
    typed = type_column("n", [*map(str, range(20)), "see note"])
    assert typed.values[-1] is None
    assert "1 of 21" in typed.warnings[0]


def test_mixed_scales_are_brought_to_one() -> None:
    typed = type_column("sales", ["$5M", "$7M", "$1B"])
    assert (typed.column.unit, typed.column.scale, typed.values) == ("USD", 1e6, (5, 7, 1000))


def test_a_unit_on_the_first_cell_is_the_columns() -> None:
    typed = type_column("share", ["12.5%", "3", "4.5"])
    assert (typed.column.unit, typed.column.scale, typed.values) == ("%", 0.01, (12.5, 3, 4.5))


def test_a_unit_on_few_cells_is_not_the_columns() -> None:
    typed = type_column("2020", ["100", "90", "80", "12%"])
    assert (typed.column.unit, typed.column.scale, typed.values) == (None, 1.0, (100, 90, 80, 12))
    assert "mixes units" in typed.warnings[0]


def test_headers_and_names() -> None:
    assert unique_names(["a", "", "a", " b  c "]) == ["a", "column 2", "a (2)", "b c"]
    assert looks_like_header(["Country", "2019", "2020"], [["A", "1", "2"]])
    assert not looks_like_header(["1.5", "2.5"], [["3", "4"]])


def test_places_rows_text_and_missing_pictures(tmp_path: Path) -> None:
    source = open_source(put(tmp_path, "a.csv", "name,x\na,1\nb,2\n"))
    (region,) = source.regions(1)
    assert region.place == RowRange(rows=(0, 1), columns=("name", "x"))
    found = source.native(region)
    assert found is not None
    assert found.rows[1][1].place == RowRange(rows=(1, 1), columns=("x",))
    assert source.page(1).text == "name\tx\na\t1\nb\t2"
    assert source.vector_page(1) is None
    for call in (source.image, source.page):
        with pytest.raises(PageError):
            call(2)


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "day": [dt.date(2020, 1, 5), None],
            "revenue (USD millions)": [1.5, float("nan")],
            "n": [2**40, -1],
            "ok": [True, None],
            "name": ["a", "b"],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found = figure(tmp_path / "a.parquet")
    assert [c.type for c in found.columns] == ["date", "number", "number", "bool", "text"]
    assert (found.columns[1].unit, found.columns[1].scale) == ("USD", 1e6)
    assert values(found) == [["2020-01-05", 1.5, 2**40, True, "a"], [None, None, -1, None, "b"]]
    with pytest.raises(LimitError, match="GBI_MAX_CELLS"):
        figure(tmp_path / "a.parquet", Settings(max_cells=5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name,n\n"E. ""Doc"" Smith",1\n"B",2\n', 'E. "Doc" Smith'),
        ('name,n\n"E. \\"Doc\\" Smith, jr.",1\n"B",2\n', 'E. "Doc" Smith, jr.'),
        ('name,n\n"C:\\data\\",1\n"B",2\n', "C:\\data\\"),
    ],
)
def test_quotation_marks_inside_a_field_doubled_or_behind_a_backslash(tmp_path: Path, text: str, expected: str) -> None:
    assert values(figure(put(tmp_path, "a.csv", text)))[0] == [expected, 1]
