"""A scene out of a seed: topic, breakdown, numbers, words, such that what is said in it fits into the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from gbi_sft.sample import Language
from gbi_sft.synth import points, times, values
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.measure import text_px
from gbi_sft.synth.questions.phrases.english import lower_first
from gbi_sft.synth.scene import KINDS, Kind, Quantity, Scene, Series
from gbi_sft.synth.topics import Bank, Names, Topic, bank, scale_of

MARKED = {"$": "$", "£": "£", "USD": "$", "EUR": "€", "元": "¥"}
"""Units that may stand as a sign before each number."""
OVERVIEW: dict[Language, str] = {"en": "Key figures by {}", "zh": "各{}主要指标"}
"""The title of a table whose columns are different quantities."""
MISSING = ("–", "-", "n/a", "", "—")
GRAINS: tuple[times.Grain, ...] = ("time", "time", "quarter", "month", "half", "day")


class Room(NamedTuple):
    """The picture's size and the size of its words, in pixels."""

    width: int
    height: int
    font_px: float


class Want(NamedTuple):
    """What stands beside the categories: the series' names, and a number as it will be printed, "" for none."""

    names: list[str]
    number: str


class Labels(NamedTuple):
    """Categories with their noun; `ordered` where they are points in time."""

    name: str
    texts: tuple[str, ...]
    ordered: bool


def weighted(weights: Mapping[str, float], rng: Random) -> str:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def scene(config: SynthConfig, room: Room, kind_name: str, rng: Random) -> Scene:
    """A scene of that kind for a picture of that size."""
    kind = KINDS[kind_name]
    language: Language = "zh" if rng.random() * sum(config.languages.values()) < config.languages.get("zh", 0) else "en"
    words = bank(language)
    topic = _topic(config, kind, words, rng)
    if kind.mark == "point":
        return points.scene(config, kind, language, topic, rng)
    printed = rng.random() < config.printed
    size = values.level(topic, rng) if config.digits is None else 10.0 ** config.digits[1]
    quantity = _quantity(config, topic, size, rng)
    names = _series_names(config, kind, words, topic, rng)
    want = Want(names, quantity.text(size * 1.5) if printed else "")
    labels = _labels(config, kind, room, words, topic, want, rng)
    series = _series(config, kind, topic, quantity, names, labels, size, rng)
    if kind.mark == "wedge" and topic.percent:
        quantity = quantity.model_copy(update={"name": topic.name})
    if kind.name == "bar and line":
        series, printed = _two_axes(series, quantity, labels, words, rng), False
    if kind.mark == "cell" and config.digits is None and rng.random() < 0.4:
        series = _measures(series, words, topic, rng)
    titled = rng.random() < config.titles
    axis_titles = kind.mark not in ("wedge", "cell") and rng.random() < config.axis_titles
    said = Scene(
        kind=kind.name, language=language, label_name=labels.name, labels=labels.texts, y=quantity, series=series,
        printed=printed and _fits(kind, room, series, quantity, len(labels.texts)), axis_titles=axis_titles,
        topic=topic.name, missing=rng.choice(MISSING) if kind.mark == "cell" else "",
    )  # fmt: skip
    mixed = len({one.quantity for one in series}) > 1 and kind.mark == "cell"
    title = (OVERVIEW[language].format(labels.name.lower()) if mixed else heading(said, words, labels, rng)) * titled
    return _with_unit_said(said.model_copy(update={"title": title}))


def _topic(config: SynthConfig, kind: Kind, words: Bank, rng: Random) -> Topic:
    fits = [t for t in words.topics if t.parts or not (kind.stacked or kind.mark == "wedge")]
    if not kind.stacked and kind.mark not in ("wedge", "area") and rng.random() < config.negatives:
        fits = [topic for topic in fits if topic.drop]
    return rng.choice(fits)


def _quantity(config: SynthConfig, topic: Topic, size: float, rng: Random) -> Quantity:
    if config.digits is not None:
        return Quantity(name=topic.name)
    unit = rng.choice(topic.units)
    decimals = values.decimals_for(size, rng, unit)
    prefix = suffix = ""
    if unit in ("%", "‰", "°C", "℃") and rng.random() < 0.7:
        suffix = unit
    for sign, mark in MARKED.items():
        if sign in unit and rng.random() < 0.2 and unit != "% of GDP":
            prefix = mark
            break
    grouped = size >= 500 and rng.random() < 0.75
    brackets = topic.drop and not topic.percent and rng.random() < 0.2
    return Quantity(
        name=topic.name, unit=unit, scale=scale_of(unit), decimals=decimals, grouped=grouped, brackets=brackets,
        prefix=prefix, suffix=suffix,
    )  # fmt: skip


