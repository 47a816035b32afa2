"""The packing benchmark, over a few samples: what it says beside the speed must be true whatever the machine does."""

from __future__ import annotations

import pytest

from benchmarks import packing


def test_packed_and_padded_learn_the_same_from_the_same_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "FIGURES", 2)
    monkeypatch.setattr(packing, "ROWS", 4)
    told = packing.run()
    assert int(told["samples"]) == 4 * int(told["steps"]) > 0
    assert told["packed_loss_per_token"] == pytest.approx(told["padded_loss_per_token"], abs=1e-4)
    assert told["packed_padding_share"] == 0.0 < float(told["padded_padding_share"]) < 1.0
    assert float(told["speedup"]) == pytest.approx(1.0 / float(told["packed_of_padded_time"]))
