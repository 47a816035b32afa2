"""Real tokens a second of training, packed against padded, over samples of the shipped synthesis.

The padded baseline is the usual trainer's: random order, a step of `ROWS` samples, each padded to the longest of them,
a mask of what is padding, torch's sdpa attention, logits of every place. The packed one is `gbi-sft train`'s: the same
samples in the same steps, as packs of up to `ROOM` tokens, attention by segments, logits where something is taught.

One run, one model (the small Qwen3-VL that is trained on the CPU, float32), whole steps, every sample once in each,
forward and backward, encoding and pictures not counted. One long sample sets what its step's padding costs, so the
speedup is the median over steps of each step's own ratio, and the least and most stand beside it. Lengths are whatever
the synthesis gives: tables with and without OCR words, and questions, tokenised by that model. Times are the process's
own processor seconds on one thread, which a busy machine does not change much; `bar` is the share of the padded time
that three times the speed leaves.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

import torch

from gbi_sft.small.architecture import build
from gbi_sft.synth.config import PRESETS
from gbi_sft.synth.make import charts
from gbi_sft.synth.samples import question_samples, table_sample
from gbi_sft.training import attention
from gbi_sft.training.batch import Batch, Batcher
from gbi_sft.training.encode import Encoded, Encoder
from gbi_sft.training.loss import loss_sum
from gbi_sft.training.model import load_processor
from gbi_sft.training.packing import fill

FIGURES, SEED = 28, 7
ROWS, ROOM = 32, 4096
BAR = 1.0 / 3.0


def run() -> dict[str, float | str]:
    """Shares of padding, tokens a processor second, and packed as a share of padded time."""
    from transformers import AutoModelForImageTextToText

    torch.set_num_threads(1)
    attention.register()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        build(place / "model")
        encoder = Encoder(load_processor(str(place / "model")))
        model = AutoModelForImageTextToText.from_pretrained(place / "model", attn_implementation=attention.NAME)
        batcher = Batcher(encoder, model, 0)
        samples = _samples(encoder, place / "data")
        Random(SEED).shuffle(samples)
        samples = samples[: len(samples) // ROWS * ROWS]
        steps = [samples[start : start + ROWS] for start in range(0, len(samples), ROWS)]
        kinds: dict[str, tuple[str, list[list[Batch]]]] = {
            "padded": ("sdpa", [[batcher.padded(step)] for step in steps]),
            "packed": (attention.NAME, [[batcher.packed(pack) for pack in _packs(step)] for step in steps]),
        }
        _spend(model, attention.NAME, [batcher.packed(samples[:1])])  # what is made once is not counted
        each = {name: [_spend(model, by, step) for step in batches] for name, (by, batches) in kinds.items()}
        shares = {name: _padding([one for step in batches for one in step]) for name, (_, batches) in kinds.items()}
    spent = {name: (sum(one[0] for one in of), sum(one[1] for one in of)) for name, of in each.items()}
    ratios = [slow / fast for (slow, _), (fast, _) in zip(each["padded"], each["packed"], strict=True)]
    lengths = [len(one) for one in samples]
    tokens = sum(lengths)
    return {
        "samples": str(len(samples)),
        "tokens": str(tokens),
        "lengths (least, median, most)": f"{min(lengths)}, {statistics.median(lengths):.0f}, {max(lengths)}",
        **{f"{name}_padding_share": share for name, share in shares.items()},
        **{f"{name}_tokens_s": tokens / seconds for name, (seconds, _) in spent.items()},
        **{f"{name}_loss_per_token": loss / sum(one.targets for one in samples) for name, (_, loss) in spent.items()},
        "steps": str(len(steps)),
        "speedup": statistics.median(ratios),
        "speedup (least and most of a step)": f"{min(ratios):.2f}, {max(ratios):.2f}",
        "packed_of_padded_time": 1.0 / statistics.median(ratios),
        "packed_of_padded_time_bar": BAR,
    }


def _samples(encoder: Encoder, folder: Path) -> list[Encoded]:
    config = PRESETS["mix"]
    made: list[Encoded] = []
    for number, chart in enumerate(charts(config, SEED, count=FIGURES)):
        shown = table_sample(config, SEED, number, chart, folder)
        whole = [shown.sample, *question_samples(config, shown, chart.gold)]
        made.extend(one for one in (encoder.encode(sample, folder) for sample in whole) if len(one) <= ROOM)
    return made


def _packs(step: list[Encoded]) -> list[list[Encoded]]:
    return [[step[one] for one in pack] for pack in fill([len(one) for one in step], ROOM)]


def _padding(batches: Sequence[Batch]) -> float:
    return 1.0 - sum(one.tokens for one in batches) / sum(one.room for one in batches)


def _spend(model: torch.nn.Module, by: str, batches: Iterable[Batch]) -> tuple[float, float]:
    """Processor seconds of forward and backward over the batches, and the summed loss."""
    named: Callable[[str], None] = model.set_attn_implementation
    named(by)
    model.train()
    total, began = 0.0, time.process_time()
    for batch in batches:
        loss = loss_sum(model, batch)
        loss.backward()
        total += float(loss.detach())
        model.zero_grad()
    return time.process_time() - began, total
