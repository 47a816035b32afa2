"""Tags from what is known of a sample: its gold, its question, and what its maker noted. Nothing is guessed.

Density of words is that of the texts with boxes, which an OCR would find. Traits that stand for no skill (topic, theme,
tries) make no tags.
"""

from __future__ import annotations

from gbi_sft.sample import Gold, Sample
from gbi_sft.tags.vocabulary import ROWS, SERIES, WORDS, binned, group_of, tag

NOTED = ("renderer", "hints", "operation", "family", "hops")
"""Traits that are tags as they stand."""
NEVER = frozenset({"", "none", "no"})
ASPECTS = ((0.8, "tall"), (1.25, "square"), (2.2, "wide"))
PERCENT = ("%", "％")


def tags_of(sample: Sample) -> tuple[str, ...]:
    """All tags that are known, sorted, with those that the sample had of groups that are not known anew."""
    found = [tag("task", sample.task), tag("language", sample.language)]
    found += [tag(name, sample.traits[name]) for name in NOTED if sample.traits.get(name, "") not in NEVER]
    found += [tag("wear", one) for one in sample.traits.get("wear", "").split("+") if one]
    if sample.traits.get("jpeg"):
        found.append(tag("wear", "jpeg"))
    if sample.pictures:
        found.append(tag("aspect", _aspect(sample.pictures[0].width / sample.pictures[0].height)))
    if sample.gold is not None:
        found += _figure(sample.gold)
    known = {group_of(one) for one in found}
    return tuple(sorted({*found, *(one for one in sample.tags if group_of(one) not in known)}))


def tagged(sample: Sample) -> Sample:
    """The sample with its known tags; a step for `gbi_sft.data`'s `map`."""
    return sample.model_copy(update={"tags": tags_of(sample)})


def unknown(sample: Sample) -> tuple[str, ...]:
    """The groups that only looking at the picture or reading the question can fill: those of a model."""
    groups = {group_of(one) for one in tags_of(sample)}
    wanted = ["type"] if sample.gold is None else []
    wanted += ["family", "hops"] if sample.task == "question" else []
    return tuple(group for group in wanted if group not in groups)


def _figure(gold: Gold) -> list[str]:
    texts = [text for row in gold.texts for text in row[1:] if text]
    plain = sum(not text.startswith("~") for text in texts)
    printed = "all" if plain == len(texts) else "some" if plain else "none"
    words = sum(len(box.text.split()) for box in gold.boxes if box.part != "mark")
    found = [
        tag("type", gold.chart_type),
        tag("kind", gold.kind or gold.chart_type),
        tag("printed", printed),
        tag("series", binned(len(gold.columns) - 1, SERIES)),
        tag("rows", binned(len(gold.texts), ROWS)),
    ]
    if gold.boxes:
        found.append(tag("words", binned(words, WORDS)))
    return found + [tag("visual", trait) for trait in _traits(gold)]


def _traits(gold: Gold) -> list[str]:
    values = [value for row in gold.values for value in row]
    units = {column.unit for column in gold.columns[1:]}
    checks = {
        "log scale": gold.x_axis.log or gold.y_axis.log,
        "negative values": any(value is not None and value < 0 for value in values),
        "missing values": any(value is None for value in values),
        "legend": any(box.part == "legend" for box in gold.boxes),
        "two axes": len(units) > 1 and gold.chart_type != "table",
        "percent": any(unit.strip() in PERCENT for unit in units),
        "time axis": _timed(gold),
    }
    return [name for name, holds in checks.items() if holds]


def _timed(gold: Gold) -> bool:
    from gbi_sft.synth.questions.moments import moment_of

    return bool(moment_of([row[0] for row in gold.texts if row]))


def _aspect(ratio: float) -> str:
    return next((name for most, name in ASPECTS if ratio < most), "very wide")
