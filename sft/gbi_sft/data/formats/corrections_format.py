"""What people corrected in the desk, as its review exports it: `corrections.jsonl` and `figures/`, a folder or a ZIP.

All corrections of a figure make one table sample; its gold is the reading with every correction in force. A text is as
printed, or "~" and the value where the value was measured and nothing is printed. A figure whose reading was rejected
gives none; nor does one without a picture, and it is reported. Tags say how far a person went ("review:accepted": the
whole reading was confirmed; "review:corrected": only what was corrected was looked at), traits how many cells. Not
covered: boxes of the cells. This form is only read.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from gbi.readers.vlm.said import CHART_TYPES
from gbi_sft.data.formats.deplot_format import table_sample
from gbi_sft.data.formats.form import Format, Given, Item
from gbi_sft.data.pictures import Intake
from gbi_sft.data.refusals import Refused
from gbi_sft.data.tables import ESTIMATED
from gbi_sft.folder import DataError
from gbi_sft.sample import Gold, GoldAxis, GoldColumn, Sample

NAME = "corrections.jsonl"
SCHEMA = "gbi-correction/1"
MOST_BYTES = 200_000_000
"""A file in a ZIP that claims to be larger is not unpacked."""


def items(source: Path) -> Iterator[Item | Refused]:
    """One item a figure, which is a region of a document: its lines, in their order."""
    figures: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for number, line in enumerate(_bytes(source, NAME).decode("utf-8-sig").splitlines(), 1):
        try:
            found = json.loads(line)
            if found["schema"] != SCHEMA:
                raise ValueError(f"its schema is {found['schema']!r}, read is {SCHEMA}")
            figures.setdefault((found["document"], found["region"]), []).append(found)
        except (ValueError, KeyError, TypeError) as error:
            yield Refused(id=f"{NAME}:{number}", kind="form", reason=f"is no correction ({error})")
    for (_, region), lines in figures.items():
        last = lines[-1]
        if last["verdict"] == "rejected":
            yield Refused(id=region, kind="rejected", reason="a person rejected the whole reading")
        elif not last["picture"]:
            yield Refused(id=region, kind="picture", reason="the figure has no picture")
        else:
            yield Item(name=region, data=(source, lines), base=source if source.is_dir() else source.parent)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The figure with its corrected table."""
    source, lines = item.data
    last = lines[-1]
    if not last.get("table"):
        raise DataError("the export does not hold the whole table; export the corrections again with this version")
    gold = _gold(last)
    picture = intake.take(_bytes(source, last["picture"]), item.base)
    accepted = last["verdict"] == "accepted"
    cells = [cell for row in last["table"]["rows"] for cell in row]
    traits = {
        "document": last["document"],
        "reader": last["reader"],
        "model": last["model"],
        "cells": str(len(cells)),
        "cells corrected": str(sum(cell["corrected"] for cell in cells)),
        "by": ", ".join(sorted({line["by"] for line in lines})),
    }
    tags = (f"review:{'accepted' if accepted else 'corrected'}",)
    return table_sample(item.name, picture, gold, given, tags=tags, traits=traits)


def _gold(line: dict[str, Any]) -> Gold:
    table = line["table"]
    if len(table["columns"]) < 2 or not table["rows"]:
        raise DataError("its table has no column of values, or no row")
    columns = (GoldColumn(name=c["name"], unit=c["unit"] or "", scale=c["scale"]) for c in table["columns"])
    said = line["chart_type"] or ("table" if line["kind"] == "table" else "other")
    axes = {axis["direction"]: _axis(axis) for axis in table["axes"]}
    return Gold(
        chart_type=said if said in CHART_TYPES else "other",
        kind=said,
        title=line["title"],
        x_axis=axes.get("x", GoldAxis()),
        y_axis=axes.get("y", GoldAxis()),
        columns=tuple(columns),
        texts=tuple(tuple(_text(cell) for cell in row) for row in table["rows"]),
        values=tuple(tuple(_value(cell) for cell in row[1:]) for row in table["rows"]),
    )


def _axis(axis: dict[str, Any]) -> GoldAxis:
    return GoldAxis(
        name=axis["name"], unit=axis["unit"] or "", low=axis["low"], high=axis["high"], log=axis["kind"] == "log"
    )


def _text(cell: dict[str, Any]) -> str:
    if cell["text"] or cell["value"] is None:
        return str(cell["text"])
    return f"{ESTIMATED}{cell['value']:.10g}" if _value(cell) is not None else str(cell["value"])


def _value(cell: dict[str, Any]) -> float | None:
    value = cell["value"]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _bytes(source: Path, name: str) -> bytes:
    """A file of the folder or the ZIP, by a path that stays inside."""
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise DataError(f"{name} leads out of {source}")
    try:
        if source.is_dir():
            return (source / name).read_bytes()
        with zipfile.ZipFile(source) as packed:
            if packed.getinfo(name).file_size > MOST_BYTES:
                raise DataError(f"{name} in {source} is too large to be what the desk exports")
            return packed.read(name)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{source} holds no {name}; give the folder or the ZIP that the desk's review exports"
        ) from error


FORMAT = Format(items=items, sample=sample, entry=None, file=NAME)
