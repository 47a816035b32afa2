"""Intervals and paired tests against known cases; runs that resume; compare that catches a step back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.compare import compare_runs
from gbi_eval.gold import grid, read_gold
from gbi_eval.report import write_report
from gbi_eval.runner import RunError, read_outcomes, run, summarise
from gbi_eval.stats import bootstrap_interval, paired_p_value


def outcome(name: str, score: float) -> Outcome:
    return Outcome(id=name, scores={"f1": score}, gold=[["a"], ["1"]], slices={"half": name[0]})


def write_run(folder: Path, scores: list[float]) -> Path:
    folder.mkdir()
    lines = [outcome(f"{'ab'[i % 2]}{i}", score).model_dump_json() for i, score in enumerate(scores)]
    (folder / "items.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_bootstrap_interval_holds_the_mean_and_narrows_with_items() -> None:
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    low, high = bootstrap_interval(few)
    assert low < 0.5 < high
    narrow = bootstrap_interval(many)
    assert narrow[1] - narrow[0] < (high - low) / 5
    assert bootstrap_interval([1.0, 1.0]) == (1.0, 1.0)


def test_paired_p_value_knows_a_difference_from_noise() -> None:
    before = [0.5] * 20
    assert paired_p_value(before, [0.6] * 20) < 0.001
    assert paired_p_value(before, [0.5] * 20) == 1.0
    assert paired_p_value([0, 1] * 10, [1, 0] * 10) > 0.5
    with pytest.raises(ValueError, match="one length"):
        paired_p_value([1.0], [])


def test_compare_exits_worse_only_on_a_significant_step_back(tmp_path: Path) -> None:
    good = write_run(tmp_path / "good", [1.0] * 30)
    bad = write_run(tmp_path / "bad", [1.0] * 15 + [0.5] * 15)
    slip = write_run(tmp_path / "slip", [1.0] * 29 + [0.9])
    assert compare_runs(good, bad).worse
    assert not compare_runs(bad, good).worse
    assert not compare_runs(good, slip).worse
    assert "a significant step back" in list(compare_runs(good, bad).lines())
    with pytest.raises(RunError, match="share no item"):
        compare_runs(good, tmp_path)


def test_summary_has_slices_and_intervals() -> None:
    benchmark = Benchmark(name="none", items=lambda options: [], run=lambda item, options: outcome("a", 1.0))
    results = summarise(benchmark, [outcome("a1", 1.0), outcome("b1", 0.0)])
    assert results["scores"]["f1"]["mean"] == 0.5
    assert results["slices"]["half=a"]["f1"]["mean"] == 1.0


def test_a_last_line_cut_off_by_a_kill_is_dropped_and_written_anew(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", [1.0, 0.5])
    whole = (folder / "items.jsonl").read_bytes()
    (folder / "items.jsonl").write_bytes(whole + b'{"id": "c", "sco')
    assert [o.id for o in read_outcomes(folder)] == ["a0", "b1"]
    assert (folder / "items.jsonl").read_bytes() == whole


def tables(folder: Path) -> Path:
    """Three tables as data sets have them: the figure is a CSV-less PNG stand-in that the reader refuses."""
    (folder / "tables").mkdir(parents=True)
    (folder / "png").mkdir()
    for name in "abc":
        (folder / "tables" / f"{name}.csv").write_text("Year,Sales\n2019,1%\n2020,2%\n", "utf-8")
        (folder / "png" / f"{name}.png").write_bytes(b"not a picture")
    return folder


def test_a_run_over_broken_figures_scores_zero_and_resumes_to_the_same_result(tmp_path: Path) -> None:
    options = Options(data=tables(tmp_path / "data"))
    whole = run("chart2table", options, tmp_path / "one", workers=1)
    assert whole["items"] == 3 and whole["scores"]["rms_f1"]["mean"] == 0.0
    run("chart2table", options, tmp_path / "two", workers=1)
    items = tmp_path / "two" / "items.jsonl"
    items.write_text(items.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    again = run("chart2table", options, tmp_path / "two", workers=1)
    assert again["scores"] == whole["scores"] and again["slices"] == whole["slices"]
    with pytest.raises(RunError, match="another run"):
        run("chart2table", Options(data=tmp_path / "data", seed=1), tmp_path / "two", workers=1)
    page = write_report(tmp_path / "two").read_text("utf-8")
    assert "<script" not in page and "DocumentError" in page


def test_a_folder_without_items_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="nothing there"):
        run("chartqa", Options(data=tmp_path), tmp_path / "out")


def test_gold_in_marks_form_becomes_a_wide_table(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(
        "yield,variety,site,__mark\n1,Glabron,Crookston,bar\n2,Glabron,Morris,bar\n3,Trebi,Morris,bar\n", "utf-8"
    )
    rows = read_gold(path)
    assert rows == [["variety", "Crookston", "Morris"], ["Glabron", "1", "2"], ["Trebi", "", "3"]]
    assert grid(rows).values == ((1.0, 2.0), (None, 3.0))


def test_outcomes_survive_json() -> None:
    row = outcome("a", 0.5)
    assert Outcome.model_validate(json.loads(row.model_dump_json())) == row
    assert Item.model_validate_json(Item(id="x").model_dump_json()).payload == {}
