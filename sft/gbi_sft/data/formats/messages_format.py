"""Messages with a list of images, as ms-swift and LLaMA-Factory read them: {messages: [{role, content}], images: []}.

One record a line, <image> in the text where a picture stands. Not held, besides what `dialogue` says: gold other than
what the reply says, tags, traits, source and split.
"""

from __future__ import annotations

from typing import Any

from gbi_sft.data.formats.dialogue import in_order, written
from gbi_sft.data.formats.form import Format
from gbi_sft.data.formats.sharegpt_format import items, sample
from gbi_sft.data.pictures import Outlet
from gbi_sft.sample import Sample

FILE = "messages.jsonl"


def entry(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The sample with its system text as first message."""
    said = [{"role": turn.role, "content": written(turn)} for turn in sample.turns]
    return {"id": sample.id, "messages": said, "images": [outlet.bring(picture) for picture in in_order(sample)]}


FORMAT = Format(items=items, sample=sample, entry=entry, file=FILE)
