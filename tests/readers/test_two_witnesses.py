"""Two readers over one drawn chart, through the workspace: what they agree on is current, corrections stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbi.types import Basis, Reading
from gbi.workspace import Workspace
from support.figures import pdf_figure

PLACES = ["North", "South", "East", "West"]
SALES = [12.5, 30.1, 7.7, 22.4]


def bars(axes: Any) -> None:
    axes.bar(PLACES, SALES, color="#2a6fb0")
    axes.set_ylabel("Sales (USD million)")
    axes.set_ylim(0, 35)
    axes.set_xlabel("Region")


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pdf_figure(tmp_path_factory.mktemp("chart") / "chart.pdf", bars)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "ws.gbi") as workspace:
        yield workspace


def only(ws: Workspace) -> Reading:
    (reading,) = ws.readings()
    return reading


def test_one_more_reader_makes_the_agreed_revision_current_and_corrections_stay(chart: Path, ws: Workspace) -> None:
    ws.add(chart, readers=["vector"])
    first = only(ws)
    (table,) = ws.tables()
    before = ws.revision_of(table)
    assert first.reader == "vector"
    ws.correct(first.rows[1][1], 31.0, by="me")
    ws.read(first.region.id, "raster")
    agreed = only(ws)
    assert (agreed.reader, ws.tables()) == ("agree", [table])
    assert ws.revision_of(table) != before
    assert {r.reader for r in ws.readings_of(first.region.id)} == {"vector", "raster"}
    assert [row[1].value for row in agreed.rows] == pytest.approx([12.5, 31.0, 7.7, 22.4], abs=0.02)
    assert agreed.rows[1][1].corrected_by == "me"
    assert [c.orphaned for c in ws.corrections()] == [False]
    assert agreed.confidence > first.confidence, agreed.warnings
    assert agreed.rows[0][1].confidence > first.rows[0][1].confidence
    assert ws.sql(f"SELECT max({sql_names(ws)[1]}) FROM {table}").rows == [(31.0,)]
    assert ws.cells(table, [1], sql_names(ws)[1:])[0].original == pytest.approx(30.1, abs=0.02)


def sql_names(ws: Workspace) -> list[str]:
    (info,) = ws.table_infos()
    return list(info.sql_columns)


def test_two_readers_at_once_agree_at_once(chart: Path, ws: Workspace) -> None:
    ws.add(chart, readers=["vector", "raster"])
    agreed = only(ws)
    assert agreed.reader == "agree" and "vector" in agreed.reader_version and "raster" in agreed.reader_version
    assert [row[0].value for row in agreed.rows] == PLACES
    assert [row[1].value for row in agreed.rows] == pytest.approx(SALES, abs=0.02)
    assert all(cell.basis is Basis.MEASURED for row in agreed.rows for cell in row[1:])
    assert not [w for w in agreed.warnings if "differ" in w]
