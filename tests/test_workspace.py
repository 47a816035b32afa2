"""The workspace's face, over fake documents."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import gbi
from gbi.ingest import PageRead
from gbi.settings import Settings
from gbi.workspace import Unread, Workspace
from support.fake_source import write_fake

pytest_plugins = ("support.agreeing", "support.ingesting")
pytestmark = pytest.mark.usefixtures("fake_documents")

SALES = {
    "title": "Sales",
    "caption": "Table 1: 销售额",
    "columns": ["Region", "2020"],
    "rows": [["North", 1], ["South", 2]],
}
COSTS = {"title": "Costs", "columns": ["Region", "2020"], "rows": [["North", 3], ["South", 4]]}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "w.gbi")


def fake(tmp_path: Path, name: str, *pages: dict[str, Any]) -> Path:
    return write_fake(tmp_path / f"{name}.fake", pages)


def test_add_is_idempotent_by_content(tmp_path: Path, ws: Workspace) -> None:
    one, two = fake(tmp_path, "one", {"figures": [SALES]}), fake(tmp_path, "two", {"figures": [COSTS]})
    documents = ws.add(one, str(two))
    assert [document.name for document in documents] == ["one.fake", "two.fake"]
    assert ws.add(two, one) == documents[::-1] and ws.documents() == documents
    assert ws.tables() == ["sales", "costs"]


def test_everything_is_there_for_another_process(tmp_path: Path, ws: Workspace) -> None:
    (document,) = ws.add(fake(tmp_path, "one", {"text": "words", "figures": [SALES]}))
    other = gbi.Workspace(ws.path)
    assert other.documents() == (document,) and other.readings() == ws.readings()
    assert other.page(document, 1).text == "words"
    assert other.regions(document.id) == ws.regions() and len(ws.regions()) == 1


def test_documents_restrict(tmp_path: Path, ws: Workspace) -> None:
    one, two = ws.add(fake(tmp_path, "one", {"figures": [SALES]}), fake(tmp_path, "two", {"figures": [COSTS]}))
    assert ws.tables(one) == ws.tables(one.id) == ws.tables([one.id]) == ["sales"]
    assert ws.tables([]) == []
    assert ws.tables("one.fake") == ws.tables(["one.fake"]) == ["sales"]
    with pytest.raises(gbi.StoreError, match=r"did you mean 'one\.fake'"):
        ws.tables("onefake")
    assert [reading.title for reading in ws.readings(two)] == ["Costs"]
    assert [info.name for info in ws.table_infos([one, two])] == ["sales", "costs"]
    assert {hit.document for hit in ws.search("North", documents=two)} == {two.id}


def test_a_file_that_fails_is_a_warning_unless_all_do(tmp_path: Path, ws: Workspace) -> None:
    good = fake(tmp_path, "good", {})
    with pytest.warns(Unread, match="missing"):
        assert len(ws.add(tmp_path / "missing.fake", good)) == 1
    with pytest.raises(gbi.DocumentError, match="missing"):
        ws.add(tmp_path / "missing.fake")


def test_a_page_that_fails_is_a_warning(tmp_path: Path, ws: Workspace) -> None:
    with pytest.warns(Unread, match=r"one\.fake, page 1: the page's content is broken"):
        (document,) = ws.add(fake(tmp_path, "one", {"fault": "error"}))
    assert document.warnings == ("page 1: the page's content is broken",)
    with pytest.raises(gbi.StoreError, match="content is broken"):
        ws.page(document, 1)


def test_sql_and_its_witnesses(tmp_path: Path, ws: Workspace) -> None:
    with ws:
        ws.add(fake(tmp_path, "one", {"figures": [SALES]}))
        result = ws.sql("SELECT sum(_2020) AS total FROM sales")
        assert list(result.rows) == [(3.0,)]
        cells = [cell for witness in result.witnesses() for cell in witness.cells]
        assert sorted(cell.value for cell in cells if cell.column == "_2020") == [1, 2]
        ws.correct(ws.readings()[0].rows[0][1], value=10, by="me")
        assert list(ws.sql("SELECT sum(_2020) AS total FROM sales").rows) == [(12.0,)]
        assert list(ws.sql("SELECT value, original FROM cells WHERE corrected_by = 'me'").rows) == [("10", "1")]
        with pytest.raises(gbi.SqlError):
            ws.sql("DROP TABLE sales")
    assert ws.tables() == ["sales"]  # usable after close


def test_a_warm_workspace_has_its_sql_process(tmp_path: Path, ws: Workspace) -> None:
    with ws:
        ws.warm_up()
        assert ws._engine is not None and ws._engine._process is not None and ws._engine._process.poll() is None
        process = ws._engine._process
    assert process.poll() is not None


def test_correct_takes_cells_citations_and_ids(tmp_path: Path, ws: Workspace) -> None:
    ws.add(fake(tmp_path, "one", {"figures": [SALES]}))
    cell = ws.readings()[0].rows[0][1]
    ws.correct(cell, 10, "me")
    ws.correct(ws.cells("sales", [0], ["_2020"])[0], 11, "me")
    ws.correct(cell.id, 12, "me")
    assert ws.reading(ws.readings()[0].id).rows[0][1].value == 12
    (correction,) = ws.corrections()
    ws.withdraw(correction)
    assert ws.corrections() == () and ws.readings()[0].rows[0][1].value == 1
    with pytest.raises(gbi.StoreError, match="needs a name"):
        ws.correct(cell, 10, " ")


def test_revision_of_a_table(tmp_path: Path, ws: Workspace) -> None:
    ws.add(fake(tmp_path, "one", {"figures": [SALES, COSTS]}))
    sales, costs = ws.revision_of("sales"), ws.revision_of("costs")
    ws.correct(ws.readings()[0].rows[0][1], 10, "me")
    assert ws.revision_of("sales") != sales and ws.revision_of("costs") == costs


@pytest.mark.usefixtures("last_reading_agreed")
def test_one_more_reader(tmp_path: Path, ws: Workspace) -> None:
    ws.add(fake(tmp_path, "one", {"figures": [SALES, {"columns": None}]}))
    first, second = ws.regions()
    reading = ws.read(first.id, "other")
    assert reading.reader == "other" and [found.reader for found in ws.readings_of(first.id)] == ["fake", "other"]
    with pytest.raises(gbi.ReaderError, match="not its kind of figure"):
        ws.read(second.id, "other")


def size(png: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(png)).size


def test_pictures(tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = ws.add(fake(tmp_path, "one", {"figures": [SALES]}))
    (tmp_path / "one.fake").unlink()  # the workspace keeps its own copy
    assert size(ws.page_image(document, 1)) == (400, 600)
    assert size(ws.page_image(document.id, 1, scale=0.5)) == (200, 300)
    picture = ws.region_image(ws.regions()[0].id)
    assert size(picture) == (400, 90)
    assert Image.open(io.BytesIO(picture)).getpixel((5, 5)) == (255, 0, 0)
    ws.close()
    monkeypatch.setattr("gbi.documents.open_source", None)
    assert ws.region_image(ws.regions()[0].id) == picture
    with pytest.raises(gbi.PageError, match="no page 7"):
        ws.page_image(document, 7)


def test_documents_of_one_name_are_told_apart_by_id(tmp_path: Path, ws: Workspace) -> None:
    first = ws.add(fake(tmp_path, "one", {"figures": [SALES]}))[0]
    second = ws.add(fake(tmp_path, "one", {"figures": [COSTS]}))[0]
    assert first.name == second.name
    with pytest.raises(gbi.StoreError, match="2 documents are called"):
        ws.readings("one.fake")
    assert ws.tables(second.id) == ["costs"]


def test_a_table_over_pages_is_one_region_with_one_picture(tmp_path: Path, ws: Workspace) -> None:
    (document,) = ws.add(fake(tmp_path, "one", {"figures": [{**SALES, "runs_on": True}]}, {}))
    (region,) = ws.regions()
    assert [place.page for place in region.more] == [2]  # type: ignore[union-attr]
    assert size(ws.region_image(region.id)) == (400, 90 + 50)
    assert ws.tables(document) == ["sales"]


def test_a_place_without_a_picture_says_so(tmp_path: Path, ws: Workspace) -> None:
    ws.add(fake(tmp_path, "one", {"figures": [{**SALES, "sheet": "Plan"}]}))
    with pytest.raises(gbi.PageError, match=r"sheet place has no picture; ws\.reading"):
        ws.region_image(ws.regions()[0].id)


def test_search_hits_point_to_figures(tmp_path: Path, ws: Workspace) -> None:
    ws.add(fake(tmp_path, "one", {"text": "本年销售增长", "figures": [SALES]}))
    assert ws.search("销售额")[0].region == ws.regions()[0].id
    assert [hit.region for hit in ws.search("增长")] == [None]
    with pytest.raises(gbi.QuestionError, match="100,000"):
        ws.search("x" * 100_000)


def test_events_are_values(tmp_path: Path, ws: Workspace) -> None:
    event = next(event for event in ws.ingest(fake(tmp_path, "one", {})) if isinstance(event, PageRead))
    assert PageRead.model_validate_json(event.model_dump_json()) == event
    with pytest.raises(ValueError, match="frozen"):
        event.number = 2  # type: ignore[misc]


def test_cached_workspace_is_found_by_content(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, cache_dir=tmp_path / "cache")
    one, two = fake(tmp_path, "one", {"figures": [SALES]}), fake(tmp_path, "two", {})
    with gbi.cached_workspace([one, two], settings) as ws:
        ws.add(one)
        path = ws.path
    moved = one.rename(tmp_path / "moved.fake")
    assert gbi.cached_workspace([two, moved], settings).tables() == ["sales"]
    assert gbi.cached_workspace([moved], settings).path != path
    with pytest.raises(gbi.DocumentError, match="check the path"):
        gbi.cached_workspace([one], settings)
