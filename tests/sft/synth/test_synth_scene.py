"""Scenes: realistic numbers, no gold that the figure does not show, the bounds of a configuration kept."""

from __future__ import annotations

from random import Random

import pytest

from gbi.numbers import is_missing, parse_number
from gbi.readers.vlm.said import CHART_TYPES
from gbi_sft.synth import sampler
from gbi_sft.synth.config import PRESETS, SynthConfig, changed
from gbi_sft.synth.scene import KINDS, Quantity, Scene
from gbi_sft.synth.topics import bank, scale_of

ROOM = sampler.Room(640, 420, 12.0)


def scenes(kind: str, count: int = 40, config: SynthConfig = PRESETS["mix"]) -> list[Scene]:
    return [sampler.scene(config, ROOM, kind, Random(n)) for n in range(count)]


def test_every_kind_of_the_readers_is_drawn() -> None:
    drawn = {kind.chart_type for kind in KINDS.values()}
    assert drawn >= set(CHART_TYPES) - {"none"}


@pytest.mark.parametrize("kind", KINDS)
def test_scenes_are_whole(kind: str) -> None:
    low, high = KINDS[kind].series
    for scene in scenes(kind):
        assert max(low, 1) <= len(scene.series) <= max(high, 1)
        for series in scene.series:
            rows = len(series.xs) if series.xs else len(scene.labels)
            assert len(series.values) == rows > 0
            assert any(value is not None for value in series.values)
        assert len(set(scene.labels)) == len(scene.labels)
        names = [series.name for series in scene.series]
        assert len(set(names)) == len(names)
        assert not set(names) & set(scene.labels)


@pytest.mark.parametrize("kind", ["stacked bar", "stacked area", "pie", "donut", "area"])
def test_parts_of_a_whole_are_never_negative_nor_missing(kind: str) -> None:
    values = [value for scene in scenes(kind) for series in scene.series for value in series.values]
    assert all(value is not None and value > 0 for value in values)


def test_losses_and_gaps_are_among_them() -> None:
    values = [value for scene in scenes("bar", 400) for series in scene.series for value in series.values]
    assert any(value is not None and value < 0 for value in values)
    assert any(value is None for value in values)


def test_shares_of_a_market_are_a_hundred() -> None:
    pies = [scene for scene in scenes("pie", 300) if scene.y.unit == "%"]
    assert pies
    for scene in pies:
        assert sum(value or 0 for value in scene.series[0].values) == pytest.approx(100, abs=1e-6)


def test_a_unit_is_said_in_the_figure_or_is_none() -> None:
    for scene in scenes("bar", 200):
        unit = scene.y.unit
        assert not unit or scene.axis_titles or unit in scene.title or scene.y.suffix == unit


def test_printed_numbers_are_read_back_as_they_are() -> None:
    for scene in scenes("table", 80):
        for number, series in enumerate(scene.series):
            for value in series.values:
                if value is not None:
                    parsed = parse_number(scene.quantity(number).text(value), ".")
                    assert parsed is not None
                    assert parsed.value == pytest.approx(value, abs=0.5 * 10 ** -scene.quantity(number).decimals + 1e-9)
        assert is_missing(scene.missing)


def test_both_languages_have_many_topics() -> None:
    for language in ("en", "zh"):
        words = bank(language)
        assert len(words.topics) >= 50
        for topic in words.topics:
            assert topic.range[0] < topic.range[1]
            assert all(by in words.lists for by in topic.by)


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("million USD", 1e6),
        ("%", 0.01),
        ("‰", 0.001),
        ("亿元", 1e8),
        ("万单", 1e4),
        ("k units", 1e3),
        ("TWh", 1.0),
        ("", 1.0),
    ],
)
def test_scales_of_units(unit: str, scale: float) -> None:
    assert scale_of(unit) == pytest.approx(scale)


@pytest.mark.parametrize(
    ("quantity", "value", "text"),
    [
        (Quantity(name="a", decimals=1, grouped=True), 1234.56, "1,234.6"),
        (Quantity(name="a", brackets=True, prefix="$"), -12.0, "($12)"),
        (Quantity(name="a", suffix="%", decimals=1), -0.04, "0.0%"),
        (Quantity(name="a", suffix="%"), -7.0, "-7%"),
    ],
)
def test_numbers_as_printed(quantity: Quantity, value: float, text: str) -> None:
    assert quantity.text(value) == text


def test_narrow_is_few_whole_numbers() -> None:
    for scene in scenes("bar", 60, PRESETS["narrow"]):
        values = list(scene.series[0].values)
        assert all(value is not None and 1 <= value <= 999 and value == int(value) for value in values)
        assert scene.printed and not scene.title and len(scene.labels) <= 5
        assert max(map(len, scene.labels)) <= 6


def test_one_language_alone() -> None:
    only = changed(PRESETS["mix"], {"languages": {"zh": 1}}, "test")
    assert {scene.language for scene in scenes("bar", 30, only)} == {"zh"}
