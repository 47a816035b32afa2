"""How much of the device's matrix rate a training used: both sides measured, the FLOPs a token by arithmetic."""

from __future__ import annotations

import time
from pathlib import Path

from gbi.types import Frozen
from gbi_sft.embed.plan import Sums
from gbi_sft.training.records import metrics

SIDE = {"cuda": 8192, "cpu": 512}
TRIES = 20


class Speed(Frozen):
    """Of one training: tokens a second (median over its second half), FLOP/s by them, and the measured ceiling."""

    tokens_s: float
    flops: float
    ceiling: float

    @property
    def share(self) -> float:
        """Model-FLOP utilisation, of the measured ceiling."""
        return self.flops / self.ceiling

    def words(self) -> str:
        """For a person."""
        return (
            f"{self.tokens_s:,.0f} tokens/s, {self.flops / 1e12:.3g} TFLOP/s: {self.share:.1%} of the "
            f"{self.ceiling / 1e12:.3g} TFLOP/s of a matrix product here"
        )


def ceiling() -> float:
    """FLOP/s of a large square matrix product, bf16 on a GPU and float32 on a CPU; the median of some, after one."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    side = SIDE[device]
    one = torch.randn(side, side, device=device, dtype=torch.bfloat16 if device == "cuda" else torch.float32)
    taken = []
    for _ in range(TRIES + 1):
        began = time.perf_counter()
        product = one @ one
        float(product[0, 0])  # waits for the device
        taken.append(time.perf_counter() - began)
    return 2.0 * side**3 / sorted(taken[1:])[TRIES // 2]


def speed_of(training: Path, plan: Sums, measured: float) -> Speed | None:
    """The speed that a training recorded; None where it recorded no step."""
    found = [line["tokens_s"] for line in metrics(training) if "tokens_s" in line]
    if not found:
        return None
    late = sorted(found[len(found) // 2 :])
    tokens_s = late[len(late) // 2]
    return Speed(tokens_s=tokens_s, flops=tokens_s * plan.flops / plan.tokens, ceiling=measured)
