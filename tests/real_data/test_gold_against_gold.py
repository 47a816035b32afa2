"""Every metric gives 1 for gold against gold, over the real gold; and each benchmark runs on a few real items."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from gbi_eval.benchmark import Options
from gbi_eval.benchmarks import BENCHMARKS, chartsql, load
from gbi_eval.benchmarks.icdar2013 import gold_relations, gold_tables
from gbi_eval.gold import grid, read_gold
from gbi_eval.metrics.adjacency import adjacency
from gbi_eval.metrics.cells import cell_f1
from gbi_eval.metrics.denotation import same_denotation
from gbi_eval.metrics.execution import same_result
from gbi_eval.metrics.longdoc import longdoc_score
from gbi_eval.metrics.relaxed import relaxed_match, split_list
from gbi_eval.metrics.rms import rms
from gbi_eval.metrics.teds import teds
from gbi_eval.report import write_report
from gbi_eval.runner import read_outcomes, run

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
        small = min(gold_tables(file), key=len)  # the tree edit distance takes the cube of a table's size
        assert teds(small, small) == 1.0, file.name


def test_template_questions(data: Path) -> None:
    """The gold SQL of every template question gives rows, and they are the same as themselves."""
    items = chartsql.items(Options(data=data / "charts", limit=60))
    assert len(items) > 100
    for item in items:
        gold = chartsql.gold_result(grid(read_gold(Path(item.payload["gold"]))), item.payload["sql"])
        assert len(gold) == 1 and gold[0][0] is not None and same_result(gold, gold), item.id


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the smoke runs keep what they have read."""
    return tmp_path_factory.mktemp("readings")


def short_report(data: Path, folder: Path) -> Path:
    """A data folder with the report of fewest pages and two questions on it."""
    sizes = {}
    for pdf in sorted((data / "reports/pdf").glob("*.pdf")):
        with pymupdf.open(pdf) as document:
            sizes[pdf] = document.page_count
    rows = [json.loads(line) for line in (data / "reports/questions.jsonl").read_text("utf-8").splitlines()]
    asked = {row["document"] for row in rows}
    short = min((pdf for pdf in sizes if pdf.name in asked), key=lambda pdf: sizes[pdf])
    (folder / "pdf").mkdir(parents=True)
    (folder / "pdf" / short.name).symlink_to(short.resolve())
    kept = [row for row in rows if row["document"] == short.name][:2]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, kept)), "utf-8")
    return folder


@pytest.mark.parametrize("name", [name for name, _ in BENCHMARKS if name != "samples"])  # that one is of made data
def test_smoke(name: str, data: Path, tmp_path: Path, readings: Path) -> None:
    folder = short_report(data, tmp_path / "short") if name == "reports" else data / FOLDERS[name]
    options = Options(data=folder, limit=1, seed=3, cache=readings)
    results = run(name, options, tmp_path / name, workers=1)
    assert results["failed"] == 0
    for score in load(name).scores:
        value = results["scores"][score]
        assert 0 <= value["low"] <= value["mean"] <= value["high"] <= 1
    assert len(read_outcomes(tmp_path / name)) == results["items"] >= 1
    page = write_report(tmp_path / name, load(name).items(options)).read_text("utf-8")
    assert "By slice" in page and (name == "tableqa" or "data:image/jpeg;base64" in page)


def test_smoke_of_a_report_reads_it(data: Path, tmp_path: Path, readings: Path) -> None:
    """The report's text was searched and its pages cited or named: not only its questions were listed."""
    options = Options(data=short_report(data, tmp_path / "short"), cache=readings)
    results = run("reports", options, tmp_path / "run", workers=1)
    outcomes = read_outcomes(tmp_path / "run")
    assert results["items"] == len(outcomes) >= 1
    assert all("cited pages" in outcome.trace[-1] for outcome in outcomes)
    assert not any("UnreadFileError" in line for outcome in outcomes for line in outcome.trace)
