"""Numbers as businesses have them: growth with noise over time, few large and many small over categories."""

from __future__ import annotations

import math
from random import Random

from gbi_sft.synth.topics import Topic

Values = list[float | None]


def decimals_for(top: float, rng: Random, unit: str) -> int:
    """How many decimals numbers up to `top` are printed with."""
    if unit in ("people", "人", "件", "单", "辆", "") and top >= 10:
        return 0
    if top >= 1000:
        return rng.choice((0, 0, 0, 0, 1))
    if top >= 100:
        return rng.choice((0, 0, 0, 1, 1))
    if top >= 10:
        return rng.choice((0, 1, 1, 1, 2))
    return rng.choice((1, 1, 2))


def level(topic: Topic, rng: Random) -> float:
    """The size around which a figure's values lie: small and large ones of the range alike."""
    low, high = topic.range
    return float(low * (high / low) ** rng.uniform(0.1, 0.9))


def over_time(size: float, count: int, rng: Random) -> list[float]:
    """A walk of `count` values: a trend of -8 to 18 % a step, noise, at times a season."""
    trend, noise = rng.uniform(-0.08, 0.18) * min(1.0, 6 / count), rng.uniform(0.01, 0.14)
    season = rng.choice((0.0, 0.0, 0.15)) if count >= 8 else 0.0
    values, now = [], size
    for n in range(count):
        now *= math.exp(trend + rng.gauss(0, noise))
        values.append(now * (1 + season * math.sin(n * math.pi / 2)))
    return values


def over_categories(size: float, count: int, rng: Random) -> list[float]:
    """`count` values around `size`, spread out, in falling order four times in ten."""
    spread = rng.choice((0.15, 0.4, 0.4, 0.7))
    values = [size * math.exp(rng.gauss(0, spread)) for _ in range(count)]
    return sorted(values, reverse=True) if rng.random() < 0.4 else values


def whole(values: list[float], total: float, decimals: int) -> list[float]:
    """The values as parts of `total`, rounded so that they still sum to it; each at least one step."""
    step = 10**-decimals
    parts = [max(round(value / sum(values) * total, decimals), step) for value in values]
    largest = parts.index(max(parts))
    parts[largest] = round(total - sum(parts) + parts[largest], decimals)
    return parts


def bounded(values: list[float], topic: Topic, decimals: int) -> list[float]:
    """Rounded as printed; per cent that are parts of something below 100, never all zero."""
    most = 99.0 if topic.percent else math.inf
    least = 10.0**-decimals
    return [round(min(max(value, least), most), decimals) for value in values]


def with_losses(values: list[float], rng: Random) -> list[float]:
    """Some values below zero, at least one of them."""
    lost = {n for n in range(len(values)) if rng.random() < 0.3} or {rng.randrange(len(values))}
    return [-abs(v) * rng.choice((0.3, 0.6, 1)) if n in lost else v for n, v in enumerate(values)]


def with_gaps(values: list[float], rng: Random) -> Values:
    """Some values missing, never more than a third, never the ends alone."""
    gone = {n for n in range(len(values)) if rng.random() < 0.12} or {rng.randrange(len(values))}
    if len(gone) * 3 > len(values):
        return list(values)
    return [None if n in gone else value for n, value in enumerate(values)]
