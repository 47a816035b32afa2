"""JSON as printed: the nouns' own form, with a page citation's page and box at its top level too."""

from __future__ import annotations

import json
from typing import Any

from gbi.types import Answer, PageBox


def answer_json(answer: Answer) -> str:
    """One object on one line. A citation whose place is on a page has `page` and `box` beside `place`."""
    data: dict[str, Any] = answer.model_dump(mode="json")
    for citation, row in zip(answer.citations, data["citations"], strict=True):
        if isinstance(citation.place, PageBox):
            row["page"], row["box"] = citation.place.page, list(citation.place.box)
    return json.dumps(data, ensure_ascii=False)
