"""Every metric gives 1 for gold against gold, over the real gold; and each benchmark runs on a few real items."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi_eval.benchmark import Options
from gbi_eval.benchmarks import BENCHMARKS
from gbi_eval.benchmarks.icdar2013 import gold_relations
from gbi_eval.gold import grid, read_gold
from gbi_eval.metrics.adjacency import adjacency
from gbi_eval.metrics.cells import cell_f1
from gbi_eval.metrics.denotation import same_denotation
from gbi_eval.metrics.longdoc import longdoc_score
from gbi_eval.metrics.relaxed import relaxed_match, split_list
from gbi_eval.metrics.rms import rms
from gbi_eval.runner import run

pytestmark = pytest.mark.data
FOLDERS = {
    "chart2table": "charts/statista",
    "chartqa": "chartqa",
    "chartsql": "charts/statista",
    "icdar2013": "tables/icdar2013",
    "reports": "reports",
    "tableqa": "tableqa",
    "unanswerable": "chartqa",
    "zh_charts": "charts_zh",
    "robustness": "charts/statista",
}


@pytest.mark.parametrize("name", ["statista", "pew", "vega"])
def test_tables(name: str, data: Path) -> None:
    files = sorted((data / "charts" / name / "tables").glob("*.csv"))
    assert files
    for file in files:
        rows = read_gold(file)
        assert rms(rows, rows).f1 == pytest.approx(1.0), file.name
        assert cell_f1(grid(rows), grid(rows), 0.01).f1 == 1.0, file.name


def test_chart_questions(data: Path) -> None:
    rows = [json.loads(line) for line in (data / "chartqa/questions.jsonl").read_text("utf-8").splitlines()]
    assert all(relaxed_match(str(r["answer"]), str(r["answer"]), exact_years=True) for r in rows)


def test_table_questions(data: Path) -> None:
    rows = [json.loads(line) for line in (data / "tableqa/questions.jsonl").read_text("utf-8").splitlines()]
    assert all(same_denotation(row["answers"], row["answers"]) for row in rows)


def test_report_questions(data: Path) -> None:
    rows = [json.loads(line) for line in (data / "reports/questions.jsonl").read_text("utf-8").splitlines()]
    wrong = [
        r["answer"] for r in rows if longdoc_score(split_list(str(r["answer"])), str(r["answer"]), r["format"]) != 1
    ]
    assert wrong == []


def test_table_structures(data: Path) -> None:
    files = sorted((data / "tables/icdar2013").glob("*-str.xml"))
    assert files
    for file in files:
        found = gold_relations(file)
        assert found and adjacency(found, found).f1 == 1.0, file.name


@pytest.mark.parametrize("name", [name for name, _ in BENCHMARKS if name != "reports"])
def test_smoke(name: str, data: Path, tmp_path: Path) -> None:
    options = Options(data=data / FOLDERS[name], limit=1, seed=3)
    results = run(name, options, tmp_path / name, workers=1)
    first = next(key for key in results["scores"] if key != "n")
    assert results["items"] >= 1 and 0 <= results["scores"][first]["mean"] <= 1
    assert len((tmp_path / name / "items.jsonl").read_text("utf-8").splitlines()) == results["items"]


def test_smoke_reports_finds_its_questions(data: Path) -> None:
    from gbi_eval.benchmarks.reports import items

    found = items(Options(data=data / "reports", limit=5))
    assert len(found) == 5 and all(Path(item.payload["pdf"]).is_file() for item in found)
