"""Chart to table on worn pictures: the same charts smaller, compressed, grey, turned and dark.

One real problem: a screenshot of a chart, sent through a messenger that halved it and saved it as JPEG 30. Each
chart is read once as it is and once per kind of wear; the slices show what each kind costs.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageOps

from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks import chart2table
from gbi_eval.gold import read_gold
from gbi_eval.sampling import drawn


def _smaller(share: float) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.resize((int(image.width * share), int(image.height * share)), Image.Resampling.LANCZOS)


def _turned(image: Image.Image) -> Image.Image:
    return image.rotate(2, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))


UNWORN = "none"
WEAR: tuple[tuple[str, Callable[[Image.Image], Image.Image], str], ...] = (
    (UNWORN, lambda image: image, "PNG"),
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
    charts = drawn([item for item in chart2table.figures(options.data) if item.slices["format"] == "png"], options)
    return [
        chart.model_copy(
            update={
                "id": f"{chart.id}@{name}",
                "slices": chart.slices | {"wear": name},
                "payload": chart.payload | {"wear": name},
            }
        )
        for chart in charts
        for name, _, _ in WEAR
    ]


def run(item: Item, options: Options) -> Outcome:
    """Wears the picture, reads it, scores it as `chart2table` does; the picture as it is comes from the run's cache."""
    if item.payload["wear"] == UNWORN:
        return chart2table.run(item, options)
    with tempfile.TemporaryDirectory() as folder:
        worn = Path(folder) / "worn.img"
        worn.write_bytes(wear(item))
        return chart2table.judge(item, worn, read_gold(Path(item.payload["gold"])), options, keep=False)


def wear(item: Item) -> bytes:
    """The item's picture, worn; what is see-through in it stands on white, as on a page."""
    _, change, form = next(row for row in WEAR if row[0] == item.payload["wear"])
    with Image.open(item.payload["figure"]) as image:
        solid = Image.new("RGB", image.size, (255, 255, 255))
        seen = image.convert("RGBA")
        solid.paste(seen, mask=seen.getchannel("A"))
    buffer = io.BytesIO()
    change(solid).save(buffer, form, quality=30)
    return buffer.getvalue()


BENCHMARK = Benchmark(
    name="robustness",
    items=items,
    run=run,
    scores=chart2table.SCORES,
    tested=chart2table.TESTED,
    extra=chart2table.extra,
    picture=wear,
)
