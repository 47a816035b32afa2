"""Which items of a data set are taken, and the slices that texts fall into: one way for every benchmark."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gbi.errors import GbiError
from gbi_agents.language import language_of
from gbi_eval.benchmark import Item, Options
from gbi_eval.metrics.relaxed import is_year, split_list, to_float


class DataError(GbiError):
    """A file of the data set is not in the benchmark's layout."""


def rows_of(data: Path, name: str) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """(folder, line number from 0, object) of every line of the files called `name`, at any depth below `data`.

    Raises `DataError` naming file and line for a line that is no JSON object.
    """
    for file in sorted(data.rglob(name)):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DataError(f"{file}, line {number + 1}: not JSON ({error})") from error
            if not isinstance(row, dict):
                raise DataError(f"{file}, line {number + 1}: not a JSON object")
            yield file.parent, number, row


def drawn(items: Sequence[Item], options: Options) -> list[Item]:
    """`options.limit` of the items, drawn by `options.seed`: the same items give the same sample in any process."""
    shuffled = list(items)
    random.Random(options.seed).shuffle(shuffled)
    return shuffled[: options.limit]


def answer_type(answers: Sequence[str]) -> str:
    """The slice of a gold answer: list, yes or no, year, number or text."""
    values = split_list(answers[0]) if len(answers) == 1 else tuple(answers)
    if len(values) != 1:
        return "list"
    only = values[0].strip()
    if only.lower() in ("yes", "no"):
        return "yes or no"
    if is_year(only):
        return "year"
    return "text" if to_float(only) is None else "number"


def language(text: str) -> str:
    """The slice of a text: its language as the program sees it, "other" for a third one."""
    return language_of(text) or "other"