def _series_names(config: SynthConfig, kind: Kind, words: Bank, topic: Topic, rng: Random) -> list[str]:
    low, high = max(kind.series[0], config.series[0]), min(kind.series[1], config.series[1])
    high = max(low, high)
    count = min(rng.randint(low, high), rng.randint(low, high)) if high > 4 else rng.randint(low, high)
    if kind.name == "bar and line" or (count == 1 and kind.mark != "cell"):
        return [""] * count
    if rng.random() < 0.3 and count <= 6 and not kind.stacked and kind.mark != "area":
        return list(times.labels("en" if words.names["time"] == "Year" else "zh", "time", count, rng))
    pool = [n for n in words.lists[rng.choice(topic.by)].of if len(n) <= min(config.label_chars, 28)]
    return rng.sample(pool, min(count, len(pool)))


def _labels(config: SynthConfig, kind: Kind, room: Room, words: Bank, topic: Topic, want: Want, rng: Random) -> Labels:
    language: Language = "en" if words.names["time"] == "Year" else "zh"
    high = min(config.categories[1], _most(kind, room, len(want.names), want.number))
    low = min(config.categories[0], high)
    if kind.name == "line" and not want.number and config.categories[1] > 10:
        high = max(high, 24)
    timed = {"line": 0.9, "area": 1.0, "wedge": 0.0, "cell": 0.35}.get(kind.mark, 0.2 if kind.lying else 0.45)
    if rng.random() < timed and not _years(want.names):
        grain: times.Grain = rng.choice(GRAINS)
        texts = times.labels(language, grain, rng.randint(max(low, 3 if kind.mark == "area" else 2), max(high, 3)), rng)
        if max(map(len, texts)) <= config.label_chars:
            return Labels(words.names[grain], texts, True)
    chosen = _other_list(words, topic, want.names, rng)
    most = min(config.label_chars, 0.34 * room.width / room.font_px / (0.55 if language == "en" else 1.0))
    if not kind.lying and kind.mark != "cell":
        most = min(most, 0.3 * room.height / room.font_px / (0.5 if language == "en" else 1.0))
    pool = [name for name in chosen.of if len(name) <= max(most, 5)]
    if len(pool) < low:
        pool = [name for name in words.lists["city" if language == "zh" else "country"].of if len(name) <= most]
    return Labels(chosen.name, tuple(rng.sample(pool, min(rng.randint(low, high), len(pool)))), False)


def _years(names: Sequence[str]) -> bool:
    """Whether the series are points in time, which categories then are not."""
    return any(any(c.isdigit() for c in name) for name in names)


def _other_list(words: Bank, topic: Topic, names: Sequence[str], rng: Random) -> Names:
    """A list that the series are not of; years and cities go with everything."""
    lists = [words.lists[by] for by in topic.by if not set(names) & set(words.lists[by].of)]
    spare = [words.lists[by] for by in ("region", "city", "channel") if not set(names) & set(words.lists[by].of)]
    return rng.choice(lists or spare)


def _most(kind: Kind, room: Room, many: int, number: str) -> int:
    """How many categories the picture has room for."""
    if kind.mark == "wedge":
        return 8
    deep = 1 if kind.stacked else many
    if kind.lying or kind.mark == "cell":
        return max(2, int(0.68 * room.height / (room.font_px * (1.35 * deep + 0.3))))
    if kind.mark in ("line", "area"):
        slot = text_px(number, room.font_px) * 1.25 if number else room.font_px * 1.5
    else:
        slot = deep * max(text_px(number, room.font_px * 0.95) * 1.15 if number else 0.0, 5.0) + room.font_px * 0.5
    return max(2, int(0.68 * room.width / slot))


def _fits(kind: Kind, room: Room, series: Sequence[Series], quantity: Quantity, rows: int) -> bool:
    """Whether a number at each mark would be legible."""
    if kind.name in ("area", "stacked area") or (kind.mark == "line" and len(series) > 2):
        return False
    if kind.mark in ("cell", "wedge"):
        return True
    largest = max((abs(v) for s in series for v in s.values if v is not None), default=0.0)
    deep = 1 if kind.stacked or kind.mark == "line" else len(series)
    if kind.lying and not kind.stacked:
        return rows * deep * room.font_px * 1.1 < 0.7 * room.height
    return rows * deep * text_px(quantity.text(largest), room.font_px * 0.95) < 0.68 * room.width


