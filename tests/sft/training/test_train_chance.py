"""What a training draws by chance, and where packed samples begin: neither knows of stops, nor of neighbours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from gbi_sft.folder import read
from gbi_sft.training.batch import Batcher
from gbi_sft.training.config import Training
from gbi_sft.training.encode import Encoder
from gbi_sft.training.loop import Trainer
from gbi_sft.training.model import load_model
from support.training_run import losses

Settings = Callable[..., dict[str, Any]]
STEPS = 4


@pytest.fixture
def forgetful(qwen: Path, tmp_path: Path) -> Path:
    """The tiny model with dropout in its attention, so that training it draws random numbers."""
    out = Path(shutil.copytree(qwen, tmp_path / "forgetful"))
    config = json.loads((out / "config.json").read_text("utf-8"))
    config["text_config"]["attention_dropout"] = 0.5
    (out / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return out


def run(said: dict[str, Any], stop: int = 0) -> list[float]:
    """The losses of a training, which Ctrl-C ends after `stop` steps unless that is 0."""
    trainer = Trainer(Training.model_validate(said), lambda *_: None)
    take = trainer._step

    def step(fed: Any, number: int, rate: float) -> Any:
        trainer._stopped = number + 1 == stop
        return take(fed, number, rate)

    trainer._step = step  # type: ignore[method-assign]
    if not stop:
        trainer.run()
        return losses(trainer.training.out)
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    torch.rand(17)  # another process has drawn otherwise
    return losses(trainer.training.out)


def test_random_numbers_go_on_after_a_stop_as_if_there_had_been_none(
    forgetful: Path, settings: Settings, tmp_path: Path
) -> None:
    whole = run(settings(model=forgetful, steps=STEPS, out=tmp_path / "whole"))
    said = settings(model=forgetful, steps=STEPS, out=tmp_path / "stopped")
    assert run(said, stop=2) == pytest.approx(whole[:2], abs=1e-5)
    assert run(said) == pytest.approx(whole, abs=1e-5)
    sober = run(settings(steps=STEPS, out=tmp_path / "sober"))
    assert abs(sober[0] - whole[0]) > 1e-3, "chance is at work"


def test_every_step_draws_anew(forgetful: Path, settings: Settings) -> None:
    trainer = Trainer(Training.model_validate(settings(model=forgetful, lr=1e-12)), lambda *_: None)
    (fed,) = (next(iter(trainer._feed(trainer.samples, 0, 1).steps(trainer._plan.from_step(0)))),)
    first, again, next_one = (trainer._step(fed, number, 1e-12)[0] for number in (0, 0, 1))
    assert first == pytest.approx(again, abs=1e-5)
    assert abs(first - next_one) > 1e-3


@pytest.mark.parametrize("name", ["qwen", "internvl"])
def test_positions_of_a_packed_sample_are_those_of_it_alone(
    name: str, request: pytest.FixtureRequest, settings: Settings, charts: Path
) -> None:
    training = Training.model_validate(settings(model=request.getfixturevalue(name)))
    encoder = Encoder.of(training.model)
    batcher = Batcher(encoder, load_model(training, "cpu").get_base_model(), 0)
    samples = [encoder.encode(sample, charts) for sample in list(read(charts))[:4]]
    together = batcher.packed(samples).inputs["position_ids"]
    alone = [batcher.packed([one]).inputs["position_ids"] for one in samples]
    assert together.shape[-1] == sum(map(len, samples))
    for part, one in zip(together.split([len(one) for one in samples], dim=-1), alone, strict=True):
        assert torch.equal(part, one) and int(part[..., 0].max()) == 0
