"""A figure as samples: one of its table, several of questions, and the file of its picture."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import NamedTuple

import cv2
import numpy as np

from gbi.types import Word
from gbi_sft import folder
from gbi_sft.sample import Gold, Sample, Source
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.hints import hints
from gbi_sft.synth.make import Chart
from gbi_sft.synth.questions import questions, sample
from gbi_sft.synth.sampler import weighted
from gbi_sft.wording import place_reply, place_turns, table_turns

SOURCE = Source(name="synth", licence="CC0-1.0", split="train")
"""Made figures: nobody's data, free for any use."""


def encoded(chart: Chart) -> tuple[bytes, str]:
    """The picture's file and its suffix: a JPEG where its traits say so, else a PNG."""
    swapped = np.ascontiguousarray(chart.pixels[:, :, ::-1])
    quality = chart.traits.get("jpeg")
    if quality:
        return cv2.imencode(".jpg", swapped, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1].tobytes(), ".jpg"
    return cv2.imencode(".png", swapped, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes(), ".png"


class Shown(NamedTuple):
    """A table sample with the words of the picture that it was given, which its questions are given too."""

    sample: Sample
    words: tuple[Word, ...]


def table_sample(config: SynthConfig, seed: int, number: int, chart: Chart, out: Path) -> Shown:
    """The sample of figure `number`'s table, its picture kept in the data set's folder `out`."""
    rng = Random(f"{seed}:{number}:hints")
    data, suffix = encoded(chart)
    high, wide = chart.pixels.shape[:2]
    picture = folder.keep_picture(out, data, wide, high, suffix)
    how = weighted(config.hints, rng)
    words = hints(chart.gold, how, rng)
    language = chart.scene.language
    traits = {key: value for key, value in chart.traits.items() if value} | {"hints": how}
    table = Sample(
        id=f"synth-{seed}-{number}", task="table", language=language, pictures=(picture,),
        turns=table_turns(chart.gold, language, words, (wide, high)), gold=chart.gold, traits=traits, source=SOURCE,
    )  # fmt: skip
    return Shown(table, words)


def question_samples(config: SynthConfig, shown: Shown, gold: Gold) -> list[Sample]:
    """Samples of questions about the same picture; fewer than wanted, or none, where it has not so much to ask."""
    table = shown.sample
    asked = questions(gold, table.language, Random(f"{table.id}:questions"), config.questions)
    picture = table.pictures[0]
    return [
        sample(
            one, picture, gold, table.language, id=f"{table.id}-{n}", source=SOURCE, hints=shown.words,
            traits=table.traits,
        )
        for n, one in enumerate(asked, 1)
    ]  # fmt: skip


def place_samples(config: SynthConfig, shown: Shown, gold: Gold) -> list[Sample]:
    """The sample of where the same picture's marks stand, where it is wanted and any has a box."""
    table = shown.sample
    picture = table.pictures[0]
    size = (picture.width, picture.height)
    if not config.places or not place_reply(gold, size):
        return []
    turns = place_turns(gold, table.language, shown.words, size)
    return [table.model_copy(update={"id": f"{table.id}-places", "task": "place", "turns": turns})]
