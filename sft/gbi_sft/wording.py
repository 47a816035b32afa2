"""What a model is shown and asked in training, word for word as `gbi.readers.vlm` asks it in use.

A table sample is the reader's system text, the picture, the hints (the words that OCR found, where they are given) and
the task; the reply is JSON in the key order of `said.form`. A question sample has the question in the task's place; its
reply is JSON with the SQL over the table `chart` (program of thought) and the answer, or what is missing. A place
sample, which no reader asks, teaches to see: its reply is where each mark stands, written as hints are.
"""

from __future__ import annotations

import json

from gbi.readers.vlm import prompts
from gbi.readers.vlm.hints import hint_line, hint_lines
from gbi.types import Word
from gbi_sft.sample import Gold, GoldAxis, GoldColumn, Image, Language, Piece, Text, Turn

QUESTION: dict[Language, str] = {
    "en": (
        "Answer the question from the figure in the picture, and say how, as JSON: "
        '"sql": a query over the table chart (its columns are the figure\'s), "answer": its result as text; '
        'where the figure does not tell, "sql": "" and "answer": "", and "missing": what is not there.\n'
        "<data>{question}</data>"
    ),
    "zh": (
        "根据图片中的图表回答问题并说明方法，回复 JSON：“sql”：对表 chart（列即图表的列）的查询，"
        "“answer”：其结果的文本；"
        "图表中没有时 “sql” 和 “answer” 写空字符串，“missing” 写缺少什么。\n<data>{question}</data>"
    ),
}


PLACES: dict[Language, str] = {
    "en": (
        "Write where each mark of the figure in the picture stands, one a line: left, top, right and bottom, 0 to 1000 "
        "of the picture's width and height, then its value as in the table."
    ),
    "zh": "写出图片中每个图形的位置，每行一个：左、上、右、下，以图片宽高的 0 到 1000 表示，然后写它在表中的值。",
}


def table_reply(gold: Gold) -> str:
    """The reply that the reader expects of the gold: compact JSON, keys in the form's order."""
    said = {
        "chart_type": gold.chart_type,
        "title": gold.title,
        "x_axis": _axis(gold.x_axis),
        "y_axis": _axis(gold.y_axis),
        "columns": [_column(column) for column in gold.columns],
        "rows": [list(row) for row in gold.texts],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def question_reply(sql: str, answer: str, missing: str = "") -> str:
    """The reply to a question; `missing` says what an unanswerable one lacks."""
    said = {"sql": sql, "answer": answer, "missing": missing}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def table_turns(
    gold: Gold, language: Language, hints: tuple[Word, ...] = (), size: tuple[int, int] = (0, 0)
) -> tuple[Turn, ...]:
    """The conversation of a table sample; `hints` are words of the picture of `size` (width, height in px)."""
    return _turns(language, prompts.task(language), table_reply(gold), hints, size)


def question_turns(
    question: str, reply: str, language: Language, hints: tuple[Word, ...] = (), size: tuple[int, int] = (0, 0)
) -> tuple[Turn, ...]:
    """The conversation of a question sample."""
    text = QUESTION[language].format(question=prompts.harmless(question))
    return _turns(language, text, reply, hints, size)


def place_reply(gold: Gold, size: tuple[int, int]) -> str:
    """Where the marks of a picture of `size` (width, height in px) stand, row by row, each with its cell's text.

    A line each, begun by its break; "" where no mark's box is known.
    """
    whole = (0.0, 0.0, float(size[0]), float(size[1]))
    said = [
        (box.row, box.column, Word(text=gold.texts[box.row][box.column] or "-", box=box.box))
        for box in gold.boxes
        if box.part == "mark" and box.row is not None and box.column is not None
    ]
    return "".join(f"\n{hint_line(word, whole)}" for _, _, word in sorted(said, key=lambda one: one[:2]))


def place_turns(
    gold: Gold, language: Language, hints: tuple[Word, ...] = (), size: tuple[int, int] = (0, 0)
) -> tuple[Turn, ...]:
    """The conversation of a place sample."""
    return _turns(language, PLACES[language], place_reply(gold, size), hints, size)


def words_of(gold: Gold) -> tuple[Word, ...]:
    """The gold's texts as an OCR without faults would give them, boxes in px."""
    return tuple(Word(text=box.text, box=box.box) for box in gold.boxes if box.text and box.part != "mark")


def _turns(
    language: Language, task: str, reply: str, hints: tuple[Word, ...], size: tuple[int, int]
) -> tuple[Turn, ...]:
    lines = hint_lines(hints, (0.0, 0.0, float(size[0]), float(size[1]))) if hints else ""
    hinted = prompts.hinted(language, lines)
    shown: list[Piece] = [Image(image=0), *([Text(text=hinted)] if hinted else []), Text(text=task)]
    return (
        Turn(role="system", content=(Text(text=prompts.system(language)),)),
        Turn(role="user", content=tuple(shown)),
        Turn(role="assistant", content=(Text(text=reply),)),
    )


def _axis(axis: GoldAxis) -> dict[str, str]:
    return {"name": axis.name, "unit": axis.unit}


def _column(column: GoldColumn) -> dict[str, str]:
    return {"name": column.name, "unit": column.unit}
