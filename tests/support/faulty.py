"""Readers with a fault, wrapped round the real ones: what a step back looks like.

`support.faulty:drop_minus_vector` in `gbi.readers.READERS` is the vector reader that loses every minus sign.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial

from gbi.documents.source import Source
from gbi.readers import READERS
from gbi.readers.reader import Reader
from gbi.types import Cell, Reading, Region

Row = tuple[Cell, ...]
REAL = dict(READERS)


def drop_minus(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Every number without its sign."""
    return tuple(
        tuple(
            cell.model_copy(update={"value": abs(cell.value)}) if isinstance(cell.value, int | float) else cell
            for cell in row
        )
        for row in rows
    )


def shift_column(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The numbers of each column under the next one's header, the last one's under the first."""
    return tuple((row[0], row[-1], *row[1:-1]) for row in rows)


class Faulty:
    """A reader whose readings go through a fault."""

    def __init__(self, name: str, fault: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> None:
        module, _, attribute = REAL[name].partition(":")
        self._reader: Reader = getattr(importlib.import_module(module), attribute)()
        self._fault = fault
        self.name, self.version = self._reader.name, self._reader.version

    def read(self, source: Source, region: Region) -> Reading | None:
        """The real reader's reading with the fault in its rows."""
        reading = self._reader.read(source, region)
        return reading and reading.model_copy(update={"rows": self._fault(tuple(reading.rows))})


FAULTS = {"drop_minus": drop_minus, "shift_column": shift_column}


def with_fault(fault: str) -> tuple[tuple[str, str], ...]:
    """The table of readers, each with the fault."""
    return tuple((name, f"{__name__}:{fault}_{name}") for name in REAL)


def __getattr__(name: str) -> Callable[[], Faulty]:
    for fault, change in FAULTS.items():
        if name.startswith(f"{fault}_"):
            return partial(Faulty, name.removeprefix(f"{fault}_"), change)
    raise AttributeError(name)