def _series(
    config: SynthConfig, kind: Kind, topic: Topic, quantity: Quantity, names: Sequence[str], labels: Labels,
    size: float, rng: Random,
) -> tuple[Series, ...]:  # fmt: skip
    made = []
    count = len(labels.texts)
    losing = topic.drop and not kind.stacked and kind.mark in ("bar", "line", "cell") and config.negatives > 0
    losing = losing and rng.random() < 0.45
    gaps = kind.mark in ("bar", "line", "cell") and not kind.stacked and rng.random() < config.missing
    hundred = kind.mark == "wedge" and topic.percent
    for name in names:
        if config.digits is not None:
            numbers = [float(rng.randint(1, 10 ** rng.randint(*config.digits) - 1)) for _ in range(count)]
        else:
            near = size * rng.uniform(0.5, 1.4)
            numbers = (values.over_time if labels.ordered else values.over_categories)(near, count, rng)
        if hundred:
            numbers = values.whole(numbers, 100.0, quantity.decimals)
        else:
            numbers = values.bounded(numbers, topic, quantity.decimals)
        if losing:
            numbers = [round(v, quantity.decimals) for v in values.with_losses(numbers, rng)]
        shown = values.with_gaps(numbers, rng) if gaps else list(numbers)
        made.append(Series(name=name, values=tuple(shown), mark=kind.mark))
    return tuple(made)


def _two_axes(
    series: tuple[Series, ...], named: Quantity, labels: Labels, words: Bank, rng: Random
) -> tuple[Series, ...]:
    """Bars of the topic, and a line of a percentage on the axis on the right."""
    rates = [topic for topic in words.topics if topic.percent and topic.name != named.name]
    rate = rng.choice(rates)
    numbers = values.bounded(values.over_time(values.level(rate, rng), len(labels.texts), rng), rate, 1)
    quantity = Quantity(name=rate.name, unit="%", scale=0.01, decimals=1, suffix="%")
    bars = series[0].model_copy(update={"name": named.name})
    line = Series(name=rate.name, values=tuple(numbers), quantity=quantity, mark="line", side="right")
    return (bars, line)


def _measures(series: tuple[Series, ...], words: Bank, topic: Topic, rng: Random) -> tuple[Series, ...]:
    """A table's columns as different quantities: the topic, then others, each with its unit."""
    others = rng.sample([other for other in words.topics if other.name != topic.name], len(series))
    made = []
    for number, (column, other) in enumerate(zip(series, (topic, *others), strict=False)):
        size = values.level(other, rng)
        unit = rng.choice(other.units)
        quantity = Quantity(
            name=other.name, unit=unit, scale=scale_of(unit), decimals=values.decimals_for(size, rng, unit),
            grouped=size >= 500, brackets=other.drop and number > 0,
        )  # fmt: skip
        numbers = values.bounded(values.over_categories(size, len(column.values), rng), other, quantity.decimals)
        shown = tuple(None if old is None else new for old, new in zip(column.values, numbers, strict=True))
        made.append(column.model_copy(update={"name": other.name, "values": shown, "quantity": quantity}))
    return tuple(made)


def heading(scene: Scene, words: Bank, labels: Labels, rng: Random) -> str:
    """A title for the scene; "" in one's place where a pattern asks for what it has not."""
    span = times.span(labels.texts[0], labels.texts[-1]) if labels.ordered else ""
    forms = [form for form in words.titles if ("{time}" not in form or span) and ("{by}" not in form or labels.name)]
    forms = [form for form in forms if "{unit}" not in form or scene.y.unit]
    if labels.name in (words.lists["city"].name, words.names.get("country", "Country")):
        forms = [form for form in forms if "{place}" not in form]
    if labels.ordered:
        forms = [form for form in forms if "{by}" not in form]
    places = words.lists["city" if scene.language == "zh" else "country"].of
    by = labels.name.lower() if scene.language == "en" else labels.name
    return rng.choice(forms).format(
        topic=scene.y.name,
        lower=lower_first(scene.y.name),
        by=by,
        time=span,
        unit=scene.y.unit,
        n=rng.randint(1, 40),
        place=rng.choice(places),
    )


def _with_unit_said(scene: Scene) -> Scene:
    """A unit that stands nowhere in the figure is none: it goes into the title, or away where there is no title."""
    unit = scene.y.unit
    own = all(series.quantity for series in scene.series)
    if own or not unit or scene.axis_titles or unit in scene.title or unit == scene.y.suffix:
        return scene
    if scene.title:
        added = f"（{unit}）" if scene.language == "zh" else f" ({unit})"
        return scene.model_copy(update={"title": scene.title + added})
    plain = scene.y.model_copy(update={"unit": "", "scale": 1.0, "prefix": ""})
    return scene.model_copy(update={"y": plain})
