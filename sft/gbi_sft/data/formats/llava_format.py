"""LLaVA: a JSON array of {id, image, conversations: [{from: human | gpt, value}]}, <image> where a picture stands.

`image` is one path or, of several pictures, a list. Not held, besides what `dialogue` says: the system text (LLaVA's
programs bring their own), gold other than what the reply says, tags, traits, source and split.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gbi_sft.data.formats.dialogue import dialogue, in_order, written
from gbi_sft.data.formats.form import Format, Given, Item, records
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.sample import Sample

FILE = "llava.json"
SIDES = {"user": "human", "assistant": "gpt"}


def items(source: Path) -> Iterator[Item | Refused]:
    """One item an entry."""
    return records(source, FILE)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The conversation with its pictures."""
    said = [(turn["from"], turn["value"]) for turn in item.data["conversations"]]
    return dialogue(item, intake, given, said, item.data.get("image", item.data.get("images")))


def entry(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The sample without its system text."""
    turns = [turn for turn in sample.turns if turn.role != "system"]
    said = [{"from": SIDES[turn.role], "value": written(turn)} for turn in turns]
    images = [outlet.bring(picture) for picture in in_order(sample.model_copy(update={"turns": tuple(turns)}))]
    shown = {} if not images else {"image": images[0] if len(images) == 1 else images}
    return {"id": sample.id, **shown, "conversations": said}


FORMAT = Format(items=items, sample=sample, entry=entry, file=FILE)
