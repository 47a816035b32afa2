"""Scenes of points: two quantities that go together more or less, and a third as the points' size."""

from __future__ import annotations

from random import Random

from gbi_sft.sample import Language
from gbi_sft.synth import values
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.questions.phrases.english import lower_first
from gbi_sft.synth.scene import Kind, Quantity, Scene, Series
from gbi_sft.synth.topics import Topic, bank, scale_of

MOST_POINTS = 24


def scene(config: SynthConfig, kind: Kind, language: Language, topic: Topic, rng: Random) -> Scene:
    """A scatter or bubble scene of `topic` over another topic."""
    words = bank(language)
    across = rng.choice([other for other in words.topics if other.name != topic.name])
    third = rng.choice([other for other in words.topics if other.parts and other not in (topic, across)])
    groups = rng.randint(1, max(1, min(kind.series[1], config.series[1])))
    names = rng.sample(words.lists[rng.choice(topic.by)].of, groups) if groups > 1 else [""]
    bubble = kind.name == "bubble"
    each = rng.randint(3, 6) if bubble else rng.randint(4, max(4, MOST_POINTS // groups))
    y, x, size = _quantity(topic, rng), _quantity(across, rng), _quantity(third, rng)
    tie = rng.choice((-0.8, 0.0, 0.6, 0.9))
    series = tuple(_points(name, each, (topic, across, third), (y, x, size), tie, bubble, rng) for name in names)
    printed = bubble and config.titles > 0 and rng.random() < config.printed
    titled = rng.random() < config.titles or printed
    return Scene(
        kind=kind.name, language=language, title=_title((y, x), size if printed else None, language) * titled, y=y, x=x,
        size=size if bubble else None, series=series, axis_titles=True, topic=topic.name, printed=printed,
    )  # fmt: skip


def _title(pair: tuple[Quantity, Quantity], size: Quantity | None, language: Language) -> str:
    """What lies over what, and what the bubbles' numbers are of: nothing else in the figure says it."""
    y, x = pair
    title = f"{y.name}与{x.name}" if language == "zh" else f"{y.name} and {lower_first(x.name)}"
    if size is None:
        return title
    if language == "zh":
        return f"{title}（气泡大小：{size.name}{'，' if size.unit else ''}{size.unit}）"
    return f"{title} (bubble size: {lower_first(size.name)}{', ' if size.unit else ''}{size.unit})"


def _quantity(topic: Topic, rng: Random) -> Quantity:
    unit = rng.choice(topic.units)
    return Quantity(
        name=topic.name, unit=unit, scale=scale_of(unit), decimals=0 if topic.range[1] > 200 else 1,
        grouped=topic.range[1] > 2000,
    )  # fmt: skip


def _points(
    name: str, count: int, topics: tuple[Topic, Topic, Topic], units: tuple[Quantity, Quantity, Quantity], tie: float,
    bubble: bool, rng: Random,
) -> Series:  # fmt: skip
    xs, ys = [], []
    for _ in range(count):
        along = rng.uniform(0.05, 0.95)
        off = abs(tie) * (along if tie > 0 else 1 - along) + (1 - abs(tie)) * rng.uniform(0.05, 0.95)
        xs.append(_within(topics[1], along, units[1]))
        ys.append(_within(topics[0], off, units[0]))
    sizes = [values.level(topics[2], rng) for _ in range(count)] if bubble else []
    return Series(
        name=name, values=tuple(ys), xs=tuple(xs), sizes=tuple(round(s, units[2].decimals) for s in sizes), mark="point"
    )


def _within(topic: Topic, share: float, quantity: Quantity) -> float:
    low, high = topic.range[0], min(topic.range[1], topic.range[0] + (topic.range[1] - topic.range[0]) * 0.6)
    return round(low + (high - low) * share, quantity.decimals)
