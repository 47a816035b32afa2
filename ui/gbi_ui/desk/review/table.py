"""A reading as an editable table, and what was changed in it. Columns are named "c0", "c1", whatever their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from gbi.store.corrections import shown
from gbi.types import Cell, Reading, Value
from gbi_ui.desk.amounts import heading

MOST_ROWS = 2000


def frame(reading: Reading) -> Any:
    """The first `MOST_ROWS` rows as a `pandas.DataFrame`: numbers where all are, truth values, else texts as shown."""
    import pandas as pd

    rows = [reading.rows[r] for r in range(min(MOST_ROWS, len(reading.rows)))]
    columns = {}
    for c, column in enumerate(reading.columns):
        cells = [row[c] for row in rows]
        columns[f"c{c}"] = pd.Series([cell.value for cell in cells] if typed(reading, c) else [*map(_text, cells)])
        if typed(reading, c) and column.type == "number":
            columns[f"c{c}"] = columns[f"c{c}"].astype("float64")
    return pd.DataFrame(columns)


def typed(reading: Reading, column: int) -> bool:
    """Whether the column is edited as numbers or truth values: no cell that is shown holds anything else."""
    kind = reading.columns[column].type
    cells = (reading.rows[r][column] for r in range(min(MOST_ROWS, len(reading.rows))))
    if kind == "number":
        return all(isinstance(cell.value, int | float | None) and not isinstance(cell.value, bool) for cell in cells)
    return kind == "bool" and all(isinstance(cell.value, bool | None) for cell in cells)


def settings(reading: Reading) -> dict[str, Any]:
    """What Streamlit is told of each column: label with unit, and how it is edited."""
    config: dict[str, Any] = {}
    for c, column in enumerate(reading.columns):
        label = heading(column)
        if not typed(reading, c):
            config[f"c{c}"] = st.column_config.TextColumn(label)
        elif column.type == "bool":
            config[f"c{c}"] = st.column_config.CheckboxColumn(label)
        else:
            config[f"c{c}"] = st.column_config.NumberColumn(label)
    return config


def changes(reading: Reading, edited: Mapping[int | str, Mapping[str, Any]]) -> tuple[tuple[int, int, Value], ...]:
    """Row, column and new value of what the editor says was edited; a cell that was emptied has None."""
    found = []
    for row, values in edited.items():
        for name, value in values.items():
            spot = int(row), int(name.removeprefix("c"))
            new = None if value is None or (isinstance(value, str) and not value.strip()) else value
            cell = reading.rows[spot[0]][spot[1]]
            if new != (cell.value if typed(reading, spot[1]) else _text(cell) or None):
                found.append((*spot, new))
    return tuple(found)


def _text(cell: Cell) -> str:
    return shown(cell)
