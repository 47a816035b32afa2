"""A reader that drops the minus sign, or shifts a column, is caught by `gbi-eval compare`; the same program is not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gbi.readers
from gbi_eval.cli import main
from gbi_eval.runner import read_outcomes
from support.faulty import FAULTS, with_fault
from support.figure_sets import draw_set

CHARTS = 9


def command(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit status of `gbi-eval` with these arguments, in this process."""
    monkeypatch.setattr(sys, "argv", ["gbi-eval", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_set(tmp_path_factory.mktemp("set") / "drawn", CHARTS)


@pytest.fixture(scope="module")
def sound(charts: Path) -> Iterator[Path]:
    """A run with the readers as they are."""
    with pytest.MonkeyPatch.context() as patch:
        out = charts.parent / "sound"
        assert command(patch, "chart2table", "--data", charts, "--out", out, "--workers", 1) == 0
        yield out


def measured(monkeypatch: pytest.MonkeyPatch, charts: Path, out: Path, fault: str | None) -> Path:
    if fault is not None:
        monkeypatch.setattr(gbi.readers, "READERS", with_fault(fault))
    gbi.readers.reader.cache_clear()
    try:
        assert command(monkeypatch, "chart2table", "--data", charts, "--out", out, "--workers", 1) == 0
    finally:
        gbi.readers.reader.cache_clear()
    return out


def test_the_sound_readers_read_the_set(sound: Path) -> None:
    outcomes = read_outcomes(sound)
    assert len(outcomes) == CHARTS
    assert sum(outcome.scores["rms_f1"] for outcome in outcomes) / CHARTS > 0.9
    assert {row["basis"] for outcome in outcomes for row in outcome.cells} >= {"printed"}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_a_step_back(
    fault: str,
    sound: Path,
    charts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    faulty = measured(monkeypatch, charts, tmp_path / fault, fault)
    capsys.readouterr()
    assert command(monkeypatch, "compare", sound, faulty) == 1
    said = capsys.readouterr().out
    assert "a significant step back: rms_f1, all" in said
    assert command(monkeypatch, "compare", faulty, sound) == 0  # the mend is none


def test_the_same_program_again_is_no_step_back(
    sound: Path, charts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    again = measured(monkeypatch, charts, tmp_path / "again", None)
    capsys.readouterr()
    assert command(monkeypatch, "compare", sound, again) == 0
    assert "no significant step back" in capsys.readouterr().out
    first, second = ({o.id: (o.scores, o.prediction) for o in read_outcomes(run)} for run in (sound, again))
    assert first == second


def test_two_runs_of_all_are_compared_benchmark_by_benchmark(
    sound: Path, charts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = measured(monkeypatch, charts, tmp_path / "faulty", "drop_minus")
    for name, run in (("before", sound), ("after", faulty)):
        for part in ("first", "second"):
            shutil.copytree(sound if part == "first" else run, tmp_path / name / part)
    capsys.readouterr()
    assert command(monkeypatch, "compare", tmp_path / "before", tmp_path / "after") == 1
    said = capsys.readouterr().out
    assert said.count("no significant step back") == 1 and said.count("a significant step back: rms_f1, all") == 1


def test_compare_refuses_what_is_no_run(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, "compare", sound, tmp_path) == 1
    assert "gbi-eval: " in (said := capsys.readouterr()).err and "hold no runs of one name" in said.err
