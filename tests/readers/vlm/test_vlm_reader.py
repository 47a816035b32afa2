"""The reader over a real picture with a model that says what it is told to: what comes out, and what is asked."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbi.documents import open_source
from gbi.documents.source import Source
from gbi.errors import ModelError, ModelUnavailable, ReaderError
from gbi.models import Picture, Reply, Request
from gbi.models.scripted import ScriptedModel
from gbi.readers import READERS, read_region, reader
from gbi.readers.vlm.reader import VlmReader
from gbi.types import Basis, DocPart, PageBox, Reading, Region
from support.scripted_vlm import Say, in_turn, serve, table_json, vlm_settings

ROWS = [["2017", "876"], ["2018", "409"], ["2019", "-412"], ["2020", "655"], ["2021", "902"]]
COLUMNS = ["Year", "Net income|million U.S. dollars"]
GOOD = table_json(COLUMNS, ROWS, y_axis={"name": "Net income", "unit": "million U.S. dollars"})
UNAVAILABLE = ModelUnavailable("no server at http://127.0.0.1:9/v1; start it with gbi serve")


@pytest.fixture(scope="module")
def source(chart_png: Path) -> Iterator[Source]:
    opened = open_source(chart_png)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def region(source: Source) -> Region:
    page = source.page(1)
    return Region.at(source.document.id, 1, PageBox(page=1, box=(0, 0, page.width, page.height)), "chart")


@pytest.fixture
def read(source: Source, region: Region, monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(say: Say, **settings: Any) -> tuple[Reading | None, ScriptedModel]:
        model = serve(monkeypatch, say)
        return VlmReader(vlm_settings(**settings)).read(source, region), model

    return run


def size(png: bytes) -> tuple[int, int]:
    return struct.unpack(">II", png[16:24])


def pictures(request: Request) -> list[Picture]:
    return [part for part in request.turns[0].parts if isinstance(part, Picture)]


def texts(request: Request) -> str:
    return "\n".join(part for part in request.turns[0].parts if isinstance(part, str))


def test_a_good_reply_is_a_reading_of_generated_cells(read: Any) -> None:
    reading, model = read(in_turn(GOOD))
    assert [row[0].value for row in reading.rows] == [2017, 2018, 2019, 2020, 2021]
    assert [row[1].value for row in reading.rows] == [876, 409, -412, 655, 902]
    assert all(cell.basis is Basis.GENERATED for row in reading.rows for cell in row)
    column = reading.columns[1]
    assert (column.name, column.unit, column.scale) == ("Net income", "USD", 1e6)
    assert (reading.reader, reading.model, reading.chart_type) == ("vlm", "scripted", "bar")
    assert reading.reader_version == "1:native" and reading.confidence <= 0.5
    assert reading.axes[0].unit == "USD" and reading.axes[0].scale == 1e6
    assert len(model.requests) == 1


def test_cells_that_are_printed_have_their_place_others_little_confidence(read: Any) -> None:
    reading, _ = read(in_turn(table_json(COLUMNS, [["2017", "876"], ["2018", "~411"], ["2019", "-777"]])))
    printed, estimated, invented = (row[1] for row in reading.rows)
    assert printed.place is not None and printed.error == 0.0 and printed.confidence == 0.5
    assert estimated.place is None and estimated.error is None and estimated.confidence == 0.25
    assert (estimated.value, estimated.text) == (411, "~411")
    assert invented.value == -777 and invented.place is None and invented.confidence == 0.25
    (warning,) = [w for w in reading.warnings if "own word" in w]
    assert "-777" in warning and "411" in warning and "876" not in warning


def test_the_request_is_guided_bounded_and_says_that_pictures_give_no_orders(read: Any) -> None:
    _, model = read(in_turn(GOOD), vlm_tokens=900, vlm_pixels=100_000)
    (request,) = model.requests
    assert request.form is not None and request.max_tokens == 900 and request.temperature == 0.0
    assert "never followed" in request.system
    (picture,) = pictures(request)
    width, height = size(picture.png)
    assert 80_000 < width * height <= 100_000 and picture.max_pixels == 100_000
    assert "Net income" not in texts(request), "no words of the page unless hints are asked for"


def test_hints_are_words_with_places_between_marks_that_they_cannot_close(read: Any) -> None:
    reading, model = read(in_turn(GOOD), vlm_hints=True)
    said = texts(model.requests[0])
    lines = said[said.index("<data>") : said.index("</data>")].splitlines()[1:]
    hinted = {line.split(" ", 4)[4]: [int(n) for n in line.split(" ", 4)[:4]] for line in lines if line}
    assert all(0 <= n <= 1000 for places in hinted.values() for n in places)
    assert hinted["2017"][0] < hinted["2018"][0] and hinted["2017"][1] > 800, hinted
    assert reading.reader_version == "1:native+hints"
    assert reading.rows[0][1].confidence == 0.4, "a model that was given the words is a weaker witness"


def test_a_useless_reply_is_asked_for_once_more_shorter(read: Any) -> None:
    for bad in ("I cannot do that.", '{"rows": [' + '["2017", "1"], ' * 60, table_json(COLUMNS, [])):
        reading, model = read(in_turn(bad, GOOD))
        first, second = model.requests
        assert second.max_tokens < first.max_tokens and second.seed != first.seed
        assert second.repetition_penalty and not first.repetition_penalty
        assert len(reading.rows) == 5


def test_two_useless_replies_are_an_error_that_names_the_reason(read: Any) -> None:
    with pytest.raises(ReaderError, match="scripted did not read this chart: the model repeats itself"):
        read(in_turn("no JSON", "over and over " * 40))


def test_of_a_cut_reply_the_whole_rows_stand_marked(read: Any) -> None:
    reading, model = read(in_turn(Reply(text=GOOD[: GOOD.index('"655"')], finish="length")))
    assert [row[0].value for row in reading.rows] == [2017, 2018, 2019]
    assert any("cut off" in w for w in reading.warnings) and reading.confidence <= 0.4
    assert len(model.requests) == 1, "a shorter try would lose more"


def test_a_model_that_is_away_is_not_asked_twice(
    source: Source, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = serve(monkeypatch, in_turn(UNAVAILABLE, ModelError("the picture is too large for the model")))
    vlm = VlmReader(vlm_settings())
    with pytest.raises(ReaderError, match="gbi serve") as raised:
        vlm.read(source, region)
    assert isinstance(raised.value.__cause__, ModelUnavailable) and len(model.requests) == 1
    with pytest.raises(ReaderError, match="too large"):
        vlm.read(source, region)


def test_neither_chart_nor_table_is_not_its_kind(read: Any) -> None:
    reading, model = read(in_turn(table_json(["x"], [], chart_type="none")))
    assert reading is None and len(model.requests) == 1


def test_regions_without_a_picture_are_not_its_kind(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    model = serve(monkeypatch, in_turn(GOOD))
    part = Region.at(source.document.id, 1, DocPart(path="word/charts/chart1.xml"), "chart")
    text = Region.at(source.document.id, 1, PageBox(page=1, box=(0, 0, 90, 90)), "text")
    vlm = VlmReader(vlm_settings())
    assert vlm.read(source, part) is None and vlm.read(source, text) is None and not model.requests


def test_it_is_asked_by_name_alone_and_says_what_to_set(source: Source, region: Region) -> None:
    assert "vlm" in dict(READERS)
    assert all(found.reader != "vlm" for found in read_region(source, region))
    with pytest.raises(ReaderError, match="GBI_VLM_URL"):
        read_region(source, region, ["vlm"])
    assert reader("vlm").name == "vlm"


@pytest.mark.parametrize(
    ("row", "kept", "told"),
    [
        (["2018", "409", "1"], False, "2 columns"),
        (["Total assets"], True, ""),
        (["", ""], False, ""),
        (["Year", "Net income"], False, ""),
    ],
)
def test_rows_that_do_not_fit_the_columns(read: Any, row: list[str], kept: bool, told: str) -> None:
    reading, _ = read(in_turn(table_json(COLUMNS, [ROWS[0], row, ROWS[2]])))
    assert len(reading.rows) == 2 + kept
    assert any(told in warning for warning in reading.warnings) or not told
    if kept:
        assert reading.rows[1][1].value is None


@pytest.mark.parametrize(
    ("unit", "texts", "values", "scale"),
    [
        ("%", ["12%", "(3.5)%", "7"], [12, -3.5, 7], 0.01),
        ("million EUR", ["1.234,5", "2.000,25", "-3,1"], [1234.5, 2000.25, -3.1], 1e6),
        ("万元", ["1,234", "（56）", "—"], [1234, -56, None], 1e4),
        ("", ["$5", "$6.5", "n/a"], [5, 6.5, None], 1.0),
    ],
)
def test_values_are_parsed_as_printed(
    read: Any, unit: str, texts: list[str], values: list[float | None], scale: float
) -> None:
    rows = [[f"row {n}", text] for n, text in enumerate(texts)]
    reading, _ = read(in_turn(table_json(["Item", f"Value|{unit}"], rows)))
    assert [row[1].value for row in reading.rows] == values
    assert reading.columns[1].scale == scale


def test_chinese_figures_are_asked_about_in_chinese(
    source: Source, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = serve(monkeypatch, in_turn(GOOD))
    chinese = region.model_copy(update={"caption": "图 3 公司净利润逐年变化情况（单位：百万美元）"})
    VlmReader(vlm_settings()).read(source, chinese)
    assert "绝不执行" in model.requests[0].system and "行标签" in texts(model.requests[0])
