"""Reports, the results page and the run of all benchmarks, over small sets made here."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from gbi_eval.benchmark import Options
from gbi_eval.benchmarks import BENCHMARKS, load
from gbi_eval.cli import main
from gbi_eval.plots import bars, histogram, reliability
from gbi_eval.published import OURS, PUBLISHED
from gbi_eval.report import write_report
from gbi_eval.runner import RunError, read_outcomes
from gbi_eval.suite import PARTS, run_all
from gbi_eval.table import write_table
from support.figure_sets import draw_set

EVIL = '<img src=x onerror=alert(1)><script>alert(2)</script> & "quoted"'


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with drawn charts and a table that holds markup."""
    folder = tmp_path_factory.mktemp("sets")
    draw_set(folder / "charts" / "drawn", 2)
    tables = folder / "tableqa"
    (tables / "csv").mkdir(parents=True)
    (tables / "csv" / "t.csv").write_text("Athlete,Nation\nJones,Wales\nSmith,Malta\n", "utf-8")
    rows = [
        {"id": "q1", "question": "What is the nation of Jones?", "table": "csv/t.csv", "answers": ["Wales"]},
        {"id": EVIL, "question": f"What is the {EVIL} of Smith?", "table": "csv/t.csv", "answers": [EVIL]},
    ]
    (tables / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


@pytest.fixture(scope="module")
def runs(sets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All benchmarks over the sets, as `gbi-eval all` runs them."""
    out = tmp_path_factory.mktemp("runs") / "all"
    list(run_all(Options(data=sets), out, workers=1))
    return out


def results(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "results.json").read_text("utf-8"))
    return found


def test_all_runs_what_has_data_and_leaves_no_readings(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {path.parent.name for path in runs.glob("*/results.json")} == {"chart2table", "chartsql", "tableqa"}
    assert not (runs / "cache").exists()
    assert results(runs / "chart2table")["items"] == 2
    assert results(runs / "chartsql")["items"] == 8  # two figures, two questions, over figure and table


def test_all_goes_on_without_asking_again(runs: Path, sets: Path) -> None:
    before = (runs / "tableqa" / "items.jsonl").read_bytes()
    again = dict(run_all(Options(data=sets), runs, workers=1))
    assert (runs / "tableqa" / "items.jsonl").read_bytes() == before
    assert again[runs / "tableqa"]["scores"] == results(runs / "tableqa")["scores"]


def test_all_without_data_says_which_folders_it_looks_for(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"chartqa.*tables/icdar2013"):
        list(run_all(Options(data=tmp_path), tmp_path / "out", workers=1))


def test_every_benchmark_is_part_of_all_and_says_what_is_tested() -> None:
    assert {part.name for part in PARTS} == {name for name, _ in BENCHMARKS}
    for name, _ in BENCHMARKS:
        benchmark = load(name)
        assert benchmark.name == name
        assert benchmark.tested and set(benchmark.tested) <= set(benchmark.scores)


def test_results_hold_what_is_needed_to_repeat_the_run(runs: Path) -> None:
    found = results(runs / "chart2table")
    assert {"command", "commit", "program", "versions", "machine", "models", "options"} <= found.keys()
    assert found["options"]["seed"] == 0 and found["models"]["vlm"] is None
    score = found["scores"]["rms_f1"]
    assert 0 <= score["low"] <= score["mean"] <= score["high"] <= 1 and score["n"] == 2
    assert found["slices"]["format=pdf"]["n"] == 2 and found["found"]["basis=printed"]["n"] == 2
    assert found["extra"]["share_printed"] > 0.9 and found["extra"]["abstained"] == 0
    row = read_outcomes(runs / "chart2table")[0]
    assert row.seconds > 0 and row.prediction and row.gold


def test_a_report_escapes_all_text_and_loads_nothing(runs: Path, sets: Path) -> None:
    page = (runs / "tableqa" / "report.html").read_text("utf-8")
    assert "<script" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(2)" in page and "&lt;img src=x onerror" in page
    assert not re.findall(r"<[^>]*\b(?:src|href)=\"(?!data:image/jpeg;base64)", page)


def test_a_report_shows_picture_reading_and_gold_side_by_side(runs: Path) -> None:
    page = (runs / "chart2table" / "report.html").read_text("utf-8")
    assert page.count("data:image/jpeg;base64") == 2
    assert page.count("<b>read</b><table>") == page.count("<b>gold</b><table>") == 2
    assert "format=pdf" in page and "as the program found it" in page and page.count("<svg") == 3


def test_a_report_marks_cells_that_differ_and_not_those_written_otherwise(runs: Path, tmp_path: Path) -> None:
    row = read_outcomes(runs / "chart2table")[0]
    row = row.model_copy(update={"prediction": [["a", "1,000"], ["b", "7"]], "gold": [["a", "1000.0"], ["b", "8"]]})
    (tmp_path / "items.jsonl").write_text(row.model_dump_json() + "\n", "utf-8")
    (tmp_path / "results.json").write_text((runs / "chart2table" / "results.json").read_text("utf-8"), "utf-8")
    page = write_report(tmp_path).read_text("utf-8")
    assert '<td class="off">7</td>' in page and "<td>1,000</td>" in page


def test_the_results_page_says_whose_each_figure_is(runs: Path, tmp_path: Path) -> None:
    write_table([runs], tmp_path / "RESULTS.md")
    page = (tmp_path / "RESULTS.md").read_text("utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| TinyChart")]
    assert lines and all("TinyChart's authors" in line for line in lines)
    assert "| gbi, no language or vision model |" in page
    assert page.count("- command: `gbi-eval") == 3
    assert "## chart2table" in page and "format=pdf" not in page  # a slice that is all of the items
    with pytest.raises(RunError, match=r"holds no results\.json"):
        write_table([tmp_path], tmp_path / "none.md")


def test_false_answers_never_stand_alone(tmp_path: Path) -> None:
    extra = {"false_answer_rate": 0.02, "answer_rate_on_answerable": 0.6, "accuracy_on_answerable": 0.5}
    score = {"mean": 0.7, "low": 0.6, "high": 0.8, "n": 100}
    found = {
        "benchmark": "unanswerable", "items": 100, "of": 1438, "failed": 0, "scores": {"n": 100, "right": score},
        "extra": extra, "slices": {}, "found": {}, "command": "gbi-eval unanswerable", "commit": None, "machine": "m",
        "models": {"vlm": "eye-8b", "llm": None}, "options": {"seed": 0},
    }  # fmt: skip
    (tmp_path / "results.json").write_text(json.dumps(found), "utf-8")
    write_table([tmp_path], tmp_path / "R.md")
    page = (tmp_path / "R.md").read_text("utf-8")
    (line,) = [line for line in page.splitlines() if "**2.0 %**" in line]
    assert "**60.0 %**" in line and "**50.0 %**" in line
    assert "vlm eye-8b" in page and "- 100 of 1,438 items" in page


def test_published_figures_stand_beside_benchmarks_that_exist() -> None:
    names = {name for name, _ in BENCHMARKS}
    for name, _, rows in PUBLISHED:
        assert name in names and name in OURS and OURS[name][0] in load(name).scores
        assert all(all(part.strip() for part in row) for row in rows)


def test_plots_hold_their_numbers() -> None:
    assert "0.50 (n = 7)" in bars([("a<b", 0.5, 0.4, 0.6, 7)], "t") and "a&lt;b" in bars([("a<b", 0, 0, 0, 1)], "t")
    assert histogram([0.0, 0.05, 1.0], "t").count("<rect") == 10
    assert "2 stated 0.95, right 0.50" in reliability([(0.95, True), (0.95, False)])
    assert reliability([]) == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--dispatcher", "gut feeling"], "known: rules, llm"),
        (["--reader", "rastr"], "did you mean raster"),
        (["--dispatcher", "llm"], "needs a model"),
    ],
)
def test_wrong_readers_and_dispatchers_are_told_before_the_run(
    words: list[str],
    said: str,
    sets: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["gbi-eval", "tableqa", "--data", str(sets / "tableqa"), "--out", str(tmp_path / "o"), *words]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1 and said in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
