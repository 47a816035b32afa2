"""Packed and padded samples give the same losses and gradients, and no sample sees another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gbi_sft.folder import read
from gbi_sft.training import attention
from gbi_sft.training.batch import Batch, Batcher
from gbi_sft.training.check import check_packing
from gbi_sft.training.collection import collect
from gbi_sft.training.config import Data, Training, TrainingError
from gbi_sft.training.encode import Encoded, Encoder
from gbi_sft.training.loss import loss_sum, rate_at
from gbi_sft.training.model import load_model, load_processor
from support.training_made import settings_made

PARTS = ("language", "connector", "vision")


class Bench:
    """A model in float32 whose every weight trains, and its samples."""

    def __init__(self, said: dict[str, Any]) -> None:
        training = Training.model_validate({**said, "lora": None, "full": True, "train": PARTS})
        encoder = Encoder(load_processor(training.model))
        self.model = load_model(training, "cpu").eval()
        self.batcher = Batcher(encoder, self.model, 0)
        folder = training.data[0].folder
        self.samples: list[Encoded] = [encoder.encode(sample, folder) for sample in list(read(folder))[:5]]

    def learnt(self, batches: list[Batch]) -> tuple[float, dict[str, torch.Tensor]]:
        """The summed loss of the batches and the gradient of every weight."""
        self.model.zero_grad()
        total = torch.stack([loss_sum(self.model, batch) for batch in batches]).sum()
        total.backward()
        return float(total.detach()), {
            name: one.grad.clone() for name, one in self.model.named_parameters() if one.grad is not None
        }


@pytest.fixture(scope="module", params=["qwen", "internvl"])
def bench(request: pytest.FixtureRequest, charts: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    model = request.getfixturevalue(request.param)
    return Bench(settings_made(model, charts, tmp_path_factory.mktemp("run")))


@pytest.fixture
def by(bench: Bench) -> Iterator[Callable[[str], None]]:
    """Sets the attention of the model for one test."""
    yield bench.model.set_attn_implementation
    bench.model.set_attn_implementation(attention.NAME)


@pytest.mark.parametrize("implementation", ["segments", "sdpa", "eager"])
def test_packed_and_padded_give_the_same_loss_and_gradients(
    bench: Bench, by: Callable[[str], None], implementation: str
) -> None:
    by("sdpa")
    loss, gradients = bench.learnt([bench.batcher.padded(bench.samples)])
    by(implementation)
    packed, same = bench.learnt([bench.batcher.packed(bench.samples)])
    targets = sum(one.targets for one in bench.samples)
    assert packed / targets == pytest.approx(loss / targets, abs=1e-4)
    assert set(same) == set(gradients)
    assert any("vis" in name for name in same)
    for name, one in gradients.items():
        torch.testing.assert_close(same[name], one, rtol=1e-3, atol=1e-4 * float(one.abs().max()) + 1e-6, msg=name)


def test_alone_and_packed_give_the_same_loss(bench: Bench) -> None:
    alone = [bench.learnt([bench.batcher.packed([one])])[0] for one in bench.samples]
    assert bench.learnt([bench.batcher.packed(bench.samples)])[0] == pytest.approx(sum(alone), rel=1e-5)


def test_no_sample_sees_another(bench: Bench) -> None:
    first, second, third = bench.samples[:3]
    with torch.no_grad():
        before = loss_sum(bench.model, bench.batcher.packed([first.untaught(), second, third]))
        other = loss_sum(bench.model, bench.batcher.packed([_text_only(first.untaught()), second, third]))
    assert float(before) == pytest.approx(float(other), rel=1e-5)


def test_a_model_that_mixes_packed_samples_is_not_trained(
    bench: Bench, charts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples, _ = collect([Data(folder=charts)], bench.batcher._encoder, "", 1024, 0, lambda *_: None)
    check_packing(bench.model, bench.model, bench.batcher, samples, "cpu")
    monkeypatch.setattr(attention, "_lengths", lambda *_: [])
    with pytest.raises(TrainingError, match="does not keep packed samples apart"):
        check_packing(bench.model, bench.model, bench.batcher, samples, "cpu")
    assert bench.model.config._attn_implementation == attention.NAME


def test_a_silent_batch_teaches_nothing(bench: Bench) -> None:
    for batch in (bench.batcher.packed(bench.samples[:2], silent=True), bench.batcher.padded(bench.samples[:2], True)):
        loss, gradients = bench.learnt([batch])
        assert loss == 0.0
        assert all(float(one.abs().max()) == 0.0 for one in gradients.values())


def test_padding_is_counted(bench: Bench) -> None:
    lengths = [len(one) for one in bench.samples]
    padded, packed = bench.batcher.padded(bench.samples), bench.batcher.packed(bench.samples)
    assert (padded.tokens, padded.room) == (sum(lengths), 5 * max(lengths))
    assert (packed.tokens, packed.room) == (sum(lengths), sum(lengths))


def test_rates_rise_and_fall() -> None:
    cosine = [rate_at(done / 100, 1.0, "cosine", 0.1) for done in range(101)]
    assert cosine.index(max(cosine)) == 10
    assert cosine[5] == pytest.approx(0.5)
    assert cosine[55] == pytest.approx(0.5)
    assert cosine[100] == pytest.approx(0.0)
    assert rate_at(0.55, 1.0, "linear", 0.1) == pytest.approx(0.5)
    assert rate_at(1.0, 1.0, "constant", 0.0) == 1.0


def _text_only(one: Encoded) -> Encoded:
    """As long as the sample, of other tokens."""
    return Encoded(one.id, np.full_like(one.ids, 65), one.taught, np.zeros_like(one.kinds), ())
