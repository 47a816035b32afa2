"""Small data sets for tests of training data: pictures drawn in a moment, samples of every task, in both languages."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw

from gbi_sft import folder
from gbi_sft.data.tables import gold_of
from gbi_sft.sample import Gold, Picture, Sample, Source
from gbi_sft.wording import question_reply, question_turns, table_turns

REGIONS = ("North", "South", "East", "West", "Centre", "Islands")


def png(seed: int = 0, size: tuple[int, int] = (160, 100), kind: str = "PNG") -> bytes:
    """A picture of bars by the seed."""
    rng = random.Random(seed)
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for n in range(4):
        x, top = 10 + n * size[0] // 5, rng.randrange(5, size[1] - 20)
        draw.rectangle((x, top, x + size[0] // 8, size[1] - 8), fill=tuple(rng.randrange(200) for _ in range(3)))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def gold(seed: int = 0, rows: int = 3, chinese: bool = False) -> Gold:
    """A table of one series; the numbers are the seed's."""
    rng = random.Random(seed)
    names = [f"地区{n}" for n in range(rows)] if chinese else list(REGIONS[:rows])
    texts = [(name, str(rng.randrange(10, 999))) for name in names]
    columns = ("地区", "销售额") if chinese else ("Region", "Sales")
    return gold_of(columns, texts, title="按地区的销售额" if chinese else "Sales by region", chart_type="bar")


def picture(target: Path, seed: int = 0, size: tuple[int, int] = (160, 100)) -> Picture:
    """A picture that is in the folder."""
    return folder.keep_picture(target, png(seed, size), *size)


def table_sample(target: Path, seed: int = 0, *, chinese: bool = False, **rest: object) -> Sample:
    """A table sample whose picture is in the folder."""
    said = gold(seed, chinese=chinese)
    language = "zh" if chinese else "en"
    fields = {
        "id": f"table-{seed}", "task": "table", "language": language, "pictures": (picture(target, seed),),
        "turns": table_turns(said, language), "gold": said, "source": Source(name="made", licence="CC0-1.0"),
        "tags": ("type:bar",), "traits": {"renderer": "pillow"},
    }  # fmt: skip
    return Sample.model_validate(fields | rest)


def question_sample(target: Path, seed: int = 0, picture_seed: int | None = None, **rest: object) -> Sample:
    """A question about the chart of `picture_seed` (else of `seed`), with its SQL."""
    drawn = seed if picture_seed is None else picture_seed
    said = gold(drawn)
    row = said.texts[seed % len(said.texts)]
    question = f"What are the sales of {row[0]}?"
    program = f"SELECT Sales FROM chart WHERE Region = '{row[0]}'"
    fields = {
        "id": f"question-{seed}", "task": "question", "pictures": (picture(target, drawn),), "gold": said,
        "turns": question_turns(question, question_reply(program, row[1]), "en"), "question": question,
        "answer": row[1], "program": program, "tags": ("type:bar", "hops:1"), "source": Source(name="made"),
    }  # fmt: skip
    return Sample.model_validate(fields | rest)


def data_set(target: Path, tables: int = 6, questions: int = 6) -> list[Sample]:
    """A folder with samples; every question is about a picture that a table sample has too."""
    samples = [table_sample(target, seed, chinese=seed % 3 == 2) for seed in range(tables)]
    samples += [question_sample(target, seed, picture_seed=seed) for seed in range(questions)]
    folder.write(target, samples)
    return samples
