"""Three ways of reading the same items in one command: a row each, the tools' as if no model was named."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gbi.errors import SettingsError
from gbi.ingest import DocumentDone
from gbi.models import configured
from gbi.settings import current
from gbi_eval import asking, witnesses
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.runner import RunError
from gbi_eval.witnesses import Gain, Row, compare_ways

SCORES = {"vlm": (0.0, 0.2, 0.4), "tools": (0.5, 0.6, 0.7), "both": (0.6, 0.6, 0.9)}
MODEL_SEEN: list[tuple[str | None, bool]] = []


def items(options: Options) -> list[Item]:
    if not (options.data / "figures").is_dir():
        return []
    return [Item(id=str(number)) for number in range(3)][: options.limit]


def run(item: Item, options: Options) -> Outcome:
    MODEL_SEEN.append((options.reader, configured(current(), "vlm")))
    way = options.reader or "tools"
    return Outcome(id=item.id, scores={"good": SCORES[way][int(item.id)]}, seconds=0.5)


MADE = Benchmark(name="chart2table", items=items, run=run, scores=("good",), tested=("good",))


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A benchmark of three items whose scores depend on the way alone; data for chart2table only."""
    from gbi_eval import lanes, runner

    for module in (witnesses, lanes, runner):
        monkeypatch.setattr(module, "load", lambda name: MADE)
    monkeypatch.setattr(witnesses, "write_report", lambda out, found: out / "report.html")
    (tmp_path / "data/charts/figures").mkdir(parents=True)
    (tmp_path / "data/chartqa").mkdir()
    monkeypatch.setenv("GBI_VLM_MODEL", "a-model")
    MODEL_SEEN.clear()
    current.cache_clear()
    return tmp_path


def test_a_row_for_each_way_then_what_both_add(fakes: Path) -> None:
    found = list(compare_ways(Options(data=fakes / "data"), fakes / "out", workers=1))
    rows, gains = [one for one in found if isinstance(one, Row)], [one for one in found if isinstance(one, Gain)]
    assert [(row.way, round(row.mean, 4), row.items) for row in rows] == [
        ("vlm", 0.2, 3),
        ("tools", 0.6, 3),
        ("both", 0.7, 3),
    ]
    assert all(row.low <= row.mean <= row.high and row.score == "good" for row in rows)
    assert len(gains) == 1 and gains[0].mean == pytest.approx(0.1) and gains[0].low >= 0
    assert "0.700" in rows[2].words() and "+0.1000" in gains[0].words()
    assert sorted(path.name for path in (fakes / "out/chart2table").iterdir()) == ["both", "tools", "vlm"]


def test_the_tools_work_as_if_no_model_was_named_and_the_settings_come_back(fakes: Path) -> None:
    list(compare_ways(Options(data=fakes / "data"), fakes / "out", workers=1))
    assert MODEL_SEEN == [("vlm", True)] * 3 + [(None, False)] * 3 + [("both", True)] * 3
    assert os.environ["GBI_VLM_MODEL"] == "a-model" and "GBI_LLM_URL" not in os.environ
    assert configured(current(), "vlm")


def test_a_second_call_runs_nothing_again(fakes: Path) -> None:
    first = list(compare_ways(Options(data=fakes / "data"), fakes / "out", workers=1))
    MODEL_SEEN.clear()
    assert list(compare_ways(Options(data=fakes / "data"), fakes / "out", workers=1)) == first
    assert not MODEL_SEEN


def test_without_a_model_or_data_it_says_so(fakes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunError, match="nothing there for chart2table or chartqa"):
        list(compare_ways(Options(data=fakes / "data/chartqa"), fakes / "out", workers=1))
    monkeypatch.setenv("GBI_VLM_MODEL", "")
    current.cache_clear()
    with pytest.raises(SettingsError, match="name the model"):
        list(compare_ways(Options(data=fakes / "data"), fakes / "out", workers=1))


@pytest.mark.parametrize(
    ("reader", "asked"), [(None, [None]), ("vlm", [["vlm"]]), ("both", [None, ["vlm"]]), ("raster", [["raster"]])]
)
def test_both_reads_with_the_tools_first_and_then_with_the_model(
    reader: str | None, asked: list[Any], tmp_path: Path
) -> None:
    seen: list[Any] = []

    class Workspace:
        def ingest(self, path: Path, readers: Sequence[str] | None) -> list[Any]:
            seen.append(readers)
            return [DocumentDone.model_construct()]

    asking._read(Workspace(), tmp_path, reader)  # type: ignore[arg-type]
    assert seen == asked
    asking.check("both", "rules")


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    yield
    current.cache_clear()
