"""The Reports page in Chinese says in Chinese why a file failed: in the table, under the question, under problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import gbi
from gbi import settings
from gbi.store.jobs import READING, Job
from gbi.types import Column
from gbi_ui.desk.amounts import heading
from support.desk_batch import own_desk, page

QUESTION = "2021年的营业收入是多少？"
ERROR = "locked.pdf is encrypted; open it with its password and save it without one"
CHINESE = "locked.pdf 已加密；请用密码打开，另存为不带密码的文件"
DOCUMENT = "0" * 64


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[gbi.Workspace]:
    monkeypatch.setattr("gbi_ui.desk.reports.panel.visitor", lambda: None)
    made = own_desk(tmp_path / "desk", monkeypatch)
    where = {"document": DOCUMENT, "name": "locked.pdf", "path": "locked.pdf", "status": "failed", "error": ERROR}
    for question in (READING, QUESTION):
        made.jobs.finish(Job(**where, question=question))
    yield made
    settings.current.cache_clear()


@pytest.mark.parametrize(("language", "said"), [("zh", f"失败：{CHINESE}"), ("en", f"failed: {ERROR}")])
def test_the_table_says_why_in_the_desks_language(ws: gbi.Workspace, language: str, said: str) -> None:
    app = page("reports", language=language)
    assert not app.exception
    cell = app.dataframe[0].value[QUESTION][0]
    assert len(cell) > 20 and said.startswith(cell), "the beginning of it, as far as a cell's text goes"


@pytest.mark.parametrize("part", ["answers", "problems"])
def test_a_reports_own_view_says_it_too(ws: gbi.Workspace, part: str) -> None:
    app = page("reports", language="zh")
    app.selectbox(key="reports.open").set_value(DOCUMENT).run()
    app.segmented_control(key="reports.part").set_value(part).run()
    assert not app.exception
    (error,) = app.error
    assert "已加密" in error.value and "encrypted" not in error.value


@pytest.mark.parametrize(
    ("name", "unit", "scale", "words"),
    [
        ("营业收入（万元）", "CNY", 1e4, "营业收入（万元）"),
        ("Sales (USD m)", "USD", 1e6, "Sales (USD m)"),
        ("Sales in $m", "USD", 1e6, "Sales in $m"),
        ("Sales (USD m)", "USD", 1e3, "Sales (USD m) (thousand USD)"),
        ("利润", "CNY", 1e4, "利润 (ten thousand CNY)"),
    ],
)
def test_a_heading_says_its_unit_once(name: str, unit: str, scale: float, words: str) -> None:
    assert heading(Column(name=name, type="number", unit=unit, scale=scale)) == words
