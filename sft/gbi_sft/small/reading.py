"""How well a model in this process reads samples: replies in batches, each cell of the gold judged.

Faster than a server or the reader for a model so small, and it sees the same words: the sample's own turns. What the
reader makes of a reply (`gbi.readers.vlm.said.understood`) is what counts here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gbi.errors import ReplyError
from gbi.readers.vlm.said import Said, understood
from gbi.types import Frozen
from gbi_eval.metrics.cells import assign
from gbi_eval.metrics.relaxed import relaxed_match
from gbi_eval.metrics.rms import rms
from gbi_eval.stats import bootstrap_interval
from gbi_sft.folder import picture_path
from gbi_sft.sample import Sample
from gbi_sft.sample import Text as TextPiece

ABOUT = "~"
MOST_TOKENS = 200


class Cells(Frozen):
    """Of one sample: gold cells that have a number, how many were read within 5 %, and the table's RMS-F1.

    `measured` are those whose number is printed nowhere ("~"); a reply that is no table reads none.
    """

    id: str
    printed: int = 0
    printed_right: int = 0
    measured: int = 0
    measured_right: int = 0
    rms_f1: float = 0.0
    replied: bool = False

    @property
    def share(self) -> float:
        """Relaxed accuracy of the sample: the share of its cells that are right; 1 for a table without any."""
        cells = self.printed + self.measured
        return (self.printed_right + self.measured_right) / cells if cells else 1.0


def read_all(model: Any, processor: Any, samples: Sequence[Sample], folder: Path, at_once: int = 32) -> Iterator[str]:
    """The model's replies to the samples' first turns, greedy, in their order; pictures lie in the folder."""
    import torch

    tokens = processor.tokenizer
    before, tokens.padding_side = tokens.padding_side, "left"
    try:
        for start in range(0, len(samples), at_once):
            some = samples[start : start + at_once]
            asked = [_asked(processor, sample) for sample in some]
            pictures = [[_opened(folder, sample)] for sample in some]
            inputs = processor(text=asked, images=pictures, padding=True, return_tensors="pt").to(model.device)
            with torch.inference_mode():
                made = model.generate(**inputs, max_new_tokens=MOST_TOKENS, do_sample=False, use_cache=True)
            yield from processor.batch_decode(made[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
    finally:
        tokens.padding_side = before


def judge(sample: Sample, reply: str) -> Cells:
    """What of the sample's gold table a reply has right. Raises `ValueError` for a sample without gold."""
    if sample.gold is None:
        raise ValueError(f"the sample {sample.id} has no gold to judge by")
    gold = [list(row) for row in sample.gold.texts]
    said = _understood(reply)
    rows = [list(row) for row in said.rows] if said else []
    partner = assign([row[0] for row in gold], [row[0] if row else "" for row in rows])
    counts = {"printed": 0, "printed_right": 0, "measured": 0, "measured_right": 0}
    for number, row in enumerate(gold):
        found = rows[partner[number]] if number in partner else []
        for column, text in enumerate(row[1:], 1):
            if not text:
                continue
            kind = "measured" if text.startswith(ABOUT) else "printed"
            counts[kind] += 1
            wrote = found[column] if column < len(found) else ""
            counts[f"{kind}_right"] += relaxed_match(wrote.removeprefix(ABOUT), text.removeprefix(ABOUT))
    names = [column.name for column in sample.gold.columns]
    head = [column.name for column in said.columns] if said else []
    f1 = rms(_plain([head, *rows]), _plain([names, *gold])).f1 if said else 0.0
    return Cells(id=sample.id, rms_f1=f1, replied=said is not None, **counts)


def summary(judged: Sequence[Cells]) -> dict[str, Any]:
    """Means over all samples: relaxed accuracy of cells (with the 95 % interval over samples), by kind, and RMS-F1.

    An accuracy is None where there is no such cell. Raises `ValueError` for no samples.
    """
    if not judged:
        raise ValueError("no samples were judged")
    shares = [one.share for one in judged]
    low, high = bootstrap_interval(shares)
    return {
        "samples": len(judged),
        "relaxed_accuracy": _rounded(sum(shares) / len(shares)),
        "interval_95": [_rounded(low), _rounded(high)],
        "printed": _ratio(sum(one.printed_right for one in judged), sum(one.printed for one in judged)),
        "measured": _ratio(sum(one.measured_right for one in judged), sum(one.measured for one in judged)),
        "rms_f1": _rounded(sum(one.rms_f1 for one in judged) / len(judged)),
        "replied": _rounded(sum(one.replied for one in judged) / len(judged)),
    }


def _asked(processor: Any, sample: Sample) -> str:
    turns = [
        {
            "role": turn.role,
            "content": [
                {"type": "text", "text": piece.text} if isinstance(piece, TextPiece) else {"type": "image"}
                for piece in turn.content
            ],
        }
        for turn in sample.turns
        if turn.role != "assistant"
    ]
    text: str = processor.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    return text


def _opened(folder: Path, sample: Sample) -> Any:
    from gbi_sft.training.encode import opened

    return opened(str(picture_path(folder, sample.pictures[0])))


def _understood(reply: str) -> Said | None:
    try:
        return understood(reply, cut=False)
    except ReplyError:
        return None


def _plain(table: list[list[str]]) -> list[list[str]]:
    return [[text.removeprefix(ABOUT) for text in row] for row in table]


def _ratio(right: int, of: int) -> float | None:
    return _rounded(right / of) if of else None


def _rounded(value: float) -> float:
    return round(value, 4)
