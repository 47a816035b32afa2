"""ShareGPT with pictures: {id, images: [...], system, conversations: [{from: human | gpt, value}]}.

Read in both variants that are about: from and value, or role and content, under `conversations`, `conversation` or
`messages`, JSON array or lines. Written in the first. Not held, besides what `dialogue` says: gold other than what the
reply says, tags, traits, source and split; a system text that does not come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gbi_sft.data.formats.dialogue import dialogue, in_order, written
from gbi_sft.data.formats.form import Format, Given, Item, records
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample

FILE = "sharegpt.json"
SIDES = {"user": "human", "assistant": "gpt"}
LISTS = ("conversations", "messages", "conversation")


def items(source: Path) -> Iterator[Item | Refused]:
    """One item an entry."""
    return records(source, FILE)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The conversation of either variant with its pictures."""
    turns = next((item.data[name] for name in LISTS if name in item.data), None)
    if turns is None:
        raise DataError(f"it has none of {', '.join(LISTS)}")
    said = [(turn["from"], turn["value"]) if "from" in turn else (turn["role"], turn["content"]) for turn in turns]
    if item.data.get("system"):
        said.insert(0, ("system", item.data["system"]))
    return dialogue(item, intake, given, said, item.data.get("images", item.data.get("image")))


def entry(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The sample, its system text at the top."""
    system = [written(turn) for turn in sample.turns if turn.role == "system"]
    if len(system) > 1 or (system and sample.turns[0].role != "system"):
        raise DataError("it has a system text that does not come first, which this form cannot hold")
    said = [{"from": SIDES[turn.role], "value": written(turn)} for turn in sample.turns if turn.role != "system"]
    above = {"system": system[0]} if system else {}
    return {"id": sample.id, "images": [outlet.bring(p) for p in in_order(sample)], **above, "conversations": said}


FORMAT = Format(items=items, sample=sample, entry=entry, file=FILE)
