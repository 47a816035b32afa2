"""What an adapter was made of: the training's own record beside its weights, and counts over the data it names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from gbi.types import Frozen
from gbi_sft import folder
from gbi_sft.folder import DataError

SETTINGS, METRICS, FINAL = "training.json", "metrics.jsonl", "final"
"""What `gbi_sft.training` writes: settings (the adapter's with the data), curve, the adapter's folder."""
UNSAID = "not stated"


class Recipe(Frozen):
    """The settings of a training as it wrote them, the folders it was trained on, and its curve, step by step."""

    settings: dict[str, Any] = Field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    curve: tuple[dict[str, Any], ...] = ()


class Part(Frozen):
    """Samples of one source: how many, its licence, by task and language."""

    source: str
    licence: str
    samples: int
    tasks: dict[str, int]
    languages: dict[str, int]


class Contents(Frozen):
    """What data sets hold: samples and pictures, by source, and how often each tag stands."""

    samples: int
    pictures: int
    parts: tuple[Part, ...]
    tags: dict[str, int]


def recipe_of(adapter: Path) -> Recipe:
    """The record beside the adapter, or in the folder that holds it; an empty one where there is none.

    Raises `DataError` for a record that cannot be read.
    """
    for place in (adapter, adapter.parent):
        if (place / SETTINGS).is_file():
            settings = _json(place / SETTINGS)
            folders = tuple(Path(each["folder"]) for each in settings.get("data", ()))
            curve = next((found for found in map(_curve, (place, place.parent)) if found), ())
            return Recipe(settings=settings, folders=folders, curve=curve)
    return Recipe()


def name_of(adapter: Path) -> str:
    """What an adapter is called by its folder; that of the training where the folder is only its last part."""
    whole = adapter.resolve()
    return whole.parent.name if whole.name == FINAL else whole.name


def contents(folders: Iterable[Path]) -> Contents:
    """Counts over all samples of the folders. Raises `DataError` as `folder.read`."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    tags: Counter[str] = Counter()
    pictures: set[tuple[Path, str]] = set()
    samples = 0
    for data in folders:
        for sample in folder.read(data):
            samples += 1
            tags.update(sample.tags)
            pictures.update((data, picture.path) for picture in sample.pictures)
            source = sample.source.name or UNSAID, sample.source.licence or UNSAID
            groups.setdefault(source, []).append((sample.task, sample.language))
    parts = tuple(_part(*source, rows) for source, rows in sorted(groups.items()))
    return Contents(samples=samples, pictures=len(pictures), parts=parts, tags=dict(tags.most_common()))


def _part(source: str, licence: str, rows: Sequence[tuple[str, str]]) -> Part:
    tasks, languages = (dict(Counter(side)) for side in zip(*rows, strict=True))
    return Part(source=source, licence=licence, samples=len(rows), tasks=tasks, languages=languages)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}, the record of the training, cannot be read ({error}); train again") from error
    return found if isinstance(found, dict) else {}


def _curve(training: Path) -> tuple[dict[str, Any], ...]:
    """The lines that are whole; a training that was killed may have left half of one."""
    path = training / METRICS
    if not path.is_file():
        return ()
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            found.append(row)
    return tuple(found)
