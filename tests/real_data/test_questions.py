"""Questions over real charts, tables and reports, asked as a user would. A miss is kept, marked with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gbi

ROWS = [json.loads(line) for line in (Path(__file__).parent / "questions.jsonl").read_text("utf-8").splitlines()]


def case(row: dict[str, Any]) -> Any:
    """The row as a test; a known miss must miss, so that a mend is noticed."""
    marks = [pytest.mark.xfail(reason=row["miss"], strict=True)] if "miss" in row else []
    return pytest.param(row, id=f"{Path(row['file']).stem[:24]}: {row['question'][:40]}", marks=marks)


@pytest.fixture(scope="module")
def workspaces(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A workspace per file and pages, kept over the questions on it."""
    open_ones: dict[tuple[str, str | None], gbi.Workspace] = {}

    def workspace(row: dict[str, Any]) -> gbi.Workspace:
        key = (row["file"], row.get("pages"))
        if key not in open_ones:
            ws = gbi.Workspace(tmp_path_factory.mktemp("real") / "one.gbi")
            ws.add(data / row["file"], pages=row.get("pages"))
            open_ones[key] = ws
        return open_ones[key]

    yield workspace
    for ws in open_ones.values():
        ws.close()


@pytest.mark.data
@pytest.mark.parametrize("row", [case(row) for row in ROWS])
def test_question(row: dict[str, Any], workspaces: Any) -> None:
    answer = gbi.Analyst(workspaces(row)).ask(row["question"])
    assert answer.status == "answered", answer.text
    if isinstance(row["expected"], str):
        assert answer.value == row["expected"]
    else:
        assert answer.value == pytest.approx(row["expected"], rel=1e-9, abs=row.get("tolerance", 0)), answer.text
    cited = [c for c in answer.citations if c.role == "value"]
    assert cited
    assert all(c.place.kind == "page" for c in cited)
    if "page" in row:
        assert {c.place.page for c in cited if isinstance(c.place, gbi.PageBox)} == {row["page"]}
