"""The fixed probes of the parity check: texts and pictures made in code, of the kind that gbi asks a model about."""

from __future__ import annotations

import io
from functools import lru_cache

from gbi.types import Frozen

TOKENS = 12
"""Tokens of each probe's reply that are compared."""


class Probe(Frozen):
    """A question with its pictures (PNG)."""

    name: str
    text: str
    images: tuple[bytes, ...] = ()


@lru_cache(maxsize=1)
def probes() -> tuple[Probe, ...]:
    """Two of text, in English and in Chinese; one with a bar chart; one with a table beside the chart."""
    chart, table = _chart(), _table()
    return (
        Probe(
            name="text, English", text="A table has the columns Year and Revenue. Write SQL for the highest revenue."
        ),
        Probe(name="text, Chinese", text="某公司2022年收入为120万元，2023年为150万元，增长了百分之几？"),
        Probe(name="chart", text="List every bar of this chart with its value as JSON.", images=(chart,)),
        Probe(name="chart and table", text="Which year of the table is highest in the chart?", images=(chart, table)),
    )


def _chart() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (320, 224), "white")
    draw = ImageDraw.Draw(picture)
    for place, (label, height) in enumerate((("2020", 60), ("2021", 96), ("2022", 138), ("2023", 111))):
        left = 36 + 70 * place
        draw.rectangle((left, 190 - height, left + 42, 190), fill=("#2876dd", "#d9534f")[place % 2])
        draw.text((left + 8, 176 - height), f"{height}", fill="black")
        draw.text((left + 8, 194), label, fill="black")
    draw.line((24, 190, 310, 190), fill="black", width=2)
    return _png(picture)


def _table() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (256, 160), "white")
    draw = ImageDraw.Draw(picture)
    for row, cells in enumerate((("Year", "Revenue"), ("2020", "1,204"), ("2021", "1,377"), ("2022", "-86"))):
        draw.line((12, 34 + 30 * row, 244, 34 + 30 * row), fill="gray")
        for column, cell in enumerate(cells):
            draw.text((24 + 110 * column, 14 + 30 * row), cell, fill="black")
    return _png(picture)


def _png(picture: object) -> bytes:
    from PIL import Image

    assert isinstance(picture, Image.Image)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
