"""The JSON Schema of a line of `samples.jsonl`, for programs in other languages; generated from `Sample`.

`sample.schema.json` beside this file is what `schema()` makes; a test holds the two together. `VERSION` rises with
every change after which an older program could no longer read what a newer one wrote.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gbi_sft.sample import Sample

VERSION = "gbi-sample/1"
PATH = Path(__file__).with_name("sample.schema.json")


def schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12; `$id` is the version."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": VERSION,
        **Sample.model_json_schema(mode="validation"),
    }


def text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
