"""The rows of a data file, whose cells are made when they are asked for.

100,000 rows of five columns are half a million cells; each as a value with its place takes about 1 kB, its number and
its text alone a tenth of that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gbi.types import Basis, Cell, LazyRows, RowRange, Value

Row = tuple[Cell, ...]


class DataRows(LazyRows):
    """R rows of C native cells. `values` and `texts` are C sequences of R entries; a cell's id begins with `key`.

    `changed` rows stand in for what the file says.
    """

    __slots__ = ("_changed", "_key", "_names", "_texts", "_values")

    def __init__(
        self,
        names: Sequence[str],
        values: Sequence[Sequence[Value]],
        texts: Sequence[Sequence[str]],
        *,
        key: str = "",
        changed: Mapping[int, Row] | None = None,
    ) -> None:
        self._names = tuple((name,) for name in names)
        self._values = values
        self._texts = texts
        self._key = key
        self._changed = dict(changed or {})

    def __len__(self) -> int:
        return len(self._values[0]) if self._values else 0

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return tuple(self._row(r) for r in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self._row(index % len(self))

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))

    def stamped(self, key: str) -> DataRows:
        """The same rows with ids "<key>:<row>:<column>"."""
        return self._with(key, self._changed)

    def replaced(self, rows: Mapping[int, Row]) -> DataRows:
        """The same rows save for those with the numbers of `rows` (from 0)."""
        return self._with(self._key, {**self._changed, **rows})

    def packed(self) -> bytes | None:
        """One line of JSON that `from_packed` reads; None for rows of which some were replaced."""
        if self._changed:
            return None
        texts = [
            [None if text == _text(value) else text for value, text in zip(values, texts, strict=True)]
            for values, texts in zip(self._values, self._texts, strict=True)
        ]
        names = [name for (name,) in self._names]
        body = {"key": self._key, "names": names, "values": [list(v) for v in self._values], "texts": texts}
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    @classmethod
    def from_packed(cls, line: bytes) -> DataRows:
        """What `packed` wrote."""
        body = json.loads(line)
        texts = [
            [_text(value) if text is None else text for value, text in zip(values, told, strict=True)]
            for values, told in zip(body["values"], body["texts"], strict=True)
        ]
        return cls(body["names"], body["values"], texts, key=body["key"])

    def _with(self, key: str, changed: Mapping[int, Row]) -> DataRows:
        names = [name for (name,) in self._names]
        return DataRows(names, self._values, self._texts, key=key, changed=changed)

    def _row(self, r: int) -> Row:
        if r in self._changed:
            return self._changed[r]
        at = f"{self._key}:{r}:" if self._key else ""
        return tuple(
            _cell(name, r, values[r], texts[r], f"{at}{c}" if at else "")
            for c, (name, values, texts) in enumerate(zip(self._names, self._values, self._texts, strict=True))
        )


def _cell(name: tuple[str, ...], row: int, value: Value, text: str, key: str) -> Cell:
    place = RowRange(rows=(row, row), columns=name)
    return Cell(id=key, value=value, text=text, basis=Basis.NATIVE, error=0.0, place=place)


def _text(value: Value) -> str:
    """The text that need not be kept beside a value."""
    return "" if value is None else str(value)
