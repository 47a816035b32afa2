"""A header of years is a header, in English and in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.documents import open_source


@pytest.mark.parametrize("header", ["Region,2019,2020", "地区,2019年,2020年"])
def test_years_name_the_columns(header: str, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(f"{header}\nNorth,10,12\nSouth,7,9\n", encoding="utf-8")
    source = open_source(path)
    try:
        [region] = source.regions(1)
        figure = source.native(region)
    finally:
        source.close()
    assert figure is not None
    assert [column.name for column in figure.columns] == header.split(",")
    assert [[cell.value for cell in row] for row in figure.rows] == [["North", 10, 12], ["South", 7, 9]]
