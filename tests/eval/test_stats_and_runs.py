"""Intervals and paired tests against known cases; runs that resume; compare that catches a step back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.compare import compare_runs
from gbi_eval.gold import grid, read_gold
from gbi_eval.report import write_report
from gbi_eval.runner import RunError, read_outcomes, run
from gbi_eval.stats import bootstrap_interval, fall_p_value, holm
from gbi_eval.summary import summarise


def outcome(name: str, score: float) -> Outcome:
    return Outcome(id=name, scores={"rms_f1": score, "cell_f1_3%": 0.5}, gold=[["a"], ["1"]], slices={"half": name[0]})


def write_run(folder: Path, scores: list[float]) -> Path:
    folder.mkdir()
    lines = [outcome(f"{'ab'[i % 2]}{i}", score).model_dump_json() for i, score in enumerate(scores)]
    (folder / "items.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "run.json").write_text('{"benchmark": "chart2table"}', "utf-8")
    return folder


def test_bootstrap_interval_holds_the_mean_and_narrows_with_items() -> None:
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    low, high = bootstrap_interval(few)
    assert low < 0.5 < high
    narrow = bootstrap_interval(many)
    assert narrow[1] - narrow[0] < (high - low) / 5
    assert bootstrap_interval([1.0, 1.0]) == (1.0, 1.0)


def test_the_p_of_a_fall_worked_by_hand() -> None:
    # Four pairs fall by one each: of the 16 ways to set their signs one sums to -4.
    assert fall_p_value([1.0] * 4, [0.0] * 4) == pytest.approx(1 / 16)
    # Falls of 1, 1, 1 and a rise of 1: the sum -2 is met by the five ways with three or four minus signs.
    assert fall_p_value([1, 1, 1, 0], [0, 0, 0, 1]) == pytest.approx(5 / 16)
    assert fall_p_value([0.5] * 20, [0.5] * 20) == 1.0
    assert fall_p_value([0.0] * 4, [1.0] * 4) == 1.0
    with pytest.raises(ValueError, match="one length"):
        fall_p_value([1.0], [])


def test_the_sampled_p_is_near_the_exact_one_and_the_same_each_time() -> None:
    # 16 pairs, more than are enumerated: 13 fall, 3 rise. The sum -10 or less: 13 or more of 16 signs are minus.
    # (560 + 120 + 16 + 1) / 65536 = 0.010635
    before, after = [1.0] * 13 + [0.0] * 3, [0.0] * 13 + [1.0] * 3
    sampled = fall_p_value(before, after)
    assert sampled == pytest.approx(697 / 65536, abs=0.002)
    assert fall_p_value(before, after) == sampled


def test_holm_worked_by_hand() -> None:
    # Equal weights: 0.01 * 3, then 0.02 * 2, then 0.04 * 1 but not below the one before.
    assert holm([0.04, 0.01, 0.02], [1, 1, 1]) == pytest.approx([0.04, 0.03, 0.04])
    # The first test has half of the weight: 0.03 * 2 / 1, the others 0.01 * 2 / 0.5 and then what is left.
    # Order by p / w: 0.01 / 0.5 = 0.02, 0.03 / 1 = 0.03, 0.5 / 0.5 = 1. Adjusted: 0.04, 0.03 * 1.5 = 0.045, 0.5.
    assert holm([0.03, 0.01, 0.5], [1, 0.5, 0.5]) == pytest.approx([0.045, 0.04, 0.5])
    with pytest.raises(ValueError, match="positive weight"):
        holm([0.1], [0.0])


def test_compare_exits_worse_only_on_a_significant_step_back(tmp_path: Path) -> None:
    good = write_run(tmp_path / "good", [1.0] * 30)
    bad = write_run(tmp_path / "bad", [1.0] * 15 + [0.5] * 15)
    slip = write_run(tmp_path / "slip", [1.0] * 29 + [0.9])
    assert compare_runs(good, bad).worse
    assert not compare_runs(bad, good).worse
    assert not compare_runs(good, slip).worse
    assert "a significant step back: rms_f1, all" in list(compare_runs(good, bad).lines())
    with pytest.raises(RunError, match="share no item"):
        compare_runs(good, write_run(tmp_path / "none", []))
    with pytest.raises(RunError, match="holds no run"):
        compare_runs(good, tmp_path)
    other = write_run(tmp_path / "other", [1.0])
    (other / "run.json").write_text('{"benchmark": "tableqa"}', "utf-8")
    with pytest.raises(RunError, match="one benchmark"):
        compare_runs(good, other)


def test_a_slice_that_falls_is_caught_though_the_whole_stands_still(tmp_path: Path) -> None:
    # The even items are of one half and fall, the odd ones rise as much.
    level = write_run(tmp_path / "level", [0.5] * 40)
    torn = write_run(tmp_path / "torn", [0.3, 0.7] * 20)
    comparison = compare_runs(level, torn)
    assert comparison.moved[0].before == pytest.approx(comparison.moved[0].after)
    assert [row.slice for row in comparison.fallen] == ["half=a"]


def test_many_slices_do_not_cry_wolf(tmp_path: Path) -> None:
    # One of twelve slices falls in five items: p = 1/32 alone, but not among so many tests.
    def one(i: int, score: float) -> str:
        slices = {"part": f"p{i // 5:02}"}
        return Outcome(id=f"{i}", scores={"rms_f1": score, "cell_f1_3%": 1.0}, slices=slices).model_dump_json()

    for name, fallen in (("a", 0), ("b", 5)):
        folder = write_run(tmp_path / name, [])
        lines = [one(i, 0.9 if i < fallen else 1.0) for i in range(60)]
        (folder / "items.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    comparison = compare_runs(tmp_path / "a", tmp_path / "b")
    assert comparison.moved[0].after < comparison.moved[0].before
    assert not comparison.worse


def test_summary_has_slices_and_intervals() -> None:
    benchmark = Benchmark(
        name="none",
        items=lambda options: [],
        run=lambda item, options: outcome("a", 1.0),
        scores=("rms_f1",),
        tested=("rms_f1",),
        extra=lambda outcomes: {"count": float(len(outcomes))},
    )
    several = outcome("c1", 0.5).model_copy(update={"slices": {"evidence": ("text", "table")}, "failed": True})
    results = summarise(benchmark, [outcome("a1", 1.0), outcome("b1", 0.0), several])
    assert results["scores"]["rms_f1"]["mean"] == 0.5
    assert results["slices"]["half=a"]["rms_f1"]["mean"] == 1.0
    assert results["slices"]["evidence=text"]["n"] == results["slices"]["evidence=table"]["n"] == 1
    assert results["slices"]["half=b"]["extra"] == {"count": 1.0}
    assert results["failed"] == 1


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
    assert "<script" not in page and "UnreadFileError" in page


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
