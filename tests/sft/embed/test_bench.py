"""Packed against padded on one device: the same tokens are counted either way, padding is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi_sft.embed.bench import ROWS, Race
from gbi_sft.embed.lots import chosen
from gbi_sft.embed.plan import EmbedError, Plan, Stage
from gbi_sft.embed.run import FIGURES, timed
from gbi_sft.small.architecture import Shape
from gbi_sft.training.light import LightEncoder

SHAPE = Shape(
    width=32, layers=1, heads=1, key_heads=1, head_width=32, inner=32, sight_width=32, sight_layers=2, sight_heads=1,
    sight_inner=32, pixels=64 * 64,
)  # fmt: skip


def plan() -> Plan:
    drawn = {"kinds": {"bar": 1}, "renderers": {"matplotlib": 1}, "languages": {"en": 1}, "questions": 2, "worn": 0}
    return Plan(shape=SHAPE, stages=(Stage(name="align", minutes=1, figures=2, lots=1, config=drawn),))


def test_both_ways_are_timed_on_the_samples_that_are_there(tmp_path: Path) -> None:
    chosen(tmp_path / FIGURES / "align", plan().stages[0], 3, 1)
    found = timed(plan(), tmp_path, 5)
    assert found.samples == 5 < ROWS and found.packed > 0 and found.padded > 0
    encoder = LightEncoder.of(str(tmp_path / "start"))
    assert encoder.processor.sight.most == SHAPE.pixels
    assert 0 < found.padding < 1


def test_without_lots_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmbedError, match="holds no lots"):
        timed(plan(), tmp_path, 5)


def test_its_words_tell_the_ratio() -> None:
    said = Race(samples=7, padding=0.4, packed=3000.0, padded=1500.0).words()
    assert "2.00 times" in said and "40% of it padding" in said and "7 samples" in said
