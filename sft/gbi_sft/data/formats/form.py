"""What a form of training data is, and the walk that every conversion takes: item by item, a broken one set aside."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gbi.errors import first_fault
from gbi.files import replacing
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.folder import DataError
from gbi_sft.sample import Language, Sample, Source

MISTAKES = (DataError, ValidationError, KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What reading one item of an unknown file may raise; other items go on."""

NOTES = ("rejected.jsonl", "duplicates.jsonl")
"""What the program itself leaves beside data."""


@dataclass(frozen=True)
class Item:
    """One entry of a source: a name (unique in the source), what it says, and the folder that its paths start from."""

    name: str
    data: Any
    base: Path


@dataclass(frozen=True)
class Given:
    """What a person says about all samples of a source: where they come from, and what the source does not tell."""

    source: Source
    language: Language | None = None
    chart_type: str = "other"


@dataclass(frozen=True)
class Format:
    """A form: how to find its items, make a sample of one, and write a sample; `file` is what the last goes to.

    `sample` raises any of `MISTAKES` for an item that cannot be used; `entry` raises `DataError` for a sample that the
    form cannot hold, and returns what stands for it in `file`. `entry` is None for a form that is only read.
    """

    items: Callable[[Path], Iterator[Item | Refused]]
    sample: Callable[[Item, Intake, Given], Sample]
    entry: Callable[[Sample, Outlet], dict[str, Any] | None] | None
    file: str


def read(form: Format, source: Path, intake: Intake, given: Given) -> Iterator[Sample | Refused]:
    """The source's samples, their pictures in the intake's folder; what cannot be used as `Refused`.

    Ids stay unique: a second "a" becomes "a~2". Raises `DataError` when the source itself cannot be read.
    """
    seen: dict[str, int] = {}
    for item in form.items(source):
        if isinstance(item, Refused):
            yield item
            continue
        try:
            sample = form.sample(item, intake, given)
        except MISTAKES as error:
            yield Refused(id=item.name, kind="form", reason=reason(error))
            continue
        seen[sample.id] = count = seen.get(sample.id, 0) + 1
        yield sample if count == 1 else sample.model_copy(update={"id": f"{sample.id}~{count}"})


def write(form: Format, samples: Iterable[Sample], outlet: Outlet) -> Iterator[Sample | Refused]:
    """Writes the samples, each handed on as it is written; those that the form cannot hold as `Refused`.

    The file is complete when the iterator has ended; until then it has another name.
    """
    if form.entry is None:
        raise DataError("this form is only read; corrections are made in the desk, not converted to")
    path = outlet.folder / form.file
    lines = path.suffix == ".jsonl"
    with replacing(path) as part, part.open("w", encoding="utf-8") as out:
        out.write("" if lines else "[\n")
        count = 0
        for sample in samples:
            try:
                entry = form.entry(sample, outlet)
            except DataError as error:
                yield Refused(id=sample.id, kind="form", reason=str(error))
                continue
            if entry is not None:
                out.write(("" if lines or not count else ",\n") + json.dumps(entry, ensure_ascii=False))
                out.write("\n" if lines else "")
                count += 1
            yield sample
        out.write("" if lines else "\n]\n")


def reason(error: Exception) -> str:
    """One line on what was wrong with an item."""
    if isinstance(error, ValidationError):
        return first_fault(error)
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]!r}"
    return str(error) or type(error).__name__


def records(source: Path, *names: str) -> Iterator[Item | Refused]:
    """The records of a JSON array or of JSON Lines: `source` itself, or the first of `names` (or any JSON) in it.

    Raises `DataError` when there is no such file, or a JSON array is broken; a broken line is `Refused`.
    """
    path = _file(source, names)
    with path.open("rb") as lines:
        head = lines.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
        if b"\0" in head:
            raise DataError(f"{path} is no JSON text in UTF-8; give the JSON, its pictures' folder goes to --images")
        if head.startswith(b"["):
            lines.seek(0)
            yield from _array(path, lines.read())
            return
        lines.seek(0)
        for number, line in enumerate(lines, 1):
            line = line.removeprefix(codecs.BOM_UTF8).strip()
            if not line:
                continue
            try:
                yield _item(json.loads(line), f"{path.name}:{number}", path.parent)
            except ValueError as error:
                yield Refused(id=f"{path.name}:{number}", kind="form", reason=f"is not JSON in UTF-8 ({error})")


def _array(path: Path, text: bytes) -> Iterator[Item | Refused]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(f"{path} is no whole JSON array in UTF-8 ({error}); was it cut off?") from error
    for number, record in enumerate(found, 1):
        yield _item(record, f"{path.name}#{number}", path.parent)


def _item(record: Any, place: str, base: Path) -> Item | Refused:
    if not isinstance(record, dict | list):
        return Refused(id=place, kind="form", reason=f"is no JSON object: {json.dumps(record)[:80]}")
    said = record.get("id") if isinstance(record, dict) else None
    return Item(name=str(said) if isinstance(said, str | int) and said != "" else place, data=record, base=base)


def _file(source: Path, names: tuple[str, ...]) -> Path:
    if source.is_file():
        return source
    found = [source / name for name in names if (source / name).is_file()]
    found = found or sorted(path for path in source.glob("*.json*") if path.name not in NOTES)
    if not found:
        raise DataError(f"{source} holds neither {' nor '.join(names) or 'JSON'}; give the file itself")
    if len(found) > 1 and found[0].name not in names:
        listed = ", ".join(path.name for path in found[:5])
        raise DataError(f"{source} holds several JSON files ({listed}); give the one that is meant")
    return found[0]


def whole(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The sample as it is, its pictures brought along."""
    for picture in sample.pictures:
        outlet.bring(picture)
    return sample.model_dump(mode="json")
