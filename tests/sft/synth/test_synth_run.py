"""Runs: the same bytes from the same seed whatever the number of processes, and on from where one was stopped."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from gbi_sft import folder
from gbi_sft.cli import COMMANDS, _app
from gbi_sft.folder import DataError
from gbi_sft.sample import Gold, GoldBox, GoldColumn
from gbi_sft.synth import run
from gbi_sft.synth.config import PRESETS, SynthConfig, changed
from gbi_sft.synth.hints import hints
from gbi_sft.synth.make import charts
from gbi_sft.synth.pieces import PIECE, Job, Tally, kept, work
from gbi_sft.synth.report import lines, speeds

FEW = changed(PRESETS["mix"], {"renderers": {"pygal": 1}, "width": (440, 480), "height": (320, 340), "questions": 1,
                               "categories": (2, 4), "series": (1, 2)}, "test")  # fmt: skip


def _quiet(done: int, count: int) -> None:
    assert 0 <= done <= count


def _bytes(out: Path) -> dict[str, bytes]:
    names = [out / folder.NAME, *sorted((out / folder.PICTURES).rglob("*.*"))]
    return {str(path.relative_to(out)): path.read_bytes() for path in names}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("alone")
    run.make(FEW, 4, PIECE + 6, out, 1, _quiet)
    return out


def test_samples_are_whole_and_in_order(alone: Path) -> None:
    samples = list(folder.read(alone))
    tables = [sample for sample in samples if sample.task == "table"]
    assert [sample.id for sample in tables] == [f"synth-4-{n}" for n in range(PIECE + 6)]
    assert {sample.task for sample in samples} == {"table", "question"}
    for sample in samples:
        path = folder.picture_path(alone, sample.pictures[0])
        assert path.stat().st_size > 500
        assert sample.gold is not None and sample.traits["renderer"] in ("pygal", "pymupdf")
        assert sample.turns[-1].role == "assistant"


def test_two_processes_make_the_same_bytes(alone: Path, tmp_path: Path) -> None:
    run.make(FEW, 4, PIECE + 6, tmp_path, 2, _quiet)
    assert _bytes(tmp_path) == _bytes(alone)


def test_places_are_a_sample_of_their_own_beside_the_same_table(alone: Path, tmp_path: Path) -> None:
    run.make(FEW.model_copy(update={"places": True}), 4, PIECE, tmp_path, 1, _quiet)
    samples = list(folder.read(tmp_path))
    placed = {sample.pictures[0]: sample for sample in samples if sample.task == "place"}
    assert len(placed) > PIECE // 2
    tables = {sample.pictures[0]: sample for sample in folder.read(alone) if sample.task == "table"}
    for picture, sample in placed.items():
        table = tables[picture]
        assert sample.gold == table.gold and sample.gold is not None
        assert sample.turns[0] == table.turns[0] and sample.turns[2] != table.turns[2]
        marks = sum(box.part == "mark" and box.row is not None for box in sample.gold.boxes)
        assert sample.turns[2].text.count("\n") == marks
    others = [sample for sample in samples if sample.task != "place"]
    assert others == list(folder.read(alone))[: len(others)]


def test_another_seed_makes_other_figures(alone: Path) -> None:
    other = next(charts(FEW, 5))
    same = next(charts(FEW, 4))
    first = next(folder.read(alone))
    assert first.gold == same.gold != other.gold


def test_a_stopped_run_goes_on(alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def stopping(job: Job) -> Tally:
        if calls:
            raise KeyboardInterrupt
        calls.append(job.start)
        return work(job)

    monkeypatch.setattr(run, "work", stopping)
    with pytest.raises(KeyboardInterrupt):
        run.make(FEW, 4, PIECE + 6, tmp_path, 1, _quiet)
    assert not (tmp_path / folder.NAME).exists()
    assert kept(Job(FEW, 4, 0, PIECE, tmp_path)) is not None
    monkeypatch.undo()
    whole, made = run.make(FEW, 4, PIECE + 6, tmp_path, 1, _quiet)
    assert (whole.figures, made.figures) == (PIECE + 6, 6)
    assert _bytes(tmp_path) == _bytes(alone)


def test_a_finished_run_is_left_alone(alone: Path) -> None:
    before = _bytes(alone)
    whole, made = run.make(FEW, 4, PIECE + 6, alone, 1, _quiet)
    assert whole.figures == PIECE + 6 and made.figures == 0
    assert _bytes(alone) == before


def test_a_folder_with_other_figures_is_not_mixed(alone: Path) -> None:
    with pytest.raises(DataError, match="other settings"):
        run.make(FEW, 5, PIECE + 6, alone, 1, _quiet)


def test_a_folder_with_other_data_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / folder.NAME).write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="another data set"):
        run.make(FEW, 1, 2, tmp_path, 1, _quiet)


def test_one_bad_figure_does_not_lose_the_run(tmp_path: Path) -> None:
    small: SynthConfig = changed(FEW, {"width": (40, 40), "height": (30, 30), "kinds": {"line": 1}}, "test")
    whole, _ = run.make(small, 1, 2, tmp_path, 1, _quiet)
    assert whole.figures == 0 and len(whole.skipped) == 2
    assert "figure 0: figure 0 of seed 1 came out illegible" in whole.skipped[0]
    assert list(folder.read(tmp_path)) == []


def test_the_report_adds_up(alone: Path) -> None:
    whole, _ = run.make(FEW, 4, PIECE + 6, alone, 1, _quiet)
    said = "\n".join(lines(whole, whole))
    assert f"{PIECE + 6} figures" in said and "questions" in said
    assert set(speeds(whole)) == {name.split(":")[1] for name in whole.by if name.startswith("renderer:")} | {"all"}
    twice = whole.plus(whole)
    assert twice.figures == 2 * whole.figures and twice.by["renderer:pygal"] == 2 * whole.by["renderer:pygal"]


def test_hints_are_right_or_faulty_as_asked() -> None:
    texts = [f"Label {n}0158" for n in range(60)]
    boxes = tuple(GoldBox(part="tick", box=(10, 10 * n, 60, 10 * n + 8), text=text) for n, text in enumerate(texts))
    gold = Gold(chart_type="bar", columns=(GoldColumn(name="a"),), texts=(), values=(), boxes=boxes)
    assert hints(gold, "none", Random(1)) == ()
    assert [word.text for word in hints(gold, "true", Random(1))] == texts
    noisy = [hints(gold, "noisy", Random(n)) for n in range(12)]
    assert any(len(words) < len(texts) for words in noisy)
    assert any(word.text not in texts for words in noisy for word in words)
    assert hints(gold, "noisy", Random(3)) == hints(gold, "noisy", Random(3))


def test_the_command_makes_a_set(tmp_path: Path) -> None:
    style = tmp_path / "style.yaml"
    style.write_text("preset: narrow\n", encoding="utf-8")
    call = ["--out", str(tmp_path / "set"), "--count", "3", "--style", str(style), "--workers", "1"]
    assert "synth" in COMMANDS
    result = CliRunner().invoke(_app(["synth"]), ["synth", *call])
    assert result.exit_code == 0, result.output
    assert "a second a core" in result.output and "3 samples" in result.output
    first = next(folder.read(tmp_path / "set"))
    assert (first.pictures[0].width, first.pictures[0].height) == (256, 160)
