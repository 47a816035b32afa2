"""The vision part's first lesson: which mark a cell belongs to, that it is learnt, and that a stop costs nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file

from gbi_sft import folder
from gbi_sft.folder import DataError
from gbi_sft.small.architecture import Shape, build
from gbi_sft.small.recipe import load
from gbi_sft.small.sight import SIDES, Lesson, last_errors, nearest_marks, placed, seen, teach
from gbi_sft.synth.run import make
from gbi_sft.training.collection import collect
from gbi_sft.training.config import Data
from gbi_sft.training.light import LightEncoder
from gbi_sft.training.records import metrics

SHAPE = Shape(width=64, layers=1, heads=1, key_heads=1, head_width=64, sight_width=64, sight_layers=1, sight_heads=2)
BARS = np.array([[100.0, 600.0, 300.0, 900.0], [500.0, 200.0, 700.0, 900.0]])


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 narrow charts with the samples of their places."""
    out = tmp_path_factory.mktemp("sight") / "charts"
    _, config = load("quick").first.configs()[1]
    make(config, 3, 24, out, 1, lambda *_: None)
    return out


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("start"), SHAPE)


def test_a_cell_belongs_to_the_mark_beside_which_it_stands_whatever_its_height() -> None:
    found = nearest_marks(BARS, 5, 5).reshape(5, 5, 4)
    assert (found[:, 0] == BARS[0]).all()  # middle at 100: on the first bar, and above it
    assert (found[:, 1] == BARS[0]).all()
    assert (found[:, 2:] == BARS[1]).all()  # 500, 700 and right of both


def test_a_cell_between_marks_one_above_the_other_belongs_to_the_nearer() -> None:
    stacked = np.array([[0.0, 0.0, 900.0, 100.0], [0.0, 800.0, 900.0, 900.0]])
    found = nearest_marks(stacked, 10, 1)
    assert (found[:4] == stacked[0]).all()
    assert (found[6:] == stacked[1]).all()


def test_pictures_are_seen_once_with_their_marks_in_thousandths(charts: Path) -> None:
    tables = [sample for sample in folder.read(charts) if sample.task == "table"]
    found = seen([charts])
    assert len(found) == len(tables) == 24  # though each has a sample of places too
    for one, sample in zip(found, tables, strict=True):
        assert sample.gold is not None
        assert len(one.marks) == len(sample.gold.texts)
        assert one.marks.min() >= 0 and one.marks.max() <= 1000
        assert (one.marks[:, 2:] > one.marks[:, :2]).all()


def test_the_replies_of_place_samples_say_the_same_to_a_thousandth(charts: Path, start: Path, tmp_path: Path) -> None:
    encoder = LightEncoder.of(str(start))
    data = [Data(folder=charts, tasks=("place",))]
    samples, _ = collect(data, encoder, str(start), 2048, 0, lambda *_: None)
    said = {one.path: one.marks for one in placed(samples, encoder.processor.tokenizer)}
    true = {one.path: one.marks for one in seen([charts])}
    assert said.keys() == true.keys()
    for path, marks in said.items():
        assert marks.shape == true[path].shape
        assert np.abs(np.sort(marks, axis=0) - np.sort(true[path], axis=0)).max() <= 0.5


def test_a_folder_without_samples_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no"):
        seen([tmp_path])


def test_the_lesson_is_learnt_kept_and_goes_on(charts: Path, start: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    out, pictures = tmp_path / "sight", seen([charts])

    def taught(minutes: float, workers: int = 1) -> Path:
        tell = lambda *said: told.append(said)  # noqa: E731
        return teach(start, pictures, pictures, Lesson(minutes=minutes), 0, out, tell, workers)

    final = taught(0.04)
    steps = last_errors(out)["steps"]
    assert told[-1] == ("training sight", steps, 0)
    shutil.rmtree(final)  # as a kill would leave it between two checkpoints
    assert taught(0.12, workers=3) == final
    lines = [line for line in metrics(out) if "loss" in line]
    assert [line["step"] for line in lines] == list(range(1, len(lines) + 1))  # no step was done twice or left out
    assert len(lines) == last_errors(out)["steps"] > steps
    assert lines[-1]["loss"] < lines[0]["loss"] - 0.5
    assert all(0 <= last_errors(out)[f"{side}_error"] < 1000 for side in SIDES)
    before, after = (load_file(where / "model.safetensors") for where in (start, final))
    changed = {name for name in before if not before[name].equal(after[name])}
    assert changed
    assert all(name.startswith("model.visual.") for name in changed)  # the heads stay behind, all else as it was
    assert before.keys() == after.keys()
    told.clear()
    assert taught(0.12) == final
    assert not told  # what is done is not done again
