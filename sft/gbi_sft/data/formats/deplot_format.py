"""DePlot-style pairs: a picture and its table as one line of text, {image, text} a line of `pairs.jsonl`.

The text is `TITLE | Sales <0x0A> Region | 2020 | 2021 <0x0A> North | 1 | 2`; a text without TITLE starts with the names
of the columns. Not held: the chart's type (all that is read has the one that is given), axes, units that are not in a
column's name, boxes, traits, tags, which texts were estimated ("~" stays in the text); spaces at a text's ends. A text
with "|" or a line break is refused when written, for it would shift the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gbi.readers.vlm.prompts import language_of
from gbi_sft.data.formats.form import Format, Given, Item, records
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.data.tables import gold_of
from gbi_sft.folder import DataError
from gbi_sft.sample import Gold, GoldColumn, Picture, Sample
from gbi_sft.wording import table_turns

FILE = "pairs.jsonl"
BREAK, BAR, TITLE = "<0x0A>", "|", "TITLE"


def items(source: Path) -> Iterator[Item | Refused]:
    """One item a pair."""
    return records(source, FILE)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The pair as a table sample."""
    gold = parsed(item.data["text"], given.chart_type)
    return table_sample(item.name, intake.take(item.data["image"], item.base), gold, given)


def table_sample(name: str, picture: Picture, gold: Gold, given: Given, **rest: Any) -> Sample:
    """A table sample of gold alone, asked in the language that the gold's texts are in."""
    language = given.language or language_of(" ".join([gold.title, *(t for row in gold.texts for t in row)]))
    turns = table_turns(gold, language)
    return Sample(
        id=name, task="table", language=language, pictures=(picture,), turns=turns, gold=gold, source=given.source,
        **rest,
    )  # fmt: skip


def entry(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The pair of the sample's first picture and its gold table."""
    if sample.gold is None or sample.task != "table" or len(sample.pictures) != 1:
        raise DataError("a pair is a picture and its table; this sample is another task, or its table is not known")
    return {"id": sample.id, "image": outlet.bring(sample.pictures[0]), "text": linearised(sample.gold)}


def linearised(gold: Gold) -> str:
    """The gold as one line. Raises `DataError` for texts that would shift the columns."""
    rows = [[headed(column) for column in gold.columns], *gold.texts]
    lines = [[TITLE, gold.title], *rows] if gold.title else rows
    for text in (text for line in lines for text in line):
        if BAR in text or "\n" in text or BREAK in text:
            raise DataError(f"its text {text[:40]!r} has a mark in it that this form puts between texts")
    return f" {BREAK} ".join(f" {BAR} ".join(text.strip() for text in line) for line in lines)


def parsed(text: str, chart_type: str = "other") -> Gold:
    """The gold of one line. Raises `DataError` for one that is no table."""
    lines = [line for line in text.replace("\n", BREAK).split(BREAK) if line.strip()]
    rows = [[part.strip() for part in line.split(BAR)] for line in lines]
    title = ""
    if rows and rows[0][0].upper() == TITLE:
        title = f" {BAR} ".join(rows[0][1:])
        rows = rows[1:]
    if not rows:
        raise DataError("the text has no line of column names")
    return gold_of(rows[0], rows[1:], title=title, chart_type=chart_type)


def headed(column: GoldColumn) -> str:
    """The column's name with its unit, unless the name says it already."""
    return f"{column.name} ({column.unit})" if column.unit and column.unit not in column.name else column.name


FORMAT = Format(items=items, sample=sample, entry=entry, file=FILE)
