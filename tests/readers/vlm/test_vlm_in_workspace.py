"""The model's reader through the workspace: one more witness, never a single point of failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbi.errors import ModelUnavailable, ReaderError
from gbi.ingest import PageRead
from gbi.models import Request
from gbi.types import Basis, Reading
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.dispatchers.rules import Rules
from support.command import Command
from support.figures import pdf_figure
from support.scripted_vlm import in_turn, serve, table_json, vlm_settings

PLACES = ["North", "South", "East", "West"]
SALES = [12.5, 30.1, 7.7, 22.4]
COLUMNS = ["Region", "Sales|USD million"]
GOOD = table_json(COLUMNS, [[place, f"~{sales}"] for place, sales in zip(PLACES, SALES, strict=True)])
AWAY = ModelUnavailable("no server at http://127.0.0.1:9/v1")


def bars(axes: Any) -> None:
    axes.bar(PLACES, SALES, color="#2a6fb0")
    axes.set_ylabel("Sales (USD million)")
    axes.set_ylim(0, 35)


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pdf_figure(tmp_path_factory.mktemp("chart") / "sales.pdf", bars)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "ws.gbi", settings=vlm_settings()) as workspace:
        yield workspace


def only(ws: Workspace) -> Reading:
    (reading,) = ws.readings()
    return reading


def notes(ws: Workspace, chart: Path) -> list[str]:
    return [note for e in ws.ingest(chart, readers=["vlm"]) if isinstance(e, PageRead) for note in e.notes]


def test_one_more_reader_confirms_the_tools_and_contradicts_them(
    chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws.add(chart)
    before = only(ws)
    serve(monkeypatch, in_turn(GOOD.replace("~30.1", "~20.1")))
    made = ws.read(before.region.id, "vlm")
    assert made.reader == "vlm" and made.model == "scripted"
    agreed = only(ws)
    assert agreed.reader == "agree" and "vlm" in agreed.reader_version and agreed.model == "scripted"
    assert [row[1].value for row in agreed.rows] == [row[1].value for row in before.rows]
    assert all(row[1].basis is Basis.MEASURED for row in agreed.rows)
    assert agreed.rows[0][1].confidence > before.rows[0][1].confidence
    assert agreed.rows[1][1].confidence < before.rows[1][1].confidence
    assert [a.value for a in agreed.rows[1][1].alternatives] == [20.1]
    assert any("South" in w and "20.1" in w for w in agreed.warnings)
    answer = Analyst(ws, Rules(), settings=ws.settings).ask("What were the sales in South?")
    assert answer.value == pytest.approx(30.1, abs=0.05)


def test_what_only_the_model_reads_stays_generated_with_little_confidence(
    chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, in_turn(GOOD))
    ws.add(chart, readers=["vlm"])
    reading = only(ws)
    assert reading.reader == "vlm" and reading.confidence <= 0.5
    assert all(cell.basis is Basis.GENERATED and cell.confidence <= 0.5 for row in reading.rows for cell in row)
    assert any("model's own word" in w for w in reading.warnings)
    answer = Analyst(ws, Rules(), settings=ws.settings).ask("What were the sales in South?")
    assert (answer.value, answer.basis) == (30.1, Basis.GENERATED) and answer.confidence <= 0.3


def test_a_model_that_is_away_costs_nothing_and_is_asked_again_next_time(
    chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, in_turn(AWAY))
    (note,) = notes(ws, chart)
    assert "read by the tools" in note and "no server" in note
    assert only(ws).reader == "vector"
    assert [row[1].value for row in only(ws).rows] == pytest.approx(SALES, abs=0.02)
    answer = Analyst(ws, Rules(), settings=ws.settings).ask("Which region has the highest sales?")
    assert answer.value == "South"
    serve(monkeypatch, in_turn(GOOD))
    assert notes(ws, chart) == []
    assert only(ws).reader == "agree" and only(ws).rows[0][1].confidence > 0.9
    model = serve(monkeypatch, in_turn(GOOD))
    assert notes(ws, chart) == [] and not model.requests, "what was read is not read again"
    with Workspace(ws.path, settings=vlm_settings(vlm_hints=True)) as otherwise:
        assert notes(otherwise, chart) == [] and len(model.requests) == 1, "another way of asking is another pass"


def test_a_model_of_no_use_is_not_asked_again(chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, in_turn("I am sorry."))
    (note,) = notes(ws, chart)
    assert "read by the tools" in note and only(ws).reader == "vector"
    model = serve(monkeypatch, in_turn(GOOD))
    assert notes(ws, chart) == [] and not model.requests


def test_no_model_configured_is_the_same(chart: Path, tmp_path: Path) -> None:
    with Workspace(tmp_path / "plain.gbi") as plain:
        (note,) = notes(plain, chart)
        assert "GBI_VLM_URL" in note and only(plain).reader == "vector"
        with pytest.raises(ReaderError, match="GBI_VLM_URL"):
            plain.read(only(plain).region.id, "vlm")


def test_reading_by_name_says_why_it_failed(chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ws.add(chart)
    serve(monkeypatch, in_turn(AWAY))
    with pytest.raises(ReaderError, match="no server"):
        ws.read(only(ws).region.id, "vlm")
    assert only(ws).reader == "vector"


def test_another_model_is_another_witness_the_same_one_is_heard_once(
    chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws.add(chart)
    region = only(ws).region.id
    for name in ("base", "base", "adapter"):
        serve(monkeypatch, in_turn(GOOD)).name = name
        ws.read(region, "vlm")
    assert [r.model for r in ws.readings_of(region)] == ["", "base", "adapter"]
    assert only(ws).model == "adapter+base" or only(ws).model == "base+adapter"


def test_the_command_reads_with_the_tools_and_says_so(
    chart: Path, gbi_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = gbi_command("read", str(chart), "--reader", "vlm")
    assert ran.status == 0 and "South" in ran.out and "GBI_VLM_URL" in ran.err


def test_a_time_out_is_a_model_that_is_away(chart: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(request: Request) -> Any:
        return ModelUnavailable("no answer from scripted within 60 s")

    serve(monkeypatch, say)
    (note,) = notes(ws, chart)
    assert "within 60 s" in note and only(ws).reader == "vector"
