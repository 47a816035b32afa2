"""What each process is given of a step: its share, as many batches as the others, a picture in every one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gbi_sft.training import feed as feeding
from gbi_sft.training.collection import Collection, collect
from gbi_sft.training.config import Data
from gbi_sft.training.encode import Encoded, Encoder
from gbi_sft.training.model import load_processor
from gbi_sft.training.packing import Step
from support.training_made import samples_made


class Recorder:
    """Stands where the batcher does: a batch is what it was made of."""

    def packed(self, samples: Sequence[Encoded], silent: bool = False) -> Any:
        return [(one.id, 0 if silent else one.targets, bool(one.pictures)) for one in samples]

    padded = packed


@pytest.fixture(scope="module")
def samples(qwen: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Four samples with pictures, numbers 0 to 3, and four without, 4 to 7."""
    folder = tmp_path_factory.mktemp("mixed")
    data = [
        Data(folder=samples_made(folder / "seen", 4)),
        Data(folder=samples_made(folder / "text", 4, seed=1, pictures=False)),
    ]
    return collect(data, Encoder(load_processor(str(qwen))), str(qwen), 1024, 0, lambda *_: None)[0]


def fed(samples: Collection, step: Step, rank: int, processes: int, workers: int = 0) -> list[feeding.Fed]:
    one = feeding.Feed(samples, Recorder(), True, rank, processes, workers)  # type: ignore[arg-type]
    return list(one.steps([(0.5, step)] * 3))


STEP: Step = ((0, 1), (4, 5), (2,), (6, 7), (3,))


def test_every_process_has_as_many_batches_and_all_taught_tokens_are_there_once(samples: Collection) -> None:
    whole = sum(samples.targets(one) for pack in STEP for one in pack)
    for processes in (1, 2, 3, 4):
        shares = [fed(samples, STEP, rank, processes)[0] for rank in range(processes)]
        assert len({len(one.batches) for one in shares}) == 1
        assert {one.targets for one in shares} == {whole}
        assert sum(taught for one in shares for batch in one.batches for _, taught, _ in batch) == whole  # type: ignore


def test_with_several_processes_every_batch_shows_a_picture(samples: Collection) -> None:
    for rank in (0, 1):
        for batch in fed(samples, STEP, rank, 2)[0].batches:
            assert any(seen for _, _, seen in batch)  # type: ignore[attr-defined]


def test_one_process_needs_no_ballast(samples: Collection) -> None:
    (first, *_) = fed(samples, STEP, 0, 1)
    assert [len(batch) for batch in first.batches] == [2, 2, 1, 2, 1]  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_keep_the_order(samples: Collection, workers: int) -> None:
    assert fed(samples, STEP, 0, 2, workers) == fed(samples, STEP, 0, 2)


def test_an_error_in_a_thread_reaches_the_training(samples: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Recorder, "packed", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        fed(samples, STEP, 0, 1, workers=2)


def test_a_training_that_leaves_off_leaves_no_thread_at_work(samples: Collection) -> None:
    import threading

    one = feeding.Feed(samples, Recorder(), True, 0, 1, 2)  # type: ignore[arg-type]
    steps = one.steps((0.0, STEP) for _ in range(1000))
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gbi-sft-feed")]


def test_what_is_shown_is_asked_for_by_step_and_sample_also_when_it_goes_on(samples: Collection) -> None:
    asked: list[tuple[int, int]] = []

    def vary(sample: Encoded, step: int, number: int) -> Encoded:
        asked.append((step, number))
        return sample.untaught() if step % 2 else sample

    one = feeding.Feed(samples, Recorder(), True, 0, 1, 0, vary)  # type: ignore[arg-type]
    plan = [(0.5, ((0, 1),)), (1.0, ((2,),)), (1.5, ((1, 0),))]
    whole = list(one.steps(plan))
    assert asked == [(0, 0), (0, 1), (1, 2), (2, 1), (2, 0)]
    assert [taught for _, taught, _ in whole[1].batches[0]] == [0]  # type: ignore[attr-defined]
    asked.clear()
    assert list(one.steps(plan[1:], first=1)) == whole[1:]
    assert asked == [(1, 2), (2, 1), (2, 0)]


def test_threads_show_what_one_process_shows(samples: Collection) -> None:
    def vary(sample: Encoded, step: int, number: int) -> Encoded:
        return sample.untaught() if (step + number) % 2 else sample

    plan = [(0.5, ((n % 4, (n + 1) % 4),)) for n in range(12)]
    shown = [
        list(feeding.Feed(samples, Recorder(), True, 0, 1, workers, vary).steps(plan, 5))  # type: ignore[arg-type]
        for workers in (0, 3)
    ]
    assert shown[0] == shown[1]
