"""The progress bar goes by what ends a training: its steps or its minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi_sft.training.records import Records


def shown(tmp_path: Path, total: int, step: int, minutes: float | None, seconds: float) -> float:
    with Records(tmp_path, True, total, 0, minutes) as records:
        records.add(step, loss=1.0, seconds=seconds)
        (task,) = records._bar.tasks
        return task.percentage


@pytest.mark.parametrize(
    ("total", "step", "minutes", "seconds", "percent"),
    [
        (200, 50, None, 9.0, 25.0),
        (1_000_000, 50, 1.0, 30.0, 50.0),
        (100, 80, 10.0, 60.0, 80.0),
        (0, 7, 2.0, 30.0, 25.0),
        (0, 7, 2.0, 130.0, 100.0),
    ],
)
def test_the_bar_is_the_share_that_is_done(
    tmp_path: Path, total: int, step: int, minutes: float | None, seconds: float, percent: float
) -> None:
    assert shown(tmp_path, total, step, minutes, seconds) == pytest.approx(percent)


def test_a_training_that_goes_on_begins_where_it_was(tmp_path: Path) -> None:
    with Records(tmp_path, True, 10, 4, minutes=1.0, seconds=45.0) as records:
        assert records._bar.tasks[0].percentage == pytest.approx(75.0)


def test_a_step_is_told_out_of_all_only_where_steps_end_it(tmp_path: Path) -> None:
    for minutes, wanted in ((None, "step 3 of 9"), (5.0, "step 3  loss")):
        with Records(tmp_path / str(minutes), True, 9, 0, minutes) as records:
            records.add(3, loss=0.5, tokens_s=10.0, seconds=1.0)
            assert records._bar.tasks[0].fields["said"].startswith(wanted)
