"""The small model that is kept in the repository, and charts that it never saw: drawn here from other seeds."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from gbi.documents import open_source
from gbi.errors import ReaderError
from gbi.readers.vlm.reader import VlmReader
from gbi.settings import Settings
from gbi.types import PageBox, Reading, Region
from gbi_eval.metrics.relaxed import relaxed_match
from gbi_sft.sample import Gold
from gbi_sft.small.recipe import Recipe, Style, load
from gbi_sft.synth.make import chart

KEPT = Path(__file__).parents[1] / "models_kept" / "small"
MODEL, ADAPTER = KEPT / "model", KEPT / "chart"
NEVER_SEEN = 7_000_000
"""A seed that no recipe uses."""


def recipe() -> Recipe:
    """What the kept model was made with."""
    return load("full")


def unseen(style: Style, folder: Path, count: int, printed: bool = True) -> list[tuple[Path, Gold]]:
    """Charts of a style's second part as PNG files with what they show; numbers printed in all of them or in none."""
    _, config = style.configs()[-1]
    wanted = config.model_copy(update={"printed": 1.0 if printed else 0.0})
    found = []
    for number in range(count):
        made = chart(wanted, NEVER_SEEN, number)
        path = folder / f"{number}.png"
        Image.fromarray(made.pixels).save(path)
        found.append((path, made.gold))
    return found


def read(path: Path, settings: Settings) -> Reading | None:
    """A picture read as one chart by the reader that the product has; None where it reads nothing."""
    source = open_source(path)
    try:
        page = source.page(1)
        place = PageBox(page=1, box=(0, 0, page.width, page.height))
        return VlmReader(settings).read(source, Region.at(source.document.id, 1, place, "chart"))
    except ReaderError:
        return None
    finally:
        source.close()


def right(reading: Reading | None, gold: Gold) -> tuple[int, int]:
    """How many of the gold's numbers stand in the reading, within 5 % and beside their label; and of how many."""
    values = [(row[0], text.removeprefix("~")) for row in gold.texts for text in row[1:] if text]
    if reading is None:
        return 0, len(values)
    said = {row[0].text: row[1].text.removeprefix("~") for row in reading.rows if len(row) > 1}
    return sum(relaxed_match(said.get(label, ""), text) for label, text in values), len(values)


def share_right(charts: list[tuple[Path, Gold]], settings: Settings) -> float:
    """The share of all numbers of the charts that are read."""
    counts = [right(read(path, settings), gold) for path, gold in charts]
    return sum(hit for hit, _ in counts) / sum(of for _, of in counts)
