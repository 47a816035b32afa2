"""Chart to table on worn pictures: the same charts smaller, compressed, grey, turned and dark.

One real problem: a screenshot of a chart, sent through a messenger that halved it and saved it as JPEG 30. Each
chart is read once as it is and once per kind of wear; the slices show what each kind costs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageOps

from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks import chart2table
from gbi_eval.gold import read_gold


def _smaller(share: float) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.resize((int(image.width * share), int(image.height * share)), Image.Resampling.LANCZOS)


def _turned(image: Image.Image) -> Image.Image:
    return image.rotate(2, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))


WEAR: tuple[tuple[str, Callable[[Image.Image], Image.Image], str], ...] = (
    ("none", lambda image: image, "PNG"),
    ("75 % size", _smaller(0.75), "PNG"),
    ("50 % size", _smaller(0.5), "PNG"),
    ("JPEG 30", lambda image: image, "JPEG"),
    ("grey", lambda image: ImageOps.grayscale(image).convert("RGB"), "PNG"),
    ("turned 2 degrees", _turned, "PNG"),
    ("dark", ImageOps.invert, "PNG"),
)
"""Name, what is done to the pixels, format saved in."""


def items(options: Options) -> list[Item]:
    """Each PNG with a gold table, once per kind of wear; `limit` counts charts."""
    charts = [item for item in chart2table.items(options) if item.slices["format"] == "png"]
    return [
        Item(id=f"{item.id}@{name}", slices={**item.slices, "wear": name}, payload={**item.payload, "wear": name})
        for item in charts
        for name, _, _ in WEAR
    ]


def run(item: Item, options: Options) -> Outcome:
    """Wears the picture, reads it, scores it as `chart2table` does."""
    _, change, form = next(row for row in WEAR if row[0] == item.payload["wear"])
    with tempfile.TemporaryDirectory() as folder:
        worn = Path(folder) / ("worn.jpg" if form == "JPEG" else "worn.png")
        with Image.open(item.payload["figure"]) as image:
            change(image.convert("RGB")).save(worn, form, quality=30)
        outcome = chart2table.judge(item, worn, read_gold(Path(item.payload["gold"])), options)
    return outcome.model_copy(update={"image": item.payload["figure"]})


BENCHMARK = Benchmark(name="robustness", items=items, run=run, extra=chart2table.extra)
