"""Stand-ins for `gbi.readers.agree`, where a test is about what the store does with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from gbi.types import Reading


@pytest.fixture
def last_reading_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region's newest reading is the agreed one."""
    _stand_in(monkeypatch, lambda readings: readings[-1])


@pytest.fixture
def merged_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several readings make one of the reader "agree" with the first one's content, under an id of its own."""
    _stand_in(monkeypatch, _merged)


def _merged(readings: Sequence[Reading]) -> Reading:
    first = readings[0]
    version = "+".join(reading.reader for reading in readings)
    return Reading.build(
        first.region, reader="agree", reader_version=version, columns=first.columns, rows=first.rows, title=first.title
    )


def _stand_in(monkeypatch: pytest.MonkeyPatch, agree: Callable[[Sequence[Reading]], Reading]) -> None:
    monkeypatch.setitem(sys.modules, "gbi.readers.agree", SimpleNamespace(agree=agree))  # type: ignore[misc]
