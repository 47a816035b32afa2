"""A sample of a conversation that came from elsewhere: its language, its task, and its gold where the reply says it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from gbi.readers.vlm.prompts import language_of
from gbi.readers.vlm.said import CHART_TYPES, Said
from gbi_sft.data.tables import scale_of, values_of
from gbi_sft.sample import Gold, GoldAxis, GoldColumn, Language, Picture, Sample, Source, Turn
from gbi_sft.wording import QUESTION

_QUESTIONS = [
    re.compile(re.escape(text.replace("{question}", "\0")).replace("\0", "(.*)"), re.S) for text in QUESTION.values()
]


def sample_of(
    name: str, pictures: Sequence[Picture], turns: tuple[Turn, ...], *, source: Source, language: Language | None = None
) -> Sample:
    """The sample; its language is that of the last question and reply, its task and gold are those of the reply."""
    reply = next((turn.text for turn in reversed(turns) if turn.role == "assistant"), "")
    asked = next((turn.text for turn in reversed(turns) if turn.role == "user"), "")
    found = {"task": "other"} | (table_in(reply) or question_in(asked, reply))
    spoken: Language = language or language_of(f"{found.get('question') or asked} {reply}")
    return Sample(id=name, language=spoken, pictures=tuple(pictures), turns=turns, source=source, **found)


def table_in(reply: str) -> dict[str, Any]:
    """`task` and `gold` of a reply in the reader's form; nothing of another reply."""
    said = object_in(reply)
    if not {"columns", "rows", "chart_type"} <= said.keys():
        return {}
    try:
        table = Said.model_validate(said)
    except ValidationError:
        return {}
    width = len(table.columns)
    if width < 2 or table.chart_type not in CHART_TYPES or any(len(row) != width for row in table.rows):
        return {}
    axes = [GoldAxis(name=axis.name, unit=axis.unit) for axis in (table.x_axis, table.y_axis)]
    columns = tuple(GoldColumn(name=c.name, unit=c.unit, scale=scale_of(c.unit)) for c in table.columns)
    gold = Gold(
        chart_type=table.chart_type, title=table.title, x_axis=axes[0], y_axis=axes[1], columns=columns,
        texts=table.rows, values=values_of(table.rows),
    )  # fmt: skip
    return {"task": "table", "gold": gold}


def question_in(asked: str, reply: str) -> dict[str, Any]:
    """`task`, `question`, `answer` and `program` of a question in the project's words; nothing of another one."""
    match = next((found for pattern in _QUESTIONS if (found := pattern.search(asked))), None)
    said = object_in(reply)
    if match is None or not isinstance(said.get("answer"), str) or not isinstance(said.get("sql", ""), str):
        return {}
    question = match.group(1)
    return {"task": "question", "question": question, "answer": said["answer"], "program": said.get("sql", "")}


def object_in(reply: str) -> dict[str, Any]:
    """The JSON object that the reply is; {} where it is none."""
    try:
        said = json.loads(reply)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
