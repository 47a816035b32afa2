"""Tagging a data set: from gold at once, from a model where that is wanted and gold does not tell.

What a model said is kept at once in `told.jsonl` beside the result: the same command goes on where it was stopped, and
asks again only about samples at which the model failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gbi.models import Model
from gbi_sft.sample import Sample
from gbi_sft.tags.from_gold import tags_of, unknown
from gbi_sft.tags.from_model import Told, ask, joined

if TYPE_CHECKING:
    from gbi_sft.data.dataset import DataSet

JOURNAL = "told.jsonl"


class Tagged(NamedTuple):
    """The data set with its tags, how many samples a model told about, and of whom it could not tell."""

    data: DataSet
    told: int
    failed: tuple[Told, ...]


def tag_all(data: DataSet, out: Path, model: Model | None = None) -> Tagged:
    """Every sample with its tags. `out` keeps the model's journal. Raises `ModelUnavailable` as `from_model.ask`; what
    was told until then is kept."""
    known: dict[str, tuple[str, ...]] = {}
    failed: list[Told] = []
    if model is not None:
        from gbi_sft.data.progress import shown

        known = _journal(out / JOURNAL)
        asked = [(sample, folder) for sample, folder in data.placed() if unknown(sample) and sample.id not in known]
        out.mkdir(parents=True, exist_ok=True)
        with (out / JOURNAL).open("a", encoding="utf-8") as log, shown(ask(model, asked), "asking", len(asked)) as told:
            log.write("\n")  # ends a line that a kill cut off
            for one in told:
                if one.reason:
                    failed.append(one)
                    continue
                known[one.id] = one.tags
                log.write(json.dumps({"id": one.id, "tags": one.tags}, ensure_ascii=False) + "\n")
                log.flush()
    return Tagged(data.map(_Step(known)), len(known), tuple(failed))


class _Step:
    """A change of one sample; a class, so that processes can be sent it."""

    def __init__(self, known: dict[str, tuple[str, ...]]) -> None:
        self._known = known

    def __call__(self, sample: Sample) -> Sample:
        told = self._known.get(sample.id, ())
        return joined(sample, told) if told else sample.model_copy(update={"tags": tags_of(sample)})


def _journal(path: Path) -> dict[str, tuple[str, ...]]:
    """What was told before; a last line that was cut off by a kill is left aside."""
    return dict(_lines(path.read_text(encoding="utf-8").splitlines())) if path.is_file() else {}


def _lines(lines: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for line in lines:
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            continue
        yield str(found["id"]), tuple(found["tags"])
